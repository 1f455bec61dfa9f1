"""A memo's evidence: each answer told once, under the first criterion that asks for it, its source numbered."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.wording import RED_LINE, Words

type Frozen = dict[str, Any]
"""What an assessment froze: see `endorsements.operations.assessments.freeze`."""


def long_day(day: str | dt.date | None) -> str:
    """Return a day (or its ISO form) in full, in the active language; "" for None."""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    # Translators: a day written out, in Django's date format; in Spanish j \\d\\e F \\d\\e Y.
    return date_format(day, _("j F Y")) if day else ""


class Evidence:
    """Prints each answer's evidence once, at the first criterion that asks for it, and numbers the sources."""

    def __init__(self, answers: dict[str, Any], said: Words, titles: dict[str, str]) -> None:
        self.answers, self.said, self.titles = answers, said, titles
        self.printed: dict[str, str] = {}
        self.sources: list[dict[str, str]] = []

    def of(self, fact: str, code: str) -> dict[str, Any]:
        """Return the answer to a fact as the memo prints it under the criterion `code`."""
        given = self.answers.get(fact, {"value": "unknown"})
        value = given["value"]
        printed = {
            "name": self.said.name(fact, self.titles),
            "value": value,
            "word": self.said.label(fact, value),
            "text": given.get("evidence", ""),
            "source": self._source(given),
            "see": self.printed.get(fact, ""),
        }
        if printed["see"]:
            printed["text"], printed["source"] = "", None
        elif given.get("evidence") or printed["source"]:
            self.printed[fact] = code
        return printed

    def _source(self, given: dict[str, Any]) -> dict[str, Any] | None:
        said = {
            "title": given.get("source", ""),
            "link": given.get("link", ""),
            "day": long_day(given.get("evidence_on")),
        }
        if not any(said.values()):
            return None
        if said not in self.sources:
            self.sources.append(said)
        return {**said, "number": self.sources.index(said) + 1}


def criteria(content: Frozen, evidence: Evidence, said: Words, *, decisive: Collection[str]) -> list[dict[str, Any]]:
    """Return the rulebook's parts in order, each criterion with its finding and answers; `decisive` are codes."""
    book = rules.rulebook(content["rulebook"]["id"])
    findings = {finding["code"]: finding for finding in content["judgement"]["findings"]}
    words_of = {"yes": _("Yes"), "no": _("No"), "unknown": _("Unknown")}
    parts = []
    for part in rules.Part:
        rows = []
        for criterion in book.of_part(part):
            code, finding = criterion.code, findings[criterion.code]
            facts = [fact for fact in criterion.test.facts() if fact in rules.FACTS_BY_ID]
            answers = [evidence.of(fact, code) for fact in facts]
            rows.append(
                {
                    "code": code,
                    "title": said.criteria[code][0],
                    "source": finding["source"],
                    "value": finding["value"],
                    "word": words_of[finding["value"]],
                    "decides": code in decisive,
                    # What has evidence is told at length; bare answers follow one another in one line.
                    "told": [answer for answer in answers if answer["text"] or answer["source"]],
                    "bare": [answer for answer in answers if not answer["text"] and not answer["source"]],
                    "red_lines": not facts,
                }
            )
        parts.append({"title": _(rules.PART_TITLES[part]), "rows": rows})
    return parts


def red_lines(content: Frozen, evidence: Evidence) -> list[dict[str, Any]]:
    """Return the red lines that were in force, each with its answer."""
    return [
        {
            "title": line["title"],
            "adopted": _("%(body)s, %(day)s") % {"body": line["adopted_by"], "day": long_day(line["adopted_on"])},
            **evidence.of(RED_LINE + line["id"], "G4"),
        }
        for line in content["red_lines"]
    ]


def unknown(content: Frozen, said: Words, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Return the questions without an answer, those first that can still change the verdict."""
    answers, open_facts = content["answers"], set(content["judgement"]["open_facts"])
    asked: Iterable[str] = [fact.id for fact in rules.FACTS] + [RED_LINE + slug for slug in titles]
    told = [
        {"name": said.questions.get(fact) or titles[fact.removeprefix(RED_LINE)], "open": fact in open_facts}
        for fact in asked
        if answers.get(fact, {"value": "unknown"})["value"] == "unknown"
    ]
    return sorted(told, key=lambda each: not each["open"])

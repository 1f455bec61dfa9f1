"""What a memo says, from a frozen assessment: plain strings in the reader's language, ready to be frozen themselves."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.markup import to_html
from endorsements import rules
from endorsements.limits import check_memo_length
from endorsements.models import Assessment, Note
from endorsements.models.dossier import Side
from endorsements.queries import judgement_panel
from endorsements.queries.dossiers import explained
from endorsements.queries.memo_capacity import capacity_content
from endorsements.queries.memo_slate import slate_content
from endorsements.wording import RED_LINE, Words, words

type Content = dict[str, Any]


def long_day(day: str | dt.date | None) -> str:
    """Return a day (or its ISO form) in full, in the active language; "" for None."""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return date_format(day, "DATE_FORMAT") if day else ""


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


def _criteria(content: Content, evidence: Evidence, said: Words) -> list[dict[str, Any]]:
    book = rules.rulebook(content["rulebook"]["id"])
    findings = {finding["code"]: finding for finding in content["judgement"]["findings"]}
    parts = []
    for part in rules.Part:
        rows = []
        for criterion in book.of_part(part):
            finding = findings[criterion.code]
            facts = [fact for fact in criterion.test.facts() if fact in rules.FACTS_BY_ID]
            rows.append(
                {
                    "code": criterion.code,
                    "title": said.criteria[criterion.code][0],
                    "source": finding["source"],
                    "value": finding["value"],
                    "word": {"yes": _("Yes"), "no": _("No"), "unknown": _("Unknown")}[finding["value"]],
                    "answers": [evidence.of(fact, criterion.code) for fact in facts],
                    "red_lines": not facts,
                }
            )
        parts.append({"title": _(rules.PART_TITLES[part]), "rows": rows})
    return parts


def _red_lines(content: Content, evidence: Evidence) -> list[dict[str, Any]]:
    return [
        {
            "title": line["title"],
            "adopted": _("%(body)s, %(day)s") % {"body": line["adopted_by"], "day": long_day(line["adopted_on"])},
            **evidence.of(RED_LINE + line["id"], "G4"),
        }
        for line in content["red_lines"]
    ]


def _ways(ways: Iterable[judgement_panel.Way]) -> list[str]:
    told = []
    for way in ways:
        answers = get_text_list([f"{each.name}: {each.label}" for each in way.answers], _("and"))
        told.append(_("%(answers)s → %(verdict)s") % {"answers": answers, "verdict": way.label})
    return told


def _verdict(content: Content, titles: dict[str, str]) -> dict[str, Any]:
    rulebook = content["rulebook"]["id"]
    values = {fact: given["value"] for fact, given in content["answers"].items()}
    panel = judgement_panel.told(
        explained(rulebook, values, titles), rulebook_id=rulebook, values=values, red_lines=titles
    )
    return {
        "id": str(panel.verdict),
        "word": panel.label,
        "why": panel.why,
        "kind": panel.kind,
        "beside": [sentence for sentence in (panel.both, panel.advocacy) if sentence],
        "decided_by": [
            {"code": row.code, "title": row.title, "word": row.label, "source": row.source}
            for group in panel.groups
            for row in group.rows
            if "finding--decides" in row.classes
        ],
        "settle": _ways((*panel.settle, *panel.sets)),
        "raise": [each.name for each in panel.raises],
        "change": _ways(panel.change),
    }


def _unknown(content: Content, said: Words, titles: dict[str, str]) -> list[dict[str, Any]]:
    answers, open_facts = content["answers"], set(content["judgement"]["open_facts"])
    asked = [fact.id for fact in rules.FACTS] + [RED_LINE + line["id"] for line in content["red_lines"]]
    unknown = [fact for fact in asked if answers.get(fact, {"value": "unknown"})["value"] == "unknown"]
    told = [
        {"name": said.questions.get(fact) or titles[fact.removeprefix(RED_LINE)], "open": fact in open_facts}
        for fact in unknown
    ]
    return sorted(told, key=lambda each: not each["open"])


def _notes(notes: Iterable[Note], side: str) -> list[dict[str, str]]:
    return [
        {"html": str(to_html(note.text)), "by": note.written_by.name, "day": long_day(note.written_at.date())}
        for note in notes
        if note.side == side
    ]


def memo_content(assessment: Assessment, *, number: int, issued_by: str, issued_on: dt.date) -> Content:
    """Return everything a memo says, in the active language. Two queries, and 20 more where field work is planned.

    `assessment` comes with `candidacy.race.cycle.chapter`, `candidacy.candidate` and `frozen_by` fetched.
    Raises `limits.MemoTooLong` when its words exceed what a memo may hold.
    """
    content, candidacy = assessment.content, assessment.candidacy
    said, titles = words(assessment.rulebook), {line["id"]: line["title"] for line in content["red_lines"]}
    evidence = Evidence(content["answers"], said, titles)
    notes = Note.objects.filter(candidacy=candidacy, withdrawn_at__isnull=True).select_related("written_by")
    race = f"{content['office']} {content['district']}".strip()
    memo = {
        "language": get_language(),
        "chapter": candidacy.race.cycle.chapter.name,
        "cycle": candidacy.race.cycle.name,
        "number": number,
        "candidate": content["candidate"],
        "race": race,
        "title": _("%(candidate)s for %(race)s") % {"candidate": content["candidate"], "race": race},
        "election_on": long_day(content["election_on"]),
        "decide_by_on": long_day(candidacy.race.decide_by_on),
        "issued_on": long_day(issued_on),
        "issued_by": issued_by,
        "as_of": long_day(content["as_of"]),
        "verdict": _verdict(content, titles),
        "tactical": {"value": candidacy.race.far_right_opponent, "note": candidacy.race.tactical_note},
        "parts": _criteria(content, evidence, said),
        "red_lines": _red_lines(content, evidence),
        "unknown": _unknown(content, said, titles),
        "case_for": _notes(notes, Side.FOR),
        "case_against": _notes(notes, Side.AGAINST),
        "capacity": (capacity := capacity_content(candidacy, issued_on)),
        # Without a field plan the slate cannot choose it.
        "slate": slate_content(candidacy, issued_on) if capacity else None,
        "sources": evidence.sources,
        "rulebook": {**content["rulebook"], "source": rules.rulebook(assessment.rulebook).source},
        "assessment": {
            "number": assessment.number,
            "digest": assessment.digest,
            "frozen_by": assessment.frozen_by.name,
        },
    }
    check_memo_length(*_texts(memo))
    return memo


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for each in content.values() if isinstance(content, dict) else content:
            yield from _texts(each)

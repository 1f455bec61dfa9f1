"""A frozen assessment told from its own content alone, so that it reads the same whatever happens to other rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.models import Assessment
from endorsements.models.race import race_called
from endorsements.queries.assessments import judge_again
from endorsements.queries.judgement_panel import told
from endorsements.queries.judgement_rows import Panel
from endorsements.rules import FACTS
from endorsements.wording import GROUPS, RED_LINE, day, moment, words


@dataclass(frozen=True, slots=True)
class FrozenAnswer:
    """One answer as it was frozen; `given` says by whom and when, "" for a question that was open."""

    key: str
    question: str
    value: str
    label: str
    evidence: str
    link: str
    source: str
    given: str


@dataclass(frozen=True, slots=True)
class FrozenRedLine:
    """One red line as it stood."""

    title: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class FrozenPage:
    """What the page of an assessment shows; `panel` is None when this version cannot judge it any more."""

    at: str
    facts: list[tuple[str, str]]
    groups: list[tuple[str, list[FrozenAnswer]]]
    red_lines: list[FrozenRedLine]
    panel: Panel | None


def _day(iso: str | None) -> str:
    return day(dt.date.fromisoformat(iso)) if iso else ""


def _answer(fact: str, question: str, answer: dict[str, Any] | None) -> FrozenAnswer:
    said = words()
    key = fact.replace(".", "--")
    if answer is None:
        return FrozenAnswer(key, question, "unknown", said.label(fact, "unknown"), "", "", "", "")
    source = ", ".join(part for part in (answer["source"], _day(answer["evidence_on"])) if part)
    given = _("Set by %(who)s, %(at)s") % {
        "who": answer["set_by"],
        "at": moment(dt.datetime.fromisoformat(answer["set_at"])),
    }
    value, link = answer["value"], answer["link"]
    return FrozenAnswer(key, question, value, said.label(fact, value), answer["evidence"], link, source, given)


def _red_line(line: dict[str, Any]) -> FrozenRedLine:
    about = _("Version %(number)s. Adopted %(day)s by %(body)s; in force from %(start)s.") % {
        "number": line["version"],
        "day": _day(line["adopted_on"]),
        "body": line["adopted_by"],
        "start": _day(line["in_force_from"]),
    }
    return FrozenRedLine(line["title"], line["text"], about)


def frozen_page(assessment: Assessment) -> FrozenPage:
    """Tell an assessment from its content. No query."""
    content, said = assessment.content, words()
    answers = content["answers"]
    titles = {line["id"]: line["title"] for line in content["red_lines"]}
    groups: dict[str, list[FrozenAnswer]] = {group: [] for group in GROUPS}
    for fact in FACTS:
        groups[fact.group].append(_answer(fact.id, said.questions[fact.id], answers.get(fact.id)))
    lines = [_answer(RED_LINE + slug, title, answers.get(RED_LINE + slug)) for slug, title in titles.items()]
    values = {fact: answer["value"] for fact, answer in answers.items()}
    try:
        rulebook_id = content["rulebook"]["id"]
        panel = told(judge_again(content), rulebook_id=rulebook_id, values=values, red_lines=titles)
    except (rules.UnknownRulebook, rules.InvalidAnswer):
        panel = None
    facts = [
        (_("Candidate"), content["candidate"]),
        (_("Race"), race_called(content["office"], content["district"])),
        (_("Election day"), _day(content["election_on"])),
        (_("Judged as of"), _day(content["as_of"])),
        (_("Rulebook"), content["rulebook"]["id"]),
        (_("Digest of the rulebook"), content["rulebook"]["digest"]),
    ]
    told_groups = [(_(title), groups[group]) for group, title in GROUPS.items()]
    red_lines = [_red_line(line) for line in content["red_lines"]]
    return FrozenPage(moment(assessment.frozen_at), facts, [*told_groups, (_("Red lines"), lines)], red_lines, panel)

"""The dossier as the page shows it: each fact a row of plain strings, so that the template only prints."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.models import RedLineVersion
from chapters.prepared import Prepared
from endorsements.models import Answer, Candidacy
from endorsements.rules import FACTS
from endorsements.wording import GROUPS, RED_LINE, Words, day, moment, words

UNKNOWN = "unknown"
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
LONG = 900  # characters of evidence that a row shows without being asked
MARKED = ("yes", "no", "holds", "crosses", UNKNOWN)
RED_LINE_VALUES = ("holds", "crosses", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Option:
    """One button: a value a fact can take, and whether it is the answer now (`true`/`false`)."""

    value: str
    label: str
    shape: str
    pressed: str


@dataclass(frozen=True, slots=True)
class Given:
    """A current answer, read without its model. `opening` is the start of evidence too long to show whole."""

    id: int
    value: str
    evidence: str = ""
    link: str = ""
    source: str = ""
    evidence_on: str = ""
    evidence_on_iso: str = ""
    set_by: str = ""
    set_at: str = ""
    set_at_iso: str = ""
    at: dt.datetime = NEVER
    has_evidence: bool = False
    earlier_evidence: bool = False
    opening: str = ""
    cited: str = ""
    link_text: str = ""


NOBODY = Given(0, UNKNOWN)


@dataclass(slots=True)
class RowState:
    """What is going on at a row: `editor` is the form while evidence is edited, `problem` what stood against the last
    attempt, `conflict` the sentence that tells of somebody else's answer, `focus` whether its link takes the focus.
    """

    editor: Any = None
    problem: str = ""
    conflict: str = ""
    focus: bool = False


@dataclass(slots=True, unsafe_hash=True)
class FactRow:
    """One fact of the dossier. `key` is for ids on the page, `fact` for addresses; `seen` is the answer's id or ""."""

    fact: str
    key: str
    question: str
    help: str
    url: str
    value: str
    label: str
    options: tuple[Option, ...] = field(compare=False)
    buttons: SafeString = field(compare=False)
    seen: str
    given: Given
    mark: str
    many: bool
    earlier: str
    state: RowState | None = field(default=None, compare=False)


@dataclass(slots=True)
class FactGroupRows:
    """Facts under one heading; `empty` says what to do when there are none."""

    id: str
    title: str
    rows: list[FactRow] = field(default_factory=list)
    empty: str = ""


def key_of(fact: str) -> str:
    """Return a fact's id as it stands in ids of the page: without the dot, which selectors read as a class."""
    return fact.replace(".", "--")


@lru_cache(maxsize=1024)
def _options(_language: str | None, fact: str, value: str) -> tuple[Option, ...]:
    said = words()
    red_line = fact.startswith(RED_LINE)
    values = RED_LINE_VALUES if red_line else tuple(said.labels[fact])
    shapes = {"holds": "yes", "crosses": "no", "yes": "yes", "no": "no", UNKNOWN: UNKNOWN}
    return tuple(
        Option(each, said.label(fact, each), shapes.get(each, "other"), "true" if each == value else "false")
        for each in values
    )


@lru_cache(maxsize=1024)
def _buttons(language: str | None, fact: str, value: str) -> SafeString:
    # A third of the page's markup, and the same for every dossier that answers the fact so: rendered once a process.
    options = _options(language, fact, value)
    return render_to_string(
        "candidacy/dossier.html#buttons", {"key": key_of(fact), "options": options, "many": len(options) > 3}
    )


def _opening(text: str) -> str:
    if len(text) <= LONG:
        return ""
    return text[: LONG // 2].rsplit(None, 1)[0] + "…"


@lru_cache(maxsize=8)
def _earlier(_language: str | None) -> str:
    return _("Evidence of an earlier answer is in the history")


def _answers(candidacy: int) -> QuerySet[Any, Any]:
    earlier = Answer.objects.filter(candidacy=OuterRef("candidacy"), fact=OuterRef("fact"), is_current=False).exclude(
        evidence="", link="", source=""
    )
    fields = ("fact", "pk", "value", "evidence", "link", "source", "evidence_on", "set_by__name", "set_at", "earlier")
    rows = Answer.objects.filter(candidacy=candidacy, is_current=True).order_by()
    return rows.annotate(earlier=Exists(earlier)).values_list(*fields)


_ALL = Prepared(_answers, int)


def current_answers(candidacy: int, facts: Iterable[str] | None = None) -> dict[str, Given]:
    """Return the current answers by fact (only `facts`, where given), with who set them. One query."""
    rows = _ALL(candidacy) if facts is None else _answers(candidacy).filter(fact__in=list(facts))
    return {
        fact: Given(
            pk,
            value,
            evidence,
            link,
            source,
            day(evidence_on) if evidence_on else "",
            evidence_on.isoformat() if evidence_on else "",
            set_by,
            moment(set_at),
            set_at.isoformat(),
            set_at,
            bool(evidence or link or source or evidence_on),
            earlier_evidence,
            _opening(evidence),
            ", ".join(part for part in (source, day(evidence_on) if evidence_on else "") if part),
            link.removeprefix("https://").removeprefix("http://").rstrip("/")[:70],
        )
        for fact, pk, value, evidence, link, source, evidence_on, set_by, set_at, earlier_evidence in rows
    }


def _row(said: Words, fact: str, asked: tuple[str, str], base: str, given: Given) -> FactRow:
    question, help = asked
    options = _options(get_language(), fact, given.value)
    return FactRow(
        fact=fact,
        key=key_of(fact),
        question=question,
        # What to look for is worth its room only while the answer is still sought.
        help=help if given.value == UNKNOWN else "",
        url=f"{base}facts/{fact}/",
        value=given.value,
        label=said.label(fact, given.value),
        options=options,
        buttons=_buttons(get_language(), fact, given.value),
        seen=str(given.id or ""),
        given=given,
        mark=f"mark mark--{given.value}" if given.value in MARKED else "fact__choice",
        many=len(options) > 3,
        earlier=_earlier(get_language()) if given.earlier_evidence and not given.has_evidence else "",
    )


def rows_of(
    candidacy: Candidacy, lines: Iterable[RedLineVersion], answers: Mapping[str, Given], base: str
) -> list[FactGroupRows]:
    """Return the dossier's groups: candidate, campaign, race, and the red lines in force. No query.

    `base` is the candidacy's address, ending in a slash.
    """
    said = words(candidacy.rulebook)
    groups = {group: FactGroupRows(str(group), _(title)) for group, title in GROUPS.items()}
    for fact in FACTS:
        asked = said.questions[fact.id], said.helps.get(fact.id, "")
        groups[fact.group].rows.append(_row(said, fact.id, asked, base, answers.get(fact.id, NOBODY)))
    red = FactGroupRows("red_lines", _("Red lines in force"))
    red.empty = _("No red line is in force today. A chapter admin keeps them in the register.")
    for line in lines:
        id = RED_LINE + line.red_line.slug
        red.rows.append(_row(said, id, (line.title, line.text), base, answers.get(id, NOBODY)))
    return [*groups.values(), red]


def row_of(
    candidacy: Candidacy, fact: str, lines: Iterable[RedLineVersion], answers: Mapping[str, Given], base: str
) -> FactRow | None:
    """Return one fact's row, or None when the rulebook has no such fact and no red line in force is called so."""
    groups = rows_of(candidacy, lines, answers, base)
    return next((row for group in groups for row in group.rows if row.fact == fact), None)

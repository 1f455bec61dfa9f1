"""The triage board: every race of a cycle with its candidacies, each judged as its dossier stands today.

No verdict is stored. All of a cycle's dossiers are judged at each reading, from two queries however many there are.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from chapters.prepared import Prepared
from endorsements import rules
from endorsements.models import Answer, Assessment, Cycle, Race, Score
from endorsements.models.race import FarRight
from endorsements.queries.capacity import CapacityStanding, Planned, planned
from endorsements.queries.dossiers import RED_LINE, explained, versions_in_force
from endorsements.queries.slate_problem import Entrant

STAGES = {
    "dossier": _("Dossier"),
    "weighed": _("Weighed"),
    "assessed": _("Assessed"),
    "memo-issued": _("Memo issued"),
    "closed": _("Closed"),
}
"""How far a candidacy has come, first to last; derived by `stage_of`, never stored."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the board shows of a judgement. Red lines by their slugs; `problem` says why it could not be judged.

    `incumbent` and `mass`: whether the dossier bears out an incumbent's or a mass race's exception from the slate.
    """

    verdict: str = ""
    kind: str = ""
    open_facts: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    problem: str = ""
    incumbent: bool = False
    mass: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done with a dossier: `assessment` and `memo` are numbers of assessments, 0 for none."""

    scored: bool = False
    assessment: int = 0
    memo: int = 0
    changed_since: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The next day by which a stage on the way to a decision must have come to something; `what` says to what."""

    day: dt.date
    what: str


@dataclass(slots=True)
class Row:
    """One candidacy in its race; `candidacy` is None for a race that has none yet.

    `decision` is a key of `decision_states.STATUSES` or "", `also` what stands beside it.
    """

    race: int
    office: str
    district: str
    election_on: dt.date
    decide_by_on: dt.date | None
    far_right: bool
    candidacy: int | None
    name: str
    assigned_to: int | None
    assignee: str
    closed: bool
    judged: Judged
    progress: Progress
    stage: str
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    capacity: CapacityStanding | None = None
    decision: str = ""
    also: tuple[str, ...] = ()
    deadline: Next | None = None


NOT_JUDGED = Judged()
INCUMBENT = ("endorsed_incumbent", "worked_with_chapter")
PROMINENT = ("visible", "contest_over_direction", "class_lines_legible")


@dataclass(frozen=True, slots=True)
class Board:
    """A cycle's rows, and its slate as they stand."""

    rows: list[Row]
    planned: Planned


def stage_of(progress: Progress, *, closed: bool) -> str:
    """Return a candidacy's stage (a key of `STAGES`): the last one it has reached."""
    if closed:
        return "closed"
    if progress.assessment:
        return "memo-issued" if progress.memo == progress.assessment else "assessed"
    return "weighed" if progress.scored else "dossier"


@lru_cache(maxsize=8192)
def judged(rulebook: str, packed: str, red_lines: tuple[str, ...]) -> Judged:
    """Judge answers packed as `fact=value fact=value …` against the red lines (slugs) in force.

    Pure, and therefore remembered: a dossier that did not change is not judged again.
    """
    values = dict(pair.split("=", 1) for pair in packed.split(" ")) if packed else {}
    try:
        found = explained(rulebook, values, red_lines)
    except (rules.UnknownRulebook, rules.InvalidAnswer) as error:
        return Judged(problem=str(error))
    crossed = tuple(line for line in red_lines if values.get(RED_LINE + line) == "crosses")
    incumbent, mass = (all(values.get(fact) == "yes" for fact in facts) for facts in (INCUMBENT, PROMINENT))
    return Judged(str(found.verdict), str(found.kind), found.open_facts, crossed, incumbent=incumbent, mass=mass)


_PACKED = StringAgg(Concat("fact", Value("="), "value", output_field=CharField()), Value(" "))


def packed_answers(candidacies: Q) -> dict[int, tuple[str, dt.datetime]]:
    """Return candidacy id → its current answers, packed for `judged`, and the moment of the last. One query.

    `candidacies` narrows the answers. The database puts them together: at 500 dossiers that halves the time.
    In what order it does so does not matter to the judgement.
    """
    rows = Answer.objects.filter(candidacies, is_current=True).order_by().values("candidacy_id")
    return {
        pk: (text, last)
        for pk, text, last in rows.annotate(packed=_PACKED, last=Max("set_at")).values_list(
            "candidacy_id", "packed", "last"
        )
    }


def _written(cycle: int) -> QuerySet[Any, Any]:
    """Of each candidacy its current answers packed with the moment of the last; and, apart, its last assessment.

    candidacy, answers, last answer at | candidacy, None, frozen at, its number, the last one's with a memo.
    """
    about = {"candidacy__race__cycle": cycle}
    none = Cast(Value(None), IntegerField())
    answers = Answer.objects.filter(**about, is_current=True).order_by().values("candidacy_id")
    assessments = Assessment.objects.filter(**about).order_by().values("candidacy_id")
    told = ("candidacy_id", "_packed", "_last", "_number", "_memo")
    return (
        answers.annotate(_packed=_PACKED, _last=Max("set_at"), _number=none, _memo=none)
        .values_list(*told)
        .union(
            assessments.annotate(
                _packed=Cast(Value(None), TextField()),
                _last=Max("frozen_at"),
                _number=Cast(Max("number"), IntegerField()),
                _memo=Cast(Max("number", filter=Q(memos__isnull=False)), IntegerField()),
            ).values_list(*told),
            all=True,
        )
        .order_by()
    )


_WRITTEN = Prepared(_written, int)


def _read(cycle: Cycle) -> tuple[dict[int, str], dict[int, tuple[int, int, bool]]]:
    """Return candidacy id → packed answers; → its last assessment's number, the last one's with a memo, and whether
    answers came after. One query."""
    answers, last, assessed = {}, {}, {}
    frozen = []
    for pk, packed, at, number, memo in _WRITTEN(cycle.pk):
        if number is None:
            answers[pk], last[pk] = packed, at
        else:
            frozen.append((pk, number, memo or 0, at))
    for pk, number, memo, at in frozen:
        assessed[pk] = (number, memo, pk in last and last[pk] > at)
    return answers, assessed


_COLUMNS = (
    "pk",
    "office",
    "district",
    "election_on",
    "decide_by_on",
    "far_right_opponent",
    "candidacies__pk",
    "candidacies__candidate__name",
    "candidacies__assigned_to_id",
    "candidacies__assigned_to__name",
    "candidacies__opened_at",
    "candidacies__closed_at",
    "candidacies__rulebook",
    "scored",
)


def _rows(cycle: int) -> QuerySet[Any, Any]:
    scored = Exists(Score.objects.filter(candidacy=OuterRef("candidacies__pk")))
    return Race.objects.filter(cycle=cycle).order_by().annotate(scored=scored).values_list(*_COLUMNS)


_ROWS = Prepared(_rows, int)


def board_of(cycle: Cycle, red_lines: tuple[str, ...]) -> Board:
    """Return every candidacy of a cycle, judged against these red lines (slugs, sorted), and every race without one.

    Six queries: two for the rows, four for the slate.
    """
    answers, assessed = _read(cycle)
    found = []
    for (
        race,
        office,
        district,
        election_on,
        decide_by_on,
        far_right,
        pk,
        name,
        assigned,
        who,
        opened,
        closed,
        book,
        has,
    ) in _ROWS(cycle.pk):
        done = Progress(has, *assessed.get(pk, ()))
        found.append(
            Row(
                race=race,
                office=office,
                district=district,
                election_on=election_on,
                decide_by_on=decide_by_on,
                far_right=far_right == FarRight.YES,
                candidacy=pk,
                name=name or "",
                assigned_to=assigned,
                assignee=who or "",
                closed=closed is not None,
                judged=judged(book, answers.get(pk, ""), red_lines) if pk else NOT_JUDGED,
                progress=done,
                stage=stage_of(done, closed=closed is not None) if pk else "",
                opened_at=opened,
                closed_at=closed,
            )
        )
    plan = planned(cycle, entrants(found))
    standings = plan.standings
    for row in found:
        row.capacity = standings.get(row.candidacy or 0)
    return Board(found, plan)


def entrants(of: list[Row]) -> list[Entrant]:
    """Return what the slate reads of the rows."""
    return [
        Entrant(row.candidacy, row.race, row.judged.verdict, row.judged.incumbent, row.judged.mass, row.closed)
        for row in of
        if row.candidacy
    ]


def titles_in_force(cycle: Cycle, on: dt.date) -> dict[str, str]:
    """Return the slugs, sorted, and titles of the chapter's red lines in force on a day. One query."""
    return dict(versions_in_force(cycle.chapter, on).values_list("red_line__slug", "title"))

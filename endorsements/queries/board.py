"""The triage board: every race of a cycle with its candidacies, each judged as its dossier stands today.

No verdict is stored. All of a cycle's dossiers are judged at each reading, from two queries however many there are.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from chapters.models import Chapter
from chapters.prepared import Prepared, PreparedObjects
from endorsements.models import Answer, Assessment, Cycle, Race, Score
from endorsements.models.race import FarRight
from endorsements.queries.board_row import Progress, Row, stage_of
from endorsements.queries.capacity import Planned, planned
from endorsements.queries.judged import NOT_JUDGED, PACKED, judged
from endorsements.queries.slate_problem import Entrant


@dataclass(frozen=True, slots=True)
class Board:
    """A cycle's rows, and its slate as they stand."""

    rows: list[Row]
    planned: Planned


_CYCLE = PreparedObjects[Cycle](lambda chapter, pk: Cycle.objects.filter(chapter=chapter, pk=pk), int, int)


def cycle_of(chapter: Chapter, pk: int) -> Cycle | None:
    """Return a chapter's cycle with its chapter; None where it has no such cycle. One query."""
    cycle = _CYCLE.first(chapter.pk, pk)
    if cycle is not None:
        cycle.chapter = chapter
    return cycle


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
        answers.annotate(_packed=PACKED, _last=Max("set_at"), _number=none, _memo=none)
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

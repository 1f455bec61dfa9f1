"""What hangs on a motion beside its ballots: conditions with how they stand, and who is recused."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from endorsements.models import Ballot, Condition, ConditionReport, Motion, Recusal, RollEntry
from endorsements.models.motion import ConditionState
from endorsements.wording import day, moment

MARKS = {ConditionState.MET: "yes", ConditionState.WAIVED: "yes", ConditionState.BROKEN: "no"}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition with its reports, newest first; `is_late`: its day is past and nobody has reported on it."""

    condition: Condition
    mark: str
    label: str
    due_on: str
    is_late: bool
    reports: tuple[ConditionReport, ...]


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """A recusal; `of` is what it is from, "" for the motion itself."""

    recusal: Recusal
    of: str
    declared: str


def conditions_of(motion: Motion, today: dt.date) -> tuple[ConditionRow, ...]:
    """Return a motion's conditions with how they stand. Two queries."""
    reports = ConditionReport.objects.select_related("reported_by").order_by("-reported_at", "-pk")
    rows = motion.conditions.order_by("position").prefetch_related(Prefetch("reports", queryset=reports))
    return tuple(condition_row(condition, today) for condition in rows)


def condition_row(condition: Condition, today: dt.date) -> ConditionRow:
    """Return a condition as pages show it; its reports have been fetched newest first."""
    reports = tuple(condition.reports.all())
    current = next((report for report in reports if report.is_current), None)
    state = ConditionState(current.state if current else ConditionState.OPEN)
    late = state == ConditionState.OPEN and condition.due_on < today
    return ConditionRow(condition, MARKS.get(state, "unknown"), str(state.label), day(condition.due_on), late, reports)


def recusal_rows(rows: QuerySet[Recusal]) -> list[RecusalRow]:
    return [
        RecusalRow(recusal, recusal.candidacy.candidate.name if recusal.candidacy else "", moment(recusal.declared_at))
        for recusal in rows.select_related("member", "declared_by", "candidacy__candidate")
    ]


def still_on_roll(recusal: Recusal) -> list[Ballot]:
    """Return the open ballots that somebody recused may still vote in: their rolls were drawn before. One query."""
    about = Q(motion=recusal.motion_id)
    if recusal.candidacy is not None:
        about = Q(motion__candidacy=recusal.candidacy_id) | Q(motion__race=recusal.candidacy.race_id)
    on_it = RollEntry.objects.filter(member=recusal.member_id, struck=False).values("ballot")
    rows = Ballot.objects.filter(
        about, pk__in=on_it, opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True
    )
    return list(rows.select_related("motion", "body").order_by("pk"))


def recusals_from(about: QuerySet[Recusal]) -> tuple[list[RecusalRow], list[RecusalRow]]:
    """Return recusals that stand, and those that were lifted. One query."""
    rows = recusal_rows(about)
    standing = [row for row in rows if row.recusal.lifted_at is None]
    return standing, [row for row in rows if row.recusal.lifted_at is not None]

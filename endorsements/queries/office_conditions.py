"""Conditions of adopted endorsements, and how each stands."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext, npgettext

from endorsements.models import Condition, ConditionReport, OfficeTerm
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState
from endorsements.wording import day


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition of an adopted endorsement and how it stands: `state` as in ConditionState."""

    id: int
    text: str
    due_on: str
    state: str
    state_title: str
    is_overdue: bool
    note: str
    source: str
    found_on: str
    reported_by: str
    motion_id: int
    motion_number: int
    motion_title: str


def conditions_of(terms: Collection[OfficeTerm], today: dt.date) -> dict[int, tuple[ConditionLine, ...]]:
    """Return term id → the conditions that are part of its record, each as it stands. Two queries, however many.

    Those are the conditions of the run that led to it, and of whatever run an endorsement was adopted for while they
    were in this office. An adopted contest is about whom it chose; a motion on one candidacy about that one.
    """
    if not terms:
        return {}
    wanted = {each.candidate_id for each in terms}
    rows = (
        Condition.objects.filter(motion__decision__result=DecisionResult.ADOPTED)
        .annotate(run=Coalesce("motion__decision__chosen", "motion__candidacy"))
        .annotate(
            candidate=Coalesce("motion__decision__chosen__candidate", "motion__candidacy__candidate"),
            adopted_at=F("motion__decision__decided_at"),
        )
        .filter(candidate__in=wanted)
        .select_related("motion")
        .prefetch_related(
            models.Prefetch(
                "reports", ConditionReport.objects.filter(is_current=True).select_related("reported_by"), "current"
            )
        )
        .order_by("motion__number", "position")
        .fetch_mode(models.FETCH_RAISE)
    )
    found = [(each, _condition(each, today)) for each in rows]
    return {term.pk: tuple(line for each, line in found if _is_part(each, term)) for term in terms}


def _is_part(condition: Condition, term: OfficeTerm) -> bool:
    """Whether a condition, with its annotations, is part of a term's record."""
    if condition.candidate != term.candidate_id:  # type: ignore[attr-defined]
        return False
    adopted_on = timezone.localdate(condition.adopted_at)  # type: ignore[attr-defined]
    is_in_office = term.starts_on <= adopted_on and (term.ends_on is None or adopted_on < term.ends_on)
    return is_in_office or condition.run == term.candidacy_id  # type: ignore[attr-defined]


def _condition(condition: Condition, today: dt.date) -> ConditionLine:
    report: ConditionReport | None = next(iter(condition.current), None)  # type: ignore[attr-defined]
    state = ConditionState(report.state) if report else ConditionState.OPEN
    return ConditionLine(
        id=condition.pk,
        text=condition.text,
        due_on=day(condition.due_on),
        state=str(state),
        state_title=str(state.label),
        is_overdue=state == ConditionState.OPEN and condition.due_on < today,
        note=report.note if report else "",
        source=report.source if report else "",
        found_on=day(report.found_on) if report else "",
        reported_by=report.reported_by.name if report else "",
        motion_id=condition.motion_id,
        motion_number=condition.motion.number,
        motion_title=condition.motion.title,
    )


def _counted(state: ConditionState, number: int) -> str:
    # Each in both numbers: in Spanish an adjective has them, too.
    said = {
        ConditionState.OPEN: npgettext("conditions", "%(number)d open", "%(number)d open", number),
        ConditionState.MET: npgettext("conditions", "%(number)d met", "%(number)d met", number),
        ConditionState.BROKEN: npgettext("conditions", "%(number)d broken", "%(number)d broken", number),
        ConditionState.WAIVED: npgettext("conditions", "%(number)d waived", "%(number)d waived", number),
    }
    return said[state] % {"number": number}


def conditions_in_words(conditions: Collection[ConditionLine]) -> str:
    """Say how many conditions there are and how they stand; "" when there is none."""
    if not conditions:
        return ""
    total = len(conditions)
    said = ngettext("%(total)s condition", "%(total)s conditions", total) % {"total": total}
    counts = [(state, sum(each.state == state for each in conditions)) for state in ConditionState]
    told = ", ".join(_counted(state, number) for state, number in counts if number)
    late = sum(each.is_overdue for each in conditions)
    overdue = ngettext("%(late)s past its day", "%(late)s past their day", late) % {"late": late} if late else ""
    return f"{said}: {told}" + (f"; {overdue}" if overdue else "")

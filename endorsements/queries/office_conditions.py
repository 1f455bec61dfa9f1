"""Conditions of adopted endorsements, and how each stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import ngettext

from endorsements.models import Condition, ConditionReport
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


def conditions_of(candidacies: Collection[int], today: dt.date) -> dict[int, tuple[ConditionLine, ...]]:
    """Return by candidacy the conditions of its adopted motions, each as it stands. Two queries, however many.

    An adopted contest is about whom it chose; a motion on one candidacy about that one.
    """
    if not candidacies:
        return {}
    wanted = list(candidacies)
    rows = (
        Condition.objects.filter(motion__decision__result="adopted")
        .filter(
            Q(motion__decision__chosen__in=wanted)
            | Q(motion__decision__chosen__isnull=True, motion__candidacy__in=wanted)
        )
        .select_related("motion__decision")
        .prefetch_related(
            models.Prefetch(
                "reports", ConditionReport.objects.filter(is_current=True).select_related("reported_by"), "current"
            )
        )
        .order_by("motion__number", "position")
        .fetch_mode(models.FETCH_RAISE)
    )
    found: dict[int, list[ConditionLine]] = defaultdict(list)
    for each in rows:
        about = each.motion.decision.chosen_id or each.motion.candidacy_id
        found[about].append(_condition(each, today))
    return {candidacy: tuple(lines) for candidacy, lines in found.items()}


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


def conditions_in_words(conditions: Collection[ConditionLine]) -> str:
    """Say how many conditions there are and how they stand; "" when there is none."""
    if not conditions:
        return ""
    total = len(conditions)
    said = ngettext("%(total)s condition", "%(total)s conditions", total) % {"total": total}
    counts = [(state, sum(each.state == state for each in conditions)) for state in ConditionState]
    told = ", ".join(f"{number} {state.label}" for state, number in counts if number)
    late = sum(each.is_overdue for each in conditions)
    overdue = ngettext("%(late)s past its day", "%(late)s past their day", late) % {"late": late} if late else ""
    return f"{said}: {told}" + (f"; {overdue}" if overdue else "")

"""How the conditions of an adopted endorsement stand: one report after another, none of them ever changed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements.models import Condition, ConditionReport
from endorsements.models.motion import ConditionState
from endorsements.operations.motions import lock
from endorsements.policies import FieldRefused, Refused
from endorsements.policies_motions import is_adopted

REPORTED = log.action("condition.reported", "number", "position", "state", "previous", "source")


@transaction.atomic
def report_condition(
    *,
    condition: Condition,
    state: str,
    source: str,
    found_on: dt.date,
    today: dt.date,
    by: Member,
    at: dt.datetime,
    note: str = "",
) -> ConditionReport:
    """Report how a condition stands since a day, with the source; the report before it stays on record.

    Raises `Refused` unless the motion was adopted, `FieldRefused` without a source, for a waiver without a note, and
    for a day to come.
    """
    motion = lock(condition.motion)
    if not is_adopted(motion):
        raise Refused(_("Conditions are followed once the endorsement is adopted."))
    _check(state, source, note)
    if found_on > today:
        raise FieldRefused("found_on", _("What was found lies in the past; this day is still to come."))
    before = ConditionReport.objects.filter(condition=condition, is_current=True).first()
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    report = ConditionReport.objects.create(
        condition=condition, state=state, note=note, source=source, found_on=found_on, reported_by=by, reported_at=at
    )
    previous = before.state if before else ConditionState.OPEN.value
    said = {"position": condition.position, "state": state, "previous": previous, "source": source}
    log.append(REPORTED, chapter=motion.chapter, subject=motion, by=by, at=at, number=motion.number, **said)
    return report


def _check(state: str, source: str, note: str) -> None:
    if state not in ConditionState.values:
        raise FieldRefused("state", _("Say how the condition stands."))
    if not source.strip():
        raise FieldRefused("source", _("Say where this is known from."))
    if state == ConditionState.WAIVED and not note.strip():
        raise FieldRefused("note", _("Say who waived it, and why."))

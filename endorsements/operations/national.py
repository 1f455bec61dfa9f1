"""What came of a request for the national endorsement: that it was asked, and the answer, one report after another."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements.models import Motion, NationalReport
from endorsements.models.aftermath import NationalAnswer
from endorsements.models.motion import MotionType
from endorsements.operations.motions import lock
from endorsements.policies import FieldRefused, Refused
from endorsements.policies_motions import is_adopted
from endorsements.queries.national import in_words

REPORTED = log.action("national.reported", "number", "asked_on", "answer", "answered_on", "source")


@dataclass(frozen=True, slots=True)
class Request:
    """How a request stands: `answer` as in NationalAnswer, with its day; for silence the day by which none had come."""

    asked_on: dt.date
    source: str
    answer: str = NationalAnswer.NONE
    answered_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def report_request(
    *, motion: Motion, request: Request, today: dt.date, by: Member, at: dt.datetime, seen: int | None = None
) -> NationalReport:
    """Report how the request that an adopted motion asks for stands; the report before it stays on record.

    `seen` is the id of the report that the form was made from, 0 for none. Raises `Refused` when that is no longer the
    current one, for another motion, one that was not adopted, and when nothing is new; `FieldRefused` for days
    that cannot be, an answer without its day, and without a source.
    """
    motion = lock(motion)
    if motion.type != MotionType.SEEK_NATIONAL or not is_adopted(motion):
        raise Refused(_("The national organization is asked once a motion to seek its endorsement is adopted."))
    _check(request, today)
    before = NationalReport.objects.filter(motion=motion, is_current=True).first()
    if seen not in (None, before.pk if before else 0):
        said_meanwhile = {"said": in_words(before)}
        raise Refused(_("Somebody else recorded this meanwhile: %(said)s Open the form anew.") % said_meanwhile)
    said = asdict(request)
    if before is not None:
        if all(getattr(before, name) == value for name, value in said.items()):
            raise Refused(_("Nothing was changed, so there is nothing to save."))
        before.is_current = False
        before.save(update_fields=["is_current"])
    report = NationalReport.objects.create(motion=motion, **said, reported_by=by, reported_at=at)
    told = {name: value.isoformat() if isinstance(value, dt.date) else value or None for name, value in said.items()}
    del told["note"]
    log.append(REPORTED, chapter=motion.chapter, subject=motion, by=by, at=at, number=motion.number, **told)
    return report


def _check(request: Request, today: dt.date) -> None:
    if request.asked_on > today:
        raise FieldRefused("asked_on", _("It is recorded once it was asked; this day is still to come."))
    if request.answer not in NationalAnswer.values:
        raise FieldRefused("answer", _("Say what the answer was."))
    if not request.source.strip():
        raise FieldRefused("source", _("Say where this is known from."))
    if not request.answer:
        if request.answered_on is not None:
            raise FieldRefused("answered_on", _("While there is no answer, there is no day of one."))
    elif request.answered_on is None:
        raise FieldRefused("answered_on", _("Say on which day it was answered, or by which day there was no answer."))
    elif request.answered_on < request.asked_on:
        raise FieldRefused("answered_on", _("The answer cannot come before it was asked."))
    elif request.answered_on > today:
        raise FieldRefused("answered_on", _("This day is still to come."))

"""Recording how the chapter reads the period: normal, or in motion."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import PeriodReading
from capacity.policies import FieldRefused
from chapters.models import Chapter, Member
from chapters.operations import log

PERIOD_READ = log.action("period.read", "reading")


@transaction.atomic
def read_period(*, chapter: Chapter, reading: str, reason: str, by: Member, at: dt.datetime) -> PeriodReading:
    """Record a reading (`normal` or `in-motion`) with its reason (CAES, Conjuncture ¶6–¶9). The newest one holds.

    The same again changes nothing. Raises `FieldRefused` for a reading that is none, or no reason.
    """
    if reading not in dict(PeriodReading._meta.get_field("reading").choices or ()):
        raise FieldRefused("reading", _("Choose one of the two."))
    if not reason.strip():
        raise FieldRefused("reason", _("Say why; the reading is shown with its reason wherever it is used."))
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    current = PeriodReading.objects.filter(chapter=chapter).first()
    if current and (current.reading, current.reason) == (reading, reason.strip()):
        return current
    row = PeriodReading.objects.create(chapter=chapter, reading=reading, reason=reason.strip(), set_by=by, set_at=at)
    log.append(PERIOD_READ, chapter=chapter, subject=row, by=by, at=at, reading=reading)
    return row

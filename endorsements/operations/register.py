"""Entering what an adopted motion decided in the register of red lines, and connecting the two."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member, RedLineVersion
from chapters.operations import log
from endorsements.models import Motion, RegisterEntry
from endorsements.models.motion import OF_A_RED_LINE, MotionType
from endorsements.operations.motions import lock
from endorsements.policies import Refused
from endorsements.policies_motions import is_adopted

ENTERED = log.action("motion.entered_in_register", "number", "red_line", "version")


@transaction.atomic
def enter_adopted(
    *, motion: Motion, write: Callable[[], RedLineVersion], by: Member, at: dt.datetime
) -> RedLineVersion:
    """Write a version of a red line (`write`) as what an adopted motion decided; it stops waiting on the desk.

    Raises `Refused` for a motion that decided nothing on this line, that is in the register already, and for a version
    that another motion is entered by; and what `write` raises. Then nothing is written.
    """
    motion = lock(motion)
    if motion.type not in (MotionType.ADOPT_RED_LINE, *OF_A_RED_LINE) or not is_adopted(motion):
        raise Refused(_("Motion %(number)s decided nothing on a red line.") % {"number": motion.number})
    if RegisterEntry.objects.filter(motion=motion).exists():
        raise Refused(_("Motion %(number)s is entered in the register already.") % {"number": motion.number})
    version = write()
    line = version.red_line
    if line.chapter_id != motion.chapter_id or motion.red_line_id not in (None, line.pk):
        raise Refused(_("Motion %(number)s is about another red line.") % {"number": motion.number})
    if other := RegisterEntry.objects.filter(version=version).select_related("motion").first():
        said = {"version": version.number, "number": other.motion.number}
        raise Refused(_("Version %(version)s is what motion %(number)s decided already.") % said)
    RegisterEntry.objects.create(motion=motion, version=version)
    said_to_log = {"number": motion.number, "red_line": line.slug, "version": version.number}
    log.append(ENTERED, chapter=motion.chapter, subject=motion, by=by, at=at, **said_to_log)
    return version

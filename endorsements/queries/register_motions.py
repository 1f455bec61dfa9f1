"""Adopted motions on red lines and the register: which wait to be entered, and what an entry begins with."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from chapters.models import Chapter, RedLine
from chapters.queries.bodies import called
from endorsements.models import Motion, RegisterEntry
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import OF_A_RED_LINE, MotionType
from endorsements.wording import day

ON_RED_LINES = (MotionType.ADOPT_RED_LINE, *OF_A_RED_LINE)
ACTS = {"reaffirm": MotionType.REAFFIRM_RED_LINE, "retire": MotionType.RETIRE_RED_LINE}


def waiting(about: Q) -> list[Motion]:
    """Return the adopted motions on red lines that are in no register yet, the longest adopted first. One query."""
    rows = Motion.objects.filter(
        about, type__in=ON_RED_LINES, decision__result=DecisionResult.ADOPTED, register_entry__isnull=True
    )
    rows = rows.select_related("chapter", "red_line", "decision__ballot__body")
    return list(rows.order_by("decision__decided_at", "pk"))


def to_enter(chapters: Collection[int]) -> list[Motion]:
    """Return what waits in these chapters. One query."""
    return waiting(Q(chapter__in=list(chapters)))


def fitting(chapter: Chapter, step: str, line: RedLine | None) -> list[Motion]:
    """Return the waiting motions that an act on the register may carry out. One query.

    `step`: new, reaffirm, retire, or edit, by which both a motion on the line and one with a new text for it can be
    entered.
    """
    of_line = Q(red_line=line) if line else Q(pk__in=[])
    adopting = Q(type=MotionType.ADOPT_RED_LINE)
    about = {"new": adopting, "edit": adopting | of_line}.get(step) or of_line & Q(type=ACTS[step])
    return waiting(Q(chapter=chapter) & about)


def named(motions: Sequence[Motion], said: str) -> Motion | None:
    """Return the motion of these that an address names by its id, or None."""
    return next((each for each in motions if str(each.pk) == said), None)


def decided_on(motion: Motion) -> dt.date:
    """Return the day of an adopted motion's decision in its chapter."""
    return motion.decision.decided_at.astimezone(ZoneInfo(motion.chapter.time_zone)).date()


def beginning(motion: Motion, step: str) -> dict[str, Any]:
    """Return what the register's form begins with where it carries out this motion."""
    on = decided_on(motion)
    body = called(motion.decision.ballot.body) if motion.decision.ballot else ""
    reason = _("Motion %(number)s, %(body)s, %(day)s") % {"number": motion.number, "body": body, "day": day(on)}
    said: dict[str, Any] = {"motion": motion.pk, "reason": reason}
    if step in ACTS:
        return said | {"day": on}
    if motion.type == MotionType.ADOPT_RED_LINE:
        said |= {"title": motion.title, "text": motion.text, "adopted_on": on, "adopted_by": body}
        said |= {"in_force_from": on}
    return said


def entry_of(motion: Motion) -> RegisterEntry | None:
    """Return where a motion is entered in the register, or None. One query."""
    rows = RegisterEntry.objects.filter(motion=motion).select_related("version__red_line")
    return rows.first()


def motions_on(line: RedLine) -> list[Motion]:
    """Return the motions about a red line and those that it was entered by, the newest first. One query."""
    rows = Motion.objects.filter(Q(red_line=line) | Q(register_entry__version__red_line=line)).distinct()
    return list(rows.order_by("-number").only("number", "title", "type"))


def entries_of(line: RedLine) -> list[RegisterEntry]:
    """Return by which motions a red line's versions were entered, the newest first. One query."""
    rows = RegisterEntry.objects.filter(version__red_line=line).select_related("motion")
    return list(rows.order_by("-version__number"))

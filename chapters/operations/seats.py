"""Giving seats and ending them."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from chapters import policies
from chapters.models import Chapter, Member, Seat
from chapters.operations import log

GRANTED = log.action("seat.granted", "member", "role", "starts_on")
ENDED = log.action("seat.ended", "member", "role", "ends_on")


def today_in(chapter: Chapter, at: dt.datetime) -> dt.date:
    """Return the day that it is in the chapter's time zone at a moment."""
    return at.astimezone(ZoneInfo(chapter.time_zone)).date()


def lock(chapter: Chapter) -> Chapter:
    """Return the chapter with its row locked, so that its seats are counted and changed by one at a time."""
    return Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)


@transaction.atomic
def grant(*, chapter: Chapter, member: Member, role: str, starts_on: dt.date, by: Member, at: dt.datetime) -> Seat:
    """Give a member a seat from a day on. Raises `policies.Refused` when they hold such a seat already."""
    chapter = lock(chapter)
    policies.check_not_seated(chapter, member, role, starts_on=starts_on)
    seat = Seat.objects.create(chapter=chapter, member=member, role=role, starts_on=starts_on, granted_by=by)
    log.append(
        GRANTED,
        chapter=chapter,
        subject=seat,
        by=by,
        at=at,
        member=member.pk,
        role=str(role),
        starts_on=starts_on.isoformat(),
    )
    return seat


@transaction.atomic
def end(*, seat: Seat, ends_on: dt.date, by: Member, at: dt.datetime) -> Seat:
    """End a seat: it is held up to, not including, `ends_on`.

    Raises `policies.Refused` when it has ended, when the day is past, or when the chapter would be left without an
    admin.
    """
    chapter = lock(seat.chapter)
    seat = Seat.objects.get(pk=seat.pk)
    policies.check_ends(seat, ends_on=ends_on, today=today_in(chapter, at))
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    log.append(
        ENDED,
        chapter=chapter,
        subject=seat,
        by=by,
        at=at,
        member=seat.member_id,
        role=seat.role,
        ends_on=ends_on.isoformat(),
    )
    return seat

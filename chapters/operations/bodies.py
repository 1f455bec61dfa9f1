"""The bodies of a chapter that vote, and who has a place in them with which weight."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chapters import policies
from chapters.models import Body, BodySeat, Chapter, Member
from chapters.models.body import FROM_SEATS
from chapters.operations import log
from chapters.operations.seats import lock, today_in

FOUNDED = log.action("body.founded", "name", "kind")
DISSOLVED = log.action("body.dissolved", "dissolved_on")
SEATED = log.action("body_seat.granted", "body", "member", "weight", "starts_on")
UNSEATED = log.action("body_seat.ended", "body", "member", "ends_on")


def standing_body(chapter: Chapter, kind: str) -> Body:
    """Return the chapter's body of a kind drawn from seats, made when first asked for. Raises ValueError for others.

    Making it is nobody's act and is not logged: its people have been seated before.
    """
    if kind not in FROM_SEATS:
        raise ValueError(f"a {kind} has members of its own")
    return Body.objects.get_or_create(chapter=chapter, kind=kind, defaults={"name": policies.standing_name(kind)})[0]


@transaction.atomic
def found_body(*, chapter: Chapter, kind: str, name: str, by: Member, at: dt.datetime) -> Body:
    """Found a branch, delegates or a committee. Raises `policies.Refused` when the name is taken."""
    chapter = lock(chapter)
    policies.check_body_name(chapter, kind, name)
    try:
        with transaction.atomic():
            body = Body.objects.create(chapter=chapter, kind=kind, name=name)
    except IntegrityError as error:
        raise policies.Refused(_("The chapter has or had a body of this name; choose another one.")) from error
    log.append(FOUNDED, chapter=chapter, subject=body, by=by, at=at, name=name, kind=str(kind))
    return body


@transaction.atomic
def dissolve_body(*, body: Body, dissolved_on: dt.date, by: Member, at: dt.datetime) -> Body:
    """Dissolve a body from a day on: it votes no more. Raises `policies.Refused`.

    A ballot that is open by then goes on: its roll was fixed when it opened.
    """
    chapter = lock(body.chapter)
    body = Body.objects.get(pk=body.pk)
    policies.check_dissolves(body, dissolved_on=dissolved_on, today=today_in(chapter, at))
    body.dissolved_on = dissolved_on
    body.save(update_fields=["dissolved_on"])
    log.append(DISSOLVED, chapter=chapter, subject=body, by=by, at=at, dissolved_on=dissolved_on.isoformat())
    return body


@transaction.atomic
def seat_in_body(
    *, body: Body, member: Member, units: int = 1, whole: int = 1, starts_on: dt.date, by: Member, at: dt.datetime
) -> BodySeat:
    """Give a member a place in a body from a day on, or set the weight of who sits in one drawn from seats.

    The weight is `units` of `whole`, stored in lowest terms. Raises `policies.Refused`.
    """
    chapter = lock(body.chapter)
    body = Body.objects.get(pk=body.pk)
    weight = policies.check_weight(body, units, whole)
    policies.check_seated_in_body(body, member, starts_on=starts_on, today=today_in(chapter, at))
    seat = BodySeat.objects.create(
        body=body,
        member=member,
        units=weight.numerator,
        whole=weight.denominator,
        starts_on=starts_on,
        granted_by=by,
    )
    said = {"body": body.name, "member": member.pk, "weight": str(weight), "starts_on": starts_on.isoformat()}
    log.append(SEATED, chapter=chapter, subject=seat, by=by, at=at, **said)
    return seat


@transaction.atomic
def end_body_seat(*, seat: BodySeat, ends_on: dt.date, by: Member, at: dt.datetime) -> BodySeat:
    """End a place in a body: it is held up to, not including, `ends_on`. Raises `policies.Refused`."""
    chapter = lock(seat.body.chapter)
    seat = BodySeat.objects.select_related("body").get(pk=seat.pk)
    policies.check_body_seat_ends(seat, ends_on=ends_on, today=today_in(chapter, at))
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    said = {"body": seat.body.name, "member": seat.member_id, "ends_on": ends_on.isoformat()}
    log.append(UNSEATED, chapter=chapter, subject=seat, by=by, at=at, **said)
    return seat

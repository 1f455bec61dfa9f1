"""What the state of seats, invitations, red lines and bodies allows. A check raises with a sentence for the page."""

import datetime as dt
from enum import StrEnum
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from chapters.models import Body, BodyKind, BodySeat, Chapter, Invitation, Member, Role, Seat
from chapters.models.body import FROM_SEATS

MOST_PARTS = 100
"""Into how many parts a vote can be split."""


class Refused(Exception):
    """The record's state does not allow it; the message says why and what to do."""


class Unusable(StrEnum):
    """Why an invitation's link no longer, or never, worked."""

    UNKNOWN = "unknown"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Spent(Exception):
    """The link gives no seat; `why` says what happened to it."""

    def __init__(self, why: Unusable) -> None:
        super().__init__(why)
        self.why = why


def unusable(invitation: Invitation | None, *, at: dt.datetime) -> Unusable | None:
    """Return why an invitation gives no seat at a moment, or None while it does."""
    if invitation is None:
        return Unusable.UNKNOWN
    if invitation.accepted_at is not None:
        return Unusable.USED
    if invitation.revoked_at is not None:
        return Unusable.REVOKED
    return Unusable.EXPIRED if invitation.expires_at <= at else None


def check_usable(invitation: Invitation | None, *, at: dt.datetime) -> Invitation:
    """Return the invitation; raise `Spent` when it gives no seat."""
    why = unusable(invitation, at=at)
    if invitation is None or why is not None:
        raise Spent(why or Unusable.UNKNOWN)
    return invitation


def check_addressed_to(invitation: Invitation, member: Member) -> None:
    """Raise `Refused` unless the invitation is for this member's address."""
    if invitation.email.lower() != member.email.lower():
        raise Refused(_("This invitation is for another address. Sign out, then open the link again."))


def check_no_other_open(chapter: Chapter, email: str, role: str, *, at: dt.datetime) -> None:
    """Raise `Refused` when an open invitation for the same address and role exists."""
    still_open = Invitation.objects.filter(
        chapter=chapter, email=email, role=role, accepted_at=None, revoked_at=None, expires_at__gt=at
    )
    if still_open.exists():
        raise Refused(
            _("This address has an open invitation for this role. If its link is lost, revoke it and invite again.")
        )


def check_not_seated(chapter: Chapter, member: Member, role: str, *, starts_on: dt.date) -> None:
    """Raise `Refused` when the member already holds such a seat on or after that day."""
    held = Seat.objects.filter(chapter=chapter, member=member, role=role).exclude(ends_on__lte=starts_on).first()
    if held is None:
        return
    if held.ends_on is None:
        raise Refused(_("%(name)s holds this seat already.") % {"name": member.name})
    raise Refused(
        _("%(name)s holds this seat until %(day)s. Let the new one begin on that day.")
        % {"name": member.name, "day": held.ends_on.isoformat()}
    )


def check_ends(seat: Seat, *, ends_on: dt.date, today: dt.date) -> None:
    """Raise `Refused` unless the seat may end on that day: not in the past, and never the last admin's."""
    if seat.ends_on is not None and seat.ends_on <= today:
        raise Refused(_("This seat has ended already."))
    if ends_on < today:
        raise Refused(_("A seat cannot end before today: what was done with it stays done."))
    if ends_on < seat.starts_on:
        raise Refused(_("A seat cannot end before it begins."))
    if seat.role != Role.ADMIN:
        return
    others = Seat.objects.filter(
        chapter=seat.chapter_id, role=Role.ADMIN, ends_on=None, starts_on__lte=ends_on, member__is_active=True
    ).exclude(pk=seat.pk)
    if not others.exists():
        raise Refused(
            _("The chapter would have no admin from then on. Give somebody else an admin seat without an end first.")
        )


def has_admin(chapter: Chapter, *, today: dt.date) -> bool:
    """Say whether the chapter has somebody in an admin's seat, today or from a later day."""
    seats = Seat.objects.filter(chapter=chapter, role=Role.ADMIN, member__is_active=True)
    return seats.exclude(ends_on__lte=today).exists()


def check_without_admin(chapter: Chapter, *, today: dt.date) -> None:
    """Raise `Refused` when the chapter has an admin: from then on only its admins invite."""
    if has_admin(chapter, today=today):
        raise Refused(_("This chapter has an admin. From now on only its admins invite people."))


def check_retirable(in_force_from: dt.date, in_force_until: dt.date | None, *, day: dt.date) -> None:
    """Raise `Refused` when a red line cannot go out of force on that day."""
    if in_force_until is not None and in_force_until <= day:
        raise Refused(_("This red line is out of force from %(day)s already.") % {"day": in_force_until.isoformat()})
    if day <= in_force_from:
        raise Refused(
            _("It comes into force on %(day)s and can only end after that day.") % {"day": in_force_from.isoformat()}
        )


def check_reaffirmable(adopted_on: dt.date, *, day: dt.date) -> None:
    """Raise `Refused` when a red line would be reaffirmed before it was adopted."""
    if day < adopted_on:
        raise Refused(
            _("It was adopted on %(day)s and cannot have been reaffirmed before.") % {"day": adopted_on.isoformat()}
        )


def standing_name(kind: str) -> str:
    """Return the name under which a body drawn from seats is stored: English, whatever the reader's language."""
    with override("en"):
        return capfirst(str(BodyKind(kind).label))


def check_body_name(chapter: Chapter, kind: str, name: str) -> None:
    """Raise `Refused` unless a body of this kind can be founded under this name."""
    if kind in FROM_SEATS:
        raise Refused(_("Every chapter has this body already: who is in it follows from the seats they hold."))
    taken = {standing_name(known).casefold() for known in FROM_SEATS}
    taken |= {known.casefold() for known in Body.objects.filter(chapter=chapter).values_list("name", flat=True)}
    if name.casefold() in taken:
        raise Refused(_("The chapter has or had a body of this name; choose another one."))


def check_dissolves(body: Body, *, dissolved_on: dt.date, today: dt.date) -> None:
    """Raise `Refused` unless the body can be dissolved on that day."""
    if body.kind in FROM_SEATS:
        raise Refused(_("This body cannot be dissolved: who is in it follows from the seats they hold."))
    if body.dissolved_on is not None and body.dissolved_on <= today:
        raise Refused(_("This body is dissolved already."))
    if dissolved_on < today:
        raise Refused(_("A body cannot be dissolved before today: what it decided stays decided."))


def check_weight(body: Body, units: int, whole: int) -> Fraction:
    """Return the weight of a vote; raise `Refused` unless it is a part of one vote that this body can give."""
    if not 1 <= units <= whole:
        raise Refused(_("A vote weighs more than nothing and at most 1."))
    weight = Fraction(units, whole)
    if weight.denominator > MOST_PARTS:
        raise Refused(_("A vote is split into at most %(parts)s parts.") % {"parts": MOST_PARTS})
    if body.kind in FROM_SEATS and weight == 1:
        raise Refused(
            _("Everybody in this body has one vote already. Give less than 1 to who shares a seat, such as 1/2.")
        )
    return weight


def check_seated_in_body(body: Body, member: Member, *, starts_on: dt.date, today: dt.date) -> None:
    """Raise `Refused` unless the member can have a place in the body from that day on."""
    if body.dissolved_on is not None and body.dissolved_on <= max(starts_on, today):
        raise Refused(_("This body is dissolved by then."))
    seats = Seat.objects.filter(chapter=body.chapter_id, member=member).exclude(ends_on__lte=today)
    if not seats.exists():
        raise Refused(_("%(name)s holds no seat in this chapter.") % {"name": member.name})
    held = BodySeat.objects.filter(body=body, member=member).exclude(ends_on__lte=starts_on).order_by("-ends_on")
    if any(seat.ends_on is None for seat in held):
        said = {"name": member.name}
        raise Refused(_("%(name)s has a place here already. End it first, then give one with another weight.") % said)
    if held:
        said = {"name": member.name, "day": held[0].ends_on.isoformat()}  # type: ignore[union-attr]
        raise Refused(_("%(name)s has a place here until %(day)s. Let the new one begin on that day.") % said)


def check_body_seat_ends(seat: BodySeat, *, ends_on: dt.date, today: dt.date) -> None:
    """Raise `Refused` unless a place in a body may end on that day."""
    if seat.ends_on is not None and seat.ends_on <= today:
        raise Refused(_("This place has ended already."))
    if ends_on < today:
        raise Refused(_("A place cannot end before today: the votes given with it stay given."))
    if ends_on < seat.starts_on:
        raise Refused(_("A place cannot end before it begins."))

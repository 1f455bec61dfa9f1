"""Inviting by one-time link. Of the link's 32 random bytes only the SHA-256 is kept, and nothing of it is logged."""

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chapters import policies
from chapters.models import Chapter, Invitation, Member, Seat
from chapters.operations import log, seats

SENT = log.action("invitation.sent", "role", "expires_on")
REVOKED = log.action("invitation.revoked", "role")
ACCEPTED = log.action("invitation.accepted", "role", "new_account")
LIFETIME = dt.timedelta(days=14)


def hash_of(token: str) -> str:
    """Return the SHA-256 (hex) of a link's token, which is all that is stored of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def found(token: str) -> Invitation | None:
    """Return the invitation that a link's token belongs to, or None. Changes nothing."""
    return Invitation.objects.select_related("chapter", "invited_by").filter(token_hash=hash_of(token)).first()


@transaction.atomic
def invite(*, chapter: Chapter, email: str, role: str, token: str, by: Member, at: dt.datetime) -> Invitation:
    """Invite an address to a seat; `token` comes from `secrets.token_urlsafe(32)`. It expires after 14 days.

    Raises `policies.Refused` when the address has an open invitation or holds the seat.
    """
    chapter = seats.lock(chapter)
    email = email.strip().lower()
    policies.check_no_other_open(chapter, email, role, at=at)
    known = Member.objects.filter(email=email).first()
    if known is not None:
        policies.check_not_seated(chapter, known, role, starts_on=seats.today_in(chapter, at))
    invitation = Invitation.objects.create(
        chapter=chapter,
        email=email,
        role=role,
        token_hash=hash_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + LIFETIME,
    )
    expires_on = seats.today_in(chapter, invitation.expires_at).isoformat()
    log.append(SENT, chapter=chapter, subject=invitation, by=by, at=at, role=str(role), expires_on=expires_on)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: Member, at: dt.datetime) -> Invitation:
    """Take an invitation back. Raises `policies.Refused` when it was accepted; revoking twice changes nothing."""
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=invitation.pk)
    )
    if invitation.accepted_at is not None:
        raise policies.Refused(_("This invitation was accepted meanwhile. End the seat instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        log.append(REVOKED, chapter=invitation.chapter, subject=invitation, by=by, at=at, role=invitation.role)
    return invitation


def _locked(token: str, at: dt.datetime) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter")
    return policies.check_usable(rows.filter(token_hash=hash_of(token)).first(), at=at)


def _consume(invitation: Invitation, member: Member, at: dt.datetime, *, new_account: bool) -> Seat:
    """Mark the invitation as accepted and give its seat; who holds such a seat already keeps that one."""
    invitation.accepted_at, invitation.accepted_by = at, member
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    chapter, role = invitation.chapter, invitation.role
    log.append(ACCEPTED, chapter=chapter, subject=invitation, by=member, at=at, role=role, new_account=new_account)
    today = seats.today_in(chapter, at)
    held = list(Seat.objects.filter(chapter=chapter, member=member, role=role).exclude(ends_on__lte=today))
    for seat in held:
        if seat.ends_on is None:
            return seat
    starts_on = max([today, *(seat.ends_on for seat in held if seat.ends_on)])
    return seats.grant(chapter=chapter, member=member, role=role, starts_on=starts_on, by=member, at=at)


@transaction.atomic
def accept(*, token: str, by: Member, at: dt.datetime) -> Seat:
    """Accept as somebody who has an account. Of two at once, one gets the seat.

    Raises `policies.Spent` when the link gives no seat, `policies.Refused` when it is for another address.
    """
    invitation = _locked(token, at)
    policies.check_addressed_to(invitation, by)
    return _consume(invitation, by, at, new_account=False)


@transaction.atomic
def accept_as_new(*, token: str, name: str, password: str, language: str, at: dt.datetime) -> Seat:
    """Accept as somebody new: make the account for the invited address, and give it the seat.

    Raises `policies.Spent` when the link gives no seat, `policies.Refused` when the address has an account.
    """
    invitation = _locked(token, at)
    try:
        with transaction.atomic():
            member = Member.objects.create_user(invitation.email, password, name=name, language=language)
    except IntegrityError as error:
        raise policies.Refused(_("This address has an account. Sign in with it, then open the link again.")) from error
    return _consume(invitation, member, at, new_account=True)

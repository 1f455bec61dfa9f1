"""Corrections of an open ballot's roll, each its own logged act with a reason."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.clock import database_now
from chapters.models import Member, Seat
from chapters.operations import log
from endorsements import policies_ballots as policies
from endorsements.models import Ballot, RollCallVote, RollEntry
from endorsements.operations import counting
from endorsements.operations.ballots import lock
from endorsements.policies import Refused
from endorsements.queries.motions import recused_ids

ADDED = log.action("roll.added", "member", "weight", "reason")
STRUCK = log.action("roll.struck", "member", "reason")
REWEIGHED = log.action("roll.reweighed", "member", "weight", "reason")
MOST_PARTS = 1000
Clock = Callable[[], dt.datetime]


@transaction.atomic
def add_to_roll(
    *,
    ballot: Ballot,
    member: Member,
    units: int = 1,
    whole: int = 1,
    reason: str,
    by: Member,
    at: dt.datetime,
    clock: Clock = database_now,
) -> RollEntry:
    """Add somebody who has or had a seat in the chapter, or who was struck from the roll. Raises `Refused`."""
    ballot = _correctable(ballot, reason, clock)
    _check_weight(units, whole)
    if not Seat.objects.filter(chapter=ballot.motion.chapter_id, member=member).exists():
        raise Refused(_("%(name)s has never had a seat in this chapter.") % {"name": member.name})
    if not member.is_active:
        raise Refused(_("The account of %(name)s is shut, so that they could not vote.") % {"name": member.name})
    if member.pk in recused_ids(ballot.motion):
        raise Refused(_("%(name)s is recused from this motion.") % {"name": member.name})
    entry = RollEntry.objects.filter(ballot=ballot, member=member).first()
    if entry is not None and not entry.struck:
        raise Refused(_("%(name)s is on the roll already.") % {"name": member.name})
    _check_roll(ballot, {member.pk: Fraction(units, whole)})
    # Who was struck starts without a vote: what they had cast stays on record as replaced, and they can vote again.
    RollCallVote.objects.filter(entry=entry, is_current=True).update(is_current=False)
    entry, _made = RollEntry.objects.update_or_create(
        ballot=ballot,
        member=member,
        defaults={"units": units, "whole": whole, "struck": False, "voted": False},
    )
    _say(ADDED, entry, by, at, reason=reason, weight=f"{units}/{whole}")
    return entry


@transaction.atomic
def strike_from_roll(
    *, ballot: Ballot, member: Member, reason: str, by: Member, at: dt.datetime, clock: Clock = database_now
) -> RollEntry:
    """Strike somebody from the roll. A vote of theirs stays on record and does not count. Raises `Refused`."""
    ballot = _correctable(ballot, reason, clock)
    entry = _entry(ballot, member)
    _check_roll(ballot, {member.pk: None})
    entry.struck = True
    entry.save(update_fields=["struck"])
    _say(STRUCK, entry, by, at, reason=reason)
    return entry


@transaction.atomic
def reweigh(
    *,
    ballot: Ballot,
    member: Member,
    units: int,
    whole: int,
    reason: str,
    by: Member,
    at: dt.datetime,
    clock: Clock = database_now,
) -> RollEntry:
    """Correct the weight of somebody's vote: `units` of `whole`. Raises `Refused`."""
    ballot = _correctable(ballot, reason, clock)
    _check_weight(units, whole)
    entry = _entry(ballot, member)
    _check_roll(ballot, {member.pk: Fraction(units, whole)})
    entry.units, entry.whole = units, whole
    entry.save(update_fields=["units", "whole"])
    _say(REWEIGHED, entry, by, at, reason=reason, weight=f"{units}/{whole}")
    return entry


def _correctable(ballot: Ballot, reason: str, clock: Clock) -> Ballot:
    if not reason.strip():
        raise Refused(_("Say why the roll is corrected; the reason stays on record."))
    ballot = lock(ballot.pk)
    voted = RollEntry.objects.filter(ballot=ballot, voted=True).exists()
    is_over = ballot.opened_at is not None and counting.is_over(ballot, clock())
    policies.check_correctable(ballot, is_over=is_over, any_vote=voted)
    return ballot


def _check_weight(units: int, whole: int) -> None:
    if not 1 <= units <= whole <= MOST_PARTS:
        raise Refused(_("A vote weighs a part of one, such as 1/2, or all of it."))


def _entry(ballot: Ballot, member: Member) -> RollEntry:
    entry = RollEntry.objects.filter(ballot=ballot, member=member, struck=False).first()
    if entry is None:
        raise Refused(_("%(name)s is not on the roll.") % {"name": member.name})
    return entry


def _check_roll(ballot: Ballot, changed: dict[int, Fraction | None]) -> None:
    """Raise `Refused` unless the ballot could be held on the roll as it will be (None: struck)."""
    entries = RollEntry.objects.filter(ballot=ballot, struck=False).order_by()
    weights: dict[int, Fraction | None] = {
        member: Fraction(units, whole) for member, units, whole in entries.values_list("member", "units", "whole")
    }
    policies.check_roll(
        ballot.method, ballot.rule, [weight for weight in {**weights, **changed}.values() if weight is not None]
    )


def _say(action: log.Action, entry: RollEntry, by: Member, at: dt.datetime, *, reason: str, **more: str) -> None:
    ballot = entry.ballot
    said = {"member": entry.member_id, "reason": reason.strip()[:500], **more}
    log.append(action, chapter=ballot.motion.chapter, subject=ballot, by=by, at=at, **said)

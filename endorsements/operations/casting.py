"""Casting a vote: under the ballot's lock, in time by the database's clock, once.

It writes the vote and nothing else, neither here nor anywhere it is called from: no log entry, no task, no session, no
message. For a secret ballot it writes no moment either.
"""

import base64
import bisect
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import structlog
from django.db import transaction

from chapters.clock import database_now
from chapters.models import Member
from endorsements import policies_ballots as policies
from endorsements.models import Ballot, BallotBox, RollCallVote, RollEntry
from endorsements.models.ballot import CastingMethod
from endorsements.operations import closing, counting
from endorsements.operations.ballots import lock
from endorsements.tally import written

Clock = Callable[[], dt.datetime]
RECEIPT = re.compile(r"[0-9A-Za-z-]{8,20}")
RANDOM_BYTES = 10
logger = structlog.get_logger(__name__)


class CastState(StrEnum):
    """What became of a vote that was handed in."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    """The same vote was there already; the receipt is that one's."""
    ALREADY = "already"
    """The ballot is secret and this person has voted in it: the first vote counts."""
    NOT_ON_ROLL = "not-on-roll"
    NOT_OPEN = "not-open"
    """Its time has not come, or it waits for those present to be counted."""
    CLOSED = "closed"
    """Too late."""
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a vote, and its receipt where it was recorded (or stands unchanged)."""

    state: CastState
    receipt: str | None = None


def receipt_from(random: bytes) -> str:
    """Return a receipt code (`K7QX-…`, four by four) from 10 random bytes of `secrets.token_bytes`."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a receipt is made from {RANDOM_BYTES} bytes")
    code = base64.b32encode(random).decode()
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def cast(ballot_id: int, member: Member, choice: Sequence[str], receipt: str, clock: Clock = database_now) -> Cast:
    """Record a member's vote; when this returns it is committed. `receipt` comes from `receipt_from`.

    The receipt that is returned is the one that counts: where the given one is taken it is another. Raises
    `policies.Refused` for a choice that the ballot does not have, ValueError for what is no receipt, and
    Ballot.DoesNotExist.
    """
    if not RECEIPT.fullmatch(receipt):
        raise ValueError("not a receipt code")
    ballot = Ballot.objects.get(pk=ballot_id)
    chosen = policies.check_choice(ballot, choice)  # neither its kind nor its choices ever change
    with transaction.atomic(durable=True):
        ballot = _locked(ballot)
        now = clock()
        if state := _blocker(ballot, now):
            return Cast(state)
        entry = RollEntry.objects.filter(ballot=ballot, member=member, struck=False).first()
        if entry is None:
            return Cast(CastState.NOT_ON_ROLL)
        if ballot.method == CastingMethod.SECRET:
            done = _cast_secret(ballot, entry, chosen, receipt)
        else:
            done = _cast_by_roll_call(entry, chosen, receipt, now)
        if done.state == CastState.RECORDED and now >= ballot.closes_at:
            _close_with_quorum(ballot, now)
        return done


def _locked(ballot: Ballot) -> Ballot:
    """Lock the ballot; and its motion before it, where this vote may reach the quorum and so close the ballot."""
    if ballot.hard_stop_at is not None:
        return lock(ballot.pk)
    return Ballot.objects.select_for_update(no_key=True).get(pk=ballot.pk)


def _blocker(ballot: Ballot, now: dt.datetime) -> CastState | None:
    if ballot.voided_at is not None:
        return CastState.VOIDED
    if ballot.closed_at is not None or counting.is_over(ballot, now):
        return CastState.CLOSED
    return CastState.NOT_OPEN if ballot.opened_at is None or now < ballot.opened_at else None


def _cast_secret(ballot: Ballot, entry: RollEntry, choice: list[str], receipt: str) -> Cast:
    # The condition makes it once even if the lock were lost.
    is_first = RollEntry.objects.filter(pk=entry.pk, voted=False).update(voted=True)
    box = BallotBox.objects.select_for_update(no_key=True).get(ballot=ballot)
    taken = {vote[0] for vote in box.votes}
    if not is_first:
        # Sent twice with one receipt (a second tap, an answer that got lost): it is the vote that is there.
        return Cast(CastState.UNCHANGED, receipt) if receipt in taken else Cast(CastState.ALREADY)
    while receipt in taken:
        receipt = receipt_from(hashlib.sha256(receipt.encode()).digest()[:RANDOM_BYTES])
    bisect.insort(box.votes, [receipt, choice, written(Fraction(entry.units, entry.whole))])
    box.save(update_fields=["votes"])
    return Cast(CastState.RECORDED, receipt)


def _cast_by_roll_call(entry: RollEntry, choice: list[str], receipt: str, now: dt.datetime) -> Cast:
    before = RollCallVote.objects.filter(entry=entry, is_current=True).first()
    if before is not None and before.choice == choice:
        return Cast(CastState.UNCHANGED, before.receipt)
    if before is not None:
        RollCallVote.objects.filter(pk=before.pk).update(is_current=False)
    RollCallVote.objects.create(entry=entry, choice=choice, cast_at=now, receipt=receipt)
    RollEntry.objects.filter(pk=entry.pk).update(voted=True)
    return Cast(CastState.RECORDED, receipt)


def _close_with_quorum(ballot: Ballot, now: dt.datetime) -> None:
    """Close a ballot that stayed open for its quorum and has reached it; a close that fails never costs the vote."""
    try:
        with transaction.atomic():
            closing.close_locked(ballot, now)
    except Exception as error:
        logger.error("ballot_not_closed", ballot=ballot.pk, error=type(error).__name__)

"""Opening ballots at their time, by the database's clock, under the lock: roll drawn, the motion's text frozen."""

import datetime as dt
import hashlib
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction

from chapters.clock import database_now
from chapters.operations import log
from chapters.queries.bodies import Voter, people_of
from endorsements import policies_ballots as policies
from endorsements.models import Ballot, BallotBox, Decision, Memo, Motion, RollEntry
from endorsements.models.ballot import CastingMethod
from endorsements.operations.ballots import lock, voided, waits_for_present
from endorsements.operations.motions import freeze
from endorsements.queries.ballot_plan import as_planned, subject_closed
from endorsements.queries.board import board_of
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.motions import recused_ids

OPENED = log.action("ballot.opened", "roll", "recused")
Clock = Callable[[], dt.datetime]
logger = structlog.get_logger(__name__)


def open_ballot(ballot: Ballot, salt: str, clock: Clock = database_now) -> Ballot:
    """Open a ballot if it is due, and return it as it stands then; again, or by several at once, it opens once.

    `salt` comes from `secrets.token_hex(32)`. Where the roll does not allow the vote (too few for secrecy, nobody), or
    its time is over, the ballot is called off with the reason; while those present are not counted it waits for them.
    """
    # Worked out before the lock: planning a slate can take a second, and nothing hangs on it.
    ballot = Ballot.objects.select_related("motion__candidacy__race__cycle__chapter").get(pk=ballot.pk)
    if not _is_due(ballot, clock()):
        return ballot
    capacity = None if waits_for_present(ballot) else _capacity(ballot)
    with transaction.atomic():
        ballot = lock(ballot.pk)
        now = clock()
        if not _is_due(ballot, now):
            return ballot
        if blocker := _late_blocker(ballot, now):
            return voided(ballot, blocker, None, now)
        if waits_for_present(ballot):
            return ballot
        return _open(ballot, salt, now, capacity)


def open_due(clock: Clock, salts: Callable[[], str]) -> None:
    """Open every ballot whose time has come, each in a transaction of its own; a failure does not stop the others."""
    due = Ballot.objects.filter(opens_at__lte=clock(), opened_at__isnull=True, voided_at__isnull=True)
    for ballot in due.order_by("opens_at", "pk"):
        try:
            open_ballot(ballot, salts(), clock)
        except Exception as error:
            logger.error("ballot_not_opened", ballot=ballot.pk, error=type(error).__name__)


def _is_due(ballot: Ballot, now: dt.datetime) -> bool:
    return ballot.opened_at is None and ballot.voided_at is None and now >= ballot.opens_at


def _late_blocker(ballot: Ballot, now: dt.datetime) -> str:
    if ballot.motion.withdrawn_at is not None:
        return policies.WITHDRAWN
    if Decision.objects.filter(motion=ballot.motion_id).exists():
        return policies.DECIDED
    return policies.MISSED if now >= (ballot.hard_stop_at or ballot.closes_at) else ""


def _open(ballot: Ballot, salt: str, now: dt.datetime, capacity: dict[str, object] | None) -> Ballot:
    if not as_planned(ballot):
        return voided(ballot, policies.CHANGED, None, now)
    if subject_closed(ballot.motion, ballot.choices):
        return voided(ballot, policies.SUBJECT_CLOSED, None, now)
    today = now.astimezone(ZoneInfo(ballot.motion.chapter.time_zone)).date()
    people = people_of(ballot.body, today, ballot.standing_since)
    recused = recused_ids(ballot.motion)
    roll = [voter for voter in people if voter.member_id not in recused]
    if blocker := policies.roll_blocker(ballot.method, ballot.rule, [voter.weight for voter in roll]):
        return voided(ballot, blocker, None, now)
    ballot.motion = freeze(ballot.motion, now)
    ballot.opened_at = now
    ballot.recused = len(people) - len(roll)
    ballot.text_sha256 = text_digest(ballot.motion)
    ballot.capacity = capacity
    ballot.memo = _memo(ballot.motion)
    ballot.save(update_fields=["opened_at", "recused", "text_sha256", "capacity", "memo"])
    _draw(ballot, roll)
    if ballot.method == CastingMethod.SECRET:
        BallotBox.objects.create(ballot=ballot, salt=salt)
    said = {"roll": len(roll), "recused": ballot.recused}
    log.append(OPENED, chapter=ballot.motion.chapter, subject=ballot, by=None, at=now, **said)
    return ballot


def _draw(ballot: Ballot, roll: list[Voter]) -> None:
    """Write the roll, in the order of member ids: for a secret ballot no row of it is made when somebody votes."""
    RollEntry.objects.bulk_create(
        (
            RollEntry(ballot=ballot, member_id=voter.member_id, units=voter.units, whole=voter.whole)
            for voter in sorted(roll, key=lambda voter: voter.member_id)
        ),
        batch_size=1000,
    )


def text_digest(motion: Motion) -> str:
    """Return the SHA-256 (hex) of a motion's exact text in UTF-8."""
    return hashlib.sha256(motion.text.encode()).hexdigest()


def _memo(motion: Motion) -> Memo | None:
    """Return the latest memo on a motion's candidacy."""
    if motion.candidacy_id is None:
        return None
    return Memo.objects.filter(assessment__candidacy=motion.candidacy_id).order_by("-number").first()


def _capacity(ballot: Ballot) -> dict[str, object] | None:
    """Return how the candidacy stands against the chapter's capacity; None where it has no standing."""
    candidacy = ballot.motion.candidacy
    if candidacy is None:
        return None
    try:
        with transaction.atomic():
            cycle = candidacy.race.cycle
            titles = titles_in_force(
                cycle.chapter, ballot.opens_at.astimezone(ZoneInfo(cycle.chapter.time_zone)).date()
            )
            found = board_of(cycle, tuple(sorted(titles))).planned.standings.get(candidacy.pk)
            return {"code": str(found.code), "doors": found.doors} if found else None
    except Exception as error:
        logger.error("ballot_without_capacity", ballot=ballot.pk, error=type(error).__name__)
        return None

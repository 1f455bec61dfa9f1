"""Closing ballots at their time, by the database's clock, under the lock: counted, published, decided. Final."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q

from chapters.clock import database_now
from chapters.operations import log
from endorsements.models import Ballot, BallotBox, Candidacy, Decision, Motion, RollEntry
from endorsements.models.ballot import BallotKind, CastingMethod, DecisionResult
from endorsements.models.motion import MotionType
from endorsements.operations import counting
from endorsements.operations.ballots import even_out, lock
from endorsements.operations.motions import lock as lock_motion
from endorsements.queries.ballot_dropouts import is_void
from endorsements.queries.motions import chosen_in, course_of, courses_of, state_of

# What it came to; the figures are the ballot's, where they stand once.
CLOSED = log.action("ballot.closed", "outcome")
DECIDED = log.action("motion.decided", "outcome")
Clock = Callable[[], dt.datetime]
logger = structlog.get_logger(__name__)


def close_if_due(ballot_id: int, clock: Clock = database_now) -> Ballot:
    """Close a ballot if its time is over, and return it as it stands; several at once close it once."""
    with transaction.atomic():
        ballot = lock(ballot_id)
        return close_locked(ballot, clock())


def close_locked(ballot: Ballot, now: dt.datetime) -> Ballot:
    """Close a ballot whose motion and row are locked, if its time is over; else change nothing."""
    if ballot.opened_at is None or ballot.closed_at is not None or ballot.voided_at is not None:
        return ballot
    if not counting.is_over(ballot, now):
        return ballot
    ballot.result = counting.result_of(ballot)
    ballot.closed_at = now
    if ballot.method == CastingMethod.SECRET:
        _publish_box(ballot)
    ballot.save(update_fields=["result", "closed_at", "receipts", "box_sha256"])
    chapter, outcome = ballot.motion.chapter, ballot.result["outcome"]
    log.append(CLOSED, chapter=chapter, subject=ballot, by=None, at=now, outcome=outcome)
    _decide(ballot.motion, now)
    return ballot


def close_due(clock: Clock = database_now) -> int:
    """Close every ballot whose time is over, each in a transaction of its own; return how many closed.

    One that fails does not stop the others.
    """
    closed = 0
    due = Ballot.objects.filter(
        closes_at__lte=clock(), opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True
    )
    for ballot_id in due.order_by("closes_at", "pk").values_list("pk", flat=True):
        try:
            closed += close_if_due(ballot_id, clock).closed_at is not None
        except Exception as error:
            logger.error("ballot_not_closed", ballot=ballot_id, error=type(error).__name__)
    return closed


def box_digest(salt: str, votes: list[Any]) -> str:
    """Return the SHA-256 (hex) over the salt and the votes as JSON: no spaces, ASCII only."""
    canonical = json.dumps(votes, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256((salt + canonical).encode()).hexdigest()


def _publish_box(ballot: Ballot) -> None:
    box = BallotBox.objects.get(ballot=ballot)
    ballot.receipts = sorted(code for code, _choice, _weight in box.votes)
    ballot.box_sha256 = box_digest(box.salt, box.votes)
    even_out(ballot)


def decide_due(clock: Clock = database_now) -> None:
    """Decide the motions that no close is left to decide: the last branch they waited for was dissolved.

    Each in a transaction of its own; one that fails does not stop the others.
    """
    waiting = Motion.objects.filter(
        decision__isnull=True, withdrawn_at__isnull=True, ballots__closed_at__isnull=False,
        chapter__bodies__dissolved_on__isnull=False,
    ).select_related("chapter")  # fmt: skip
    motions = list(waiting.order_by("pk").distinct())
    for motion_id, course in (courses_of(motions) if motions else {}).items():
        if course is None or course.outcome is None:
            continue
        try:
            with transaction.atomic():
                _decide(lock_motion(Motion(pk=motion_id)), clock())
        except Exception as error:
            logger.error("motion_not_decided", motion=motion_id, error=type(error).__name__)


def _decide(motion: Motion, now: dt.datetime) -> None:
    """Write what a locked motion came to, if that is certain now and not written yet."""
    if Decision.objects.filter(motion=motion).exists():
        return
    course = course_of(motion)
    if course is None or course.outcome is None or course.deciding is None:
        return
    decided_by = Ballot.objects.get(pk=int(str(course.deciding.key)))
    result, chosen = _came_to(motion, str(course.outcome), course.stations[-1].stage.id)
    if result == DecisionResult.ADOPTED and is_void(motion.type, chosen):
        result = DecisionResult.VOID
    Decision.objects.create(
        motion=motion, result=result, stage=decided_by.stage, ballot=decided_by, chosen=chosen, decided_at=now
    )
    log.append(DECIDED, chapter=motion.chapter, subject=motion, by=None, at=now, outcome=str(result))


def _came_to(motion: Motion, outcome: str, last: str) -> tuple[DecisionResult, Candidacy | None]:
    """Return a decided course, whose last stage is given, as a decision, with whom it is about."""
    if motion.type == MotionType.STRAW_POLL:
        return DecisionResult.POLLED, None
    result = DecisionResult(outcome)
    if result != DecisionResult.ADOPTED:
        return result, None
    if motion.race_id is None:
        return result, motion.candidacy
    # By what the last stage said yes to, whatever bodies before it chose beside.
    ballots = Ballot.objects.filter(motion=motion, stage=last, closed_at__isnull=False)
    chosen = {_said_yes_to(ballot) for ballot in ballots if state_of(ballot) == "passed"}
    if len(chosen) != 1:  # several bodies chose different people at once, and so the chapter nobody
        return DecisionResult.REJECTED, None
    return result, Candidacy.objects.get(pk=chosen.pop())


def _said_yes_to(ballot: Ballot) -> int | None:
    """Return the candidacy that a ballot on a race, which passed, is for."""
    if ballot.kind == BallotKind.YES_NO:
        return int(ballot.choices[0]["candidacy"])
    return chosen_in(ballot)


def secret_ballots_ended() -> int:
    """Return how many secret ballots have closed, or were called off after they opened. It only ever grows."""
    ended = Q(closed_at__isnull=False) | Q(voided_at__isnull=False)
    return Ballot.objects.filter(ended, method=CastingMethod.SECRET, opened_at__isnull=False).count()


def forget_row_versions() -> bool:
    """Clear what the database keeps of old versions of boxes and rolls; return whether it could. Never raises.

    A box's versions, one after the other, would tell what each vote added. To be called outside a transaction.
    """
    if connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                return _rewrite(cursor)
            return _empty_wal(cursor)
    except Exception as error:
        logger.warning("row_versions_kept", error=type(error).__name__)
        return False


def _empty_wal(cursor: Any) -> bool:
    """Empty the write-ahead log. To wait for somebody who reads it would hold voters up, so it gives up quickly."""
    waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute("PRAGMA busy_timeout = 200")
    try:
        return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")


def _rewrite(cursor: Any) -> bool:
    """Rewrite boxes and rolls into new files, in the order of their ids and so in none of voting.

    Both are small, and a vote waits for milliseconds; beside a long transaction (a backup) it is given up quickly.
    """
    cursor.execute("SET lock_timeout = '200ms'")
    try:
        left = 0
        for model in (BallotBox, RollEntry):
            table, index = (connection.ops.quote_name(model._meta.db_table + end) for end in ("", "_pkey"))
            # To rewrite it takes along whatever is not older than every transaction that writes in any database of the
            # server. To vacuum it does not ask those of other databases, and so it goes before.
            cursor.execute(f"VACUUM {table}")
            cursor.execute(f"CLUSTER {table} USING {index}")
            left += _old_versions(cursor, table)
        return not left
    finally:
        cursor.execute("RESET lock_timeout")


def _old_versions(cursor: Any, table: str) -> int:
    """Count the old versions in a table: what a transaction as old as the voting might still read was taken along."""
    # This connection's own updates are reported first, or the count would be less by as many as it made.
    cursor.execute("SELECT pg_stat_force_next_flush()")
    cursor.execute(f"ANALYZE {table}")
    cursor.execute("SELECT pg_stat_get_dead_tuples(%s::regclass)", [table])
    return int(cursor.fetchone()[0])

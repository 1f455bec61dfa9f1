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
from endorsements.models.ballot import CastingMethod, DecisionResult
from endorsements.models.motion import MotionType
from endorsements.operations import counting
from endorsements.operations.ballots import even_out, lock
from endorsements.queries.ballot_plan import winners_of
from endorsements.queries.motions import course_of

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
    _decide(ballot.motion, ballot, now)
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


def _decide(motion: Motion, ballot: Ballot, now: dt.datetime) -> None:
    """Write what the motion came to, if this close made that certain."""
    if Decision.objects.filter(motion=motion).exists():
        return
    course = course_of(motion)
    if course is None or course.outcome is None:
        return
    deciding = course.deciding.key if course.deciding else ballot.pk
    decided_by = Ballot.objects.filter(motion=motion, pk=int(str(deciding))).first() or ballot
    result, chosen = _came_to(motion, str(course.outcome), [station.stage.id for station in course.stations])
    Decision.objects.create(
        motion=motion, result=result, stage=decided_by.stage, ballot=decided_by, chosen=chosen, decided_at=now
    )
    log.append(DECIDED, chapter=motion.chapter, subject=motion, by=None, at=now, outcome=str(result))


def _came_to(motion: Motion, outcome: str, stages: list[str]) -> tuple[DecisionResult, Candidacy | None]:
    """Return a decided course as a decision, with whom it is about."""
    if motion.type == MotionType.STRAW_POLL:
        return DecisionResult.POLLED, None
    result = DecisionResult(outcome)
    if result != DecisionResult.ADOPTED:
        return result, None
    if motion.race_id is None:
        return result, motion.candidacy
    winners = winners_of(motion, stages)
    if len(winners) != 1:  # several bodies chose different people at once, and so the chapter nobody
        return DecisionResult.REJECTED, None
    return result, Candidacy.objects.get(pk=winners[0]["candidacy"])


def closed_since(moment: dt.datetime) -> bool:
    """Say whether a secret ballot has closed, or was called off, after a moment."""
    ended = Q(closed_at__gt=moment) | Q(voided_at__gt=moment)
    return Ballot.objects.filter(ended, method=CastingMethod.SECRET, opened_at__isnull=False).exists()


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
        for model in (BallotBox, RollEntry):
            table, index = (connection.ops.quote_name(model._meta.db_table + end) for end in ("", "_pkey"))
            cursor.execute(f"CLUSTER {table} USING {index}")
        # What a transaction as old as the voting might still read was taken along: only counting tells.
        table = connection.ops.quote_name(BallotBox._meta.db_table)
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("SELECT pg_stat_get_dead_tuples(%s::regclass)", [table])
        return not cursor.fetchone()[0]
    finally:
        cursor.execute("RESET lock_timeout")

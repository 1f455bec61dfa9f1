"""Ballots before and beside the voting: scheduled with notice, called off, and how many were present entered.

Whoever changes a ballot locks its motion first and then the ballot (`lock`), so that two closes of one motion see one
another and nobody waits for ever. Casting a vote locks the ballot alone: see `operations.casting`.
"""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chapters.models import Body, Member
from chapters.models.body import FROM_SEATS
from chapters.operations import log
from chapters.operations.bodies import standing_body
from endorsements import policies_ballots as policies
from endorsements import policies_motions
from endorsements.models import Ballot, BallotBox, Motion, RollEntry
from endorsements.operations import counting
from endorsements.operations.motions import lock as lock_motion
from endorsements.policies import Refused
from endorsements.queries import ballot_plan
from endorsements.queries.ballot_plan import Plan
from endorsements.tally import Base
from endorsements.tally.contests import TieRule

SCHEDULED = log.action("ballot.scheduled", "stage", "body")
VOIDED = log.action("ballot.voided", "reason")
PRESENT_SET = log.action("ballot.present_set", "present")


def lock(ballot_id: int) -> Ballot:
    """Lock a ballot's motion and then the ballot, and return it with both read after the locks."""
    motion = lock_motion(Motion.objects.get(ballots=ballot_id))
    ballot = Ballot.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=ballot_id)
    ballot.motion = motion
    return ballot


@transaction.atomic
def schedule_ballot(
    *,
    motion: Motion,
    stage_id: str,
    body: Body,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    hard_stop_at: dt.datetime | None = None,
    present: int | None = None,
    tie_order: Sequence[str] | None = None,
    tie_seed: str | None = None,
    method: str = "",
    by: Member,
    at: dt.datetime,
) -> Ballot:
    """Schedule one body's vote at a stage and so give notice of it. A contest needs a tie rule: an order or a seed.

    An `opens_at` of up to ten minutes ago means now; call `opening.open_ballot` then. `method` is asked of a straw poll
    without a procedure only. Raises `Refused` when the procedure, the course of the motion, the times or the roll as it
    is foreseen do not allow it.
    """
    motion = lock_motion(motion)
    policies_motions.check_undecided(motion)
    body = _stored(body)  # before it is asked whether it has a ballot: it may have been made since the caller looked
    if at - policies.LATE <= opens_at < at:
        opens_at = at
    plan = ballot_plan.plan(motion, stage_id, body, method)
    zone = ZoneInfo(motion.chapter.time_zone)
    opens_on = opens_at.astimezone(zone).date()
    times = {"opens_at": opens_at, "closes_at": closes_at, "hard_stop_at": hard_stop_at}
    policies.check_times(plan.stage, at=at, **times, zone=zone)
    ballot_plan.check_waited(motion, plan.stage, opens_on)
    ballot = Ballot(
        motion=motion,
        stage=stage_id,
        body=body,
        kind=plan.kind,
        method=plan.method,
        rule=plan.rule,
        choices=plan.choices,
        ties=_ties(plan, motion, tie_order, tie_seed),
        notice_at=at,
        **times,
        standing_since=ballot_plan.standing_since(plan.vote, opens_on),
        scheduled_by=by,
    )
    roll = ballot_plan.foreseen(ballot, opens_on)
    policies.check_roll(plan.method, plan.rule, [voter.weight for voter in roll])
    if present is not None:
        policies.check_present(ballot, present, len(roll))
        ballot.present = present
    ballot.save()
    log.append(SCHEDULED, chapter=motion.chapter, subject=ballot, by=by, at=at, stage=stage_id, body=ballot.body.name)
    return ballot


def _stored(body: Body) -> Body:
    return standing_body(body.chapter, body.kind) if body.pk is None and body.kind in FROM_SEATS else body


def _ties(plan: Plan, motion: Motion, order: Sequence[str] | None, seed: str | None) -> dict[str, object] | None:
    contest = plan.contest(motion.title)
    if contest is None:
        return None
    seed = (seed or "").strip()
    if bool(order) == bool(seed):
        raise Refused(_("Say how ties are decided: by an order of the choices, or by lot from a seed."))
    if seed:
        return {"order": list(TieRule.by_lot(contest, seed).order), "seed": seed}
    if sorted(order or ()) != sorted(contest.ids):
        raise Refused(_("The order that decides ties names each choice once."))
    return {"order": list(order or ()), "seed": None}


@transaction.atomic
def void_ballot(*, ballot: Ballot, reason: str, by: Member | None, at: dt.datetime) -> Ballot:
    """Call a ballot off; what was cast in it counts for nothing. `by` None is the site itself.

    Raises `Refused` without a reason, when the ballot is closed or called off already, and when its time is over.
    """
    if not reason.strip():
        raise Refused(_("Say why the ballot is called off; the reason stays on record."))
    ballot = lock(ballot.pk)
    _check_running(ballot, at)
    return voided(ballot, reason.strip()[:500], by, at)


def voided(ballot: Ballot, reason: str, by: Member | None, at: dt.datetime) -> Ballot:
    """Call a locked ballot off, and empty its box: what counts for nothing is not kept."""
    BallotBox.objects.filter(ballot=ballot).update(votes=[])
    ballot.voided_at, ballot.void_reason = at, reason
    ballot.save(update_fields=["voided_at", "void_reason"])
    if ballot.opened_at is not None:
        even_out(ballot)
    log.append(VOIDED, chapter=ballot.motion.chapter, subject=ballot, by=by, at=at, reason=reason)
    return ballot


def _check_running(ballot: Ballot, at: dt.datetime) -> None:
    """Raise `Refused` when a locked ballot is closed, or about to be: what was cast in time is counted."""
    policies.check_not_over(ballot)
    if ballot.opened_at is not None and counting.is_over(ballot, at):
        raise Refused(_("The time for voting is over: the ballot closes with what was cast."))


def even_out(ballot: Ballot) -> None:
    """Make every entry of a roll a row of this transaction, so that none tells in which one its holder voted."""
    RollEntry.objects.filter(ballot=ballot).update(voted=F("voted"))


@transaction.atomic
def set_present(*, ballot: Ballot, present: int, by: Member, at: dt.datetime) -> Ballot:
    """Enter how many are present, as the chair counted them; a ballot with them as its base waits for that.

    Raises `Refused` when those present are not the base, when they would be more than the roll, and when the time for
    voting is over.
    """
    ballot = lock(ballot.pk)
    roll = RollEntry.objects.filter(ballot=ballot, struck=False).count() if ballot.opened_at else None
    policies.check_present(ballot, present, roll)
    _check_running(ballot, at)
    ballot.present = present
    ballot.save(update_fields=["present"])
    log.append(PRESENT_SET, chapter=ballot.motion.chapter, subject=ballot, by=by, at=at, present=present)
    return ballot


def waits_for_present(ballot: Ballot) -> bool:
    """Say whether a ballot cannot open before those present are counted."""
    return ballot.rule.get("base") == Base.PRESENT and ballot.present is None

"""Scheduling the votes of all the bodies of a stage at once: all of them, or none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Body, Member
from chapters.queries.bodies import called
from endorsements.models import Ballot, Motion
from endorsements.operations.ballots import schedule_ballot
from endorsements.policies import FieldRefused, Refused
from endorsements.queries.ballot_plan import Plan
from endorsements.tally import Base


@dataclass(frozen=True, slots=True)
class Times:
    """When the ballots of a stage open and close; a hard stop where the stage waits for its quorum."""

    opens_at: dt.datetime
    closes_at: dt.datetime
    hard_stop_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """How ties of a contest are decided: an order of the ids, or a seed that was drawn."""

    order: Sequence[str] | None = None
    seed: str | None = None


@transaction.atomic
def schedule_stage(
    *,
    motion: Motion,
    planned: Sequence[tuple[Body, Plan]],
    times: Times,
    ties: Ties,
    present: int | None = None,
    method: str = "",
    by: Member,
    at: dt.datetime,
) -> list[Ballot]:
    """Schedule each body's ballot as it was planned. Raises `Refused` naming the body, and then schedules none."""
    made = []
    for body, plan in planned:
        is_contest = plan.contest(motion.title) is not None
        try:
            made.append(
                schedule_ballot(
                    motion=motion,
                    stage_id=plan.stage.id,
                    body=body,
                    opens_at=times.opens_at,
                    closes_at=times.closes_at,
                    hard_stop_at=times.hard_stop_at,
                    present=present if plan.rule.get("base") == Base.PRESENT else None,
                    tie_order=ties.order if is_contest else None,
                    tie_seed=ties.seed if is_contest and not ties.order else None,
                    method=method,
                    by=by,
                    at=at,
                )
            )
        except FieldRefused:
            raise  # of times, which are the same for every body
        except Refused as refused:
            if len(planned) == 1:
                raise
            raise Refused(_("%(body)s: %(why)s") % {"body": called(body), "why": refused}) from refused
    return made

"""What a stage's ballots would be and what stands in their way, told before anybody schedules them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chapters.models import Body
from chapters.models.body import BodyKind
from chapters.queries.bodies import bodies_for, called
from endorsements import policies_ballots as policies
from endorsements.models import Motion
from endorsements.models.ballot import CastingMethod
from endorsements.policies import Refused
from endorsements.procedures.records import BodyKind as VotingKind
from endorsements.procedures.records import BodyVote, Stage
from endorsements.procedures.telling import body_in_words, vote_in_words
from endorsements.queries.ballot_plan import Plan, plan, standing_since
from endorsements.queries.ballots import foreseen_roll
from endorsements.tally.contests import Choice

ANY_BODY = (BodyKind.MEMBERSHIP, *(kind for kind in BodyKind if kind != BodyKind.MEMBERSHIP))


@dataclass(frozen=True, slots=True)
class Foretold:
    """One body's ballot as it would be: its rule, its roll today, what forbids it and what is to be known."""

    body: Body
    plan: Plan
    rule: str
    people: int
    stops: str
    warns: str

    @property
    def name(self) -> str:
        """The body's name in the reader's language."""
        return called(self.body)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stage's ballots that can be scheduled, and sentences on what stands in the way of the others."""

    stage: Stage
    ballots: tuple[Foretold, ...]
    obstacles: tuple[str, ...]


def contest_in(ballots: Sequence[Foretold]) -> tuple[Choice, ...]:
    """Return the choices of the contest among these ballots, or none."""
    found = (each.plan.contest("-") for each in ballots)
    return next((contest.choices for contest in found if contest is not None), ())


def ahead(motion: Motion, stage: Stage, today: dt.date, method: str = "") -> Ahead:
    """Return what could be scheduled at a stage today. `method` is that of a straw poll without a procedure."""
    ballots: list[Foretold] = []
    obstacles: dict[str, None] = {}
    for vote in votes_of(motion, stage):
        bodies = bodies_for(motion.chapter, vote, today)
        if not bodies and motion.procedure_id is not None:
            obstacles[_nobody(vote)] = None
        for body in bodies:
            try:
                ballots.append(_foretold(motion, stage, body, today, method))
            except Refused as refused:
                obstacles[str(refused)] = None
    return Ahead(stage, tuple(ballots), tuple(obstacles))


def votes_of(motion: Motion, stage: Stage) -> Sequence[BodyVote]:
    """Return who votes at a stage; in a straw poll without a procedure any body may be asked."""
    if motion.procedure_id is not None:
        return stage.votes
    return [BodyVote(body=VotingKind(kind.value)) for kind in ANY_BODY]


def _nobody(vote: BodyVote) -> str:
    return _(
        "The procedure asks for a body that the chapter does not have: %(body)s. A chapter admin can found it under "
        "Procedures, Bodies."
    ) % {"body": body_in_words(vote, _)}


def _foretold(motion: Motion, stage: Stage, body: Body, today: dt.date, method: str) -> Foretold:
    made = plan(motion, stage.id, body, method)
    opens_on = today + dt.timedelta(days=stage.notice_days or 0)
    people = foreseen_roll(motion, body, today, standing_since(made.vote, opens_on))
    weights = [voter.weight for voter in people]
    stops = policies.roll_blocker(made.method, made.rule, weights)
    secret = made.method == CastingMethod.SECRET
    return Foretold(
        body=body,
        plan=made,
        rule=vote_in_words(made.vote, _) if motion.procedure_id is not None else "",
        people=len(people),
        stops=_(stops) if stops else "",
        warns=policies.secret_warning(weights) if secret else "",
    )

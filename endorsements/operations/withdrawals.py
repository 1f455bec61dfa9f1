"""Taking a motion back: its ballots that have not closed are called off, and that is its decision."""

import datetime as dt

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements import policies_motions as policies
from endorsements.models import Ballot, Decision, Motion
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import WithdrawnBy
from endorsements.operations.ballots import void_ballot
from endorsements.operations.motions import lock
from endorsements.policies import Refused
from endorsements.policies_ballots import WITHDRAWN_BECAUSE

WITHDRAWN = log.action("motion.withdrawn", "number", "withdrawn_by", "reason")
LONGEST = 500


@transaction.atomic
def withdraw_motion(*, motion: Motion, side: str, because: str, by: Member, at: dt.datetime) -> Decision:
    """Withdraw a motion for the candidate or for the chapter (`side`), calling off what ballots have not closed.

    Raises `Refused` without a reason or a known side, and when the motion is decided or withdrawn already.
    """
    if side not in (WithdrawnBy.CANDIDATE, WithdrawnBy.CHAPTER):
        raise Refused(_("Say who takes the motion back: the candidate or the chapter."))
    if not because.strip():
        raise Refused(_("Say why it is withdrawn; the reason stays on record."))
    motion = lock(motion)
    policies.check_undecided(motion)
    # In English, as all that the site itself gives as a reason: `queries.ballots.void_words` tells it to readers.
    reason = Truncator(WITHDRAWN_BECAUSE % {"why": because}).chars(LONGEST)
    for ballot in Ballot.objects.filter(motion=motion, closed_at__isnull=True, voided_at__isnull=True).order_by("pk"):
        void_ballot(ballot=ballot, reason=reason, by=by, at=at)
    motion.withdrawn_by, motion.withdrawn_at, motion.withdrawn_because = side, at, because
    motion.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    decision = Decision.objects.create(motion=motion, result=DecisionResult.WITHDRAWN, decided_at=at)
    said = {"number": motion.number, "withdrawn_by": side, "reason": because}
    log.append(WITHDRAWN, chapter=motion.chapter, subject=motion, by=by, at=at, **said)
    return decision

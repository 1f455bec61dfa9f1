"""Where a ballot stands: why somebody is not on its roll, told to themselves; and what its result led to."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing
from chapters.queries.bodies import called
from endorsements.models import Ballot, Decision, Recusal
from endorsements.models.ballot import DecisionResult
from endorsements.queries.ballot_page import stage_title
from endorsements.queries.ballots import Own
from endorsements.queries.motion_words import chosen_apart_in_words
from endorsements.queries.motions import course_of
from endorsements.wording import day


def left_off(ballot: Ballot, own: Own, standing: Standing) -> list[str]:
    """Return why a person may not vote in a ballot, and what they can do, in sentences. At most one query."""
    if own.struck:
        return [_("You were taken off the roll after it opened. The chapter's log says by whom and why.")]
    motion = ballot.motion
    about = Q(motion=motion)
    if motion.candidacy_id:
        about |= Q(candidacy=motion.candidacy_id)
    if motion.race_id:
        about |= Q(candidacy__race=motion.race_id)
    recusal = Recusal.objects.filter(about, member=standing.member, lifted_at__isnull=True).first()
    if recusal is not None:
        told = _("You are recused from it: %(reason)s. A recusal takes a person off the roll and out of the base.")
        return [told % {"reason": recusal.reason.rstrip(" .")}]
    sentences = [
        _(
            "The roll was made when the ballot opened, from the people who were in this body then: %(body)s. Later "
            "changes do not touch it."
        )
        % {"body": called(ballot.body)}
    ]
    if ballot.standing_since:
        sentences.append(_("Only members since %(day)s or before are on it.") % {"day": day(ballot.standing_since)})
    return [
        *sentences,
        _("If you should be on it, tell the electoral or steering committee: a roll can be corrected, on record."),
    ]


def led_to(ballot: Ballot) -> str:
    """Return what a closed ballot led to, as a sentence; "" where the procedure has no more to say. Five queries."""
    decision = Decision.objects.filter(motion=ballot.motion).select_related("chosen__candidate").first()
    if decision is not None:
        return _decided(decision, ballot)
    course = course_of(ballot.motion)
    if course is None or course.current is None:
        return ""
    if course.current.id == ballot.stage:
        return _("Other bodies have still to vote at this stage.")
    return _("The motion goes on. Next: %(stage)s.") % {"stage": stage_title(course.current, course.current.id)}


def _decided(decision: Decision, ballot: Ballot) -> str:
    if decision.result == DecisionResult.WITHDRAWN:
        return _("The motion was withdrawn.")
    if decision.result == DecisionResult.VOID and decision.chosen is not None:
        told = _("The motion is void, and nobody is endorsed: %(name)s was out of the race when it was decided.")
        return told % {"name": decision.chosen.candidate.name}
    figures = {"result": decision.get_result_display(), "day": day(timezone.localdate(decision.decided_at))}
    if decision.ballot_id == ballot.pk:
        told = _("With this vote the motion is decided: %(result)s.") % figures
        return f"{told} {chosen_apart_in_words(decision, [ballot])}".rstrip()
    return _("The motion is decided by another vote: %(result)s, %(day)s.") % figures

"""What the state of a motion allows, and what a recusal takes a person off: each blocker is a sentence for the page."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member
from chapters.policies import Refused
from endorsements.models import Ballot, Candidacy, Decision, Motion, Procedure, Race, Recusal, Statement
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import OF_A_CANDIDACY, OF_A_RED_LINE, MotionType
from endorsements.policies import blockers as closed_blockers
from endorsements.procedures.records import MotionType as TrackType
from endorsements.procedures.records import ProcedureRecord

ENDORSING = (MotionType.ENDORSE, MotionType.ENDORSE_CONDITIONALLY, MotionType.RE_ENDORSE)
WOULD_ENDORSE = (*ENDORSING, MotionType.SEEK_NATIONAL)
AFTER_ENDORSING = (MotionType.RESCIND, MotionType.CENSURE)


def decided_blocker(motion: Motion) -> str:
    """Return why nothing of a motion changes any more, as a sentence; "" while it is undecided. One query."""
    decision = Decision.objects.filter(motion=motion).first()
    if decision is None:
        return ""
    if decision.result == DecisionResult.WITHDRAWN:
        return _("This motion was withdrawn. To decide it after all, move it anew.")
    return _("This motion is decided. What was decided stands; another decision takes another motion.")


def is_adopted(motion: Motion) -> bool:
    """Say whether the motion was adopted. One query."""
    return Decision.objects.filter(motion=motion, result=DecisionResult.ADOPTED).exists()


def check_undecided(motion: Motion) -> None:
    """Raise `Refused` when the motion is decided or withdrawn."""
    if blocker := decided_blocker(motion):
        raise Refused(blocker)


def frozen_blocker(motion: Motion) -> str:
    """Return why a motion's text cannot be edited, as a sentence; "" while it can. One query."""
    if blocker := decided_blocker(motion):
        return blocker
    if motion.frozen_at is not None:
        return _(
            "Its text has been frozen since its first ballot opened: what is voted on must not change under the "
            "voters. Withdraw it and move another."
        )
    return ""


def check_editable(motion: Motion) -> None:
    """Raise `Refused` when the motion's text is frozen, or it is decided."""
    if blocker := frozen_blocker(motion):
        raise Refused(blocker)


def check_unscheduled(motion: Motion) -> None:
    """Raise `Refused` when a ballot of the motion is scheduled: its rule follows the type and the procedure."""
    if Ballot.objects.filter(motion=motion, voided_at__isnull=True).exists():
        raise Refused(
            _(
                "A ballot is scheduled, and its rule follows from the type and the procedure. Call the ballot off to "
                "change either."
            )
        )


def statement_blocker(motion: Motion) -> str:
    """Return why statements cannot be written or withdrawn, as a sentence; "" when they can. Two queries."""
    if blocker := decided_blocker(motion):
        return blocker
    open_now = Ballot.objects.filter(
        motion=motion, opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True
    )
    if open_now.exists():
        return _(
            "A ballot on this motion is open, and every voter reads the same statements. Come back once it has closed."
        )
    return ""


def check_statements_open(motion: Motion) -> None:
    """Raise `Refused` while a ballot of the motion is open, and after its decision."""
    if blocker := statement_blocker(motion):
        raise Refused(blocker)


def check_own_statement(statement: Statement, member: Member) -> None:
    """Raise `Refused` unless the statement is this member's, and still stands."""
    if statement.written_by_id != member.pk:
        raise Refused(_("Only the person who wrote a statement can withdraw it."))
    if statement.withdrawn_at is not None:
        raise Refused(_("This statement is withdrawn already."))


def check_subject(
    type: str, candidacy: Candidacy | None, race: Race | None, red_line: object | None, contenders: int
) -> None:
    """Raise `Refused` unless a motion of this type can be about this. `contenders` run openly in the race."""
    if sum(subject is not None for subject in (candidacy, race, red_line)) > 1:
        raise Refused(_("A motion has one subject: a candidacy, a race or a red line."))
    if type in OF_A_RED_LINE:
        if red_line is None:
            raise Refused(_("Say which red line the motion is about."))
    elif type == MotionType.ADOPT_RED_LINE:
        if candidacy or race or red_line:
            raise Refused(_("A new red line has no subject but its text."))
    elif red_line is not None:
        raise Refused(_("A motion on a red line reaffirms or retires it."))
    elif type in OF_A_CANDIDACY and candidacy is None and not (race and type == MotionType.ENDORSE):
        raise Refused(_("Say which candidacy the motion is about."))
    elif race is not None and type == MotionType.ENDORSE and contenders < 2:
        raise Refused(
            _(
                "A motion on a race chooses among several candidacies, and this race has fewer than two that are open. "
                "Move to endorse the candidacy instead."
            )
        )


def check_open_subject(type: str, candidacy: Candidacy | None, race: Race | None) -> None:
    """Raise `Refused` when what is to be endorsed is closed; a rescission or censure comes after that, too."""
    if type in AFTER_ENDORSING:
        return
    if candidacy is not None:
        for sentence in closed_blockers(candidacy):
            raise Refused(sentence)
    if race is not None and race.cycle.closed_at is not None:
        raise Refused(_("The cycle %(name)s is closed; nothing in it changes any more.") % {"name": race.cycle.name})


def endorsed_before(candidacy: Candidacy, type: str) -> bool:
    """Say whether the chapter endorsed a candidacy, and for a rescission whether that still stands. One query."""
    ended = (MotionType.RESCIND, MotionType.DO_NOT_ENDORSE)
    decided = Decision.objects.filter(result=DecisionResult.ADOPTED, motion__type__in=(*ENDORSING, *ended))
    about = decided.filter(Q(chosen=candidacy) | Q(chosen__isnull=True, motion__candidacy=candidacy))
    types = list(about.order_by("decided_at", "pk").values_list("motion__type", flat=True))
    if type == MotionType.RESCIND:
        return bool(types) and types[-1] not in ended
    return any(each in ENDORSING for each in types)


def check_race_not_voted_on(candidacy: Candidacy) -> None:
    """Raise `Refused` when notice was given of a vote on a candidacy, or of a contest that has it, for its race."""
    contest = Q(motion__race=candidacy.race_id, notice_at__gte=candidacy.opened_at)
    voted = Ballot.objects.filter(
        Q(motion__candidacy=candidacy) | contest, voided_at__isnull=True, motion__withdrawn_at__isnull=True
    )
    if ballot := voted.select_related("motion").order_by("pk").first():
        raise Refused(
            _(
                "Motion %(number)s is put to the vote for this race, and what is voted on does not move to another. "
                "Close this candidacy and open one in the other race."
            )
            % {"number": ballot.motion.number}
        )


def check_endorsed_before(type: str, candidacy: Candidacy | None) -> None:
    """Raise `Refused` when an endorsement would be rescinded, or its holder censured, that there is none of."""
    if type not in AFTER_ENDORSING or candidacy is None or endorsed_before(candidacy, type):
        return
    if type == MotionType.RESCIND:
        raise Refused(_("There is no endorsement of this candidacy that stands, so there is none to rescind."))
    raise Refused(_("The chapter has not endorsed this candidacy, and it censures only whom it endorsed."))


def check_only_one(
    chapter: Chapter,
    type: str,
    *,
    candidacy: Candidacy | None,
    race: Race | None,
    red_line: object | None,
    but: int = 0,
) -> None:
    """Raise `Refused` when another undecided motion of this type is about the same."""
    if not (candidacy or race or red_line):
        return
    same = Motion.objects.filter(
        chapter=chapter, type=type, candidacy=candidacy, race=race, red_line=red_line, decision__isnull=True
    )
    if other := same.exclude(pk=but).first():
        raise Refused(
            _("Motion %(number)s of this type on the same subject is undecided. Decide or withdraw it first.")
            % {"number": other.number}
        )


def check_procedure(type: str, procedure: Procedure | None, record: ProcedureRecord | None, *, contest: bool) -> None:
    """Raise `Refused` unless the procedure has a way for motions of this type. A straw poll needs none."""
    if procedure is None or record is None:
        if type == MotionType.STRAW_POLL:
            return
        raise Refused(_("Say by which of the chapter's procedures the motion is decided."))
    if procedure.retired_at is not None:
        raise Refused(_("The procedure %(name)s is out of use.") % {"name": procedure.name})
    track = record.track_of(TrackType(type))
    if track is None:
        raise Refused(
            _("The procedure %(name)s has no way for motions of this type; choose another one, or add it there.")
            % {"name": procedure.name}
        )
    if contest and not any(vote.contest for stage in track.stages for vote in stage.votes):
        raise Refused(
            _(
                "The procedure %(name)s does not say how one of several candidates is chosen (approval or ranked "
                "choice). A chapter admin can add that, or move to endorse one candidacy."
            )
            % {"name": procedure.name}
        )


def check_conditions(type: str, conditions: Sequence[tuple[str, dt.date]]) -> None:
    """Raise `Refused` unless a conditional endorsement has conditions, and nothing else has."""
    if type == MotionType.ENDORSE_CONDITIONALLY and not conditions:
        raise Refused(_("An endorsement with conditions names at least one condition, and by when it is to be met."))
    if type != MotionType.ENDORSE_CONDITIONALLY and conditions:
        raise Refused(_("Only an endorsement with conditions has conditions. Take them out, or change the type."))
    if any(not text.strip() for text, _due in conditions):
        raise Refused(_("A condition says what is to be met."))


def check_not_recused(candidacy: Candidacy, member: Member) -> None:
    """Raise `Refused` when the member is recused from the candidacy: off everything that judges it. One query."""
    recusal = Recusal.objects.filter(candidacy=candidacy, member=member, lifted_at__isnull=True).first()
    if recusal is not None:
        raise Refused(recused_sentence(recusal, member))


def recused_sentence(recusal: Recusal, member: Member) -> str:
    """Return why a recused person does not take part, and how that ends."""
    return _(
        "%(name)s is recused from this candidacy (%(reason)s) and takes no part in judging it. The electoral or "
        "steering committee or a chapter admin can lift the recusal, with a reason, once the conflict is over."
    ) % {"name": member.name, "reason": recusal.reason}

"""What is said of motions: their titles and texts to begin with, what comes next, and what follows once adopted."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chapters.queries.bodies import called
from endorsements.models import Ballot, Decision, Motion
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import MotionType
from endorsements.procedures.course import Course
from endorsements.procedures.openings import stage_openings
from endorsements.procedures.records import Stage
from endorsements.procedures.titles import OPEN_TITLES
from endorsements.queries.motions import POLL, records_of, state_of, track_in
from endorsements.wording import moment

BEGINNINGS: Mapping[str, tuple[str, str]] = {
    MotionType.ENDORSE: (gettext_noop("Endorse %(name)s"), gettext_noop("The chapter endorses %(whom)s.")),
    MotionType.ENDORSE_CONDITIONALLY: (
        gettext_noop("Endorse %(name)s with conditions"),
        gettext_noop("The chapter endorses %(whom)s, on the conditions named below."),
    ),
    MotionType.RE_ENDORSE: (gettext_noop("Re-endorse %(name)s"), gettext_noop("The chapter re-endorses %(whom)s.")),
    MotionType.DO_NOT_ENDORSE: (
        gettext_noop("Do not endorse %(name)s"),
        gettext_noop("The chapter does not endorse %(whom)s."),
    ),
    MotionType.SEEK_NATIONAL: (
        gettext_noop("Seek the national endorsement of %(name)s"),
        gettext_noop("The chapter asks the national organization to endorse %(whom)s."),
    ),
    MotionType.CENSURE: (gettext_noop("Censure %(name)s"), gettext_noop("The chapter censures %(whom)s.")),
    MotionType.RESCIND: (
        gettext_noop("Rescind the endorsement of %(name)s"),
        gettext_noop("The chapter rescinds its endorsement of %(whom)s."),
    ),
    MotionType.REAFFIRM_RED_LINE: (
        gettext_noop("Reaffirm the red line “%(name)s”"),
        gettext_noop("The chapter reaffirms its red line “%(name)s”."),
    ),
    MotionType.RETIRE_RED_LINE: (
        gettext_noop("Retire the red line “%(name)s”"),
        gettext_noop("The chapter retires its red line “%(name)s”."),
    ),
}
CONTEST = (
    gettext_noop("Endorse for %(name)s"),
    gettext_noop("The chapter endorses for %(name)s whom this ballot chooses, or nobody."),
)


def type_title(type: str) -> str:
    """Return a type of motion as a title begins."""
    return str(capfirst(MotionType(type).label))


def beginnings(type: str, *, name: str, of: str = "", contest: bool = False) -> tuple[str, str]:
    """Return a title and a text to begin with; empty where the type suggests none. `of`: the race, for a candidacy."""
    title, text = CONTEST if contest else BEGINNINGS.get(type, ("", ""))
    whom = _("%(name)s for %(race)s") % {"name": name, "race": of} if of else name
    said = {"name": name, "whom": whom}
    return (_(title) % said, _(text) % said) if title and name else ("", "")


def subject_of(motion: Motion) -> str:
    """Return what a motion is about, in words; "" where it is only about its text."""
    if motion.candidacy:
        said = {"name": motion.candidacy.candidate.name, "race": str(motion.candidacy.race)}
        return _("%(name)s, %(race)s") % said
    if motion.race:
        return str(motion.race)
    return getattr(motion, "red_line_title", "") or motion.red_line.slug if motion.red_line else ""


def stage_title(stage: Stage) -> str:
    """Return a stage's title; a straw poll's only stage has one in each language."""
    return _("Straw poll") if stage.id == POLL else stage.title


def places_of(ballots: Iterable[Ballot]) -> dict[int, str]:
    """Return ballot id → stage and body, as `Recommendation · Steering committee`.

    One body may vote at several stages. The ballots come with their motion and body fetched. At most one query
    (`records_of`).
    """
    ballots = list(ballots)
    records = records_of({ballot.motion_id: ballot.motion for ballot in ballots}.values())
    places = {}
    for ballot in ballots:
        track = track_in(records.get(ballot.motion_id), ballot.motion.type)
        stages = [stage_title(stage) for stage in (track.stages if track else ()) if stage.id == ballot.stage]
        places[ballot.pk] = "\u00a0· ".join([*stages, called(ballot.body)])
    return places


def decided_in_words(decision: Decision) -> str:
    """Return what a motion came to."""
    if decision.result == DecisionResult.ADOPTED and decision.motion.race_id and decision.chosen:
        return _("Adopted: %(name)s") % {"name": decision.chosen.candidate.name}
    if decision.result == DecisionResult.VOID and decision.chosen:
        said = {"name": decision.chosen.candidate.name}
        return _("Void: %(name)s was out of the race when it was decided, so that nobody is endorsed") % said
    return str(capfirst(DecisionResult(decision.result).label))


def chosen_apart_in_words(decision: Decision, ballots: Iterable[Ballot]) -> str:
    """Return why a motion was rejected though the ballot that decided it passed; "" where it was not so. No query."""
    deciding = [ballot for ballot in ballots if ballot.pk == decision.ballot_id and ballot.motion.race_id]
    if decision.result != DecisionResult.REJECTED or not any(state_of(ballot) == "passed" for ballot in deciding):
        return ""
    return _("The bodies that decided it chose different people, and so the chapter endorses nobody by it.")


def openings_in_words(stage: Stage) -> str:
    """Return what a stage leaves open, listed; "" when nothing."""
    fields = dict.fromkeys(opening.field for opening in stage_openings(stage))
    return "" if stage.id == POLL else ", ".join(_(OPEN_TITLES[field]) for field in fields)


def next_in_words(motion: Motion, course: Course | None, pending: Sequence[Ballot]) -> str:
    """Return the next step of an undecided motion. `pending`: its ballots that have neither closed nor been voided."""
    if pending:
        return _voting(pending[0])
    if course is None:
        return _("Its procedure has no way for motions of this type any more: edit the motion or the procedure.")
    if course.current is None:
        return _("Its last ballot has closed.")
    stage = {"stage": stage_title(course.current)}
    if missing := openings_in_words(course.current):
        return _("%(stage)s: a chapter admin still has to choose %(fields)s.") % {**stage, "fields": missing}
    if not course.current.is_vote:
        return _("To be done and recorded: %(stage)s.") % stage
    return _("To be put to the vote: %(stage)s.") % stage


def _voting(ballot: Ballot) -> str:
    said = {"body": called(ballot.body), "opens": moment(ballot.opens_at), "closes": moment(ballot.closes_at)}
    if ballot.opened_at is not None:
        return _("%(body)s is voting, until %(closes)s.") % said
    return _("%(body)s votes from %(opens)s.") % said


AFTER = {
    MotionType.ADOPT_RED_LINE: gettext_noop(
        "The red line binds once it is in the register. A chapter admin enters it there, with this motion as what "
        "adopted it."
    ),
    MotionType.REAFFIRM_RED_LINE: gettext_noop(
        "A chapter admin records in the register that the red line was reaffirmed, with the day of this decision."
    ),
    MotionType.RETIRE_RED_LINE: gettext_noop(
        "The red line stays in force until a chapter admin retires it in the register."
    ),
    MotionType.SEEK_NATIONAL: gettext_noop(
        "The request is sent to the national organization. The steering committee or a chapter admin records here when "
        "it was asked, and what the answer was."
    ),
}


def after_in_words(motion: Motion) -> str:
    """Return what is left to do once a motion is adopted; "" when nothing is."""
    return _(AFTER[motion.type]) if motion.type in AFTER else ""

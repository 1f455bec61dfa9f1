"""What the candidacy page says of decisions: motions with their ballots, what was decided, conditions, recusals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chapters.queries.bodies import called
from endorsements.models import Ballot, Candidacy, Decision, Motion, Recusal
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.queries.ballots import result_words, void_words
from endorsements.queries.decision_states import shape, told
from endorsements.queries.decisions import ConditionNow, Course, Moved, Place, conditions_of, courses
from endorsements.wording import day, moment

RESULT_SHAPES = {DecisionResult.ADOPTED: "made", DecisionResult.REJECTED: "declined"}


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A ballot in words. `result`: its arithmetic, one sentence a line, once it has closed."""

    url: str
    body: str
    when: str
    result: tuple[str, ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition in words; `mark` is how it stands: yes, no or unknown."""

    text: str
    due: str
    word: str
    mark: str
    overdue: bool
    found: str
    source: str


@dataclass(frozen=True, slots=True)
class MotionRow:
    """A motion with what it came to (or how far it has come), its ballots and its conditions."""

    url: str
    number: int
    title: str
    type: str
    word: str
    shape: str
    moved: str
    ballots: tuple[BallotRow, ...]
    conditions: tuple[ConditionRow, ...]


@dataclass(slots=True)
class Ballots:
    """The page's section of ballots. `word`: how the candidacy stands, "" while nothing was moved."""

    word: str = ""
    shape: str = ""
    since: str = ""
    motions: list[MotionRow] = field(default_factory=list)
    recused: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, dt.datetime, str, tuple[str, str]]] = field(default_factory=list)


def ballots_section(candidacy: Candidacy, slug: str, today: dt.date) -> Ballots:
    """Return the section of a candidacy. Two queries, and two more where there is a motion."""
    section = Ballots(recused=_recused(candidacy))
    motions = _motions(candidacy)
    if not motions:
        return section
    ballots = _ballots(motions)
    conditions = conditions_of([motion.pk for motion in motions])
    course = _course(candidacy, motions, ballots)
    now = course.stands()
    section.word, section.shape = told(now.status, now.also), shape(now.status)
    if now.by is not None:
        at, _event, moved = course.events[now.by]
        section.since = _("by motion %(number)s, %(day)s") % {"number": moved.number, "day": _day_of(at)}
    section.motions = [
        _motion(motion, ballots[motion.pk], conditions.get(motion.pk, ()), slug, today) for motion in motions
    ]
    section.events = _events(motions)
    return section


def _recused(candidacy: Candidacy) -> list[tuple[str, str]]:
    standing = Recusal.objects.filter(candidacy=candidacy, lifted_at__isnull=True).order_by("member__name", "pk")
    return list(standing.values_list("member__name", "reason"))


def _motions(candidacy: Candidacy) -> list[Motion]:
    """The motions on a candidacy, and on its race while it stood in it, the newest first."""
    about = Q(candidacy=candidacy) | Q(race=candidacy.race_id)
    rows = Motion.objects.filter(about).select_related("decision", "moved_by").order_by("-number")
    return [
        motion for motion in rows.fetch_mode(models.FETCH_RAISE) if motion.candidacy_id or _bears(motion, candidacy)
    ]


def _bears(motion: Motion, candidacy: Candidacy) -> bool:
    """Whether a contest is about a candidacy: not one that left before it was moved or came after its decision."""
    decision = _decision(motion)
    if candidacy.closed_at and candidacy.closed_at < motion.moved_at:
        return False
    return decision is None or candidacy.opened_at <= decision.decided_at


def _decision(motion: Motion) -> Decision | None:
    found: Decision | None = getattr(motion, "decision", None)
    return found


def _ballots(motions: Sequence[Motion]) -> dict[int, list[Ballot]]:
    by_motion: dict[int, list[Ballot]] = defaultdict(list)
    of = {motion.pk: motion for motion in motions}
    rows = Ballot.objects.filter(motion__in=of).select_related("body").order_by("opens_at", "pk")
    for ballot in rows.fetch_mode(models.FETCH_RAISE):
        ballot.motion = of[ballot.motion_id]
        by_motion[ballot.motion_id].append(ballot)
    return by_motion


def _course(candidacy: Candidacy, motions: Iterable[Motion], ballots: dict[int, list[Ballot]]) -> Course:
    place = Place(candidacy.race_id, candidacy.opened_at, candidacy.closed_at)
    moved = [_moved(motion, ballots[motion.pk]) for motion in motions]
    return courses(sorted(moved, key=lambda each: each.number), {candidacy.pk: place}).get(candidacy.pk, Course())


def _moved(motion: Motion, ballots: Iterable[Ballot]) -> Moved:
    decision = _decision(motion)
    return Moved(
        motion.pk,
        motion.number,
        motion.type,
        motion.candidacy_id,
        motion.race_id,
        decision.result if decision else None,
        decision.decided_at if decision else None,
        decision.chosen_id if decision else None,
        motion.withdrawn_at,
        any(_is_open(ballot) for ballot in ballots),
    )


def _is_open(ballot: Ballot) -> bool:
    return ballot.opened_at is not None and ballot.closed_at is None and ballot.voided_at is None


def _motion(
    motion: Motion, ballots: Sequence[Ballot], conditions: Iterable[ConditionNow], slug: str, today: dt.date
) -> MotionRow:
    word, mark = _state(motion, ballots)
    decision = _decision(motion)
    return MotionRow(
        url=reverse("motion", args=[slug, motion.pk]),
        number=motion.number,
        title=motion.title,
        type=str(MotionType(motion.type).label),
        word=word,
        shape=mark,
        moved=_("Moved by %(name)s, %(at)s") % {"name": motion.moved_by.name, "at": moment(motion.moved_at)},
        ballots=tuple(_ballot(each, slug, decision.ballot_id if decision else None) for each in ballots),
        conditions=tuple(_condition(each, today) for each in conditions),
    )


def _state(motion: Motion, ballots: Sequence[Ballot]) -> tuple[str, str]:
    """Return what a motion came to, or how far it has come, and its mark."""
    decision = _decision(motion)
    result = decision.result if decision else DecisionResult.WITHDRAWN if motion.withdrawn_at else ""
    if result == DecisionResult.WITHDRAWN and motion.withdrawn_because:
        return _("withdrawn: %(why)s") % {"why": motion.withdrawn_because}, "lapsed"
    if result:
        return str(DecisionResult(result).label), RESULT_SHAPES.get(DecisionResult(result), "lapsed")
    counted = [ballot for ballot in ballots if ballot.voided_at is None]
    if any(_is_open(ballot) for ballot in counted):
        return pgettext("a motion", "being voted on"), "open"
    if any(ballot.opened_at is None for ballot in counted):
        return pgettext("a motion", "a ballot is scheduled"), "open"
    if counted:
        return pgettext("a motion", "waits for its next stage"), "open"
    return pgettext("a motion", "moved, no ballot yet"), "open"


def _ballot(ballot: Ballot, slug: str, deciding: int | None) -> BallotRow:
    url, body = reverse("ballot", args=[slug, ballot.pk]), called(ballot.body)
    if ballot.voided_at is not None:
        return BallotRow(url, body, _("Called off: %(why)s") % {"why": void_words(ballot)})
    if ballot.closed_at is not None:
        when = _("Closed %(at)s") % {"at": moment(ballot.closed_at)}
        return BallotRow(url, body, when, tuple(result_words(ballot, _)), ballot.pk == deciding)
    if ballot.opened_at is None:
        return BallotRow(url, body, _("Opens %(at)s") % {"at": moment(ballot.opens_at)})
    until = _("Open until %(at)s") % {"at": moment(ballot.closes_at)}
    if ballot.hard_stop_at:
        last = _("without its quorum until %(at)s at the latest") % {"at": moment(ballot.hard_stop_at)}
        return BallotRow(url, body, f"{until}; {last}")
    return BallotRow(url, body, until)


def _condition(condition: ConditionNow, today: dt.date) -> ConditionRow:
    mark = {ConditionState.MET: "yes", ConditionState.WAIVED: "yes", ConditionState.BROKEN: "no"}
    found = ""
    if condition.found_on:
        found = " ".join(part for part in (day(condition.found_on) + ":", condition.note) if part).rstrip(":")
    return ConditionRow(
        text=condition.text,
        due=_in_days(condition.due_on, today) if condition.state == ConditionState.OPEN else day(condition.due_on),
        word=condition.word,
        mark=mark.get(ConditionState(condition.state), "unknown"),
        overdue=condition.is_overdue(today),
        found=found,
        source=condition.source,
    )


def _in_days(due: dt.date, today: dt.date) -> str:
    days = (due - today).days
    if days < 0:
        return day(due)
    said = ngettext("%(day)s, in %(days)d day", "%(day)s, in %(days)d days", days)
    return said % {"day": day(due), "days": days}


def _day_of(at: dt.datetime) -> str:
    return day(timezone.localdate(at))


def _events(motions: Iterable[Motion]) -> list[tuple[str, dt.datetime, str, tuple[str, str]]]:
    """Return (kind, at, who, details) of motions moved and decided, for the page's last events."""
    found = []
    for motion in motions:
        found.append(("moved", motion.moved_at, motion.moved_by.name, (str(motion.number), motion.type)))
        if decision := _decision(motion):
            found.append(("decided", decision.decided_at, "", (str(motion.number), decision.result)))
    return found

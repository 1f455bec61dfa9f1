"""What the candidacy page says of decisions: motions with their ballots, what was decided, conditions, recusals."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from endorsements.models import Ballot, Candidacy, Motion
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.queries.ballots import result_words
from endorsements.queries.candidacy_course import day_of, decision_of, found_for, is_open, reported_of, when
from endorsements.queries.decision_states import shape, told
from endorsements.queries.decisions import ConditionNow
from endorsements.queries.motion_parts import MARKS
from endorsements.queries.motion_words import places_of
from endorsements.queries.national import NationalRow, row_of
from endorsements.wording import day, moment

RESULT_SHAPES = {DecisionResult.ADOPTED: "made", DecisionResult.REJECTED: "declined"}


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A ballot in words. `place`: stage and body; `result`: its arithmetic, a sentence a line, once it has closed."""

    url: str
    place: str
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
    """A motion with what it came to (or how far it has come), its ballots, its conditions, the national answer."""

    url: str
    number: int
    title: str
    type: str
    word: str
    shape: str
    moved: str
    ballots: tuple[BallotRow, ...]
    conditions: tuple[ConditionRow, ...]
    national: NationalRow | None = None


@dataclass(slots=True)
class Ballots:
    """The page's section of ballots. `word`: how the candidacy stands, "" while nothing was moved."""

    word: str = ""
    shape: str = ""
    since: str = ""
    motions: list[MotionRow] = field(default_factory=list)
    recused: str = ""
    events: list[tuple[str, dt.datetime, str, tuple[str, str]]] = field(default_factory=list)


def ballots_section(
    candidacy: Candidacy, slug: str, today: dt.date, conditions: Mapping[int, Sequence[ConditionNow]]
) -> Ballots:
    """Return the section of a candidacy that knows its `recused`; `conditions` by motion id.

    One query, a second one where there is a motion.
    """
    recused = sorted((getattr(candidacy, "recused", None) or "").splitlines())
    section, found = Ballots(recused="; ".join(recused)), found_for(candidacy)
    if not found.motions:
        return section
    now = found.course.stands()
    section.word, section.shape = told(now.status, now.also), shape(now.status)
    if now.by is not None:
        at, _event, moved = found.course.events[now.by]
        section.since = _("by motion %(number)s, %(day)s") % {"number": moved.number, "day": day_of(at)}
    national = _requests(found.motions)
    places = places_of(ballot for ballots in found.ballots.values() for ballot in ballots)
    section.motions = [
        _motion(
            motion,
            found.ballots[motion.pk],
            conditions.get(motion.pk, ()),
            slug,
            today,
            national=national.get(motion.pk),
            places=places,
        )
        for motion in found.motions
    ]
    section.events = _events(found.motions)
    return section


def _requests(motions: Iterable[Motion]) -> dict[int, NationalRow]:
    """Return motion id → how its request stands, of the adopted motions that ask for the national endorsement."""
    adopted = [motion for motion in motions if motion.type == MotionType.SEEK_NATIONAL and _is_adopted(motion)]
    return {motion.pk: row_of(reported_of(motion)) for motion in adopted}


def _is_adopted(motion: Motion) -> bool:
    decision = decision_of(motion)
    return decision is not None and decision.result == DecisionResult.ADOPTED


def _motion(
    motion: Motion,
    ballots: Sequence[Ballot],
    conditions: Iterable[ConditionNow],
    slug: str,
    today: dt.date,
    *,
    national: NationalRow | None,
    places: Mapping[int, str],
) -> MotionRow:
    word, mark = _state(motion, ballots)
    decision = decision_of(motion)
    return MotionRow(
        url=reverse("motion", args=[slug, motion.pk]),
        number=motion.number,
        title=motion.title,
        type=str(MotionType(motion.type).label),
        word=word,
        shape=mark,
        moved=_("Moved by %(name)s, %(at)s") % {"name": motion.moved_by.name, "at": moment(motion.moved_at)},
        ballots=tuple(
            _ballot(each, slug, places[each.pk], decides=decision is not None and decision.ballot_id == each.pk)
            for each in ballots
        ),
        conditions=tuple(_condition(each, today) for each in conditions),
        national=national,
    )


def _state(motion: Motion, ballots: Sequence[Ballot]) -> tuple[str, str]:
    """Return what a motion came to, or how far it has come, and its mark."""
    decision = decision_of(motion)
    result = decision.result if decision else DecisionResult.WITHDRAWN if motion.withdrawn_at else ""
    if result == DecisionResult.WITHDRAWN and motion.withdrawn_because:
        return _("withdrawn: %(why)s") % {"why": motion.withdrawn_because}, "lapsed"
    if result:
        return str(DecisionResult(result).label), RESULT_SHAPES.get(DecisionResult(result), "lapsed")
    counted = [ballot for ballot in ballots if ballot.voided_at is None]
    if any(is_open(ballot) for ballot in counted):
        return pgettext("a motion", "being voted on"), "open"
    if any(ballot.opened_at is None for ballot in counted):
        return pgettext("a motion", "a ballot is scheduled"), "open"
    if counted:
        return pgettext("a motion", "waits for its next stage"), "open"
    return pgettext("a motion", "moved, no ballot yet"), "open"


def _ballot(ballot: Ballot, slug: str, place: str, *, decides: bool) -> BallotRow:
    result = tuple(result_words(ballot, _)) if ballot.closed_at else ()
    url = reverse("ballot", args=[slug, ballot.pk])
    return BallotRow(url, place, when(ballot), result, decides)


def _condition(condition: ConditionNow, today: dt.date) -> ConditionRow:
    found = ""
    if condition.found_on:
        found = " ".join(part for part in (day(condition.found_on) + ":", condition.note) if part).rstrip(":")
    return ConditionRow(
        text=condition.text,
        due=_in_days(condition.due_on, today) if condition.state == ConditionState.OPEN else day(condition.due_on),
        word=condition.word,
        mark=MARKS.get(ConditionState(condition.state), "unknown"),
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


def _events(motions: Iterable[Motion]) -> list[tuple[str, dt.datetime, str, tuple[str, str]]]:
    """Return (kind, at, who, details) of motions moved and decided, for the page's last events."""
    found = []
    for motion in motions:
        found.append(("moved", motion.moved_at, motion.moved_by.name, (str(motion.number), motion.type)))
        if decision := decision_of(motion):
            found.append(("decided", decision.decided_at, "", (str(motion.number), decision.result)))
    return found

"""What a chapter has decided on its candidacies, as it stands now: read from the decisions in their order.

Nothing of it is stored: how a candidacy stands follows from its decisions (`decision_states.stands`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from endorsements.models import Ballot, Candidacy, Condition, Motion
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.queries.decision_states import ENDORSED, ENDORSING, STANDS, Event, Stands, stands, told


@dataclass(frozen=True, slots=True)
class ConditionNow:
    """A condition of an endorsement and how it stands: `state` a value of `ConditionState`."""

    id: int
    text: str
    due_on: dt.date
    state: str
    note: str = ""
    source: str = ""
    found_on: dt.date | None = None

    @property
    def word(self) -> str:
        """The state in words."""
        return str(ConditionState(self.state).label)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been met before today and nobody has reported on it."""
        return self.state == ConditionState.OPEN and self.due_on < today


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a candidacy as it stands now. `motion`, `ballot`: what decided it (no ballot: withdrawn)."""

    status: str
    also: tuple[str, ...]
    motion: Motion
    ballot: Ballot | None
    decided_at: dt.datetime
    conditions: tuple[ConditionNow, ...] = ()

    @property
    def word(self) -> str:
        """The status in words, and what stands beside it."""
        return told(self.status, self.also)

    @property
    def decided_on(self) -> dt.date:
        """The day, in the active time zone."""
        return timezone.localdate(self.decided_at)

    @property
    def words(self) -> tuple[str, ...]:
        """The deciding ballot's result with its arithmetic, its base named, in the active language; () without one."""
        from endorsements.queries.ballots import result_words

        return tuple(result_words(self.ballot, _)) if self.ballot else ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidacy stands: its race, and from when until when it was in it."""

    race: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(slots=True)
class Course:
    """What of motions bears on one candidacy: its motions that came to something, in order, and those under way."""

    events: list[tuple[Event, Motion, dt.datetime]] = field(default_factory=list)
    under_way: list[Motion] = field(default_factory=list)

    def stands(self) -> Stands:
        """How it stands."""
        return stands([event for event, _motion, _at in self.events])


def bearing_on(candidacies: Q, races: Q) -> QuerySet[Motion]:
    """Return the motions on these candidacies and contests of these races, with decision and `voting`."""
    open_now = Ballot.objects.filter(
        motion=OuterRef("pk"), opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True
    )
    of_a_candidacy = (*ENDORSING, MotionType.DO_NOT_ENDORSE, MotionType.SEEK_NATIONAL, MotionType.CENSURE)
    return (
        Motion.objects.filter(candidacies | races, type__in=(*of_a_candidacy, MotionType.RESCIND))
        .select_related("decision")
        .annotate(voting=Exists(open_now))
        .order_by("moved_at", "pk")
    )


def courses(motions: Iterable[Motion], places: Mapping[int, Place]) -> dict[int, Course]:
    """Return candidacy id → what of these motions bears on it. No query."""
    found: dict[int, Course] = defaultdict(Course)
    of_race: dict[int, list[int]] = defaultdict(list)
    for pk, place in places.items():
        of_race[place.race].append(pk)
    for motion in motions:
        result, at, chosen = _came_to(motion)
        for pk in [motion.candidacy_id] if motion.candidacy_id else of_race[motion.race_id or 0]:
            place = places.get(pk)
            if place is None:
                continue
            if result is None or at is None:
                if motion.candidacy_id or place.closed_at is None:
                    found[pk].under_way.append(motion)
            elif motion.candidacy_id or _stood(place, at):
                event = Event(motion.type, result, chosen=bool(motion.candidacy_id) or chosen == pk)
                found[pk].events.append((event, motion, at))
    for course in found.values():
        course.events.sort(key=lambda each: each[2])
    return dict(found)


def _came_to(motion: Motion) -> tuple[str | None, dt.datetime | None, int | None]:
    decision = getattr(motion, "decision", None)
    if decision is not None:
        return decision.result, decision.decided_at, decision.chosen_id
    if motion.withdrawn_at:
        return DecisionResult.WITHDRAWN, motion.withdrawn_at, None
    return None, None, None


def _stood(place: Place, at: dt.datetime) -> bool:
    return place.opened_at <= at and (place.closed_at is None or place.closed_at > at)


def shown(course: Course) -> tuple[str, tuple[str, ...]]:
    """Return the status to show in a few words, what is under way among it, and what stands beside it."""
    now = course.stands()
    asking = [motion for motion in course.under_way if motion.type in ENDORSING or motion.type == "do-not-endorse"]
    if asking and now.status not in STANDS:
        voting = any(getattr(motion, "voting", False) for motion in asking)
        return ("voting" if voting else "moved"), now.also
    return now.status, now.also


def conditions_of(motions: Iterable[int]) -> dict[int, tuple[ConditionNow, ...]]:
    """Return motion id → its conditions in order, each with how it stands. One query."""
    rows = (
        Condition.objects.filter(motion__in=list(motions))
        .annotate(now=FilteredRelation("reports", condition=Q(reports__is_current=True)))
        .order_by("motion", "position")
        .values_list("motion_id", "pk", "text", "due_on", "now__state", "now__note", "now__source", "now__found_on")
    )
    found: dict[int, list[ConditionNow]] = defaultdict(list)
    for motion, pk, text, due_on, state, note, source, found_on in rows:
        now = state or ConditionState.OPEN
        found[motion].append(ConditionNow(pk, text, due_on, now, note or "", source or "", found_on))
    return {motion: tuple(each) for motion, each in found.items()}


def standing_decisions(candidacy_ids: Iterable[int]) -> dict[int, Decided]:
    """Return candidacy id → what the chapter has decided on it as it stands now; none where nothing was decided.

    Three queries, however many candidacies.
    """
    ids = list(candidacy_ids)
    rows = Candidacy.objects.filter(pk__in=ids).values_list("pk", "race_id", "opened_at", "closed_at")
    places = {pk: Place(*place) for pk, *place in rows}
    races = {place.race for place in places.values()}
    motions = bearing_on(Q(candidacy__in=ids), Q(race__in=races)).select_related("decision__ballot__body")
    return decided_by(courses(motions, places))


def decided_by(found: Mapping[int, Course]) -> dict[int, Decided]:
    """Return candidacy id → what its course came to, from motions with their decisions' ballots fetched. One query."""
    by: dict[int, tuple[Stands, Motion, dt.datetime]] = {}
    for pk, course in found.items():
        now = course.stands()
        if now.by is not None:
            _event, motion, at = course.events[now.by]
            by[pk] = now, motion, at
    carried = {motion.pk for now, motion, _at in by.values() if now.status in ENDORSED}
    conditions = conditions_of(carried) if carried else {}
    return {
        pk: Decided(now.status, now.also, motion, _ballot(motion), at, conditions.get(motion.pk, ()))
        for pk, (now, motion, at) in by.items()
    }


def _ballot(motion: Motion) -> Ballot | None:
    decision = getattr(motion, "decision", None)
    ballot: Ballot | None = decision.ballot if decision else None
    if ballot is not None:
        ballot.motion = motion
    return ballot

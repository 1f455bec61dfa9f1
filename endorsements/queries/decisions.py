"""What a chapter has decided on its candidacies, as it stands now: read from the decisions in their order.

Nothing of it is stored: how a candidacy stands follows from its decisions (`decision_states.stands`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from endorsements.models import Ballot, Candidacy, Condition, Motion
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.queries.ballots import result_words
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
        return tuple(result_words(self.ballot, _)) if self.ballot else ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidacy stands: its race, and from when until when it was in it."""

    race: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None


class Moved(NamedTuple):
    """What of a motion bears on how its candidacies stand. `result` is None while it is under way.

    `answer`: what the national organization said where the motion asks it, as far as that is known (`NationalAnswer`).
    """

    motion: int
    number: int
    type: str
    candidacy: int | None
    race: int | None
    result: str | None
    at: dt.datetime | None
    chosen: int | None
    withdrawn_at: dt.datetime | None = None
    voting: bool = False
    answer: str = ""


@dataclass(slots=True)
class Course:
    """What bears on one candidacy: the motions that came to something, in that order, and those under way."""

    events: list[tuple[dt.datetime, Event, Moved]] = field(default_factory=list)
    under_way: list[Moved] = field(default_factory=list)

    def stands(self) -> Stands:
        """How it stands."""
        return stands([event for _at, event, _moved in self.events])


TYPES = (*ENDORSING, MotionType.DO_NOT_ENDORSE, MotionType.RESCIND, MotionType.CENSURE, MotionType.SEEK_NATIONAL)
ASKING = (*ENDORSING, MotionType.DO_NOT_ENDORSE)


def moved_on(about: Q) -> list[Moved]:
    """Return what bears on candidacies of these motions, the earliest moved first. One query."""
    open_now = Ballot.objects.filter(
        motion=OuterRef("pk"), opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True
    )
    columns = ("pk", "number", "type", "candidacy_id", "race_id")
    decision = ("decision__result", "decision__decided_at", "decision__chosen_id", "withdrawn_at", "voting", "answer")
    rows = Motion.objects.filter(about, type__in=TYPES).annotate(voting=Exists(open_now), **answered())
    return [Moved(*row) for row in rows.order_by("moved_at", "pk").values_list(*columns, *decision)]


def answered() -> dict[str, Any]:
    """Return annotations of motions: `answer`, what the national organization said; "" where it said nothing."""
    current = FilteredRelation("national_reports", condition=Q(national_reports__is_current=True))
    return {"reported": current, "answer": Coalesce(F("reported__answer"), Value(""))}


def courses(motions: Iterable[Moved], places: Mapping[int, Place]) -> dict[int, Course]:
    """Return candidacy id → what of these motions bears on it. No query."""
    found: dict[int, Course] = defaultdict(Course)
    of_race: dict[int, list[int]] = defaultdict(list)
    for pk, place in places.items():
        of_race[place.race].append(pk)
    for moved in motions:
        result, at = moved.result, moved.at
        if result is None and moved.withdrawn_at:
            result, at = DecisionResult.WITHDRAWN, moved.withdrawn_at
        for pk in [moved.candidacy] if moved.candidacy else of_race[moved.race or 0]:
            if pk not in places:
                continue
            if result is None or at is None:
                if moved.candidacy or places[pk].closed_at is None:
                    found[pk].under_way.append(moved)
            elif moved.candidacy or _stood(places[pk], at):
                chosen = bool(moved.candidacy) or moved.chosen == pk
                event = Event(moved.type, result, chosen=chosen, answer=moved.answer)
                found[pk].events.append((at, event, moved))
    for course in found.values():
        course.events.sort(key=lambda each: each[0])
    return dict(found)


def _stood(place: Place, at: dt.datetime) -> bool:
    """Whether a candidacy was in its race at a moment: a contest decides nothing of one that was not."""
    return place.opened_at <= at and (place.closed_at is None or place.closed_at > at)


def shown(course: Course) -> tuple[str, tuple[str, ...]]:
    """Return the status to show in a few words, a motion under way among it, and what stands beside it."""
    now = course.stands()
    asking = [moved for moved in course.under_way if moved.type in ASKING]
    if asking and now.status not in STANDS:
        return ("voting" if any(moved.voting for moved in asking) else "moved"), now.also
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

    Four queries, however many candidacies.
    """
    ids = list(candidacy_ids)
    rows = Candidacy.objects.filter(pk__in=ids).order_by().values_list("pk", "race_id", "opened_at", "closed_at")
    places = {pk: Place(*place) for pk, *place in rows}
    if not places:
        return {}
    moved = moved_on(Q(candidacy__in=ids) | Q(race__in={place.race for place in places.values()}))
    return decided_by(courses(moved, places))


def decided_by(found: Mapping[int, Course]) -> dict[int, Decided]:
    """Return candidacy id → what its course came to. At most two queries."""
    by: dict[int, tuple[Stands, int, dt.datetime]] = {}
    for pk, course in found.items():
        now = course.stands()
        if now.by is not None:
            at, _event, moved = course.events[now.by]
            by[pk] = now, moved.motion, at
    deciding = Motion.objects.filter(pk__in={motion for _now, motion, _at in by.values()})
    motions = deciding.select_related("decision__ballot__body").in_bulk() if by else {}
    carried = {motion for now, motion, _at in by.values() if now.status in ENDORSED}
    conditions = conditions_of(carried) if carried else {}
    return {
        pk: Decided(now.status, now.also, motions[motion], _ballot(motions[motion]), at, conditions.get(motion, ()))
        for pk, (now, motion, at) in by.items()
    }


def _ballot(motion: Motion) -> Ballot | None:
    decision = getattr(motion, "decision", None)
    ballot: Ballot | None = decision.ballot if decision else None
    if ballot is not None:
        ballot.motion = motion
    return ballot

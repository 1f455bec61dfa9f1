"""The doors a chapter has, week by week, without wearing its volunteers out. Fractions inside; doors rounded down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from capacity.planning.parameters import (
    ATTRITION,
    ATTRITION_AT_CEILING,
    CANVASS_HOURS,
    DOORS_PER_HOUR,
    FLAKE,
    NEAR_CEILING,
    RESERVE,
    SHIFTS_PER_WEEK,
    SUSTAINABLE_HOURS,
    Level,
    Parameter,
    Span,
    Terrain,
)

SHIFT_HOURS: Final = 3
"""What a shift takes of a volunteer's week, with training and travel."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the doors of a week depend on, beside the number of canvassers."""

    doors_per_hour: Parameter
    canvass_hours: Parameter = CANVASS_HOURS
    flake: Parameter = FLAKE
    reserve: Parameter = RESERVE
    shifts_per_week: Parameter = SHIFTS_PER_WEEK
    sustainable_hours: Parameter = SUSTAINABLE_HOURS
    attrition: Parameter = ATTRITION
    attrition_at_ceiling: Parameter = ATTRITION_AT_CEILING
    near_ceiling: Parameter = NEAR_CEILING
    other_hours: Fraction = Fraction(0)
    """Political hours a volunteer already gives in a week, beside canvassing."""

    @classmethod
    def of(cls, terrain: Terrain, other_hours: Fraction = Fraction(0)) -> "Habits":
        """The published defaults."""
        return cls(DOORS_PER_HOUR[terrain], other_hours=other_hours)


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan asks of each volunteer in a week. A shift promised counts, kept or not."""

    asked_shifts: Fraction
    shifts: Fraction
    """As many of those asked as the ceiling has room for."""
    hours: Fraction
    """All political work, with these shifts."""
    ceiling: Fraction

    @property
    def share(self) -> Fraction:
        """Of the ceiling; 1 where the ceiling is zero."""
        return self.hours / self.ceiling if self.ceiling else Fraction(1)

    @property
    def is_capped(self) -> bool:
        """Whether the ceiling took shifts away from those asked for."""
        return self.shifts < self.asked_shifts

    @property
    def is_over(self) -> bool:
        """Whether other work alone is more than the ceiling."""
        return self.hours > self.ceiling


@dataclass(frozen=True, slots=True)
class Week:
    """One week's supply; `canvassers` at its beginning."""

    canvassers: Span[Fraction]
    doors: Span[int]
    shifts: Span[Fraction]
    """Promised, before flaking."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Week by week, and what it asks of each volunteer at each level. A week's spans reach over all three levels."""

    weeks: tuple[Week, ...]
    load: dict[Level, Load]
    attrition: dict[Level, Fraction]
    """Part of the canvassers lost in a week."""


def load(habits: Habits, level: Level = Level.DEFAULT) -> Load:
    """The load a person carries. The ceiling stays at its default: it protects people and is no estimate."""
    ceiling = habits.sustainable_hours.value
    asked = habits.shifts_per_week.for_more(level)
    room = max(Fraction(0), ceiling - habits.other_hours) / SHIFT_HOURS
    shifts = min(asked, room)
    return Load(asked, shifts, habits.other_hours + shifts * SHIFT_HOURS, ceiling)


def attrition(habits: Habits, carried: Load, level: Level = Level.DEFAULT) -> Fraction:
    """The part of volunteers lost in a week: flat up to near the ceiling, from there in a straight line up to it."""
    rested, worn = habits.attrition.for_less(level), habits.attrition_at_ceiling.for_less(level)
    near = habits.near_ceiling.value
    worn = max(rested, worn)
    if carried.share >= 1:
        return worn
    if carried.share <= near:
        return rested
    return rested + (worn - rested) * (carried.share - near) / (1 - near)


def doors_a_week(canvassers: Fraction, habits: Habits, level: Level = Level.DEFAULT) -> int:
    """canvassers × shifts × (1 - flake) × hours knocking × doors an hour × (1 - reserve), within the ceiling."""
    if canvassers < 0:
        message = f"found {canvassers} canvassers, expected at least 0"
        raise ValueError(message)
    kept = canvassers * load(habits, level).shifts * (1 - habits.flake.for_less(level))
    knocked = kept * habits.canvass_hours.for_more(level) * habits.doors_per_hour.for_more(level)
    return (knocked * (1 - habits.reserve.for_less(level))).__floor__()


def supply(canvassers: int, weeks: int, habits: Habits, arriving: Sequence[int] = ()) -> Supply:
    """Forecast this many weeks. `arriving` are canvassers who join at the beginning of each week, from the first on."""
    if canvassers < 0 or any(people < 0 for people in arriving):
        message = f"found {min((canvassers, *arriving))} canvassers, expected at least 0"
        raise ValueError(message)
    loads = {level: load(habits, level) for level in Level}
    lost = {level: attrition(habits, loads[level], level) for level in Level}
    people = {level: Fraction(canvassers) for level in Level}
    forecast = []
    for number in range(weeks):
        joined = arriving[number] if number < len(arriving) else 0
        here = {level: people[level] + joined for level in Level}
        forecast.append(_week(here, loads, habits))
        people = {level: here[level] * (1 - lost[level]) for level in Level}
    return Supply(tuple(forecast), loads, lost)


def _week(canvassers: Mapping[Level, Fraction], loads: Mapping[Level, Load], habits: Habits) -> Week:
    return Week(
        canvassers=_span(canvassers.__getitem__),
        doors=_span(lambda level: doors_a_week(canvassers[level], habits, level)),
        shifts=_span(lambda level: canvassers[level] * loads[level].shifts),
    )


def _span[Number: (int, Fraction)](of: Callable[[Level], Number]) -> Span[Number]:
    """From the least to the most of the three. More shifts wear people out sooner, so that more can end as fewer."""
    every = [of(level) for level in Level]
    return Span(min(every), of(Level.DEFAULT), max(every))

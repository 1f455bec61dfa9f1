"""A chapter's weeks from what it says of its people: each statement holds until the next, less attrition."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final

from capacity.planning.parameters import Level, Span
from capacity.planning.supply import Habits, Load, attrition, doors_a_week, load

WEEK: Final = dt.timedelta(weeks=1)
LONGEST: Final = 522 * WEEK
"""Ten years: a statement that began longer before the first week asked for says nothing of it any more.

People are counted exactly, in fractions that grow with each week; an election day of the year 2927 would take minutes.
"""
NOBODY: Final = Span(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Statement:
    """So many canvassers from a Monday on. The count is made anew: those who left before it are left out of it."""

    starts_on: dt.date
    canvassers: int
    habits: Habits


@dataclass(frozen=True, slots=True)
class WeekSupply:
    """What one week brings: nothing before the first statement. `canvassers` at its beginning, with who arrived."""

    start: dt.date
    canvassers: Span[Fraction]
    doors: Span[int]
    shifts: Span[Fraction]
    """Promised, before flaking."""
    load: Mapping[Level, Load]
    attrition: Mapping[Level, Fraction]
    """Part of the canvassers lost in the week."""
    said: Statement | None
    """The statement that holds; None before the first."""
    joined: int = 0
    """Of `arriving`, in this week."""


def forecast(
    statements: Sequence[Statement], mondays: Sequence[dt.date], arriving: Sequence[int] = ()
) -> list[WeekSupply]:
    """Work out these weeks, which follow each other.

    `arriving` are canvassers who join at the beginning of each of the weeks, from the first on. They stand beside what
    the statements count and stay, less attrition, when a new statement begins; before the first statement they wait.
    Raises ValueError for weeks with gaps, two statements on one day, or fewer than 0 people.
    """
    _check(statements, mondays, arriving)
    if not mondays:
        return []
    begins = {each.starts_on: each for each in statements if mondays[0] - each.starts_on <= LONGEST}
    first = min([mondays[0], *(day for day in begins if day < mondays[0])])
    before = (mondays[0] - first).days // 7
    running, weeks = _Running(), []
    for number in range(before + len(mondays)):
        monday, at = first + number * WEEK, number - before
        if monday in begins:
            running.begin(begins[monday])
        arrived = arriving[at] if 0 <= at < len(arriving) else 0
        running.join(arrived)
        if at >= 0:
            weeks.append(running.week(monday, arrived))
        running.pass_week()
    return weeks


def _check(statements: Sequence[Statement], mondays: Sequence[dt.date], arriving: Sequence[int]) -> None:
    if any(later - earlier != WEEK for earlier, later in pairwise(mondays)):
        message = "found weeks that do not follow each other"
        raise ValueError(message)
    if len({each.starts_on for each in statements}) < len(statements):
        message = "found two statements from one day on"
        raise ValueError(message)
    if any((each.starts_on - day).days % 7 for day in mondays[:1] for each in statements):
        message = "found a statement that begins inside a week"
        raise ValueError(message)
    least = min([0, *arriving, *(each.canvassers for each in statements)])
    if least < 0:
        message = f"found {least} canvassers, expected at least 0"
        raise ValueError(message)


@dataclass(slots=True)
class _Running:
    """The people at the beginning of a week, by level: those a statement counts, and those who joined beside them."""

    said: Statement | None = None
    counted: dict[Level, Fraction] = field(default_factory=lambda: dict.fromkeys(Level, Fraction(0)))
    joined: dict[Level, Fraction] = field(default_factory=lambda: dict.fromkeys(Level, Fraction(0)))
    loads: dict[Level, Load] = field(default_factory=dict)
    lost: dict[Level, Fraction] = field(default_factory=dict)

    def begin(self, said: Statement) -> None:
        self.said = said
        self.counted = dict.fromkeys(Level, Fraction(said.canvassers))
        self.loads = {level: load(said.habits, level) for level in Level}
        self.lost = {level: attrition(said.habits, self.loads[level], level) for level in Level}

    def join(self, people: int) -> None:
        self.joined = {level: self.joined[level] + people for level in Level}

    def pass_week(self) -> None:
        if self.said is not None:
            self.counted = {level: self.counted[level] * (1 - self.lost[level]) for level in Level}
            self.joined = {level: self.joined[level] * (1 - self.lost[level]) for level in Level}

    def week(self, monday: dt.date, arrived: int) -> WeekSupply:
        said = self.said
        if said is None:
            return WeekSupply(monday, NOBODY, Span(0, 0, 0), NOBODY, {}, {}, None, arrived)
        here = {level: self.counted[level] + self.joined[level] for level in Level}
        return WeekSupply(
            start=monday,
            canvassers=_span(lambda level: here[level]),
            doors=_span(lambda level: doors_a_week(here[level], said.habits, level)),
            shifts=_span(lambda level: here[level] * self.loads[level].shifts),
            load=self.loads,
            attrition=self.lost,
            said=said,
            joined=arrived,
        )


def _span[Number: (int, Fraction)](of: Callable[[Level], Number]) -> Span[Number]:
    """From the least to the most of the three levels, as in `supply`."""
    every = [of(level) for level in Level]
    return Span(min(every), of(Level.DEFAULT), max(every))

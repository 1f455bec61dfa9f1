"""Which seat a chapter could win at the doors, and when each step towards it is due (CAES, Chapter Strategy ¶9–¶16)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from capacity.planning.doors import DoorsNeeded
from capacity.planning.parameters import Level, Span
from capacity.planning.results.names import district_order
from capacity.planning.turnout import ExpectedTurnout, Similar
from capacity.planning.win_number import WinNumber


class Seat(StrEnum):
    """Who holds the seat, as the chapter judges it. To look for: open or weakly held (CAES, Chapter Strategy ¶11)."""

    OPEN = "open"
    WEAK = "weak"
    UNKNOWN = "unknown"
    STRONG = "strong"


class Reach(StrEnum):
    """How the doors a district needs stand to those the chapter has, were it the only race."""

    WITHIN = "within"
    """At the default figures."""
    AT_BEST = "at-best"
    """Only with the least need and the most doors."""
    UNKNOWN = "unknown"
    """The chapter has not said how many canvassers it has."""
    BEYOND = "beyond"


_REACHES: Final = tuple(Reach)
_SEATS: Final = {Seat.OPEN: 0, Seat.WEAK: 0, Seat.UNKNOWN: 1, Seat.STRONG: 2}


@dataclass(frozen=True, slots=True)
class Prospect:
    """One office and district, with what its next election would take."""

    series: Similar
    expected: ExpectedTurnout
    win: WinNumber
    needed: DoorsNeeded
    """For the working goal."""
    have: Span[int] | None
    """The chapter's doors from the first canvass to election day; None when it has said nothing of its people."""
    seat: Seat = Seat.UNKNOWN

    @property
    def reach(self) -> Reach:
        """Whether the chapter has the doors."""
        if self.have is None:
            return Reach.UNKNOWN
        if self.needed.doors.default <= self.have.default:
            return Reach.WITHIN
        least, most = self.needed.doors.at(Level.LOW), self.have.at(Level.HIGH)
        return Reach.AT_BEST if least <= most else Reach.BEYOND

    def in_order(self) -> tuple[object, ...]:
        """Sorts the best first: by reach, by the seat, by the doors needed; then by name, so that the order is one."""
        office, district = self.series.office.casefold(), district_order(self.series.district)
        rest = (self.series.party, self.series.state, self.series.kind)
        return _REACHES.index(self.reach), _SEATS[self.seat], self.needed.doors.default, office, district, *rest


@dataclass(frozen=True, slots=True)
class Margin:
    """How the last contest of a series ended, persons' votes only: a hint how firmly the seat is held."""

    held_on: date
    first: str
    first_votes: int
    second: str
    """Empty where nobody stood against the first."""
    second_votes: int
    votes: int
    """For all persons: the base of the shares."""

    @property
    def ahead(self) -> int:
        """Votes between the first two."""
        return self.first_votes - self.second_votes

    @property
    def is_uncontested(self) -> bool:
        """Whether nobody stood against the first."""
        return not self.second


def margin(held_on: date, votes: Iterable[tuple[str, int]]) -> Margin | None:
    """Take the first two of these persons, most votes first; None where nobody stood."""
    order = sorted(votes, key=lambda each: (-each[1], each[0]))
    if not order:
        return None
    (first, most), (second, next_most) = [*order, ("", 0)][:2]
    return Margin(held_on, first, most, second, next_most, sum(number for _name, number in order))


_PARTY_OR_COURT: Final = re.compile(
    r"\b(?:\w*committee(?:m[ae]n|wom[ae]n|persons?|members?)?|delegates?|alternates?|electors?"
    r"|(?:district|party) leaders?|judicial|judges?|justices?|courts?|surrogates?|magistrates?)\b",
    re.IGNORECASE,
)


def is_party_office_or_court(office: str) -> bool:
    """Say whether an office's name shows that cadre do not run for it: it neither makes laws nor carries them out."""
    return bool(_PARTY_OR_COURT.search(office))


def share_of_doors(needed: int, have: int) -> int | None:
    """The whole percents, rounded up, of the chapter's doors that this many are; None when it has none."""
    return -(-100 * needed // have) if have else None


LEAD: Final = timedelta(weeks=105)
"""From the first step to election day: the fewest weeks that are always two years (CAES, Chapter Strategy ¶10)."""


def day_before(election_on: date, weeks: int) -> date:
    """The day so many weeks before an election."""
    return election_on - timedelta(weeks=weeks)


@dataclass(frozen=True, slots=True)
class Due[Step: object]:
    """A step of a timeline. `full_on` is its day with two years of lead."""

    step: Step
    due_on: date
    full_on: date
    is_late: bool
    """Whether its day with two years of lead was over when the timeline was made."""


@dataclass(frozen=True, slots=True)
class Timeline[Step: object]:
    """The steps to an election, in order. `is_short`: less than `LEAD` is left, and the steps were drawn together."""

    steps: tuple[Due[Step], ...]
    days_left: int
    is_short: bool

    @property
    def late(self) -> int:
        """Steps whose day with two years of lead was over."""
        return sum(step.is_late for step in self.steps)


def timeline[Step: object](steps: Iterable[tuple[Step, int]], election_on: date, today: date) -> Timeline[Step]:
    """Give each step, by its weeks before election day, its day; with less than `LEAD` left, in proportion.

    The most weeks are those of `LEAD`. Raises ValueError unless the election is after today.
    """

    def due(step: Step, weeks: int) -> Due[Step]:
        full_on = day_before(election_on, weeks)
        return Due(step, drawn_together(election_on, weeks, today), full_on, full_on < today)

    left = election_on - today
    return Timeline(tuple(due(step, weeks) for step, weeks in steps), left.days, left < LEAD)


def drawn_together(election_on: date, weeks: int, today: date) -> date:
    """The day so many weeks before an election; with less than `LEAD` left, as much later as the lead is shorter.

    Raises ValueError unless the election is after today.
    """
    left = election_on - today
    if left.days <= 0:
        message = f"found an election on {election_on}, expected one after {today}"
        raise ValueError(message)
    if left >= LEAD:
        return day_before(election_on, weeks)
    # Rounded towards the election, so that nothing is due before today.
    return election_on - timedelta(days=weeks * 7 * left.days // LEAD.days)

"""The turnout to expect, from the last similar elections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

USED: Final = 3
"""Elections that the mean is taken over, where there are as many."""


class PastTurnout(NamedTuple):
    """Ballots cast in one contest that was like the race."""

    held_on: date
    ballots_cast: int


class Similar(NamedTuple):
    """What has to be the same for two contests to be similar. `party` is empty but in a party's primary."""

    state: str
    office: str
    district: str
    kind: str
    party: str


@dataclass(frozen=True, slots=True)
class ExpectedTurnout:
    """The mean, and the elections it was taken over, latest first."""

    elections: tuple[PastTurnout, ...]

    @property
    def mean(self) -> Fraction:
        """Exactly."""
        return Fraction(sum(past.ballots_cast for past in self.elections), len(self.elections))

    @property
    def ballots(self) -> int:
        """The mean in whole ballots, rounded up, since votes needed follow from it."""
        return self.mean.__ceil__()

    @property
    def years(self) -> tuple[int, ...]:
        """Of the elections, latest first."""
        return tuple(past.held_on.year for past in self.elections)

    @property
    def used_fewer(self) -> bool:
        """Whether there were fewer than three to take."""
        return len(self.elections) < USED


def similar(*, state: str, office: str, district: str, kind: str, party: str) -> Similar:
    """What to look for. Outside primaries the parties' lines are on one ballot, and the party does not matter."""
    return Similar(state, office, district, kind, party if "primary" in kind else "")


def expected_turnout(past: Iterable[PastTurnout], before: date) -> ExpectedTurnout | None:
    """Take the last three of these similar contests held before the race; None when there is none.

    Raises ValueError for two contests of one day: the parties' lines of a general election are to be put together
    first (`results.on_one_ballot`).
    """
    latest = sorted((one for one in past if one.held_on < before), reverse=True)
    if len({one.held_on for one in latest}) < len(latest):
        message = "found two similar contests on one day, expected one"
        raise ValueError(message)
    return ExpectedTurnout(tuple(latest[:USED])) if latest else None

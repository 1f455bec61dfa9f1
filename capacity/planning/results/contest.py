"""A contest's result, added up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from capacity.planning.results.election import Election
from capacity.planning.results.names import district_order


class CountedFrom(StrEnum):
    """How the ballots cast are known."""

    BALLOT_ROWS = "ballot-rows"
    CANDIDATES = "candidates"
    """Candidates, write-ins, blank, over and under votes: more than the ballots where a voter has several votes."""


class ContestKey(NamedTuple):
    """What makes a contest one: the election, and names as the project writes them. Empty where the files have none."""

    election: Election
    office: str
    district: str
    party: str


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest's sums over all files read. All numbers are whole and at least 0."""

    key: ContestKey
    ballots_cast: int
    counted_from: CountedFrom
    votes: Mapping[str, int]
    """Persons only, most votes first, then by name."""
    write_ins: int
    no_choice: int
    """Blank, over and under votes."""
    counties: tuple[str, ...] = ()
    """Those that the files name, sorted."""
    without_ballot_rows: tuple[str, ...] = field(default=())
    """Counties whose ballots are missing from `ballots_cast`, because only other counties' files have ballot rows."""

    def in_order(self) -> tuple[object, ...]:
        """Sorts contests by date, state, kind, office, district (as numbers where they are) and party."""
        return (*self.key.election, self.key.office, district_order(self.key.district), self.key.party)

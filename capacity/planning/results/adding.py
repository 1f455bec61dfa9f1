"""From sums by the names found in files to contests by the names we use."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from capacity.planning.results.candidates import Counts, counts
from capacity.planning.results.contest import Contest, ContestKey, CountedFrom
from capacity.planning.results.election import Election
from capacity.planning.results.names import district_name, folded, office_name, party_name, tidy

type Key = tuple[str, ...]
"""Office, district, party, candidate, and the county where the file has such a column: all as the file has them."""
type Cells = dict[Key, int]

_TOTALS: Final = ("total", "totals", "grand total", "county total", "county totals", "total votes")


class Sums:
    """Votes of one election by the names found, apart for the three kinds of place a row can be about."""

    def __init__(self) -> None:
        self.by_precinct: Cells = {}
        self.unplaced: Cells = {}
        """Rows without a precinct: of a whole county, or a total of its precincts."""
        self.totals: Cells = {}
        """Rows whose precinct is called a total."""
        written = {form(word) for word in _TOTALS for form in (str.lower, str.upper, str.title, str.capitalize)}
        self.levels: dict[str, Cells] = {"": self.unplaced} | dict.fromkeys(written, self.totals)

    def of(self, precinct: str | None) -> Cells:
        """The sums a row of this precinct belongs to."""
        return self.unplaced if precinct is None else self.levels.get(tidy(precinct), self.by_precinct)

    def added(self) -> Iterator[tuple[Key, int]]:
        """All votes, each once: totals count only where there is nothing they could be the total of."""
        place_of = _by_place(self.by_precinct)
        unplaced, totals = _by_place(self.unplaced), _by_place(self.totals)
        yield from self.by_precinct.items()
        for place, cells in unplaced.items():
            if cells != place_of.get(place):
                yield from cells.items()
        for place, cells in totals.items():
            if place not in place_of and place not in unplaced:
                yield from cells.items()


def _by_place(cells: Cells) -> dict[Key, Cells]:
    """By contest and county."""
    places: dict[Key, Cells] = defaultdict(dict)
    for key, votes in cells.items():
        places[(*key[:3], *key[4:])][key] = votes
    return dict(places)


class _Adding:
    """One contest while it is added up."""

    def __init__(self) -> None:
        self.counted: Counter[Counts] = Counter()
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.counties: dict[str, set[Counts]] = defaultdict(set)

    def add(self, candidate: str, county: str, votes: int) -> None:
        """One candidate's votes in one county."""
        what = counts(candidate)
        self.counted[what] += votes
        self.counties[tidy(county)].add(what)
        if what is Counts.PERSON:
            self.spellings[folded(candidate)][tidy(candidate)] += votes

    def contest(self, key: ContestKey) -> Contest:
        """The sums as a contest. By-source ballots go before ballots already added up, and both before candidates."""
        counted = self.counted
        what = next((what for what in (Counts.BALLOTS, Counts.ALL_BALLOTS) if what in counted), None)
        cast = counted[what] if what else sum(counted[of] for of in (Counts.PERSON, Counts.WRITE_INS, Counts.NO_CHOICE))
        without = (name for name, seen in self.counties.items() if what and what not in seen and name)
        people = {_shown(ways): ways.total() for ways in self.spellings.values()}
        return Contest(
            key=key,
            ballots_cast=cast,
            counted_from=CountedFrom.BALLOT_ROWS if what else CountedFrom.CANDIDATES,
            votes=dict(sorted(people.items(), key=lambda item: (-item[1], item[0]))),
            write_ins=counted[Counts.WRITE_INS],
            no_choice=counted[Counts.NO_CHOICE],
            counties=tuple(sorted(filter(None, self.counties))),
            without_ballot_rows=tuple(sorted(without)),
        )


def _shown(ways: Counter[str]) -> str:
    """Of the ways a name is written, differing in capitals, stops and space, the one with most votes."""
    return min(ways, key=lambda name: (-ways[name], name))


def contests(sums: Iterable[tuple[Election, str, Sums]], offices: Mapping[str, str]) -> Iterator[Contest]:
    """Contests, in no order, from each election's sums. The party is that of the file where a row has none."""
    adding: dict[ContestKey, _Adding] = defaultdict(_Adding)
    for election, file_party, found in sums:
        for (office, district, party, candidate, *county), votes in found.added():
            key = ContestKey(
                election, office_name(office, offices), district_name(district), party_name(party) or file_party
            )
            adding[key].add(candidate, county[0] if county else "", votes)
    for key, one in adding.items():
        if any(what is not Counts.NEITHER for what in one.counted):
            yield one.contest(key)

"""The library as pages show it: contests of one office, district, kind and party over the years, and their sources."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from capacity.models import ContestCount, ResultsFile
from capacity.planning.results import Contest, CountedFrom, on_one_ballot
from capacity.planning.results.names import district_order
from capacity.planning.turnout import ExpectedTurnout, PastTurnout, Similar, expected_turnout, similar
from capacity.queries.library import FIELDS, Filters, added, counts, matched
from chapters.models import Chapter


@dataclass(slots=True)
class Listed:
    """One line of the library: contests alike, `days` of their elections (latest first), and the latest result."""

    series: Similar
    contest_id: int
    days: list[dt.date]
    ids: list[int] = field(default_factory=list)
    latest: Contest | None = None


class Source(NamedTuple):
    """What one file says of a contest."""

    file: ResultsFile
    left_out: int


@dataclass(frozen=True, slots=True)
class Held:
    """One election of a series, with the files it is counted from."""

    contest: Contest
    sources: list[Source]
    feeds: bool
    """Whether the expected turnout of a race after today is taken from it."""

    @property
    def first(self) -> tuple[str, int] | None:
        """Who has most votes, and how many; None where nobody stood."""
        return next(iter(self.contest.votes.items()), None)

    @property
    def from_ballots(self) -> bool:
        return self.contest.counted_from is CountedFrom.BALLOT_ROWS


@dataclass(frozen=True, slots=True)
class Series:
    """All elections of contests alike, latest first, and the turnout that a race after them may expect."""

    key: Similar
    held: list[Held]
    expected: ExpectedTurnout | None


def _on_ballot(state: str, kind: str, office: str, district: str, party: str) -> Similar:
    """The series that a file's contest belongs to: outside primaries the parties' lines are one contest."""
    shared = kind in ("general", "special", "general-runoff", "special-runoff")
    return Similar(state, office, district, kind, "" if shared else party)


def listed(chapter: Chapter, filters: Filters, words: str = "") -> list[Listed]:
    """Return the library's lines that match, by office, district (as numbers where they are) and party. One query.

    Each word of `words` has to stand in office, district, party or kind. The results are put in by `with_latest`.
    """
    rows = counts(chapter, filters).values_list(
        "file__election_on", "pk", "file__state", "file__kind", "office", "district", "party"
    )
    sought = words.casefold().split()
    found: dict[Similar, Listed] = {}
    for held_on, pk, state, kind, office, district, party in rows.order_by("-file__election_on", "pk"):
        series = _on_ballot(state, kind, office, district, party)
        line = found.setdefault(matched(series), Listed(series, pk, []))
        if held_on not in line.days:
            line.days.append(held_on)
        if held_on == line.days[0]:
            line.ids.append(pk)
    lines = [line for line in found.values() if _has(line.series, sought)]
    return sorted(lines, key=_order)


def _has(series: Similar, words: Sequence[str]) -> bool:
    text = " ".join((series.office, series.district, series.party, series.kind, series.state)).casefold()
    return all(word in text for word in words)


def _order(line: Listed) -> tuple[Any, ...]:
    series = line.series
    return series.office.casefold(), district_order(series.district), series.party, series.state, series.kind


def with_latest(lines: Sequence[Listed]) -> Sequence[Listed]:
    """Put the latest election's result into each of these lines. One query."""
    rows = ContestCount.objects.filter(pk__in=[pk for line in lines for pk in line.ids]).order_by()
    latest = {_series(contest): contest for contest in on_one_ballot(added(rows.values_list(*FIELDS)))}
    for line in lines:
        line.latest = latest.get(matched(line.series))
    return lines


def _series(contest: Contest) -> Similar:
    election, office, district, party = contest.key
    return matched(_on_ballot(election.state, election.kind, office, district, party))


def choices(chapter: Chapter) -> dict[str, list[str]]:
    """Return what there is to filter by: offices, parties, kinds, states and years, sorted. One query."""
    rows = counts(chapter).values_list("office", "party", "file__kind", "file__state", "file__election_on__year")
    columns = zip(*rows.distinct(), strict=True)
    names = ("office", "party", "kind", "state", "year")
    found = {name: sorted({str(value) for value in column if value}) for name, column in zip(names, columns)}  # noqa: B905
    found["year"] = found.get("year", [])[::-1]
    return {name: found.get(name, []) for name in names}


def series_of(of: ContestCount, chapter: Chapter, *, before: dt.date) -> Series:
    """Return all elections like a file's contest, from the files in use, and what a race after `before` may expect.

    Two queries; `of` has its file.
    """
    key = _on_ballot(of.file.state, of.file.kind, of.office, of.district, of.party)
    near = counts(chapter, Filters(state=key.state, kind=key.kind)).filter(district=key.district)
    rows = list(near.values_list("file_id", *FIELDS))
    mine = [row for row in rows if matched(_on_ballot(row[2], row[3], *row[4:7])) == matched(key)]
    contests = on_one_ballot(added(row[1:] for row in mine))[::-1]
    past = [PastTurnout(contest.key.election.held_on, contest.ballots_cast) for contest in contests]
    expected = expected_turnout(past, before)
    feeding = {one.held_on for one in expected.elections} if expected else set()
    sources = _sources(mine)
    held = [
        Held(contest, sources[contest.key.election.held_on], contest.key.election.held_on in feeding)
        for contest in contests
    ]
    return Series(similar(**key._asdict()), held, expected)


def _sources(rows: Iterable[tuple[Any, ...]]) -> dict[dt.date, list[Source]]:
    ids: dict[dt.date, set[int]] = defaultdict(set)
    for row in rows:
        ids[row[1]].add(row[0])
    files = ResultsFile.objects.in_bulk({pk for of in ids.values() for pk in of})
    return {
        day: [Source(files[pk], len(files[pk].left_out)) for pk in sorted(of, key=lambda pk: files[pk].name)]
        for day, of in ids.items()
    }

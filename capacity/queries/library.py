"""The library of past results: each file's counts added up to contests, and the turnout of those like a race."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from capacity.models import ContestCount
from capacity.planning.results import (
    Contest,
    ContestKey,
    CountedFrom,
    Election,
    district_name,
    office_name,
    on_one_ballot,
    party_name,
)
from capacity.planning.results.names import folded
from capacity.planning.turnout import PastTurnout, Similar
from chapters.models import Chapter

FIELDS: Final = (
    "file__election_on",
    "file__state",
    "file__kind",
    "office",
    "district",
    "party",
    "ballots",
    "votes",
    "write_ins",
    "no_choice",
    "counties",
    "without_ballots",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for in the library; what is empty does not narrow. Names are as the project writes them."""

    office: str = ""
    district: str = ""
    party: str = ""
    state: str = ""
    kind: str = ""
    year: int | None = None


ALL: Final = Filters()


def counts(chapter: Chapter, filters: Filters = ALL) -> QuerySet[ContestCount]:
    """Return what the chapter's current files say of the contests looked for, file by file, in no order."""
    named = {
        "office": filters.office,
        "district": filters.district,
        "party": filters.party,
        "file__state": filters.state,
        "file__kind": filters.kind,
        "file__election_on__year": filters.year,
    }
    found = ContestCount.objects.filter(file__chapter=chapter, file__is_current=True)
    return found.filter(**{field: value for field, value in named.items() if value}).order_by()


def contests(chapter: Chapter, filters: Filters = ALL) -> list[Contest]:
    """Return the contests of the current files, the parties' lines of one ballot put together; by date. One query."""
    return on_one_ballot(added(counts(chapter, filters).values_list(*FIELDS)))


def past_turnout(chapter: Chapter, similar: Similar, before: dt.date) -> list[PastTurnout]:
    """Return the ballots cast in each similar contest held before a day, latest first. One query."""
    return [past for past in past_turnouts(chapter, [similar])[similar] if past.held_on < before]


def past_turnouts(chapter: Chapter, similars: Iterable[Similar]) -> dict[Similar, list[PastTurnout]]:
    """Return for each of these the ballots cast in each contest like it, latest first; none is an empty list.

    Names may be spelled as results files or as people spell them. One query, however many are asked for.
    """
    wanted = {similar: matched(similar) for similar in similars}
    if not wanted:
        return {}
    found = ContestCount.objects.filter(
        file__chapter=chapter,
        file__is_current=True,
        file__state__in={key.state for key in wanted.values()},
        file__kind__in={key.kind for key in wanted.values()},
        district__in={district_name(similar.district) for similar in wanted},
    ).order_by()
    days: dict[Similar, Counter[dt.date]] = defaultdict(Counter)
    for contest in on_one_ballot(added(found.values_list(*FIELDS))):
        (held_on, state, kind), *names = contest.key
        days[matched(Similar(state, names[0], names[1], kind, names[2]))][held_on] += contest.ballots_cast
    return {
        similar: [PastTurnout(day, days[key][day]) for day in sorted(days[key], reverse=True)] if key in days else []
        for similar, key in wanted.items()
    }


def matched(similar: Similar) -> Similar:
    """What two ways to name the same contest have in common."""
    return Similar(
        similar.state.upper(),
        folded(office_name(similar.office)),
        folded(district_name(similar.district)),
        similar.kind,
        folded(party_name(similar.party)),
    )


def added(rows: Iterable[tuple[Any, ...]]) -> list[Contest]:
    """Add rows of several files up to contests; the rows have `FIELDS`.

    Names that differ in capitals, full stops and spaces are one name, shown as the first of them in the alphabet.
    """
    parts: dict[tuple[Election, str, str, str], list[tuple[Any, ...]]] = defaultdict(list)
    shown: dict[str, str] = {}
    for held_on, state, kind, *names_and_counts in rows:
        names = names_and_counts[:3]
        for name in names:
            shown[folded(name)] = min(name, shown.get(folded(name), name))
        office, district, party = map(folded, names)
        parts[Election(held_on, state, kind), office, district, party].append(tuple(names_and_counts[3:]))
    return [
        _contest(ContestKey(election, *(shown[name] for name in names)), of) for (election, *names), of in parts.items()
    ]


def _contest(key: ContestKey, parts: list[tuple[Any, ...]]) -> Contest:
    """Ballots counted go before votes; counties of a file that has none are named, as their ballots are missing."""
    with_ballots = any(ballots is not None for ballots, *_rest in parts)
    cast, write_ins, no_choice = 0, 0, 0
    counties: set[str] = set()
    without: set[str] = set()
    for ballots, votes, others, blank, places, lacking in parts:
        if with_ballots:
            cast += ballots or 0
            without.update(places if ballots is None else lacking)
        else:
            cast += sum(votes.values()) + others + blank
        write_ins += others
        no_choice += blank
        counties.update(places)
    return Contest(
        key=key,
        ballots_cast=cast,
        counted_from=CountedFrom.BALLOT_ROWS if with_ballots else CountedFrom.CANDIDATES,
        votes=_votes(votes for _ballots, votes, *_rest in parts),
        write_ins=write_ins,
        no_choice=no_choice,
        counties=tuple(sorted(counties)),
        without_ballot_rows=tuple(sorted(without)),
    )


def _votes(files: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Each person's votes over several files, under the spelling that most of them stand under; most votes first."""
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for votes in files:
        for name, number in votes.items():
            ways[folded(name)][name] += number
    totals = {min(names, key=lambda name: (-names[name], name)): names.total() for names in ways.values()}
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))

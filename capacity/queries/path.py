"""The districts a chapter could win, from its past results, figures and canvassers; and the paths it has chosen."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import Prefetch, Q, QuerySet

from capacity.models import ContestCount, DistrictSeat, OfficePath, PathStep
from capacity.planning.doors import Rates, doors_needed
from capacity.planning.parameters import Level, Parameter, Span
from capacity.planning.path import Margin, Prospect, Reach, Seat, margin
from capacity.planning.results import Contest, on_one_ballot
from capacity.planning.turnout import PastTurnout, Similar, expected_turnout
from capacity.planning.win_number import to_win
from capacity.queries.figures import rates_of
from capacity.queries.library import ALL, FIELDS, Filters, added, counts, matched
from capacity.queries.supply import supply_of, weeks_between
from chapters.models import Chapter, Member
from chapters.models import Seat as HeldSeat

MOST_CANVASSING: Final = dt.timedelta(weeks=208)
SHOWN_PATHS: Final = 50


@dataclass(frozen=True, slots=True)
class Terms:
    """What districts are held against: doors on this terrain from the first canvass to election day."""

    election_on: dt.date
    starts_on: dt.date
    terrain: str = "dense"


@dataclass(frozen=True, slots=True)
class Found:
    """A district with its figures and where they are from."""

    prospect: Prospect
    margin: Margin | None
    contest_id: int
    """A file's contest of the latest election: the library's page of the series."""
    said: DistrictSeat | None
    """What the chapter says of the seat."""


def canvass_weeks(terms: Terms) -> list[dt.date]:
    """Return the Mondays on or after the first canvass and before election day, as the slate counts them."""
    weeks = weeks_between(terms.starts_on, terms.election_on)
    return [monday for monday in weeks if terms.starts_on <= monday < terms.election_on]


def doors_between(chapter: Chapter, terms: Terms, figures: Mapping[str, Parameter]) -> Span[int] | None:
    """Return the chapter's doors over these weeks, None when it has said nothing of its people. At most one query."""
    weeks = supply_of(chapter, canvass_weeks(terms), figures)
    if not any(week.said for week in weeks):
        return None
    low, default, high = (sum(week.doors.at(level) for week in weeks) for level in Level)
    return Span(low, default, high)


def prospects(chapter: Chapter, terms: Terms, figures: Mapping[str, Parameter], filters: Filters = ALL) -> list[Found]:
    """Return every district of the library that was counted before the election, the best first. Three queries."""
    have = doors_between(chapter, terms, figures)
    return _found(counts(chapter, filters), chapter, terms, figures, have)


def prospect_of(of: ContestCount, chapter: Chapter, terms: Terms, figures: Mapping[str, Parameter]) -> Found | None:
    """Return one contest's district; None when none like it was counted before the election. Three queries.

    `of` has its file, which is in use.
    """
    have = doors_between(chapter, terms, figures)
    near = counts(chapter, Filters(state=of.file.state, kind=of.file.kind)).filter(district=of.district)
    keys = _keys(of.file.state, of.file.kind, of.office, of.district, of.party)
    found = _found(near, chapter, terms, figures, have)
    return next((one for one in found if matched(one.prospect.series) in keys), None)


def _keys(state: str, kind: str, office: str, district: str, party: str) -> tuple[Similar, Similar]:
    """The series that a file's contest may belong to: its party's, or that of all parties on one ballot."""
    alone = matched(Similar(state, office, district, kind, party))
    return alone, alone._replace(party="")


def _found(
    rows: QuerySet[ContestCount],
    chapter: Chapter,
    terms: Terms,
    figures: Mapping[str, Parameter],
    have: Span[int] | None,
) -> list[Found]:
    read = list(rows.filter(file__election_on__lt=terms.election_on).values_list("pk", *FIELDS))
    ids: dict[Similar, tuple[dt.date, int]] = {}
    for pk, held_on, state, kind, *names in (row[:7] for row in read):
        for key in _keys(state, kind, *names):
            ids[key] = max(ids.get(key, (held_on, pk)), (held_on, pk))
    said = seats_said(chapter)
    work = _Work(terms.election_on, figures["safer_share"], rates_of(figures, terms.terrain), have)
    found = [
        Found(work.prospect(contests, said.get(_place(key))), _margin(contests), ids[key][1], said.get(_place(key)))
        for key, contests in _series(row[1:] for row in read).items()
        if any(contest.ballots_cast for contest in contests)
    ]
    return sorted(found, key=lambda one: one.prospect.in_order())


def _series(rows: Iterable[tuple[Any, ...]]) -> dict[Similar, list[Contest]]:
    """Contests alike, the latest first."""
    series: dict[Similar, list[Contest]] = defaultdict(list)
    for contest in on_one_ballot(added(rows)):
        election, *names = contest.key
        series[_keys(election.state, election.kind, *names)[0]].append(contest)
    return {
        key: sorted(of, key=lambda one: (one.key.election.held_on, one.ballots_cast), reverse=True)
        for key, of in series.items()
    }


@dataclass(frozen=True, slots=True)
class _Work:
    """What is the same for all districts."""

    election_on: dt.date
    safer_share: Parameter
    rates: Rates
    have: Span[int] | None

    def prospect(self, contests: Sequence[Contest], said: DistrictSeat | None) -> Prospect:
        """Work out the district of these contests, the latest first, each held before the election."""
        days: Counter[dt.date] = Counter()
        for contest in contests:
            days[contest.key.election.held_on] += contest.ballots_cast
        expected = expected_turnout((PastTurnout(*each) for each in days.items()), self.election_on)
        assert expected is not None
        win = to_win(expected.ballots, safer_share=self.safer_share)
        election, office, district, party = contests[0].key
        series = Similar(election.state, office, district, election.kind, party)
        seat = Seat(said.seat) if said else Seat.UNKNOWN
        return Prospect(series, expected, win, doors_needed(win.goal, self.rates), self.have, seat)


def _margin(contests: Sequence[Contest]) -> Margin | None:
    latest = contests[0]
    return margin(latest.key.election.held_on, latest.votes.items())


def _place(key: Similar) -> tuple[str, str, str]:
    """A seat is one whatever the kind of its elections."""
    return key.state, key.office, key.district


def place_of(of: ContestCount) -> dict[str, str]:
    """Return where a contest's seat is, as `DistrictSeat` spells it; the contest has its file."""
    key = _keys(of.file.state, of.file.kind, of.office, of.district, of.party)[0]
    return {"state": key.state, "office": key.office, "district": key.district}


def seats_said(chapter: Chapter) -> dict[tuple[str, str, str], DistrictSeat]:
    """Return what the chapter says of seats, by state, office and district as `matched` folds them. One query."""
    rows = DistrictSeat.objects.filter(chapter=chapter, is_current=True).select_related("set_by").order_by()
    return {(row.state, row.office, row.district): row for row in rows}


def seat_history(chapter: Chapter, of: ContestCount) -> list[DistrictSeat]:
    """Return what the chapter has said of one seat, the newest first and at most 50. One query."""
    rows = DistrictSeat.objects.filter(chapter=chapter, **place_of(of)).select_related("set_by")
    return list(rows[:SHOWN_PATHS])


def contest_choices(chapter: Chapter) -> dict[str, list[str]]:
    """Return the offices, kinds of election and parties that the library has, sorted. One query."""
    rows = list(counts(chapter).values_list("office", "file__kind", "party").distinct())
    return {name: sorted({row[at] for row in rows if row[at]}) for at, name in enumerate(("office", "kind", "party"))}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which districts to show; what is empty does not narrow."""

    district: str = ""
    """Part of its name."""
    party: str = ""
    """Other parties' primaries are left out; contests that are no party's stay."""
    most_doors: int | None = None
    reach: str = ""
    seat: str = ""

    def has(self, one: Found) -> bool:
        """Say whether a district is wanted."""
        prospect = one.prospect
        return (
            self.district.casefold() in prospect.series.district.casefold()
            and (not self.party or prospect.series.party in ("", self.party))
            and (self.most_doors is None or prospect.needed.doors.default <= self.most_doors)
            and (not self.reach or prospect.reach == Reach(self.reach))
            and (not self.seat or prospect.seat == Seat(self.seat))
        )


def paths_of(chapter: Chapter) -> list[OfficePath]:
    """Return the chapter's paths with their steps and owners, those not given up first, at most 50. Two queries."""
    rows = OfficePath.objects.filter(chapter=chapter).order_by(
        models.F("given_up_at").desc(nulls_first=True), "election_on", "pk"
    )
    return list(_whole(rows)[:SHOWN_PATHS])


def path_rows(chapter: Chapter) -> QuerySet[OfficePath]:
    """Return the chapter's paths, to take one by its id: with steps, owners and who chose it. Two queries."""
    return _whole(OfficePath.objects.filter(chapter=chapter).select_related("chapter", "chosen_by"))


def _whole(rows: QuerySet[OfficePath]) -> QuerySet[OfficePath]:
    steps = PathStep.objects.select_related("owner").order_by("due_on", "position")
    return rows.prefetch_related(Prefetch("steps", steps)).fetch_mode(models.FETCH_RAISE)


def owners(chapter: Chapter, today: dt.date, now: Member | None = None) -> QuerySet[Member]:
    """Return who may own a step: everybody with a seat today, and whoever owns it now; by name."""
    seats = HeldSeat.objects.held_on(today).filter(chapter=chapter)
    return Member.objects.filter(Q(pk__in=seats.values("member")) | Q(pk=now.pk if now else None)).order_by(
        "name", "pk"
    )

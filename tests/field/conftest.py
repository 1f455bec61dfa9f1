"""A candidacy whose race has a past: three primaries in the results library, and the chapter's people by week."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from capacity.models import ContestCount, ResultsFile, SupplyWeek
from chapters.models import Chapter, Member
from endorsements.models import Candidacy
from endorsements.operations.field import plan_field
from tests import factories
from tests.factories import NOW, TODAY

PAST = {2014: 20_000, 2016: 24_000, 2020: 28_000}
KEY = '["NY","State Assembly","57","primary","Democratic"]'


def results(chapter: Chapter, member: Member, held_on: dt.date, ballots: int, **contest: Any) -> ResultsFile:
    """Put one contest of one primary into the library."""
    file = ResultsFile.objects.create(
        chapter=chapter, name=f"{held_on:%Y%m%d}__ny__primary__{contest.get('district', 57)}.csv", sha256="0" * 64,
        form="openelections", election_on=held_on, state="NY", kind="primary", rows=1, imported_by=member,
        imported_at=NOW,
    )  # fmt: skip
    said = {"office": "State Assembly", "district": "57", "party": "Democratic", **contest}
    ContestCount.objects.create(file=file, ballots=ballots, votes={"A. Candidate": ballots}, **said)
    return file


@pytest.fixture
def candidacy(cast) -> Candidacy:
    race = factories.race(factories.cycle(cast.chapter), office="Member of the Assembly", district="057")
    return factories.candidacy(race, factories.STRUGGLE, name="Alma Reyes", opened_by=cast.electoral)


@pytest.fixture
def library(cast) -> None:
    for year, ballots in PAST.items():
        results(cast.chapter, cast.electoral, dt.date(year, 6, 23), ballots)


@pytest.fixture
def people(cast) -> SupplyWeek:
    return SupplyWeek.objects.create(
        chapter=cast.chapter, starts_on=dt.date(2027, 1, 4), canvassers=400, set_by=cast.steering, set_at=NOW
    )


@pytest.fixture
def plan(candidacy, cast) -> Callable[..., Any]:
    """Return a function that plans the candidacy's field work over the 16 whole weeks from 1 March 2027."""

    def planned(of: Candidacy | None = None, **said: Any) -> Any:
        past = {
            "state": "NY", "past_office": "State Assembly", "past_district": "57", "past_kind": "primary",
            "past_party": "Democratic", "starts_on": dt.date(2027, 3, 1),
        }  # fmt: skip
        return plan_field(candidacy=of or candidacy, by=cast.electoral, at=NOW, **{**past, **said})

    return planned


@pytest.fixture
def at(candidacy) -> Callable[..., str]:
    """Return a function from an address's name to the candidacy's address of that name."""
    return lambda name="field": reverse(name, args=[candidacy.race.cycle.chapter.slug, candidacy.pk])


def posted(**instead: Any) -> dict[str, Any]:
    """Return a filled form, valid, with some fields replaced."""
    return {
        "starts_on": "2027-03-01", "terrain": "dense", "households": "60000", "reachable": "50000", "passes": "1",
        "past": KEY, "own_turnout": "", "own_turnout_reason": "", "candidates": "2", "needed_permille": "50",
        "win_chance_permille": "55", "weight": "4", "exception": "", "exception_reason": "", "pinned_reason": "",
        "renews": "", "renews_reason": "", "seen": "", **instead,
    }  # fmt: skip


__all__ = ["KEY", "NOW", "PAST", "TODAY", "posted", "results"]

"""A library with primaries of several districts, and canvassers, in a chapter whose days are counted from today."""

import datetime as dt
import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from capacity.models import ContestCount, OfficePath
from capacity.operations import path as operations
from capacity.operations import results, supply
from capacity.queries.path import Terms
from tests import factories
from tests.conftest import Cast

HEADER = "county,precinct,office,district,party,candidate,votes"
YEARS = ("20180913", "20200623", "20220628", "20240625")


def rows(
    district: str, ballots: int, office: str = "State Assembly", party: str = "Democratic", **votes: int
) -> list[str]:
    counted = {"Public Counter": ballots, **{name.replace("_", " "): number for name, number in votes.items()}}
    return [f"Kings,1,{office},{district},{party},{who},{number}" for who, number in counted.items()]


def import_primary(cast: Cast, day: str, *contests: list[str]) -> None:
    text = "\n".join([HEADER, *(row for contest in contests for row in contest), ""])
    file = (f"{day}__ny__primary__kings__precinct.csv", io.BytesIO(text.encode()))
    results.import_files(chapter=cast.chapter, files=[file], by=cast.electoral, at=factories.NOW)


@pytest.fixture
def today(cast: Cast) -> dt.date:
    return dt.datetime.now(ZoneInfo(cast.chapter.time_zone)).date()


@pytest.fixture
def terms(today: dt.date) -> Terms:
    return Terms(today + dt.timedelta(days=900), today + dt.timedelta(days=690))


@pytest.fixture
def library(cast: Cast) -> None:
    """Assembly 57 four times, 9 once, 30 unopposed, and a party office and another party's primary."""
    for at, day in enumerate(YEARS):
        import_primary(
            cast,
            day,
            rows("57", 10_000 + 1000 * at, Dee_Example=6000, Eli_Example=3000),
            *([] if at < 3 else [
                rows("9", 2000, Bo_Example=1001, Cy_Example=999),
                rows("30", 40_000_000, Ada_Example=500),
                rows("57001", 40, "Male County Committee", Fay_Example=20),
                rows("57", 60, party="Reform", Gil_Example=50),
            ]),
        )  # fmt: skip


@pytest.fixture
def canvassers(cast: Cast, today: dt.date) -> None:
    monday = today - dt.timedelta(days=today.weekday())
    supply.state_supply(chapter=cast.chapter, stated=supply.Stated(monday, 30), by=cast.electoral, at=factories.NOW)


def contest(cast: Cast, district: str = "57", party: str = "Democratic") -> ContestCount:
    found = ContestCount.objects.filter(file__chapter=cast.chapter, district=district, party=party)
    latest = found.select_related("file").order_by("-file__election_on").first()
    assert latest
    return latest


@pytest.fixture
def choose(cast: Cast, library: None, terms: Terms, today: dt.date) -> Callable[..., OfficePath]:
    def chosen(district: str = "57", terms: Terms = terms) -> OfficePath:
        return operations.choose(
            chapter=cast.chapter, contest=contest(cast, district), terms=terms, today=today, by=cast.electoral,
            at=dt.datetime.now(dt.UTC),
        )  # fmt: skip

    return chosen


def url(cast: Cast, name: str = "paths", *args: object) -> str:
    return reverse(name, args=[cast.chapter.slug, *args])

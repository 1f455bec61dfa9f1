"""The planner: which districts stand in which order, why, and what they are worked out from."""

import datetime as dt

import pytest

from capacity.models import DistrictSeat
from capacity.operations.path import say_seat
from capacity.planning.doors import Rates, doors_needed
from capacity.planning.parameters import Level, Terrain
from capacity.planning.path import Reach
from capacity.queries.figures import figures_of
from capacity.queries.path import Terms, canvass_weeks, doors_between, prospects
from capacity.queries.supply import supply_of
from chapters.models import LogEntry
from tests import factories
from tests.capacity.path.conftest import contest, import_primary, rows, url

NOW = factories.NOW


def districts(answer):
    return [row["series"].district for row in answer.context["rows"]]


def test_without_results_it_says_what_to_do(as_, cast):
    assert "Import results" in as_("electoral").get(url(cast)).text
    member = as_("member").get(url(cast))
    assert member.status_code == 200
    assert url(cast, "results_import") not in member.text


def test_a_district_from_turnout_to_doors(cast, library, canvassers, terms):
    found = prospects(cast.chapter, terms, figures_of(cast.chapter))
    one = next(each for each in found if each.prospect.series.district == "57" and each.prospect.series.party[0] == "D")
    # The last three of four, at 52 %, rounded up.
    assert [past.ballots_cast for past in one.prospect.expected.elections] == [13_000, 12_000, 11_000]
    assert (one.prospect.win.bare, one.prospect.win.goal) == (6001, 6240)
    assert one.prospect.needed.doors == doors_needed(6240, Rates.of(Terrain.DENSE)).doors
    assert (one.margin.first, one.margin.ahead, one.margin.votes) == ("Dee Example", 3000, 9000)
    assert one.contest_id == contest(cast).pk
    weeks = supply_of(cast.chapter, canvass_weeks(terms), figures_of(cast.chapter))
    assert one.prospect.have.default == sum(week.doors.at(Level.DEFAULT) for week in weeks) > 0


def test_only_weeks_between_first_canvass_and_election_count(cast, canvassers):
    monday = dt.date(2029, 1, 1)
    inside = Terms(monday + dt.timedelta(days=22), monday + dt.timedelta(days=1))
    assert canvass_weeks(inside) == [monday + dt.timedelta(weeks=week) for week in (1, 2, 3)]
    assert doors_between(cast.other_chapter, inside, figures_of(cast.chapter)) is None


def test_elections_after_the_day_do_not_count(cast, library):
    terms = Terms(dt.date(2024, 6, 25), dt.date(2024, 1, 1))
    found = prospects(cast.chapter, terms, figures_of(cast.chapter))
    assert [(one.prospect.series.district, one.prospect.expected.years) for one in found] == [
        ("57", (2022, 2020, 2018))
    ]


def test_the_page_ranks_and_explains(as_, cast, library, canvassers):
    client = as_("electoral")
    answer = client.get(url(cast))
    assert districts(answer) == ["9", "57", "30"]
    assert [row["reach"] for row in answer.context["rows"]] == ["within reach", "within reach", "beyond reach"]
    assert "1 party office or court left out" in answer.text
    assert "unopposed" in answer.text and "0.1 points ahead" in answer.text
    say_seat(
        chapter=cast.chapter, contest=contest(cast, "9"), seat="strong", reason="Won again.", by=cast.electoral, at=NOW
    )
    assert districts(client.get(url(cast))) == ["57", "9", "30"]
    everything = client.get(url(cast), {"every": "on", "party": "any"})
    assert districts(everything) == ["57001", "57", "57", "9", "30"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"district": "5"}, ["57"]),
        ({"office": "State Assembly"}, ["9", "57", "30"]),
        ({"most_doors": "10000"}, ["9"]),
        ({"reach": "beyond"}, ["30"]),
        ({"seat": "open"}, []),
        ({"party": "Reform"}, ["57"]),
        ({"kind": "primary", "page": "9"}, ["9", "57", "30"]),
    ],
)
def test_filters_stand_in_the_address(as_, cast, library, canvassers, asked, shown):
    assert districts(as_("member").get(url(cast), asked)) == shown


@pytest.mark.parametrize(
    "asked",
    [
        {"election_on": "2020-01-01"}, {"election_on": "yesterday"}, {"election_on": "9999-99-99"},
        {"election_on": "2099-01-01"}, {"starts_on": "2001-01-01"}, {"most_doors": "-1"}, {"most_doors": "x"},
        {"office": "King"}, {"terrain": "moon"}, {"reach": "far"}, {"party": "�"}, {"district": "x" * 90},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_told_and_the_usual_shown(as_, cast, library, canvassers, asked):
    answer = as_("member").get(url(cast), asked)
    assert answer.status_code == 200
    assert "Not everything in this address makes sense" in answer.text
    assert districts(answer) == ["9", "57", "30"]


def test_without_canvassers_nothing_is_within_reach(as_, cast, library):
    answer = as_("member").get(url(cast))
    assert {row["reach"] for row in answer.context["rows"]} == {"not known"}
    assert "has not said how many canvassers" in answer.text


def test_the_seat_is_said_and_kept(as_, cast, library):
    client, page = as_("steering"), url(cast, "path_seat", contest(cast).pk)
    assert client.post(page, {"seat": "open", "reason": " "}).status_code == 422
    assert client.post(page, {"seat": "vacant", "reason": "x"}).status_code == 422
    for _again in range(2):
        assert client.post(page, {"seat": "open", "reason": "Retires."}).url == url(cast)
    assert client.post(page, {"seat": "weak", "reason": "Stays after all."}).status_code == 302
    said = DistrictSeat.objects.all()
    assert [(row.seat, row.is_current) for row in said] == [("weak", True), ("open", False)]
    assert LogEntry.objects.filter(action="path.seat_said").count() == 2
    assert "Retires." in client.get(page).text
    # The Reform primary is for the same seat.
    found = prospects(cast.chapter, Terms(dt.date(2029, 6, 1), dt.date(2029, 1, 1)), figures_of(cast.chapter))
    assert {one.prospect.seat for one in found if one.prospect.series.district == "57"} == {"weak"}
    assert {one.prospect.reach for one in found} == {Reach.UNKNOWN}


@pytest.mark.parametrize("number", [1, 3])
def test_the_planner_asks_as_much_for_one_as_for_three(
    as_, cast, canvassers, choose, terms, number, django_assert_num_queries
):
    import_primary(cast, "20260623", *[rows(str(100 + at), 900, Flo_Example=80) for at in range(number)])
    for at in range(number):
        say_seat(
            chapter=cast.chapter,
            contest=contest(cast, str(100 + at)),
            seat="open",
            reason="x",
            by=cast.electoral,
            at=NOW,
        )
        choose(str(100 + at))
    client = as_("electoral")
    client.get(url(cast))
    with django_assert_num_queries(10):
        client.get(url(cast))


def test_another_chapters_contest_is_not_there(as_, cast, library):
    page = f"/c/{cast.other_chapter.slug}/paths/new/{contest(cast).pk}/"
    assert as_("outsider").get(page).status_code == 404

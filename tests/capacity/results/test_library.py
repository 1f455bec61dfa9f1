"""The library: contests like a race over the years, their turnout, and its pages in a constant number of queries."""

import datetime as dt

import pytest

from capacity.planning.turnout import PastTurnout, expected_turnout, similar
from capacity.queries.library import Filters, contests, past_turnout, past_turnouts
from tests.capacity.results.conftest import KINGS, QUEENS, address, content, contest
from tests.planning.results.files import REAL, needs_real_files

TODAY = dt.date(2026, 3, 2)
AD57 = similar(state="NY", office="State Assembly", district="57", kind="primary", party="Democratic")


def ad57(year: int, ballots: int | None, **votes: int) -> tuple[str, str]:
    rows = contest("1", "Kings", "State Assembly", "57", "Democratic", ballots, **(votes or {"Dee_Example": 5}))
    return f"{year}0623__ny__primary__kings__precinct.csv", content(rows)


def test_past_turnout_latest_first_and_before_the_race(cast, import_):
    import_(ad57(2016, 10), ad57(2020, 30), ad57(2018, 20))
    found = past_turnout(cast.chapter, AD57, dt.date(2020, 6, 23))
    assert found == [PastTurnout(dt.date(2018, 6, 23), 20), PastTurnout(dt.date(2016, 6, 23), 10)]
    assert past_turnout(cast.other_chapter, AD57, TODAY) == []


def test_names_match_however_people_spell_them(cast, import_):
    import_(ad57(2020, 30))
    spelled = similar(state="ny", office="member of the assembly", district="057", kind="primary", party="DEM")
    assert [past.ballots_cast for past in past_turnout(cast.chapter, spelled, TODAY)] == [30]
    others = [AD57._replace(district="58"), AD57._replace(party="Republican"), AD57._replace(kind="general")]
    assert past_turnouts(cast.chapter, others) == {key: [] for key in others}


def test_a_general_election_is_one_contest_of_all_lines(cast, import_):
    rows = [
        contest("1", "Kings", "State Senate", "18", "Democratic", None, Dee_Example=50),
        contest("1", "Kings", "State Senate", "18", "Working Families", None, Dee_Example=10),
        contest("1", "Kings", "State Senate", "18", "Republican", None, Eli_Example=15),
    ]
    import_(("20201103__ny__general__kings__precinct.csv", content(*rows)))
    wanted = similar(state="NY", office="State Senate", district="18", kind="general", party="Democratic")
    assert wanted.party == ""
    assert past_turnout(cast.chapter, wanted, TODAY) == [PastTurnout(dt.date(2020, 11, 3), 75)]
    (found,) = contests(cast.chapter, Filters(year=2020))
    assert dict(found.votes) == {"Dee Example": 60, "Eli Example": 15}


def test_spellings_that_differ_in_capitals_are_one_contest_a_day(cast, import_):
    rows = [contest("1", "Queens", "state assembly", "57", "democratic", 12, DEE_EXAMPLE=7)]
    import_(ad57(2020, 30), (QUEENS, content(*rows)))
    found = past_turnout(cast.chapter, AD57, TODAY)
    assert found == [PastTurnout(dt.date(2020, 6, 23), 42)]
    assert expected_turnout(found, TODAY)
    (both,) = contests(cast.chapter)
    assert dict(both.votes) == {"DEE EXAMPLE": 12}


def test_a_county_without_ballot_rows_is_named(cast, as_, import_):
    import_(ad57(2020, 30), (QUEENS, content(contest("1", "Queens", "State Assembly", "57", "Democratic", None, A=7))))
    (found,) = contests(cast.chapter)
    assert (found.ballots_cast, found.without_ballot_rows) == (30, ("Queens",))
    counts = found.key
    assert counts.district == "57"
    page = as_("member").get(series_address(cast))
    assert "without Queens, whose ballots the files do not give" in page.text


def series_address(cast) -> str:
    from capacity.models import ContestCount

    return address("results_series", cast, ContestCount.objects.filter(file__is_current=True).latest("pk").pk)


def test_many_races_are_asked_about_in_one_query(cast, import_, django_assert_num_queries):
    import_(ad57(2020, 30), ad57(2016, 20))
    many = [AD57._replace(district=str(number)) for number in range(1, 500)]
    for wanted in (many[:1], many):
        with django_assert_num_queries(1):
            found = past_turnouts(cast.chapter, wanted)
    assert [past.ballots_cast for past in found[AD57]] == [30, 20]
    assert past_turnouts(cast.chapter, []) == {}


def test_the_page_of_a_contest_shows_what_feeds_the_expected_turnout(cast, as_, import_):
    import_(*(ad57(year, ballots) for year, ballots in ((2014, 10), (2016, 20), (2018, 30), (2020, 41))))
    page = as_("member").get(series_address(cast))
    assert page.context["series"].expected.ballots == 31  # the mean of 20, 30 and 41 is 30 1/3
    assert page.text.count("feeds the expected turnout") == 3
    assert "the mean of 2020, 2018, 2016" in page.text
    assert page.text.count('class="chart__bar chart__bar--have"') == 4
    assert "rows: 2" in page.text


def test_a_contest_whose_file_is_out_of_use_says_so(cast, as_, import_):
    import_(ad57(2020, 30))
    where = series_address(cast)
    import_((ad57(2020, 0)[0], content(contest("1", "Kings", "Mayor", "", "Democratic", 3, A=2))))
    assert "No longer counted" in as_("member").get(where).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, 3),
        ({"q": "assembly 57"}, 1),
        ({"office": "State Assembly"}, 2),
        ({"office": "State Assembly", "district": "058"}, 1),
        ({"party": "Republican"}, 1),
        ({"year": "2016"}, 1),
        ({"year": "1900", "office": "Dogcatcher", "page": "99"}, 3),
        ({"q": "nothing like it"}, 0),
    ],
)
def test_the_library_is_filtered_by_its_address(cast, as_, import_, query, shown):
    rows = [
        contest("1", "Kings", "State Assembly", "58", "Democratic", 12, A=7),
        contest("1", "Kings", "Mayor", "", "Republican", 12, B=7),
    ]
    import_(ad57(2016, 30), (KINGS, content(*rows)))
    assert as_("member").get(address("results", cast), query).context["total"] == shown


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_often_for_three_as_for_one(cast, as_, import_, django_assert_num_queries, number):
    client = as_("electoral")
    rows = [contest("1", "Kings", "State Assembly", str(n), "Democratic", 12, A=7) for n in range(number)]
    import_(*((name.replace("2020", str(2020 + n)), content(*rows)) for n in range(number) for name in [KINGS]))
    where = series_address(cast)
    for path, queries in ((address("results", cast), 6), (address("results_files", cast), 5), (where, 6)):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_fifty_a_page(cast, as_, import_):
    import_((KINGS, content(*(contest("1", "Kings", "Committee", str(n), "Democratic", 12, A=7) for n in range(60)))))
    client = as_("member")
    first = client.get(address("results", cast))
    assert [line["line"].series.district for line in first.context["lines"]] == [str(n) for n in range(50)]
    assert len(client.get(address("results", cast), {"page": 2}).context["lines"]) == 10


OFFICIAL = {
    ("State Assembly", "36"): {"Zohran Mamdani": 8410, "Aravella Simotas": 7986},
    ("State Assembly", "51"): {"Marcela Mitaynes": 3591, "Felix W. Ortiz": 3319},
    ("State Assembly", "57"): {"Phara Souffrant Forrest": 15376, "Walter T. Mosley III": 12464},
    ("State Senate", "18"): {"Julia Salazar": 28590, "Andy J. Marte": 4324},
    ("State Senate", "25"): {"Jabari Brisport": 32967, "Tremaine S. Wright": 20009, "Jason A. Salmon": 4215},
}
"""As the Board of Elections certified them for 23 June 2020, Democratic; surnames are what is compared."""


@needs_real_files
def test_the_official_results_come_out_of_the_web_import(cast, as_):
    client = as_("electoral")
    with_files = {"files": [path.open("rb") for path in sorted(REAL.glob("*.csv"))]}
    assert client.post(address("results_import", cast), with_files).status_code == 302
    found = {
        (key.office, key.district): dict(each.votes)
        for each in contests(cast.chapter, Filters(year=2020, party="Democratic"))
        for key in [each.key]
    }
    for race, official in OFFICIAL.items():
        votes = {_surname(name): count for name, count in found[race].items()}
        assert {name: votes.get(name) for name in map(_surname, official)} == {
            _surname(name): count for name, count in official.items()
        }
    assert client.get(address("results", cast)).context["total"] > 150
    past = past_turnout(cast.chapter, AD57, TODAY)
    assert [each.held_on.year for each in past][:1] == [2020]


def _surname(name: str) -> str:
    return name.replace(" III", "").split()[-1].casefold()

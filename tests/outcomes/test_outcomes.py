"""Outcomes typed in or taken from results, forecasts held against them, and lessons taken over."""

import datetime as dt

import pytest
from django.urls import reverse

from capacity.models import ContestCount, OwnFigure, ResultsFile
from chapters.models import LogEntry
from endorsements.models import Outcome
from endorsements.operations import field_record
from tests import factories
from tests.factories import NOW
from tests.outcomes.conftest import ELECTION, TODAY, over

HELD_QUERIES, LESSON_QUERIES, OUTCOME_QUERIES = 10, 9, 8


@pytest.fixture
def slug(cast):
    return cast.chapter.slug


def done(candidacy, by, day=dt.date(2026, 5, 4), numbers=(1000, 300, 40, 50, 20, 8, 3)):
    field_record.record_week(
        candidacy=candidacy, starts_on=day, done=field_record.Done(*numbers), today=TODAY, by=by, at=NOW
    )


def said(candidacy, **instead):
    votes = {f"votes-{candidacy.pk}": "5,100".replace(",", "")}
    return {"ballots_cast": "9800", "others": "Odell Marsh: 4,500", "won_by": [candidacy.pk], "source": "Board.", **votes, **instead}  # fmt: skip


def results(cast, district="57", votes=None):
    file = ResultsFile.objects.create(
        chapter=cast.chapter, name="20260623__ny__primary__kings.csv", sha256="0" * 64, form="openelections",
        election_on=ELECTION, state="NY", kind="primary", rows=1, imported_by=cast.electoral, imported_at=NOW,
    )  # fmt: skip
    ContestCount.objects.create(
        file=file, office="State Assembly", district=district, party="Democratic", ballots=9900,
        votes=votes or {"ALMA REYES": 5200, "Odell Marsh": 4400},
    )  # fmt: skip
    return file


def test_an_outcome_is_entered_corrected_and_kept(as_, candidacy, slug):
    client, at = as_("steering"), reverse("outcome", args=[slug, candidacy.race_id])
    for _again in range(2):
        assert client.post(at, said(candidacy)).status_code == 302
    assert Outcome.objects.count() == LogEntry.objects.filter(action="outcome.entered").count() == 1
    assert client.post(at, said(candidacy, won_by=[])).status_code == 302
    assert Outcome.objects.count() == 2 and not Outcome.objects.get(is_current=True).won_by.exists()
    page = as_("member").get(at).content.decode()
    assert "5,100" in page and "Odell Marsh" in page and "4,500" in page and "Save the outcome" not in page


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"ballots_cast": ""}, "This field is required"),
        ({"ballots_cast": "5000"}, "more votes than ballots"),
        ({"others": "Odell Marsh 4500"}, "expected a name, a colon and a number"),
        ({"others": "A: 1\nA: 2"}, "stands here twice"),
        ({"others": "A: " + "9" * 30}, "expected a name"),
        ({"won_by": ["999999"]}, "Select a valid choice"),
        ({"won_by": ["x"]}, "Select a valid choice"),
        ({"source": " "}, "This field is required"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(as_, candidacy, slug, instead, words):
    got = as_("electoral").post(reverse("outcome", args=[slug, candidacy.race_id]), said(candidacy, **instead))
    assert got.status_code == 422 and words in got.content.decode() and not Outcome.objects.exists()


def test_no_outcome_before_election_day(as_, cast, slug):
    coming = factories.candidacy(factories.race(factories.cycle(cast.chapter), election_on=dt.date(2099, 6, 1)))
    at = reverse("outcome", args=[slug, coming.race_id])
    assert "Save the outcome" not in as_("electoral").get(at).content.decode()
    assert as_("electoral").post(at, said(coming)).status_code == 422 and not Outcome.objects.exists()


def test_more_winners_than_seats_are_refused(as_, cast, candidacy, slug):
    second = factories.candidacy(candidacy.race, name="Wren Voss")
    got = as_("electoral").post(
        reverse("outcome", args=[slug, candidacy.race_id]), said(candidacy, won_by=[candidacy.pk, second.pk])
    )
    assert got.status_code == 422 and "No more can win" in got.content.decode()


def test_an_outcome_is_taken_from_imported_results(as_, cast, candidacy, slug):
    file = results(cast)
    client, at = as_("electoral"), reverse("outcome", args=[slug, candidacy.race_id])
    assert "State Assembly, 57, Democratic, primary, NY" in client.get(at).content.decode()
    value = '["NY", "primary", "State Assembly", "57", "Democratic"]'
    page = client.get(at, {"contest": value}).content.decode()
    assert '<option value="ALMA REYES" selected>' in page and file.name in page
    at = reverse("outcome", args=[slug, candidacy.race_id], query={"contest": value})
    votes = {f"votes-{candidacy.pk}": "ALMA REYES", "won_by": [candidacy.pk], "source": file.name}
    assert client.post(at, {**votes, f"votes-{candidacy.pk}": "Nobody"}).status_code == 422
    assert client.post(at, votes).status_code == 302
    taken = Outcome.objects.get()
    assert (taken.ballots_cast, taken.results_file) == (9900, file)
    assert taken.votes == {"candidacies": {str(candidacy.pk): 5200}, "others": {"Odell Marsh": 4400}}


def test_forecast_and_actual_stand_side_by_side(as_, cast, candidacy, slug):
    done(candidacy, cast.electoral)
    as_("electoral").post(reverse("outcome", args=[slug, candidacy.race_id]), said(candidacy))
    page = as_("member").get(reverse("outcomes", args=[slug, candidacy.race.cycle_id])).content.decode()
    for words in (
        "9,000",
        "9,800",
        "4,680",
        "5,100",
        "3,150",
        "1,000",
        "24\xa0%",
        "30\xa0%",
        "50\xa0%",
        "20\xa0%",
        ": won",
    ):
        assert words in page, words


def test_a_lesson_is_taken_over_with_its_races(as_, cast, candidacy, slug):
    done(candidacy, cast.electoral)
    client, at = as_("electoral"), reverse("lessons", args=[slug])
    page = client.get(at).content.decode()
    assert "30\xa0%" in page and "races: 1, weeks: 1" in page and "Alma Reyes" in page
    take = reverse("lesson_accept", args=[slug, "contact_rate_dense"])
    client.post(take, {"seen": "1/2/3"})
    assert not OwnFigure.objects.exists()
    client.post(take, {"seen": "300000/300000/300000"})
    figure = OwnFigure.objects.get(is_current=True)
    assert (figure.standing, figure.cases, str(figure.value)) == ("learned", 1, "0.300000")
    assert "Alma Reyes, State Assembly 57" in figure.source
    assert "in force" in client.get(at).content.decode()
    assert client.post(reverse("lesson_accept", args=[slug, "nonsense"])).status_code == 404
    client.post(reverse("lesson_accept", args=[slug, "support"]), {"seen": "\0" * 9})
    assert OwnFigure.objects.count() == 1


def test_many_races_fit_into_the_source(as_, cast, slug):
    cycle = factories.cycle(cast.chapter)
    for number in range(12):
        done(
            over(cycle, cast.electoral, name=f"Somebody with a long name {number}", district=str(number)),
            cast.electoral,
        )
    seen = "300000/300000/300000"
    as_("electoral").post(reverse("lesson_accept", args=[slug, "contact_rate_dense"]), {"seen": seen})
    figure = OwnFigure.objects.get()
    assert len(figure.source) <= 300 and "more" in figure.source and figure.cases == 12


def test_a_rate_of_none_at_all_is_refused_in_words(as_, cast, candidacy, slug):
    done(candidacy, cast.electoral, numbers=(100, 20, 50, 50, 0, 0, 0))
    got = as_("electoral").post(reverse("lesson_accept", args=[slug, "flake"]), {"seen": "0/0/0"}, follow=True)
    assert "Expected more than 0." in got.content.decode() and not OwnFigure.objects.exists()


def test_a_claim_stands_beside_what_came_of_it(as_, cast, slug):
    old = over(factories.cycle(cast.chapter), cast.electoral, renews=40, renews_reason="A wave.")
    done(old, cast.electoral)
    page = as_("member").get(reverse("lessons", args=[slug])).content.decode()
    assert "Chapter Strategy ¶4" in page and ">40</td>" in page and ">3</td>" in page and ">8</td>" in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("outcomes", HELD_QUERIES), ("lessons", LESSON_QUERIES), ("outcome", OUTCOME_QUERIES)]
)
def test_the_pages_queries_do_not_grow(as_, cast, slug, name, queries, rows, django_assert_num_queries):
    cycle = factories.cycle(cast.chapter)
    for number in range(rows):
        made = over(cycle, cast.electoral, name=f"Alma {number}", district=str(number), renews=5, renews_reason="So.")
        done(made, cast.electoral)
        as_("electoral").post(reverse("outcome", args=[slug, made.race_id]), said(made))
    client = as_("electoral")
    at = reverse(name, args=[slug, *{"outcomes": [cycle.pk], "lessons": [], "outcome": [made.race_id]}[name]])
    client.get(at)
    with django_assert_num_queries(queries):
        assert client.get(at).status_code == 200

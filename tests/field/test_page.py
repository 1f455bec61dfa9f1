"""The field page: a plan written, worked out and refused; its history; and its place on the candidacy's page."""

import datetime as dt

import pytest

from capacity.models import ContestCount
from endorsements.models import FieldPlan, FieldWeek
from endorsements.queries import past_contests
from tests import factories
from tests.field.conftest import NOW, posted, results

QUERIES = 19  # seven of them for the slate it stands on


def page_of(client, address, **headers):
    got = client.get(address, headers=headers)
    assert got.status_code == 200
    return got.content.decode()


def test_the_form_guesses_the_past_contest(as_, at, library):
    page = page_of(as_("electoral"), at())
    assert "No field plan yet" in page
    assert "selected>57, NY, primary, Democratic" in page


def test_a_saved_plan_shows_its_figures_with_their_sources(as_, at, library, people):
    client = as_("electoral")
    saved = client.post(at(), posted())
    assert (saved.status_code, saved.url) == (302, at())
    page = page_of(as_("member"), at())
    for words in (
        "24,000", "2020: 28,000, 2016: 24,000, 2014: 20,000", "12,001", "12,480", "past results",
        "8,400", "35,000", "50+1 Wyoming", "Milwaukee", "60,000 households × 25", 'class="chart"',
    ):  # fmt: skip
        assert words in page, words
    assert '<form class="form"' not in page


def test_fewer_than_three_elections_are_said_to_be_so(as_, at, plan, cast):
    results(cast.chapter, cast.electoral, dt.date(2020, 6, 23), 28_000)
    plan()
    assert "Fewer than the three that are usual" in page_of(as_("member"), at())


def test_an_even_split_is_shown_as_a_floor(as_, at, plan, library):
    plan(candidates=4, needed_permille=360)
    page = page_of(as_("member"), at())
    assert "A floor to be passed, never the goal." in page and "6,000" in page


def test_a_general_election_counts_no_persuasion(as_, at, plan):
    plan(past_kind="general", past_party="", own_turnout=9000, own_turnout_reason="As in 2024.")
    assert "Kalla and Broockman 2018" in page_of(as_("member"), at())


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"starts_on": ""}, "This field is required"),
        ({"needed_permille": "0.01"}, "Ensure that"),
        ({"needed_permille": "NaN"}, "Enter a number"),
        ({"past": "[1,2]"}, "Select a valid choice"),
        ({"past": '["NY","Governor","","primary","Democratic"]'}, "Select a valid choice"),
        ({"candidates": "5", "needed_permille": "20"}, "a floor to be passed, not the goal"),
        ({"exception": "incumbent", "exception_reason": "Good."}, "CAES, Chapter Strategy ¶5, ¶6"),
        ({"pinned": "on"}, "Say why"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_with_what_was_typed(as_, at, library, instead, words):
    got = as_("electoral").post(at(), posted(pinned_reason="", weight="2", **instead))
    page = got.content.decode()
    assert got.status_code == 422 and words in page
    assert '<option value="2" selected>2' in page
    assert not FieldPlan.objects.exists()


def test_another_plan_meanwhile_keeps_what_was_typed_and_can_be_replaced(as_, at, plan, library):
    client = as_("electoral")
    plan()
    got = client.post(at(), posted(weight="5"))
    page = got.content.decode()
    assert got.status_code == 422 and "Somebody else changed this plan" in page
    current = FieldPlan.objects.get(is_current=True)
    assert f'name="seen" value="{current.pk}"' in page
    assert client.post(at(), posted(weight="5", seen=current.pk)).status_code == 302


def test_the_history_says_who_changed_what(as_, at, plan, cast):
    plan(households=900)
    plan(households=1200, pinned=True, pinned_reason="The convention.")
    page = page_of(as_("member"), at())
    assert page.index("1,200") < page.index("Plans until now") or "1,200" in page.split("Plans until now")[1]
    history = page.split("Plans until now")[1]
    assert cast.electoral.name in history and "The convention." in history
    assert history.index("1,200") < history.index(">900<")


def test_an_earlier_claim_stands_beside_the_next(as_, at, cast, candidacy):
    past = factories.race(candidacy.race.cycle, office="Mayor", district="", election_on=dt.date(2025, 6, 24))
    old = factories.candidacy(past, name="Otto Past", opened_by=cast.electoral)
    FieldPlan.objects.create(
        candidacy=old, starts_on=dt.date(2025, 1, 6), renews=50, renews_reason="A wave.", set_by=cast.electoral,
        set_at=NOW,
    )  # fmt: skip
    assert "not entered" in page_of(as_("member"), at())
    for week in range(2):
        FieldWeek.objects.create(
            candidacy=old, starts_on=dt.date(2025, 1, 6) + dt.timedelta(weeks=week), new_members=4,
            entered_by=cast.electoral, entered_at=NOW,
        )  # fmt: skip
    page = page_of(as_("member"), at())
    assert "Otto Past" in page and ">50</td>" in page and ">8</td>" in page


@pytest.mark.parametrize("plans", [1, 3])
def test_the_pages_queries_do_not_grow(as_, at, plan, library, people, plans, django_assert_num_queries):
    for weight in range(1, plans + 1):
        plan(weight=weight)
    client = as_("electoral")
    page_of(client, at())
    with django_assert_num_queries(QUERIES):
        page_of(client, at())


@pytest.mark.parametrize("plans", [1, 3])
def test_the_candidacys_page_stays_within_its_budget(as_, at, plan, library, people, plans, django_assert_num_queries):
    for weight in range(1, plans + 1):
        plan(weight=weight)
    client = as_("electoral")
    page_of(client, at("candidacy"))
    with django_assert_num_queries(11):
        page = page_of(client, at("candidacy"))
    assert "35,000" in page and "Change the field plan" in page


def test_the_standing_comes_by_itself_or_on_the_plans_page(as_, at, plan, library, people, candidacy):
    plan()
    client = as_("member")
    assert client.get(at("field_standing")).url == at()
    fragment = page_of(client, at("field_standing"), **{"HX-Request": "true"})
    assert "standing--fits" in fragment and "CAES, Chapter Strategy" in fragment
    assert "standing--fits" in page_of(client, at())
    people.canvassers = 1
    people.save()
    assert "Recommendation: vote no, beyond capacity." in page_of(client, at())


def test_a_large_library_is_offered_by_office(as_, at, library, cast, monkeypatch):
    monkeypatch.setattr(past_contests, "MANY", 2)
    monkeypatch.setattr("endorsements.forms.field.MANY", 2)
    file = results(cast.chapter, cast.electoral, dt.date(2018, 9, 13), 500, district="60")
    for district in ("1", "2", "3"):
        ContestCount.objects.create(file=file, office="State Senate", district=district, party="Democratic", ballots=9)
    client = as_("electoral")
    page = page_of(client, at())
    assert ">60, NY" in page and ">3, NY" not in page and "<option>State Senate" in page
    narrowed = page_of(client, at() + "?office=State+Senate")
    assert ">2, NY" in narrowed and ">60, NY" not in narrowed
    senate = '["NY","State Senate","3","primary","Democratic"]'
    assert client.post(at(), posted(past=senate)).status_code == 302  # though it was not on the page
    assert FieldPlan.objects.get().past_office == "State Senate"


def test_what_a_process_keeps_of_the_candidacys_page_is_of_its_language_and_plan(as_, at, plan, library, people):
    plan()
    client = as_("member")

    def section(language: str = "en") -> str:
        page = client.get(at("candidacy"), headers={"Accept-Language": language}).content.decode()
        return page.partition('id="capacity"')[2].partition("</section>")[0]

    english = section()
    assert "What this race needs, and what the chapter has" in english and "35,000" in english
    spanish = section("es")
    assert "What this race needs" not in spanish and "35,000" in spanish
    assert section() == english
    plan(own_turnout=20_000, own_turnout_reason="A hotter race")
    assert section() != english

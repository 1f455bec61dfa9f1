"""The slate page: in, out and why, moves by hand, what the address can ask, and what it costs."""

import re

import pytest
from django.urls import reverse

from capacity.models import PeriodReading
from tests import factories
from tests.factories import NOW
from tests.slate.conftest import INCUMBENT, people, plan, runs


def text(response) -> str:
    """Return the page's words without its markup."""
    assert response.status_code == 200
    page = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.find("<main") :]))


def rows(response, part: str) -> list[str]:
    """Return the candidates' names in one of the page's tables: `in`, `out` or `outside`."""
    page = response.content.decode()
    label = part if part == "outside" else f"rows-{part}"
    section = re.search(rf'aria-labelledby="{label}".*?</section>', page, re.S)
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', section[0]) if section else []


@pytest.fixture
def crowded(cycle):
    """Doors for two of four: an incumbent, two cadre, one class struggle, each asking for 8,750."""
    people(cycle, 40)
    return {
        "ada": runs(cycle, "Ada"),
        "bo": runs(cycle, "Bo", weight=5),
        "cy": runs(cycle, "Cy", factories.STRUGGLE, weight=5),
        "di": runs(cycle, "Di", INCUMBENT, weight=1),
    }


def test_the_best_slate_with_reasons(as_, at, crowded):
    response = as_("member").get(at())
    assert (rows(response, "in"), rows(response, "out")) == (["Di", "Bo"], ["Ada", "Cy"])
    page = text(response)
    assert "Short by 7,883 doors in the weeks of 1 Mar 2027 to 21 Jun 2027, which have 867 of 18,367 left." in page
    assert "It could be in, in place of any one of these: Bo or Di." in page
    assert "Recommendation: vote no, beyond capacity. CAES, Chapter Strategy ¶1, ¶2" in page
    assert "Out when doors are few and needs high." in page
    assert "No campaign is entered as renewing capacity" in page


def test_bringing_one_in_shows_at_once_what_it_costs(as_, at, crowded):
    response = as_("member").get(at(f"?in={crowded['ada'].pk}"), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]
    assert (rows(response, "in"), rows(response, "out")) == (["Di", "Ada"], ["Bo", "Cy"])
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Comes in Ada Falls out Bo" in said
    assert "Cadre 1.5 of chance × weight, against 2.5 in the best slate (−1)" in said
    assert f'id="move-{crowded["ada"].pk}" href="{at()}?"' in page


def test_taking_one_out_makes_room(as_, at, crowded):
    response = as_("member").get(at(f"?out={crowded['di'].pk}"))
    assert rows(response, "in") == ["Bo", "Ada"]
    assert rows(response, "out") == ["Cy", "Di"] or rows(response, "out") == ["Di", "Cy"]


def test_pins_that_cannot_be_name_the_smallest_conflict(as_, at, crowded):
    names = ("ada", "bo", "cy")
    response = as_("member").get(at("?" + "&".join(f"in={crowded[name].pk}" for name in names)))
    page = text(response)
    assert "This cannot be These cannot be supported together, though any fewer of them could: Ada, Bo and Cy." in page
    assert rows(response, "in") == []


def test_promises_that_cannot_be_kept_are_told_and_nobody_is_shown_as_fitting(as_, at, cycle):
    people(cycle, 10)
    for name in ("Ada", "Bo"):
        runs(cycle, name, pinned=True, pinned_reason="The general meeting.")
    page = text(as_("member").get(at()))
    assert "The promises cannot all be kept Bo cannot be supported at all" in page
    board = as_("member").get(reverse("board", args=[cycle.chapter.slug, cycle.pk])).content.decode()
    assert "Promises stand against each other" in board
    assert "standing--fits" not in board


@pytest.mark.parametrize(
    "query",
    ["?level=zz", "?renewed=1", "?in=abc", "?in=-1", "?in=99999999999999999999999", "?in=999999&in=٣",
     "?level=%3Cscript%3E&in=%3Cscript%3E"],
)  # fmt: skip
def test_what_makes_no_sense_is_told_and_left_out(as_, at, crowded, query):
    response = as_("member").get(at(query))
    assert "Not everything in this address makes sense." in text(response)
    assert rows(response, "in") == ["Di", "Bo"]
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_one_moved_both_ways_stays(as_, at, crowded):
    pk = crowded["ada"].pk
    response = as_("member").get(at(f"?in={pk}&out={pk}"))
    assert "Ada cannot be moved both in and out" in text(response)


def test_other_figures_give_other_slates(as_, at, crowded):
    client = as_("member")
    assert rows(client.get(at("?level=low")), "in") == []
    assert set(rows(client.get(at("?level=high")), "in")) == {"Ada", "Bo", "Cy", "Di"}


def test_exceptions_stand_without_doors_when_the_dossier_bears_them_out(as_, at, cycle, cast):
    people(cycle, 1)
    reason = {"exception_reason": "Everybody talks about it."}
    runs(cycle, "Mass", factories.STRUGGLE, exception="mass-race", **reason)
    runs(cycle, "Downballot", factories.CADRE, exception="mass-race", **reason)
    runs(cycle, "Held", INCUMBENT, exception="incumbent", no_doors=True, **reason)
    PeriodReading.objects.create(
        chapter=cycle.chapter, reading="in-motion", reason="Masses in the streets.", set_by=cast.admin, set_at=NOW
    )
    response = as_("member").get(at())
    page = text(response)
    assert set(rows(response, "in")) == {"Mass", "Held"}
    assert page.count("Everybody talks about it.") == 2
    assert "An exception is recorded (mass race), but the dossier does not bear it out, so its doors count." in page
    assert "In motion . Masses in the streets." in page
    board = as_("member").get(reverse("board", args=[cycle.chapter.slug, cycle.pk])).content.decode()
    for code in ("mass-race", "incumbent", "over-capacity"):
        assert f'<span class="standing standing--{code}">' in board


def test_those_outside_are_named_with_what_they_lack(as_, at, cycle):
    people(cycle)
    runs(cycle, "Inside")
    factories.candidacy(factories.race(cycle), factories.CADRE, name="Unplanned")
    factories.candidacy(factories.race(cycle), {"member": "yes"}, name="Open")
    factories.candidacy(factories.race(cycle), {**factories.STRUGGLE, "member": "no"}, name="Barred")
    runs(cycle, "Turnoutless", turnout=None)
    runs(cycle, "Paper", no_doors=True)
    runs(cycle, "Late", starts_on=factories.dt.date(2027, 6, 22))
    response = as_("member").get(at())
    assert sorted(rows(response, "outside")) == ["Barred", "Late", "Open", "Paper", "Turnoutless", "Unplanned"]
    page = text(response)
    for words in ("has no field plan yet", "undetermined", "cannot be endorsed", "no expected turnout", "on paper"):
        assert words in page
    board = as_("member").get(reverse("board", args=[cycle.chapter.slug, cycle.pk])).content.decode()
    assert '<span class="standing standing--paper">Paper endorsement</span>' in board


def test_one_seat_goes_to_one_of_two(as_, at, cycle):
    people(cycle, 400)
    race = factories.race(cycle)
    for name, weight in (("First", 5), ("Second", 1)):
        plan(factories.candidacy(race, factories.CADRE, name=name), weight=weight)
    response = as_("member").get(at())
    assert (rows(response, "in"), rows(response, "out")) == (["First"], ["Second"])
    assert "Its doors would fit; the seat is taken. It could be in, in place of First." in text(response)
    race.seats = 2
    race.save()
    assert set(rows(as_("member").get(at()), "in")) == {"First", "Second"}


def test_renewed_capacity_is_shown_beside_and_counts_only_for_the_supported(as_, at, cycle):
    people(cycle, 40)
    bringing = {"renews": 60, "renews_reason": "Its rallies fill stadiums."}
    runs(cycle, "Bringer", factories.STRUGGLE, weight=5, **bringing)
    runs(cycle, "Cadre")
    runs(cycle, "Other", factories.STRUGGLE, weight=1)
    client = as_("member")
    page = text(client.get(at()))
    assert set(rows(client.get(at()), "in")) == {"Bringer", "Cadre"}
    assert "Then also in: Other." in page
    assert "Its rallies fill stadiums." in page
    assert set(rows(client.get(at("?renewed=yes")), "in")) == {"Bringer", "Cadre", "Other"}
    taken_out = client.get(
        at(f"?renewed=yes&out={cycle.races.get(candidacies__candidate__name='Bringer').candidacies.get().pk}")
    )
    assert "Cadre" in rows(taken_out, "in")
    assert "18,367" in text(taken_out)


def test_equal_choices_are_said(as_, at, cycle):
    people(cycle, 20)
    runs(cycle, "Ada")
    runs(cycle, "Bo")
    assert "Bo in place of Ada" in text(as_("member").get(at()))


def test_an_empty_cycle_says_what_to_do(as_, at, cycle):
    assert "Nobody to choose from yet" in text(as_("member").get(at()))
    runs(cycle, "Ada")
    page = text(as_("member").get(at()))
    assert "The chapter has no doors yet" in page
    board = as_("member").get(reverse("board", args=[cycle.chapter.slug, cycle.pk])).content.decode()
    assert "Nobody has said yet how many canvassers" in board
    assert "standing--over-capacity" not in board


def test_markup_in_names_and_reasons_stays_text(as_, at, cycle):
    people(cycle, 40)
    runs(cycle, "<b>Bold</b>", pinned=True, pinned_reason="<i>x</i>%s{0}")
    page = as_("member").get(at()).content.decode()
    assert "<b>Bold" not in page
    assert "&lt;i&gt;x" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_run(as_, at, cycle, number, django_assert_num_queries):
    people(cycle)
    for each in range(number):
        runs(cycle, f"Candidate {each}", turnout=None, past_office="State Assembly", state="NY", past_kind="primary")
        runs(cycle, f"Planned {each}")
    client = as_("member")
    with django_assert_num_queries(12):
        client.get(at())


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_with_its_strip_costs_the_same_however_many_run(as_, cycle, number, django_assert_num_queries):
    people(cycle)
    for each in range(number):
        runs(cycle, f"Candidate {each}", turnout=None, past_office="State Assembly", state="NY", past_kind="primary")
        runs(cycle, f"Planned {each}")
    client = as_("member")
    with django_assert_num_queries(12):
        client.get(reverse("board", args=[cycle.chapter.slug, cycle.pk]))


def test_where_promises_break_nobody_is_called_out(as_, at, cycle):
    people(cycle, 20)
    runs(cycle, "Ada", pinned=True, pinned_reason="The general meeting.")
    response = as_("member").get(at())
    assert rows(response, "in") == ["Ada"]
    assert '<span class="mark mark--unknown">low</span>' in response.content.decode()
    assert "Where unknown, the promises cannot all be kept." in text(response)
    page = text(as_("member").get(at("?level=low")))
    assert "The promises cannot all be kept" in page
    assert "Take out : Ada" in page


@pytest.mark.parametrize(
    ("starts_on", "election_on"),
    [
        ("0001-01-01", "0001-01-09"),
        ("9990-01-01", "9999-12-31"),
        ("2027-03-01", "2927-06-22"),
        ("0001-01-01", "9999-12-31"),
    ],
)
def test_days_of_any_year_are_planned_at_once(as_, at, cycle, starts_on, election_on):
    people(cycle)
    runs(
        cycle,
        "Ada",
        starts_on=factories.dt.date.fromisoformat(starts_on),
        election_on=factories.dt.date.fromisoformat(election_on),
    )
    runs(cycle, "Bo")
    assert "Ada" in text(as_("member").get(at()))


def test_several_plans_far_apart_keep_to_ten_years(as_, at, cycle):
    people(cycle, 400)
    runs(cycle, "Ada", election_on=factories.dt.date(2050, 6, 22), starts_on=factories.dt.date(2050, 3, 1))
    runs(cycle, "Bo")
    assert set(rows(as_("member").get(at()), "out")) == {"Ada", "Bo"}

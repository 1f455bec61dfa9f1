"""The page of a cycle's deadlines and its calendar file, as whoever holds a seat gets them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.deadlines.conftest import Home

pytestmark = pytest.mark.django_db


def ahead(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


def page(home: Home, client) -> str:
    answer = client.get(reverse("deadlines", args=[home.chapter.slug, home.cycle.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def calendar(home: Home, client) -> str:
    answer = client.get(reverse("deadlines_ics", args=[home.chapter.slug, home.cycle.pk]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{home.chapter.slug}-deadlines-{home.cycle.pk}.ics"'
    # Folded lines are put together again.
    return answer.content.decode().replace("\r\n ", "")


def test_it_lists_what_is_overdue_soon_and_later(home, as_):
    home.procedure()
    home.candidacy(home.race(election_on=ahead(155)), name="Ada Example")
    home.candidacy(home.race(election_on=ahead(170), district="4"), name="Bo Example")
    found = page(home, as_("member"))
    parts = [found.index(f'id="part-{part}"') for part in ("overdue", "soon", "later")]
    assert parts == sorted(parts)
    assert "Ada Example" in found and "at least 6 months before the election" in found and "days ago" in found


def test_it_leads_to_the_motion_and_to_the_ballot(home, as_):
    motion = home.motion(home.candidacy(home.race(election_on=ahead(400))), procedure=home.procedure())
    now = timezone.now()
    ballot = home.ballot(
        motion, notice_at=now, opens_at=now + dt.timedelta(days=5), closes_at=now + dt.timedelta(days=9)
    )
    found = page(home, as_("member"))
    assert reverse("motion", args=[home.chapter.slug, motion.pk]) in found
    assert reverse("ballot", args=[home.chapter.slug, ballot.pk]) in found
    assert "Membership: voting opens" in found and "announced" not in found


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ((), "The chapter has no procedure in use"),
        (("chicago", "metro-dc"), "The chapter has several procedures"),
        (("chicago",), None),
    ],
)
def test_it_says_which_procedure_counts(home, as_, keys, said):
    for key in keys:
        home.procedure(key)
    found = page(home, as_("member"))
    notices = ("The chapter has no procedure in use", "The chapter has several procedures")
    assert [notice in found for notice in notices] == [notice == said for notice in notices]


def test_where_nothing_is_due_it_says_so(home, as_):
    assert "Nothing is due" in page(home, as_("member"))


def test_what_people_wrote_is_escaped(home, as_):
    home.procedure()
    home.candidacy(home.race(election_on=ahead(400)), name="<b>Ada</b>")
    found = page(home, as_("member"))
    assert "<b>Ada</b>" not in found and "&lt;b&gt;Ada&lt;/b&gt;" in found


def test_the_calendar_has_every_day_with_its_link_and_reason(home, as_):
    home.procedure()
    ada = home.candidacy(home.race(election_on=dt.date(2031, 11, 4)), name="Ada Example")
    found = calendar(home, as_("member"))
    assert found.count("BEGIN:VEVENT") == 4
    assert "DTSTART;VALUE=DATE:20310504" in found
    assert "SUMMARY:Mayor: Forum and committee report: to be done" in found.replace(" " + ada.race.district, "")
    assert "DESCRIPTION:Ada Example\\nat least 6 months before the election" in found
    assert f"URL:http://testserver{reverse('candidacy', args=[home.chapter.slug, ada.pk])}" in found


def test_the_calendar_keeps_what_is_over_and_marks_what_is_overdue(home, as_):
    race = home.race(election_on=ahead(100))
    motion = home.motion(home.candidacy(race), procedure=home.procedure())
    home.ballot(motion)
    home.condition(motion, ahead(-3))
    home.decide(motion)
    found = calendar(home, as_("member"))
    assert "Membership: vote announced" in found
    assert f"DTSTART:{motion.ballots.get().closes_at:%Y%m%dT%H%M%SZ}" in found
    assert f"SUMMARY:Overdue: {race}: Condition: to be met" in found
    assert "Overdue" not in found.partition("Membership: vote announced")[0].rpartition("SUMMARY")[2]


def test_an_event_is_the_same_one_at_each_export(home, as_):
    home.procedure()
    home.candidacy(home.race(election_on=ahead(400)))
    first, second = (
        [line for line in calendar(home, as_(who)).splitlines() if line.startswith("UID:")]
        for who in ("member", "admin")
    )
    assert first == second and len(set(first)) == 4


@pytest.mark.parametrize("name", ["deadlines", "deadlines_ics"])
def test_a_cycle_of_another_chapter_is_not_there(home, as_, cast, name):
    elsewhere = factories.cycle(cast.other_chapter)
    assert as_("admin").get(reverse(name, args=[home.chapter.slug, elsewhere.pk])).status_code == 404
    assert as_("outsider").get(reverse(name, args=[home.chapter.slug, home.cycle.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("deadlines", 15), ("deadlines_ics", 14)])
def test_as_many_queries_for_one_as_for_three(home, as_, number, name, queries, django_assert_num_queries):
    procedure = home.procedure()
    for _ in range(number):
        home.candidacy(home.race(election_on=ahead(400)))
        home.ballot(home.motion(home.candidacy(home.race(election_on=ahead(400))), procedure=procedure))
        promised = home.motion(home.candidacy(), "endorse-with-conditions", procedure=procedure)
        home.condition(promised, ahead(30))
        home.decide(promised)
    client = as_("member")
    with django_assert_num_queries(queries):
        client.get(reverse(name, args=[home.chapter.slug, home.cycle.pk]))

"""What is due: by the procedure while nothing is moved, by the motion's own after that, by its ballots, by conditions."""

import datetime as dt
from dataclasses import dataclass

import pytest

from chapters.models import Chapter
from endorsements.models import Cycle
from endorsements.queries.deadlines import deadlines_for, deadlines_of, next_deadlines
from tests import factories
from tests.deadlines.conftest import ELECTION
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    chapter: Chapter
    today: dt.date


def told(cycle: Cycle, today: dt.date = TODAY, *, done: bool = False) -> list[tuple[str, str]]:
    return [(due.day.isoformat(), due.what) for due in deadlines_of(cycle, today) if due.done == done]


SACRAMENTO = [
    ("2026-05-03", "The candidate asks for the endorsement: to be done"),
    ("2026-05-03", "The candidate answers the questionnaire: to be done"),
    ("2026-06-03", "Forum and committee report: to be done"),
    ("2026-11-03", "Membership vote: to be closed"),
]


def test_an_unmoved_race_counts_back_by_the_only_procedure(home):
    home.procedure()
    race = home.race()
    ada, bo = (home.candidacy(race, name=name) for name in ("Ada Example", "Bo Example"))
    found = deadlines_of(home.cycle, TODAY)
    assert told(home.cycle) == SACRAMENTO
    assert all((due.view, due.args) == ("race", (race.pk,)) for due in found)
    assert all(due.about == "Ada Example, Bo Example" and due.candidacies == (ada.pk, bo.pk) for due in found)
    assert not any(due.overdue for due in found)


def test_one_candidacy_is_led_to_itself_and_a_race_without_any_to_the_race(home):
    home.procedure()
    alone = home.candidacy(home.race(district="1"))
    empty = home.race(district="2")
    found = {(due.view, due.args) for due in deadlines_of(home.cycle, TODAY)}
    assert found == {("candidacy", (alone.pk,)), ("race", (empty.pk,))}


def test_the_day_to_decide_by_bounds_the_last_vote(home):
    home.procedure("twin-cities")
    home.candidacy(home.race(decide_by_on=dt.date(2026, 8, 20)))
    assert told(home.cycle)[-2:] == [
        ("2026-08-13", "Membership vote: to be opened"),
        ("2026-08-20", "Membership vote: to be closed"),
    ]


@pytest.mark.parametrize("procedures", [(), ("sacramento", "chicago")])
def test_without_a_procedure_that_is_meant_there_is_only_the_day_to_decide_by(home, procedures):
    for key in procedures:
        home.procedure(key)
    home.candidacy(home.race(decide_by_on=dt.date(2026, 8, 20)))
    home.candidacy(home.race(district="5"))
    assert told(home.cycle) == [("2026-08-20", "Endorsement: to be decided")]


def test_a_procedure_that_was_retired_does_not_count(home):
    home.procedure("chicago")
    retired = home.procedure("sacramento")
    retired.retired_at = NOW
    retired.save()
    home.candidacy()
    assert [what for _day, what in told(home.cycle)][-1] == "Membership vote: to be closed"
    assert len(told(home.cycle)) == 3


def test_what_lies_behind_today_is_overdue(home):
    home.procedure()
    home.candidacy()
    found = deadlines_of(home.cycle, dt.date(2026, 5, 4))
    assert [due.overdue for due in found] == [True, True, False, False]


def test_after_the_election_nothing_is_counted_back(home):
    home.procedure()
    home.candidacy(home.race(decide_by_on=dt.date(2026, 8, 20)))
    assert told(home.cycle, ELECTION + dt.timedelta(days=1)) == []
    assert len(told(home.cycle, ELECTION)) == 4


def test_a_motion_counts_by_its_own_procedure_without_what_is_behind_it(home):
    home.procedure("chicago")
    own = home.procedure("sacramento")
    ada, bo = (home.candidacy(home.race(district=name), name=name) for name in ("Ada", "Bo"))
    motion = home.motion(ada, procedure=own)
    home.step(motion, "request")
    home.step(motion, "questionnaire")
    found = deadlines_of(home.cycle, TODAY)
    assert [due.what for due in found] == ["Forum and committee report: to be done", "Membership vote: to be closed"]
    assert all((due.view, due.args, due.about) == ("motion", (motion.pk,), motion.title) for due in found)
    assert all(due.candidacies == (ada.pk,) for due in found)
    assert bo.pk not in next_deadlines(home.cycle, TODAY)


def test_the_others_of_the_race_still_count_by_the_chapter_s(home):
    own = home.procedure()
    race = home.race()
    ada, bo = (home.candidacy(race, name=name) for name in ("Ada", "Bo"))
    home.step(home.motion(ada, procedure=own), "request")
    found = deadlines_of(home.cycle, TODAY)
    assert sum(due.candidacies == (ada.pk,) for due in found) == 3
    assert sum(due.candidacies == (bo.pk,) for due in found) == 4


def test_a_motion_on_the_race_is_about_all_its_candidacies(home):
    own = home.procedure()
    race = home.race()
    runs = [home.candidacy(race, name=name).pk for name in ("Ada", "Bo")]
    home.motion(race=race, procedure=own)
    found = deadlines_of(home.cycle, TODAY)
    assert len(found) == 4 and all(due.candidacies == tuple(runs) for due in found)


def test_a_censure_a_straw_poll_or_a_withdrawn_motion_leaves_the_race_as_it_was(home):
    own = home.procedure()
    ada = home.candidacy()
    home.motion(ada, "censure", procedure=own)
    home.motion(ada, "straw-poll")
    home.motion(ada, procedure=own, withdrawn_by="chapter", withdrawn_at=NOW, withdrawn_because="Too early.")
    assert told(home.cycle) == SACRAMENTO


@pytest.mark.parametrize("result", ["adopted", "rejected", "no-quorum"])
def test_what_is_decided_has_no_deadline_any_more(home, result):
    own = home.procedure()
    ada = home.candidacy()
    home.decide(home.motion(ada, procedure=own), result)
    assert told(home.cycle) == []


def test_a_ballot_that_is_set_replaces_what_was_counted_back(home):
    own = home.procedure()
    motion = home.motion(home.candidacy(), procedure=own)
    ballot = home.ballot(motion, hard_stop_at=NOW + dt.timedelta(days=24))
    found = deadlines_of(home.cycle, TODAY)
    assert [(due.day.isoformat(), due.what) for due in found if not due.done and due.view == "ballot"] == [
        ("2026-03-12", "Membership: voting opens"),
        ("2026-03-19", "Membership: voting closes"),
        ("2026-03-26", "Membership: voting closes even without its quorum"),
    ]
    assert [due.args for due in found if due.view == "ballot"] == [(ballot.pk,)] * 4
    assert "Membership vote: to be closed" not in [what for _day, what in told(home.cycle)]
    assert told(home.cycle, done=True) == [("2026-03-02", "Membership: vote announced")]
    assert len(told(home.cycle, dt.date(2026, 3, 13), done=True)) == 2


def test_a_stage_of_two_bodies_keeps_its_days_until_both_ballots_are_set(home):
    own = home.procedure("chicago")
    motion = home.motion(home.candidacy(), procedure=own)
    home.ballot(
        motion, "interview", body=home.body("electoral-committee"), opens=-5, closes=-1, text_sha256="0" * 64,
        opened_at=NOW - dt.timedelta(days=5), closed_at=NOW - dt.timedelta(days=1), result={"outcome": "passed"},
    )  # fmt: skip
    home.ballot(motion, "recommendation", body=home.body("electoral-committee"))
    planned = [due.what for due in deadlines_of(home.cycle, TODAY) if due.view == "motion"]
    assert planned == ["Recommendations: to be closed", "Membership vote: to be closed"]
    home.ballot(motion, "recommendation", body=home.body("steering-committee"))
    assert [due.what for due in deadlines_of(home.cycle, TODAY) if due.view == "motion"] == planned[1:]


def test_a_ballot_called_off_has_no_days(home):
    motion = home.motion(home.candidacy(), procedure=home.procedure())
    home.ballot(motion, voided_at=NOW, void_reason="Wrong text.")
    assert not [due for due in deadlines_of(home.cycle, TODAY) if due.view == "ballot"]


def test_the_days_of_a_ballot_are_those_of_the_chapter_s_clock(home):
    home.chapter.time_zone = "Asia/Tokyo"
    home.chapter.save()
    motion = home.motion(home.candidacy(), procedure=home.procedure())
    home.ballot(motion, opens_at=dt.datetime(2026, 3, 12, 16, 0, tzinfo=dt.UTC))
    opens = next(due for due in deadlines_of(home.cycle, TODAY) if due.key.endswith("/opens"))
    assert (opens.day, opens.why) == (dt.date(2026, 3, 13), "at 01:00 JST")


def test_conditions_are_due_until_they_are_reported_on(home):
    motion = home.motion(home.candidacy(name="Ada Example"), "endorse-with-conditions", procedure=home.procedure())
    home.condition(motion, dt.date(2026, 2, 1))
    home.condition(motion, dt.date(2026, 4, 1), "met")
    home.condition(motion, dt.date(2026, 5, 1), "open")
    assert "Condition: to be met" not in [what for _day, what in told(home.cycle)]
    home.decide(motion)
    found = [due for due in deadlines_of(home.cycle, TODAY) if due.key.startswith("condition/")]
    assert [(due.day.month, due.done, due.overdue) for due in found] == [
        (2, False, True),
        (4, True, False),
        (5, False, False),
    ]
    assert (found[0].about, found[0].why) == ("Ada Example", "Joins the committee.")


@pytest.mark.parametrize("type", ["rescind", "re-endorse", "do-not-endorse"])
def test_conditions_end_with_the_endorsement(home, type):
    ada = home.candidacy()
    motion = home.motion(ada, "endorse-with-conditions", procedure=home.procedure())
    home.condition(motion, dt.date(2026, 4, 1))
    home.decide(motion)
    home.decide(home.motion(ada, type, procedure=motion.procedure), at=NOW + dt.timedelta(hours=1))
    assert told(home.cycle) == []


def test_next_is_the_earliest_that_is_not_done(home):
    home.procedure()
    ada = home.candidacy()
    closed = home.candidacy(closed_at=NOW, closed_because="Withdrew.")
    found = next_deadlines(home.cycle, TODAY)
    assert found[ada.pk].day == dt.date(2026, 5, 3) and closed.pk not in found
    home.ballot(home.motion(ada, "straw-poll"))
    assert next_deadlines(home.cycle, TODAY)[ada.pk].what == "Membership: voting opens"


def test_a_desk_of_several_chapters(home, cast):
    home.procedure()
    home.candidacy()
    elsewhere = factories.cycle(cast.other_chapter)
    factories.candidacy(factories.race(elsewhere, decide_by_on=dt.date(2026, 7, 1), election_on=ELECTION))
    places = [Place(home.chapter, TODAY), Place(cast.other_chapter, TODAY)]
    found = deadlines_for(places)
    assert [due.chapter for due in found].count(home.chapter) == 4
    assert [due.what for due in found if due.chapter == cast.other_chapter] == ["Endorsement: to be decided"]
    assert [due.day for due in found] == sorted(due.day for due in found)
    assert deadlines_for([]) == []


def test_a_closed_cycle_keeps_only_its_conditions_on_the_desk(home):
    motion = home.motion(home.candidacy(), "endorse-with-conditions", procedure=home.procedure())
    home.candidacy()
    home.condition(motion, dt.date(2027, 4, 1))
    home.decide(motion)
    home.cycle.closed_at = NOW
    home.cycle.save()
    assert [due.what for due in deadlines_for([Place(home.chapter, TODAY)])] == ["Condition: to be met"]


def fill(home, procedure, number: int) -> None:
    """One of each: a race with nothing moved, one with a motion, a ballot on it, and a decided one with a condition."""
    for _ in range(number):
        home.candidacy()
        home.ballot(home.motion(home.candidacy(), procedure=procedure))
        promised = home.motion(home.candidacy(), "endorse-with-conditions", procedure=procedure)
        home.condition(promised, dt.date(2026, 4, 1))
        home.decide(promised)


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_one_as_for_three(home, number, django_assert_num_queries):
    fill(home, home.procedure(), number)
    home.motion(race=home.race(), procedure=home.motion(home.candidacy()).procedure)
    with django_assert_num_queries(9):
        deadlines_of(home.cycle, TODAY)
    with django_assert_num_queries(8):
        deadlines_for([Place(home.chapter, TODAY)])

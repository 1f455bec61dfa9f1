"""Deadlines count back exactly: days and months from the election, notices and windows from the stage after."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endorsements.procedures.deadline_words import deadline_in_words, reason_in_words
from endorsements.procedures.deadlines import Reason, Why, days_back, deadlines, months_back
from endorsements.procedures.templates import TEMPLATES
from tests.procedures.tracks import step, track, vote

ELECTION = dt.date(2027, 11, 2)


def days(*stages, election=ELECTION, by=None, done=None):
    """Return (stage, kind, day, why) of each deadline."""
    found = deadlines(track(*stages), election, by, done=done)
    return [(each.stage_id, each.kind, each.day.isoformat(), each.reason.why.value) for each in found]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2027-11-02", 6, "2027-05-02"),
        ("2027-11-02", 0, "2027-11-02"),
        ("2027-08-31", 6, "2027-02-28"),
        ("2028-08-31", 6, "2028-02-29"),
        ("2027-03-31", 1, "2027-02-28"),
        ("2027-01-31", 1, "2026-12-31"),
        ("2027-01-15", 13, "2025-12-15"),
        ("2028-02-29", 12, "2027-02-28"),
        ("0001-03-01", 6, "0001-01-01"),
    ],
)
def test_months_back(day, months, before):
    assert months_back(dt.date.fromisoformat(day), months).isoformat() == before


def test_days_back_stop_at_the_first_day():
    assert days_back(dt.date(1, 1, 5), 30) == dt.date.min


@given(st.dates(min_value=dt.date(10, 1, 1)), st.integers(0, 60))
def test_months_back_is_the_same_day_of_the_month_or_its_last(day, months):
    found = months_back(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found + dt.timedelta(days=1)).day == 1


def test_a_vote_is_announced_opened_and_closed_by_election_day():
    found = days(vote("membership", notice_days=14, window_days=7))
    assert found == [
        ("membership", "notice", "2027-10-12", "notice"),
        ("membership", "opens", "2027-10-26", "window"),
        ("membership", "closes", "2027-11-02", "election"),
    ]


def test_the_day_to_decide_by_bounds_the_last_stage_unless_it_is_after_the_election():
    assert days(vote("end"), by=dt.date(2027, 8, 1)) == [("end", "closes", "2027-08-01", "decide-by")]
    assert days(vote("end"), by=dt.date(2028, 1, 1)) == [("end", "closes", "2027-11-02", "election")]


def test_without_notice_or_window_there_is_only_the_close():
    assert days(vote("end")) == [("end", "closes", "2027-11-02", "election")]
    assert days(vote("end", window_days=0, notice_days=0)) == [
        ("end", "notice", "2027-11-02", "notice"),
        ("end", "opens", "2027-11-02", "window"),
        ("end", "closes", "2027-11-02", "election"),
    ]


def test_what_comes_before_is_done_when_the_next_is_announced():
    found = days(step("forum"), vote("end", notice_days=14, window_days=7))
    assert found[0] == ("forum", "step", "2027-10-12", "stage-after")


def test_a_wait_counts_from_the_opening_and_holds_where_it_is_longer_than_the_notice():
    assert days(step("ask"), vote("end", window_days=7, wait_days=30))[0] == ("ask", "step", "2027-09-26", "wait")
    found = days(step("ask"), vote("end", window_days=7, wait_days=30, notice_days=30))
    assert found[0] == ("ask", "step", "2027-09-26", "stage-after")
    assert days(step("ask"), vote("end", window_days=7, wait_days=9, notice_days=30))[0][3] == "stage-after"


def test_a_step_waits_too():
    found = days(step("ask"), step("forum", wait_days=10), vote("end"))
    assert found[:2] == [("ask", "step", "2027-10-23", "wait"), ("forum", "step", "2027-11-02", "stage-after")]


def test_a_stage_with_a_day_of_its_own_keeps_the_earlier_one():
    found = days(step("a", months_before=6), step("b", days_before=7), vote("end", notice_days=30))
    assert found[:2] == [("a", "step", "2027-05-02", "months"), ("b", "step", "2027-10-03", "stage-after")]
    assert days(step("b", days_before=60), vote("end", notice_days=30))[0] == ("b", "step", "2027-09-03", "days")
    both = days(step("b", days_before=60, months_before=1), vote("end"))
    assert both[0] == ("b", "step", "2027-09-03", "days")


def test_what_is_due_early_pulls_what_comes_before_it():
    found = days(vote("first", window_days=3), step("report", months_before=5), vote("end"))
    assert found[:2] == [("first", "opens", "2027-05-30", "window"), ("first", "closes", "2027-06-02", "stage-after")]


def test_within_days_counts_on_from_the_last_day_of_the_stage_before():
    found = days(step("a", days_before=60), step("b", within_days=7), vote("end"))
    assert found[1] == ("b", "step", "2027-09-10", "within")


def test_where_both_come_to_one_day_the_election_is_the_reason():
    found = days(step("a", days_before=60), step("b", within_days=7, days_before=53), vote("end"))
    assert found[1] == ("b", "step", "2027-09-10", "days")


def test_within_days_counts_on_from_the_day_that_the_stage_before_ended_on():
    stages = step("a"), step("b", within_days=7), vote("end", wait_days=30)
    assert days(*stages)[:2] == [("a", "step", "2027-10-03", "stage-after"), ("b", "step", "2027-10-03", "wait")]
    found = days(*stages, done={"a": dt.date(2027, 3, 1)})
    assert found[0] == ("b", "step", "2027-03-08", "within")
    # The next one's own rule counts back from the election as before.
    assert found[1] == ("end", "closes", "2027-11-02", "election")


def test_a_stage_that_ended_has_no_deadline():
    stages = step("a"), vote("b"), vote("end")
    found = days(*stages, done={"a": dt.date(2027, 3, 1), "b": dt.date(2027, 4, 1)})
    assert [stage for stage, *_ in found] == ["end"]


def test_sacramento_counts_back_its_months():
    found = deadlines(TEMPLATES["sacramento"].tracks[0], dt.date(2026, 11, 3))
    assert {each.stage_id: each.day.isoformat() for each in found} == {
        "request": "2026-05-03",
        "questionnaire": "2026-05-03",
        "report": "2026-06-03",
        "membership": "2026-11-03",
    }


stages_of = st.builds(
    dict,
    notice_days=st.none() | st.integers(0, 60),
    window_days=st.none() | st.integers(0, 30),
    wait_days=st.none() | st.integers(0, 60),
    months_before=st.none() | st.integers(0, 24),
    days_before=st.none() | st.integers(0, 400),
)


@given(
    st.lists(st.tuples(st.booleans(), stages_of), max_size=4),
    stages_of,
    st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)),
    st.none() | st.integers(0, 300),
)
def test_they_are_in_order_and_keep_every_rule(before, last, election, early):
    stages = [
        (vote if is_vote else step)(f"s{at}", **fields) for at, (is_vote, fields) in enumerate(before)
    ] + [vote("end", **last)]  # fmt: skip
    by = None if early is None else election - dt.timedelta(days=early)
    found = deadlines(track(*stages), election, by)
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert found[-1].day <= (by or election)
    ends = {each.stage_id: each.day for each in found}
    for at, stage in enumerate(stages):
        of_stage = {each.kind: each.day for each in found if each.stage_id == stage.id}
        end = ends[stage.id]
        if stage.months_before is not None:
            assert end <= months_back(election, stage.months_before)
        if stage.days_before is not None:
            assert (election - end).days >= stage.days_before
        if "opens" in of_stage:
            assert (end - of_stage["opens"]).days == stage.window_days
        opens = of_stage.get("opens", end)
        if "notice" in of_stage:
            assert (opens - of_stage["notice"]).days == stage.notice_days
        if at:
            assert (opens - ends[stages[at - 1].id]).days >= (stage.wait_days or 0)


def test_it_is_told_what_is_due_and_why():
    found = deadlines(TEMPLATES["twin-cities"].tracks[0], ELECTION)
    assert [deadline_in_words(each) for each in found][-2:] == [
        "Membership vote: to be opened",
        "Membership vote: to be closed",
    ]
    assert reason_in_words(found[-1].reason) == "election day"
    assert reason_in_words(found[-2].reason) == "the vote is open for at least 7 days"
    assert reason_in_words(found[0].reason).endswith(": Steering committee and Socialists in Office committee")


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("figure", [0, 1, 2])
def test_every_reason_has_words(why, figure):
    told = reason_in_words(Reason(why, figure, "Forum"))
    assert told and "%" not in told

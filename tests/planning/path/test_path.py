"""The timeline to an election, the ranking of districts, and how a last result is read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.planning.doors import Rates, doors_needed
from capacity.planning.parameters import Span, Terrain
from capacity.planning.path import (
    LEAD,
    Prospect,
    Reach,
    Seat,
    drawn_together,
    is_party_office_or_court,
    margin,
    share_of_doors,
    timeline,
)
from capacity.planning.path_steps import BY_KEY, PHASES, STEPS
from capacity.planning.turnout import PastTurnout, Similar, expected_turnout
from capacity.planning.win_number import to_win

TODAY = dt.date(2026, 11, 22)
PLANNED = [(step.key, step.weeks) for step in STEPS]


def prospect(turnout: int, have: Span[int] | None, seat: Seat = Seat.UNKNOWN, district: str = "9") -> Prospect:
    expected = expected_turnout([PastTurnout(dt.date(2024, 6, 25), turnout)], TODAY)
    assert expected
    win = to_win(turnout)
    series = Similar("NY", "State Assembly", district, "primary", "Democratic")
    return Prospect(series, expected, win, doors_needed(win.goal, Rates.of(Terrain.DENSE)), have, seat)


def test_the_strategys_steps_take_two_years():
    weeks = [step.weeks for step in STEPS]
    assert weeks == sorted(weeks, reverse=True)
    assert dt.timedelta(weeks=weeks[0]) == LEAD
    assert dt.timedelta(days=731) <= LEAD
    assert weeks[-1] == 0
    assert len(BY_KEY) == len(STEPS)
    assert [phase.key for phase in PHASES] == list(dict.fromkeys(step.phase for step in STEPS))
    assert all(step.source.startswith("CAES, Chapter Strategy ¶") for step in STEPS)


def test_endorsements_come_before_the_announcement_and_gifts_on_its_day():
    assert BY_KEY["endorsements"].weeks > BY_KEY["announcement"].weeks == BY_KEY["fundraising"].weeks
    assert BY_KEY["office"].weeks > 0


def test_with_two_years_every_step_has_its_full_lead():
    found = timeline(PLANNED, TODAY + LEAD, TODAY)
    assert not found.is_short
    assert found.late == 0
    assert found.steps[0].due_on == TODAY
    assert all(step.due_on == step.full_on for step in found.steps)


def test_with_less_the_steps_are_drawn_together_and_the_late_ones_marked():
    election_on = TODAY + dt.timedelta(weeks=52, days=3)
    found = timeline(PLANNED, election_on, TODAY)
    assert found.is_short
    assert [step.step for step in found.steps if step.is_late] == [key for key, weeks in PLANNED if weeks > 52]
    assert found.steps[0].due_on == TODAY
    assert found.steps[-1].due_on == election_on


@given(left=st.integers(1, 4000))
def test_days_stay_in_order_between_today_and_the_election(left: int):
    election_on = TODAY + dt.timedelta(days=left)
    days = [step.due_on for step in timeline(PLANNED, election_on, TODAY).steps]
    assert days == sorted(days)
    assert days[0] >= TODAY
    assert days[-1] == election_on


@pytest.mark.parametrize("days", [0, -1])
def test_an_election_that_is_not_ahead_has_no_timeline(days: int):
    with pytest.raises(ValueError, match="expected one after"):
        drawn_together(TODAY + dt.timedelta(days=days), 30, TODAY)


@pytest.mark.parametrize(
    ("have", "reach"),
    [
        (None, Reach.UNKNOWN),
        (Span(0, 1459, 1459), Reach.WITHIN),
        (Span(0, 1458, 1458), Reach.AT_BEST),
        (Span(0, 0, 288), Reach.BEYOND),
        (Span(0, 0, 289), Reach.AT_BEST),
    ],
)
def test_reach(have: Span[int] | None, reach: Reach):
    # 520 votes: 35 % of them from talks of which 65 % × 80 % vote for us, one talk at 24 % of the doors.
    one = prospect(1000, have)
    assert (one.win.goal, one.needed.doors.default, one.needed.doors.low) == (520, 1459, 289)
    assert one.reach is reach


def test_the_best_come_first():
    have = Span(500, 3000, 9000)
    small, large = 1000, 3000
    order = [
        prospect(small, have, Seat.OPEN, "1"),
        prospect(small + 100, have, Seat.WEAK, "2"),
        prospect(small, have, Seat.UNKNOWN, "3"),
        prospect(small, have, Seat.UNKNOWN, "10"),
        prospect(small, have, Seat.STRONG, "4"),
        prospect(large, have, Seat.OPEN, "5"),
        prospect(100_000, have, Seat.OPEN, "6"),
    ]
    assert [one.reach for one in order[-3:]] == [Reach.WITHIN, Reach.AT_BEST, Reach.BEYOND]
    shuffled = [*order[3:], *order[:3]]
    assert sorted(shuffled, key=Prospect.in_order) == order


def test_margin():
    day = dt.date(2020, 6, 23)
    held = margin(day, [("B", 40), ("A", 60), ("C", 1)])
    assert held and (held.first, held.second, held.ahead, held.votes, held.is_uncontested) == ("A", "B", 20, 101, False)
    alone = margin(day, [("A", 60)])
    assert alone and alone.is_uncontested and alone.ahead == 60
    assert margin(day, []) is None


def test_share_of_doors_is_rounded_up():
    assert (share_of_doors(1, 1000), share_of_doors(500, 1000), share_of_doors(5, 0)) == (1, 50, None)


@pytest.mark.parametrize(
    ("office", "left_out"),
    [
        ("Female County Committee", True), ("County Committeewoman", True), ("Judge of the Civil Court", True),
        ("Delegate to the Judicial Convention", True), ("District Leader", True), ("Surrogate", True),
        ("State Assembly", False), ("U.S. House", False), ("Mayor", False), ("Sheriff", False), ("President", False),
        ("Commissioner of the Port", False), ("School Board", False),
    ],
)  # fmt: skip
def test_party_offices_and_courts(office: str, left_out: bool):
    assert is_party_office_or_court(office) is left_out

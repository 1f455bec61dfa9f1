"""A chapter's weeks from its own statements: against the plain forecast, and what a new statement changes."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.planning.forecast import Statement, forecast
from capacity.planning.parameters import Level, Span, Terrain
from capacity.planning.supply import Habits, doors_a_week, supply

DENSE, SUBURBAN = Habits.of(Terrain.DENSE), Habits.of(Terrain.SUBURBAN, Fraction(2))
MONDAY = dt.date(2027, 1, 4)


def weeks(number: int, first: int = 0) -> list[dt.date]:
    return [MONDAY + dt.timedelta(weeks=at) for at in range(first, first + number)]


@given(
    st.integers(0, 900), st.integers(0, 30), st.sampled_from([DENSE, SUBURBAN]), st.lists(st.integers(0, 9), max_size=6)
)
@settings(max_examples=50, deadline=None)
def test_one_statement_is_the_plain_forecast(people: int, skip: int, habits: Habits, arriving: list[int]) -> None:
    plain = supply(people, skip + 8, habits, [0] * skip + arriving)
    mine = forecast([Statement(MONDAY, people, habits)], weeks(8, skip), arriving)
    assert [(w.canvassers, w.doors, w.shifts) for w in mine] == [
        (w.canvassers, w.doors, w.shifts) for w in plain.weeks[skip:]
    ]
    assert mine[0].load == plain.load and mine[0].attrition == plain.attrition


def test_a_statement_holds_until_the_next() -> None:
    later = MONDAY + dt.timedelta(weeks=2)
    mine = forecast([Statement(later, 100, SUBURBAN), Statement(MONDAY, 40, DENSE)], weeks(4, -1))
    assert [week.start for week in mine] == weeks(4, -1)
    before, first, second, third = mine
    assert (before.doors, before.said, before.load) == (Span(0, 0, 0), None, {})
    assert (first.canvassers.default, second.canvassers.default) == (40, 40 * (1 - Fraction(1, 400)))
    assert third.canvassers == Span(Fraction(100), Fraction(100), Fraction(100))
    assert third.doors.default == doors_a_week(Fraction(100), SUBURBAN)
    assert third.said and third.said.starts_on == later


def test_who_arrived_stays_when_the_chapter_counts_anew() -> None:
    lasting = replace(DENSE, attrition=DENSE.attrition.own(Fraction(0), Fraction(0), Fraction(0), "no one leaves"))
    said = [Statement(MONDAY, 40, lasting), Statement(MONDAY + dt.timedelta(weeks=2), 30, lasting)]
    mine = forecast(said, weeks(4), arriving=(0, 10))
    assert [week.canvassers.default for week in mine] == [40, 50, 40, 40]
    assert [week.joined for week in mine] == [0, 10, 0, 0]
    without = forecast(said, weeks(4))
    assert all(one.doors.default >= other.doors.default for one, other in zip(mine, without, strict=True))


def test_nothing_said_and_nothing_asked() -> None:
    assert forecast([], []) == []
    (week,) = forecast([], weeks(1), arriving=(3,))
    assert (week.doors.at(Level.HIGH), week.canvassers.default) == (0, 0)


@pytest.mark.parametrize(
    ("said", "mondays", "arriving", "told"),
    [
        ([], [MONDAY, MONDAY + dt.timedelta(weeks=2)], (), "do not follow"),
        ([Statement(MONDAY, 1, DENSE), Statement(MONDAY, 2, DENSE)], weeks(1), (), "two statements"),
        ([Statement(MONDAY + dt.timedelta(days=1), 1, DENSE)], weeks(3), (), "inside a week"),
        ([Statement(MONDAY, -1, DENSE)], weeks(1), (), "at least 0"),
        ([], weeks(1), (-1,), "at least 0"),
    ],
)
def test_what_is_no_plan(said: list[Statement], mondays: list[dt.date], arriving: tuple[int, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        forecast(said, mondays, arriving)

"""The doors a chapter has: by hand, and what must hold for every chapter."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.planning.parameters import Level, Terrain
from capacity.planning.supply import Habits, attrition, doors_a_week, load, supply

DENSE = Habits.of(Terrain.DENSE)


def test_a_week_by_hand() -> None:
    # 40 canvassers × 1 shift × 50 % × 2.5 h × 25 doors × 90 %
    assert doors_a_week(Fraction(40), DENSE) == 1_125
    assert doors_a_week(Fraction(41), DENSE) == 1_153  # of 1,153.125
    assert doors_a_week(Fraction(40), Habits.of(Terrain.SUBURBAN)) == 675
    assert doors_a_week(Fraction(40), DENSE, Level.LOW) == 224  # × ½ shift × 40 % × 2 h × 20 doors × 70 %
    assert doors_a_week(Fraction(40), DENSE, Level.HIGH) == 5_280  # × 2 shifts × 80 % × 2¾ h × 30 doors


def test_the_ceiling_takes_shifts_away() -> None:
    light = load(DENSE)
    assert (light.hours, light.share, light.is_capped, light.is_over) == (3, Fraction(1, 2), False, False)
    busy = load(replace(DENSE, other_hours=Fraction(5)))
    assert (busy.shifts, busy.hours, busy.share) == (Fraction(1, 3), 6, 1)
    assert busy.is_capped and not busy.is_over
    over = load(replace(DENSE, other_hours=Fraction(8)))
    assert over.shifts == 0 and over.is_over
    assert doors_a_week(Fraction(40), replace(DENSE, other_hours=Fraction(8))) == 0


def test_attrition_rises_near_the_ceiling() -> None:
    def lost(other: Fraction) -> Fraction:
        habits = replace(DENSE, other_hours=other)
        return attrition(habits, load(habits))

    assert lost(Fraction(0)) == lost(Fraction(1)) == DENSE.attrition.value
    assert lost(Fraction(3)) == lost(Fraction(9)) == DENSE.attrition_at_ceiling.value
    middle = lost(Fraction(2))
    assert middle == (DENSE.attrition.value + DENSE.attrition_at_ceiling.value) / 2


def test_a_forecast() -> None:
    forecast = supply(40, 3, DENSE, arriving=(0, 10))
    first, second, third = forecast.weeks
    assert (first.canvassers.default, first.doors.default) == (40, 1_125)
    stayed = 40 * (1 - Fraction(1, 400))
    assert second.canvassers.default == stayed + 10
    assert third.canvassers.default == (stayed + 10) * (1 - Fraction(1, 400))
    assert second.doors.default == doors_a_week(stayed + 10, DENSE)
    assert first.shifts.default == 40
    assert supply(40, 0, DENSE).weeks == ()
    for wrong in ((-1, ()), (4, (2, -1))):
        with pytest.raises(ValueError, match="expected at least 0"):
            supply(wrong[0], 2, DENSE, arriving=wrong[1])


@given(
    st.integers(0, 5_000),
    st.fractions(0, 12, max_denominator=4),
    st.sampled_from(Terrain),
    st.lists(st.integers(0, 9), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_every_forecast(canvassers: int, other: Fraction, terrain: Terrain, arriving: list[int]) -> None:
    habits = Habits.of(terrain, other)
    forecast = supply(canvassers, 104, habits, arriving)
    for week in forecast.weeks:
        for span in (week.doors, week.canvassers, week.shifts):
            assert 0 <= span.low <= span.default <= span.high
        assert isinstance(week.doors.default, int)
    for level in Level:
        carried = forecast.load[level]
        assert carried.hours <= max(carried.ceiling, other)
        assert 0 <= forecast.attrition[level] <= 1
    if not arriving:
        doors = [week.doors.default for week in forecast.weeks]
        assert doors == sorted(doors, reverse=True)

"""Rates learned from records: sums over weeks, ranges over races or, of one race, weeks."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from capacity.planning.learning import Campaign, WeekDone, lessons
from capacity.planning.parameters import Terrain

HOURS = Fraction(5, 2)


def campaign(*weeks, name="Ward 3", terrain=Terrain.DENSE, **more):
    return Campaign(name, terrain, tuple(WeekDone(*week) for week in weeks), **more)


def test_a_single_race_ranges_over_its_weeks():
    found = lessons([campaign((100, 10, 2, 4), (300, 90, 6, 8))], HOURS)
    flake, rate, hour = (found[each] for each in ("flake", "contact_rate_dense", "doors_per_hour_dense"))
    assert (flake.value, flake.low, flake.high, flake.weeks) == (Fraction(1, 3), Fraction(1, 4), Fraction(1, 2), 2)
    assert (rate.value, rate.low, rate.high) == (Fraction(1, 4), Fraction(1, 10), Fraction(3, 10))
    assert (hour.value, hour.low, hour.high) == (20, 20, 20)
    assert "contact_rate_suburban" not in found and "field_share" not in found


def test_several_races_range_over_races_and_are_weighed_by_size():
    found = lessons([campaign((1000, 100)), campaign((10, 5), (0, 0), name="Ward 4")], HOURS)
    rate = found["contact_rate_dense"]
    assert (rate.value, rate.low, rate.high) == (Fraction(105, 1010), Fraction(1, 10), Fraction(1, 2))
    assert (rate.races, rate.weeks) == (("Ward 3", "Ward 4"), 2)


def test_people_who_came_unasked_are_no_negative_flake():
    assert lessons([campaign((0, 0, 9, 4))], HOURS)["flake"].value == 0


def test_the_field_share_is_of_a_bare_majority_and_at_most_all_of_it():
    told = {"ballots_cast": 1999, "votes_a_contact": Fraction(1, 2)}
    found = lessons([campaign((9000, 500), **told), campaign((9000, 5000), name="Ward 4", **told)], HOURS)
    share = found["field_share"]
    assert (share.low, share.value, share.high) == (Fraction(1, 4), Fraction(5, 8), 1)


def test_nothing_is_learned_from_nothing():
    assert lessons([], HOURS) == {} == lessons([campaign((0, 0, 0, 0))], HOURS)


WEEKS = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 50), st.integers(0, 50)).map(
    lambda week: (week[0], min(week[0], week[1]), *week[2:])
)


@given(st.lists(st.lists(WEEKS, max_size=4), max_size=4))
def test_a_value_lies_within_its_range(races):
    for lesson in lessons([campaign(*weeks) for weeks in races], HOURS).values():
        assert 0 <= lesson.low <= lesson.value <= lesson.high
        assert lesson.weeks >= len(lesson.races) >= 1

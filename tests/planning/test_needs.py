"""Win numbers, expected turnout, doors needed: the published figures, and what must hold for all numbers."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.planning.doors import SENTENCES, Ceiling, Rates, ceilings, doors_needed, field_share
from capacity.planning.parameters import DEFAULTS, FIELD_SHARE, Level, Standing, Terrain
from capacity.planning.turnout import PastTurnout, expected_turnout, similar
from capacity.planning.win_number import even_split, ranked_win_number, to_win, to_win_ranked, win_number

TURNOUT = st.integers(0, 10**9)


def test_win_numbers() -> None:
    assert win_number(29_130) == 14_566
    assert win_number(15_294) == 7_648
    assert win_number(0) == 1
    assert win_number(101) == 51
    assert win_number(300, Fraction(1, 3)) == 101
    assert ranked_win_number(24_000, 2) == 8_001
    assert ranked_win_number(24_000, 1) == win_number(24_000)
    assert even_split(100, 3) == 33
    two_way = to_win(29_130)
    assert (two_way.bare, two_way.goal) == (14_566, 15_148)  # 52 % are 15,147.6
    assert to_win(1).goal == 1
    assert to_win_ranked(24_000, 2).goal == 8_480  # a third and 2 % more


@given(TURNOUT, st.fractions(0, 1))
def test_the_win_number_is_the_least_that_is_more_than_the_share(turnout: int, share: Fraction) -> None:
    needed = win_number(turnout, share)
    assert needed > share * turnout >= needed - 1
    assert to_win(turnout, needed_share=share).goal >= needed


@given(TURNOUT, st.integers(1, 20))
def test_no_more_can_reach_the_ranked_win_number_than_there_are_seats(turnout: int, seats: int) -> None:
    needed = ranked_win_number(turnout, seats)
    assert needed * (seats + 1) > turnout >= (needed - 1) * (seats + 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: win_number(-1),
        lambda: win_number(5, Fraction(3, 2)),
        lambda: ranked_win_number(5, 0),
        lambda: even_split(5, 0),
    ],
)
def test_numbers_that_make_no_sense(wrong) -> None:
    with pytest.raises(ValueError, match="expected"):
        wrong()


def test_expected_turnout_is_the_mean_of_the_last_three() -> None:
    past = [
        PastTurnout(date(year, 6, 23), ballots)
        for year, ballots in ((2014, 9), (2020, 100), (2016, 50), (2018, 101), (2026, 7))
    ]
    expected = expected_turnout(past, date(2026, 6, 23))
    assert expected
    assert expected.years == (2020, 2018, 2016)
    assert (expected.mean, expected.ballots, expected.used_fewer) == (Fraction(251, 3), 84, False)
    fewer = expected_turnout(past[:2], date(2026, 6, 23))
    assert fewer and fewer.used_fewer and fewer.years == (2020, 2014)
    assert expected_turnout(past, date(2014, 9, 9)).years == (2014,)
    assert expected_turnout([], date(2026, 6, 23)) is None
    with pytest.raises(ValueError, match="one day"):
        expected_turnout([past[0], past[0]], date(2026, 6, 23))


def test_the_party_matters_in_primaries_only() -> None:
    race = {"state": "NY", "office": "State Assembly", "district": "57", "party": "Democratic"}
    assert similar(**race, kind="primary").party == "Democratic"
    assert similar(**race, kind="special-primary").party == "Democratic"
    assert similar(**race, kind="general").party == ""


def test_the_published_defaults_are_these() -> None:
    shown = {one.id: (float(one.value), float(one.low), float(one.high)) for one in DEFAULTS.values()}
    published = {
        "field_share": (0.35, 0.2, 1), "support": (0.65, 0.4, 0.8), "supporter_turnout": (0.8, 0.6, 0.9),
        "contact_rate_dense": (0.24, 0.1, 0.5), "contact_rate_suburban": (0.27, 0.1, 0.5), "passes": (1, 1, 3),
        "doors_per_hour_dense": (25, 20, 30), "doors_per_hour_suburban": (15, 12, 20), "canvass_hours": (2.5, 2, 2.75),
        "flake": (0.5, 0.2, 0.6), "reserve": (0.1, 0, 0.3), "shifts_per_week": (1, 0.5, 2), "safer_share": (0.52, 0.5, 0.55),
    }  # fmt: skip
    assert published.items() <= shown.items()
    assert shown["sustainable_hours"][0] == 6
    assert all(one.source and one.name and one.standing is Standing.DEFAULT for one in DEFAULTS.values())
    assert round(6 / 25, 2) == 0.24 and round(4 / 15, 2) == 0.27


def test_doors_by_hand() -> None:
    need = doors_needed(14_566, Rates.of(Terrain.DENSE))
    assert need.contacts.default == math.ceil(Fraction(35, 100) * 14_566 / Fraction(52, 100)) == 9_805
    assert need.doors.default == 40_851  # 9,804.04 contacts at 24 %, not 9,805
    assert need.contacts.low == math.ceil(Fraction(20, 100) * 14_566 / Fraction(72, 100))
    assert need.doors.high == math.ceil(14_566 / Fraction(24, 100) / Fraction(10, 100))
    assert (need.strict_contacts, need.strict_doors) == (28_012, 116_715)


@given(st.integers(0, 10**7), st.sampled_from(Terrain))
def test_needs_are_in_order_and_enough(votes: int, terrain: Terrain) -> None:
    rates = Rates.of(terrain)
    need = doors_needed(votes, rates)
    assert need.contacts.low <= need.contacts.default <= need.contacts.high
    assert need.doors.low <= need.doors.default <= need.doors.high
    assert need.doors.default <= need.strict_doors
    yielded = need.doors.default * rates.contact_rate.value * rates.support.value * rates.supporter_turnout.value
    assert yielded >= rates.field_share.value * votes


def test_one_published_campaign() -> None:
    """Milwaukee, April 2025: by those canvassed 31 %; by the doors at the published contact rate 39 %."""
    rates, turnout = Rates.of(Terrain.DENSE), 15_294
    by_canvassed = field_share(Fraction(4_506), turnout, rates)
    by_doors = field_share(24_129 * rates.contact_rate.value, turnout, rates)
    assert (round(by_canvassed * 100), round(by_doors * 100)) == (31, 39)
    assert by_canvassed < FIELD_SHARE.value < by_doors


def test_ceilings() -> None:
    need = doors_needed(1_000, Rates.of(Terrain.DENSE))
    assert (need.contacts.default, need.doors.default) == (674, 2_805)
    held = ceilings(need, households=3_000)
    assert (held.most_doors, held.most_contacts) == (3_000, 750)
    assert held.stands == {Level.LOW: Ceiling.WITHIN, Level.DEFAULT: Ceiling.WITHIN, Level.HIGH: Ceiling.BOTH}
    assert ceilings(need, 3_000, 2_804).stands[Level.DEFAULT] is Ceiling.DOORS
    assert ceilings(need, 2_806, 2_805).stands[Level.DEFAULT] is Ceiling.WITHIN
    assert ceilings(need, 2_692, 2_692).stands[Level.DEFAULT] is Ceiling.BOTH
    everything = {"doors": 1, "contacts": 1, "most_doors": 1, "most_contacts": 1}
    assert all(SENTENCES[one] % everything for one in Ceiling)
    with pytest.raises(ValueError, match="reachable"):
        ceilings(need, 10, 11)


def test_figures_of_the_chapter_s_own() -> None:
    own = FIELD_SHARE.own(Fraction(1, 2), Fraction(2, 5), Fraction(3, 5), "decided in March")
    assert (own.standing, own.source, own.cases) == (Standing.OWN, "decided in March", None)
    learned = own.learned(Fraction(1, 2), Fraction(2, 5), Fraction(3, 5), "two campaigns", 2)
    assert (learned.standing, learned.cases) == (Standing.LEARNED, 2)
    with pytest.raises(ValueError, match="expected a value from"):
        own.own(Fraction(2), Fraction(0), Fraction(1), "wrong")
    with pytest.raises(ValueError, match="cases"):
        own.learned(Fraction(1, 2), Fraction(0), Fraction(1), "nothing", 0)
    with pytest.raises(ValueError, match="begins at 0"):
        Rates(DEFAULTS["contact_rate_dense"].own(Fraction(1, 10), Fraction(0), Fraction(1), "none at all"))

"""Thresholds, bases and quorums against a plain second telling, and the figures that chapters have published."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endorsements.rules.malformed import Malformed
from endorsements.tally import (
    Base,
    Comparison,
    Count,
    NoQuorum,
    NumberQuorum,
    Result,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
    Vote,
    Votes,
    base_of,
    counted,
    decide,
    in_words,
    least_votes,
    percent,
    read_votes,
    rule_in_words,
    unbroken,
    written,
)
from endorsements.tally.reading import read
from endorsements.tally.straw_poll import Leaning, StrawPoll, polled
from endorsements.tally.writing import record
from tests.tally import plain

THRESHOLDS = [
    (1, 2, "more-than"), (1, 2, "at-least"), (3, 5, "at-least"),
    (2, 3, "at-least"), (2, 3, "more-than"), (3, 4, "at-least"),
]  # fmt: skip
PRESENT, ROLL = 91, 97
"""As few as can hold 30 of each, and a few more."""
NO_QUORUM = NoQuorum()


def rule(above: int, below: int, comparison: str = "at-least", base: str = "yes-no", quorum=NO_QUORUM) -> Rule:
    return Rule(Fraction(above, below), Comparison(comparison), Base(base), quorum)


def votes(yes, no, abstain=0) -> Votes:
    return Votes(Fraction(yes), Fraction(no), Fraction(abstain))


@pytest.mark.parametrize("yes", range(31))
def test_every_small_count_over_every_base(yes: int) -> None:
    rules = [
        (rule(above, below, comparison, base), above, below, comparison, base)
        for base in Base
        for above, below, comparison in THRESHOLDS
    ]
    for no in range(31):
        for abstain in range(31):
            count = Count(votes(yes, no, abstain), ROLL, PRESENT)
            for asked, above, below, comparison, base in rules:
                told = decide(asked, count)
                whole = plain.base(base, yes, no, abstain, PRESENT, ROLL)
                passed = plain.passes(above, below, comparison, yes, whole)
                assert (told.result is Result.PASSED) is passed is not (told.result is Result.FAILED)
                assert told.base == whole
                assert told.needed * below == above * whole
                if whole:
                    assert told.yes_share * whole == yes
                else:
                    assert told.yes_share is None


def result(asked: Rule, count: Count) -> str:
    return decide(asked, count).result


def share(base: str, *of: int) -> str:
    return percent(decide(rule(1, 2, "more-than", base), Count(votes(*of))).yes_share)


class TestPublishedFigures:
    def test_555_to_626_fails_a_majority(self) -> None:
        count = Count(votes(555, 626, 24))
        assert count.votes.cast == 1205
        for base in ("yes-no", "cast"):
            assert result(rule(1, 2, "more-than", base), count) == "failed"
        assert (share("cast", 555, 626, 24), share("yes-no", 555, 626, 24)) == ("46.1\u00a0%", "47.0\u00a0%")

    def test_1134_to_343_passes_60_percent_and_two_thirds_on_either_base(self) -> None:
        count = Count(votes(1134, 343, 54))
        for base in ("yes-no", "cast"):
            for above, below in ((3, 5), (2, 3)):
                assert result(rule(above, below, "at-least", base), count) == "passed"
        assert (share("cast", 1134, 343, 54), share("yes-no", 1134, 343, 54)) == ("74.1\u00a0%", "76.8\u00a0%")

    def test_6_to_10_is_defeated(self) -> None:
        assert result(rule(1, 2, "more-than"), Count(votes(6, 10))) == "failed"

    def test_10_and_a_half_with_a_shared_seat_split(self) -> None:
        ones, half = [(Vote.YES, Fraction(1))] * 10, Fraction(1, 2)
        told = counted([*ones, (Vote.YES, half), (Vote.NO, half), (Vote.NO, Fraction(1))])
        assert (written(told.yes), written(told.no)) == ("10 1/2", "1 1/2")
        outcome = decide(rule(7, 8), Count(told, participants=13))
        assert (outcome.result, outcome.needed, written(outcome.needed)) == ("passed", told.yes, "10 1/2")

    def test_a_straw_poll_whose_answers_do_not_add_up(self) -> None:
        answers = dict(zip(Leaning, (534, 21, 15, 18, 188), strict=True))
        assert sum(answers.values()) == 776
        poll = StrawPoll(777, answers)
        assert poll.unanswered == 1
        assert poll.percent(Leaning.YES) == "68.7\u00a0%"
        assert polled([*(leaning for leaning, times in answers.items() for _ in range(times)), None]) == poll
        with pytest.raises(Malformed, match="found 776 answers, expected at most the 775 responses"):
            StrawPoll(775, answers)
        assert polled([]).percent(Leaning.NO) == "–"

    def test_majorities_of_24_of_30_of_50(self) -> None:
        count = Count(votes(24, 0), roll=50, present=30)
        for base, least in (("yes-no", 13), ("cast", 13), ("present", 16), ("roll", 26)):
            asked = rule(1, 2, "more-than", base)
            assert least_votes(asked, base_of(asked.base, count)) == least

    def test_2_to_1_with_10_abstaining(self) -> None:
        count = Count(votes(2, 1, 10), roll=50, present=30)
        assert result(rule(2, 3), count) == "passed"
        assert result(rule(1, 2, "more-than", "present"), count) == "failed"

    def test_200_of_300_is_two_thirds(self) -> None:
        assert result(rule(2, 3), Count(votes(200, 100))) == "passed"
        assert result(rule(2, 3), Count(votes(199, 100))) == "failed"
        assert result(rule(2, 3, "more-than"), Count(votes(200, 100))) == "failed"

    def test_a_tie_does_not_pass_more_than_half(self) -> None:
        assert result(rule(1, 2, "more-than"), Count(votes(7, 7))) == "failed"
        assert result(rule(1, 2, "at-least"), Count(votes(7, 7))) == "passed"


class TestEdges:
    @pytest.mark.parametrize("base", ["yes-no", "cast", "present", "roll"])
    def test_a_base_of_zero_fails_even_a_threshold_of_zero(self, base: str) -> None:
        told = decide(rule(0, 1, "at-least", base), Count(votes(0, 0), roll=0, present=0))
        assert (told.result, told.yes_share, told.needed) == ("failed", None, 0)

    def test_only_abstentions_fail_on_yes_and_no(self) -> None:
        assert decide(rule(0, 1), Count(votes(0, 0, 9))).yes_share is None
        assert result(rule(0, 1, base="cast"), Count(votes(0, 0, 9))) == "passed"

    def test_all_of_them_and_more_than_all(self) -> None:
        assert result(rule(1, 1), Count(votes(4, 0))) == "passed"
        assert result(rule(1, 1, "more-than"), Count(votes(4, 0))) == "failed"
        assert least_votes(rule(1, 1, "more-than"), Fraction(4)) is None
        assert least_votes(rule(1, 2), Fraction(0)) is None

    def test_a_quorum_comes_before_the_votes(self) -> None:
        asked = rule(1, 2, "more-than", quorum=NumberQuorum(5))
        for yes, no in ((4, 0), (0, 4), (0, 0)):
            told = decide(asked, Count(votes(yes, no)))
            assert (told.result, told.quorum_met) == ("no-quorum", False)
        assert decide(asked, Count(votes(4, 0))).yes_share == 1
        assert result(asked, Count(votes(4, 0, 1))) == "passed"

    def test_people_count_for_the_quorum_not_votes(self) -> None:
        half = Fraction(1, 2)
        count = Count(Votes(2 * half, half, half), participants=4)
        assert result(rule(1, 2, quorum=NumberQuorum(4)), count) == "passed"
        assert result(rule(1, 2, quorum=NumberQuorum(5)), count) == "no-quorum"

    def test_a_quorum_beyond_the_roll_is_never_met(self) -> None:
        assert result(rule(1, 2, quorum=NumberQuorum(11)), Count(votes(10, 0), roll=10)) == "no-quorum"

    def test_the_record_gives_nothing_away_beyond_its_figures(self) -> None:
        assert record(rule(2, 3), Count(votes(2, 1))) == {
            "rule": {"threshold": [2, 3], "comparison": "at-least", "base": "yes-no", "quorum": {"kind": "none"}},
            "roll": None, "present": None, "participants": None, "votes": {"yes": "2", "no": "1", "abstain": "0"},
        }  # fmt: skip


class TestContradictions:
    @pytest.mark.parametrize(
        ("figures", "told"),
        [
            ({"roll": 12}, "votes: found 13 votes, expected at most the roll, 12"),
            ({"roll": 13, "participants": 14}, "participants: found 14, expected at most the roll, 13"),
            ({"participants": 0}, "participants: found 0, expected the people who cast 13 votes"),
            ({"roll": -1}, "roll: found -1, expected a number that is not negative"),
        ],
    )
    def test_figures_that_contradict_each_other(self, figures: dict, told: str) -> None:
        with pytest.raises(Malformed) as fault:
            Count(votes(2, 1, 10), **figures)
        assert str(fault.value) == told

    def test_those_present_matter_only_as_the_base(self) -> None:
        count = Count(votes(2, 1, 10), roll=20, present=12)
        assert result(rule(1, 2), count) == "passed"
        with pytest.raises(Malformed, match="votes: found 13 votes, expected at most the 12 present"):
            decide(rule(1, 2, base="present"), count)
        with pytest.raises(Malformed, match="present: found 21, expected at most the roll, 20"):
            decide(rule(1, 2, base="present"), Count(votes(2, 1, 10), roll=20, present=21))

    def test_figures_that_the_rule_needs(self) -> None:
        for base in ("present", "roll"):
            with pytest.raises(Malformed, match=f"{base}: found nothing"):
                decide(rule(1, 2, base=base), Count(votes(1, 0)))
        with pytest.raises(Malformed, match="roll: found nothing"):
            decide(rule(1, 2, quorum=ShareOfRoll(Fraction(1, 20))), Count(votes(1, 0)))
        with pytest.raises(Malformed, match="participants: found nothing"):
            decide(rule(1, 2), Count(votes(Fraction(1, 2), Fraction(1, 2)), roll=9))
        with pytest.raises(Malformed, match="attendance: found nothing"):
            ShareOfAverageAttendance(Fraction(1, 2), ())

    def test_shares_outside_0_to_1(self) -> None:
        for share in (Fraction(-1, 3), Fraction(4, 3)):
            for make in (ShareOfRoll, lambda share: Rule(share, Comparison.AT_LEAST, Base.CAST)):
                with pytest.raises(Malformed, match="expected a share from 0 to 1"):
                    make(share)
        with pytest.raises(Malformed, match="yes: found -1"):
            votes(-1, 0)


counts = st.integers(0, 60)
parts = st.builds(Fraction, st.integers(0, 200), st.integers(1, 12))
shares = st.integers(1, 40).flatmap(lambda below: st.builds(Fraction, st.integers(0, below), st.just(below)))
quorums = st.one_of(
    st.just(NoQuorum()),
    st.builds(NumberQuorum, st.integers(0, 200)),
    st.builds(ShareOfRoll, shares),
    st.builds(ShareOfAverageAttendance, shares, st.lists(counts, min_size=1, max_size=5).map(tuple)),
)
rules = st.builds(Rule, shares, st.sampled_from(Comparison), st.sampled_from(Base), quorums)
all_votes = st.builds(Votes, parts, parts, parts)


@st.composite
def counts_of(draw, votes=all_votes) -> Count:
    told = draw(votes)
    present = draw(st.integers(-(-told.cast // 1), 700))
    return Count(told, draw(st.integers(present, 900)), present, draw(st.integers(1, present or 1)) if present else 0)


@given(shares, counts, st.lists(counts, min_size=1, max_size=6))
@settings(deadline=None)
def test_the_least_people_of_a_quorum(share: Fraction, roll: int, attendance: list[int]) -> None:
    pair = share.numerator, share.denominator
    mean = Fraction(sum(attendance), len(attendance))
    assert ShareOfRoll(share).least(roll) == plain.least_people(*pair, Fraction(roll))
    assert ShareOfAverageAttendance(share, tuple(attendance)).least(None) == plain.least_people(*pair, mean)


@given(rules, counts_of())
@settings(deadline=None)
def test_any_rule_and_count_as_the_plain_telling_says(asked: Rule, count: Count) -> None:
    told, cast = decide(asked, count), count.votes
    whole = plain.base(asked.base, cast.yes, cast.no, cast.abstain, count.present, count.roll)
    share = asked.threshold
    if told.people < told.quorum_needed:
        assert told.result == "no-quorum" and not told.quorum_met
    else:
        passed = plain.passes(share.numerator, share.denominator, asked.comparison, cast.yes, whole)
        assert told.result == ("passed" if passed else "failed")
    assert told.needed == share * whole
    assert written(told.needed) == plain.mixed(told.needed)


@given(rules, counts_of(), parts)
@settings(deadline=None)
def test_a_no_turned_into_a_yes_never_undoes_a_pass(asked: Rule, count: Count, more: Fraction) -> None:
    cast = count.votes
    more = min(more, cast.no)
    turned = Count(Votes(cast.yes + more, cast.no - more, cast.abstain), count.roll, count.present, count.participants)
    if decide(asked, count).result is Result.PASSED:
        assert decide(asked, turned).result is Result.PASSED


@given(rules, counts_of(), st.integers(2, 9))
@settings(deadline=None)
def test_shares_do_not_depend_on_size(asked: Rule, count: Count, times: int) -> None:
    asked = Rule(asked.threshold, asked.comparison, asked.base)
    cast = count.votes
    larger = Count(
        Votes(cast.yes * times, cast.no * times, cast.abstain * times),
        count.roll * times, count.present * times, count.participants,
    )  # fmt: skip
    small, large = decide(asked, count), decide(asked, larger)
    assert (small.result, small.yes_share, small.needed * times) == (large.result, large.yes_share, large.needed)


@given(rules, st.integers(0, 300))
@settings(deadline=None)
def test_the_least_votes_pass_and_one_less_does_not(asked: Rule, base: int) -> None:
    asked = Rule(asked.threshold, asked.comparison, Base.ROLL)
    least = least_votes(asked, Fraction(base))
    passing = [yes for yes in range(base + 1) if decide(asked, Count(votes(yes, 0), roll=base)).result == "passed"]
    assert least == (passing[0] if passing else None)


@given(rules, counts_of())
@settings(deadline=None)
def test_a_written_record_is_read_back_as_it_was(asked: Rule, count: Count) -> None:
    read_rule, read_count = read(json.dumps(record(asked, count)).encode())
    assert (read_rule, read_count) == (asked, count)
    assert decide(read_rule, read_count) == decide(asked, count)


@given(rules, counts_of())
@settings(deadline=None)
def test_words_say_every_figure(asked: Rule, count: Count) -> None:
    told = decide(asked, count)
    words = in_words(told)
    for figure in (count.votes.yes, told.base, told.needed):
        assert unbroken(figure) in words and unbroken(figure).replace("\u00a0", " ") == written(figure)
    assert words.endswith((": passed.", ": failed.", ": no quorum."))
    assert "\n" not in words and "%(" not in words
    assert rule_in_words(asked).startswith(asked.comparison.replace("-", " "))


@given(parts)
def test_votes_as_they_are_written_parse_back(amount: Fraction) -> None:
    assert written(amount) == plain.mixed(amount)
    assert read_votes(written(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("007"[2:], 7), ("2/4", Fraction(1, 2)), ("3/2", Fraction(3, 2)), ("0 1/2", Fraction(1, 2)),
     ("0/9", 0), ("9" * 100, int("9" * 100)), ("10 1/2", Fraction(21, 2))],
)  # fmt: skip
def test_votes_that_can_be_read(text: str, amount) -> None:
    assert read_votes(text) == amount


@pytest.mark.parametrize(
    "value",
    ["", " ", " 3", "3 ", "3\n", "03", "-3", "+3", "1.5", "1,5", "1e3", "1/0", "0/0", "1 /2", "1/ 2", "10  1/2",
     "10\u00a01/2", "10 1", "1 3/2", "1 2/2", "1/2/3", "-1/2", "1/-2", "½", "٣", "1_0", "0x1", "one", "9" * 101,
     "1/" + "9" * 5000, 3, 1.5, True, None, ["3"], {}],
)  # fmt: skip
def test_votes_that_are_none(value: object) -> None:
    with pytest.raises(Malformed) as fault:
        read_votes(value)
    assert str(fault.value).isprintable() and len(str(fault.value)) < 200


@given(shares)
def test_percentages_are_rounded_at_the_half(share: Fraction) -> None:
    tenths = round(Fraction(percent(share).removesuffix("\u00a0%")) * 10)
    assert -Fraction(1, 2) < tenths - share * 1000 <= Fraction(1, 2)

"""Approval and ranked choice against a plain second telling, their tie rules, and the BLT that is read back."""

import re
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endorsements.rules.malformed import Malformed
from endorsements.tally.contests import (
    NO_ENDORSEMENT,
    Ballot,
    Choice,
    Contest,
    TieRule,
    approval,
    approval_in_words,
    instant_runoff,
    runoff_in_words,
    ties_in_words,
    to_blt,
)
from tests.tally import plain

NONE = NO_ENDORSEMENT


def contest_of(*ids: str) -> Contest:
    titles = {NONE: "No endorsement"}
    return Contest("Assembly 57", tuple(Choice(id, titles.get(id, f"Candidate {id.upper()}")) for id in ids))


ABC = contest_of("a", "b", "c", NONE)
ORDER = TieRule(("c", "b", "a", NONE))


def cast(*lines: tuple[int, str]) -> list[Ballot]:
    """(how many, the ids in one string; `-` is no endorsement)."""
    return [Ballot(tuple(NONE if id == "-" else id for id in ids)) for times, ids in lines for _ in range(times)]


weights = st.sampled_from([Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(2)])


@st.composite
def contests(draw):
    ids = [*draw(st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=4)), NONE]
    ids = draw(st.permutations(ids))
    ranking = st.permutations(ids).flatmap(lambda all: st.integers(0, len(all)).map(lambda n: tuple(all[:n])))
    ballots = draw(st.lists(st.builds(Ballot, ranking, weights), max_size=14))
    rule = TieRule(tuple(draw(st.permutations(ids))), draw(st.booleans()))
    return contest_of(*ids), ballots, rule


def bare(ballots):
    return [(ballot.choices, ballot.weight) for ballot in ballots]


@given(contests())
@settings(deadline=None, max_examples=400)
def test_ranked_choice_as_the_plain_telling_says(given_) -> None:
    contest, ballots, ties = given_
    told = instant_runoff(contest, ballots, ties)
    rounds, winner = plain.runoff(contest.ids, bare(ballots), ties.order, ties.earlier_rounds)
    assert [(dict(r.votes), r.exhausted, r.eliminated) for r in told.rounds] == rounds
    assert told.winner == winner
    for told_round in told.rounds:
        assert sum(told_round.votes.values()) + told_round.exhausted == told.cast


@given(contests())
@settings(deadline=None)
def test_approval_as_the_plain_telling_says(given_) -> None:
    contest, ballots, ties = given_
    told = approval(contest, ballots, ties)
    votes, winner = plain.approvals(contest.ids, bare(ballots), ties.order)
    assert (dict(told.votes), told.winner) == (votes, winner)
    assert told.cast == sum(ballot.weight for ballot in ballots)
    assert told.blank == sum(ballot.weight for ballot in ballots if not ballot.choices)


@given(contests(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_voting_changes_nothing(given_, chance) -> None:
    contest, ballots, ties = given_
    other = list(ballots)
    chance.shuffle(other)
    assert instant_runoff(contest, other, ties) == instant_runoff(contest, ballots, ties)
    assert approval(contest, other, ties) == approval(contest, ballots, ties)
    for ranked in (True, False):
        assert to_blt(contest, other, ranked=ranked) == to_blt(contest, ballots, ranked=ranked)


@given(contests())
@settings(deadline=None)
def test_more_than_half_of_the_first_choices_wins_at_once(given_) -> None:
    contest, ballots, ties = given_
    first = [(ballot.choices[0], ballot.weight) for ballot in ballots if ballot.choices]
    total = sum(weight for _, weight in first)
    told = instant_runoff(contest, ballots, ties)
    for id in contest.ids:
        if 2 * sum(weight for choice, weight in first if choice == id) > total:
            assert (told.winner, len(told.rounds)) == (id, 1)


class TestRankedChoice:
    def test_votes_move_on_and_run_out(self) -> None:
        told = instant_runoff(ABC, cast((4, "ab"), (4, "b"), (2, "cb"), (1, "c"), (1, "")), ORDER)
        assert [(r.eliminated, r.exhausted) for r in told.rounds] == [(NONE, 1), ("c", 1), (None, 2)]
        assert told.rounds[-1].votes == {"a": 4, "b": 6}
        assert told.winner == "b"

    def test_nobody_can_win(self) -> None:
        told = instant_runoff(ABC, cast((3, "a-"), (2, "b-"), (4, "-")), ORDER)
        assert told.winner == NONE

    def test_a_shared_seat_counts_by_halves(self) -> None:
        half = Fraction(1, 2)
        ballots = [*cast((1, "a"), (1, "b")), Ballot(("a",), half)]
        told = instant_runoff(ABC, ballots, ORDER)
        assert told.rounds[0].votes == {"a": 3 * half, "b": 1, "c": 0, NONE: 0}
        assert (told.rounds[0].half, told.winner) == (Fraction(5, 4), "a")

    def test_only_blank_ballots_decide_nothing(self) -> None:
        for ballots in ([], cast((3, ""))):
            told = instant_runoff(ABC, ballots, ORDER)
            assert (told.winner, len(told.rounds)) == (None, 1)
            assert runoff_in_words(told)[-1] == "Every ballot was blank: nothing is decided."

    def test_a_dead_heat_of_the_last_two_goes_by_the_order(self) -> None:
        told = instant_runoff(ABC, cast((2, "a"), (2, "b")), ORDER)
        assert told.winner == "b"
        assert (told.rounds[2].tie.between, told.rounds[2].tie.by_round) == (("a", "b"), None)
        assert instant_runoff(ABC, cast((2, "a"), (2, "b")), TieRule((NONE, "a", "b", "c"))).winner == "a"

    def test_the_latest_earlier_round_decides_before_the_order(self) -> None:
        # After round 1, b and c stand at 4 each; in round 1 c had 3 to b's 4.
        ballots = cast((5, "a"), (4, "b"), (3, "c"), (1, "-c"))
        told = instant_runoff(ABC, ballots, TieRule(("c", "b", "a", NONE)))
        assert (told.rounds[1].eliminated, told.rounds[1].tie.by_round) == ("c", 1)
        told = instant_runoff(ABC, ballots, TieRule(("c", "b", "a", NONE), earlier_rounds=False))
        assert (told.rounds[1].eliminated, told.rounds[1].tie.by_round) == ("b", None)

    def test_rounds_in_words(self) -> None:
        told = runoff_in_words(instant_runoff(ABC, cast((4, "ab"), (3, "b"), (2, "cb"), (1, "")), ORDER))
        assert told[0] == (
            "Round 1: Candidate A 4; Candidate B 3; Candidate C 2; No endorsement 0. More than 4\u00a01/2 wins. "
            "Votes that rank none of these: 1. No endorsement drops out."
        )
        assert told[-1] == "Chosen: Candidate B."
        told = runoff_in_words(instant_runoff(ABC, cast((2, "a"), (2, "b")), ORDER))
        assert "Tied: Candidate A, Candidate B; decided by the declared order. Candidate A drops out." in told[2]


class TestApproval:
    def test_most_approvals_win(self) -> None:
        told = approval(ABC, cast((3, "ab"), (2, "b"), (4, "-"), (1, "")), ORDER)
        assert (told.votes, told.winner, told.tie) == ({"a": 3, "b": 5, "c": 0, NONE: 4}, "b", None)
        words = approval_in_words(told)
        assert words[1] == "Candidate B: approved by 5 of 10 votes cast, 50.0\u00a0%."

    def test_a_tie_goes_by_the_order(self) -> None:
        told = approval(ABC, cast((2, "ab")), ORDER)
        assert (told.winner, told.tie.between) == ("b", ("a", "b"))
        assert approval_in_words(told)[-2:] == (
            "Tied: Candidate A, Candidate B; decided by the declared order.", "Chosen: Candidate B.",
        )  # fmt: skip

    def test_no_approval_decides_nothing(self) -> None:
        assert approval(ABC, cast((2, "")), ORDER).winner is None
        assert approval_in_words(approval(ABC, [], ORDER))[0] == "Candidate A: approved by 0 of 0 votes cast."


class TestTieRules:
    def test_a_lot_can_be_drawn_again_by_anyone(self) -> None:
        drawn = TieRule.by_lot(ABC, "dice 4 4 1 6")
        again = sorted(ABC.ids, key=lambda id: sha256(b"dice 4 4 1 6\n" + id.encode()).hexdigest())
        assert list(drawn.order) == again
        assert len({TieRule.by_lot(ABC, f"{seed}").order for seed in range(99)}) > 12

    def test_they_are_told_before_the_vote(self) -> None:
        assert ties_in_words(ABC, ORDER).endswith("higher: Candidate C, Candidate B, Candidate A, No endorsement.")
        told = ties_in_words(ABC, TieRule.by_lot(ABC, "dice 6", earlier_rounds=False))
        assert told.startswith("Of tied choices") and "seed dice 6" in told

    def test_an_order_must_have_every_choice_once(self) -> None:
        for order in (("a", "b", "c"), ("a", "b", "c", NONE, NONE), ()):
            for count in (instant_runoff, approval):
                with pytest.raises(Malformed, match="order of the tie rule"):
                    count(ABC, [], TieRule(order))


class TestMalformed:
    @pytest.mark.parametrize(
        ("ballot", "told"),
        [
            (Ballot(("x",)), "ballot number 2, choices: found 'x', expected one of a, b, c, no-endorsement"),
            (Ballot(("a", "a")), "ballot number 2, choices: found a choice twice, expected each choice once"),
            (Ballot(("a",), Fraction(0)), "ballot number 2, weight: found 0, expected a weight above 0"),
        ],
    )
    def test_ballots(self, ballot: Ballot, told: str) -> None:
        for count in (lambda all: instant_runoff(ABC, all, ORDER), lambda all: to_blt(ABC, all)):
            with pytest.raises(Malformed) as fault:
                count([Ballot(("a",)), ballot])
            assert str(fault.value) == told

    @pytest.mark.parametrize("ids", [("a", "b"), (NONE,), ("a", "a", NONE), ()])
    def test_contests(self, ids) -> None:
        with pytest.raises(Malformed, match="choices"):
            contest_of(*ids)


def read_blt(text: str):
    """Read the form as its published description says: counts, ballots up to a 0, titles."""
    lines = text.splitlines()
    choices, seats = map(int, lines[0].split())
    end = lines.index("0")
    ballots = []
    for line in lines[1:end]:
        weight, *ranked, last = map(int, line.split())
        assert last == 0 and weight > 0
        ballots.append((ranked, weight))
    titles = [re.fullmatch(r'"([^"]*)"', line).group(1) for line in lines[end + 1 :]]
    assert len(titles) == choices + 1
    return seats, ballots, titles[:-1], titles[-1]


@given(contests())
@settings(deadline=None)
def test_a_blt_counted_elsewhere_comes_out_the_same(given_) -> None:
    contest, ballots, ties = given_
    seats, read, titles, title = read_blt(to_blt(contest, ballots))
    assert (seats, titles) == (1, [choice.title for choice in contest.choices])
    split = re.search(r"\[1 = 1/(\d+)\]$", title)
    unit = int(split.group(1)) if split else 1
    named = [([contest.ids[number - 1] for number in ranked], Fraction(weight, unit)) for ranked, weight in read]
    _, winner = plain.runoff(contest.ids, named, ties.order, ties.earlier_rounds)
    assert winner == instant_runoff(contest, ballots, ties).winner
    assert sum(weight for _, weight in named) == sum(ballot.weight for ballot in ballots)
    _, read, _, _ = read_blt(to_blt(contest, ballots, ranked=False))
    named = [([contest.ids[number - 1] for number in chosen], Fraction(weight, unit)) for chosen, weight in read]
    assert plain.approvals(contest.ids, named, ties.order)[0] == approval(contest, ballots, ties).votes


def test_a_blt_in_full() -> None:
    contest = Contest('Who "runs"?\n2 1', (Choice("a", 'Ann "Red" Example'), Choice(NONE, "No endorsement")))
    text = to_blt(contest, [Ballot((NONE, "a")), Ballot(("a",), Fraction(1, 2)), Ballot(("a",)), Ballot(())])
    assert text == (
        '2 1\n2 0\n3 1 0\n2 2 1 0\n0\n"Ann \'Red\' Example"\n"No endorsement"\n"Who \'runs\'? 2 1 [1 = 1/2]"\n'
    )

"""Which of several tied choices drops out, round by round and then by the declared order."""

from fractions import Fraction

from endorsements.tally.contests import NO_ENDORSEMENT, Ballot, Choice, Contest, TieRule, approval
from endorsements.tally.contests.ties import lowest

ORDER = TieRule(("a", "b", "c"))


def rounds(*told: str) -> list[dict[str, Fraction]]:
    """Earlier rounds, the first one first: `"a1 b2"`."""
    return [{each[0]: Fraction(int(each[1:])) for each in one.split()} for one in told]


def test_the_latest_round_in_which_they_differ_is_asked_first() -> None:
    assert lowest("ab", rounds("a1 b2 c9", "a2 b1 c9"), ORDER) == ("b", 2)
    assert lowest("ab", rounds("a1 b2 c9", "a2 b2 c8"), ORDER) == ("a", 1)
    assert lowest("ab", rounds("a2 b2", "a3 b3"), ORDER) == ("b", None)


def test_a_round_that_tells_only_some_apart_leaves_the_others_in_the_race_for_the_last_place() -> None:
    # Round 2 clears c; of a and b, round 1 says nothing, and the order decides between these two alone.
    assert lowest("abc", rounds("a1 b1 c1", "a2 b2 c3"), ORDER) == ("b", None)
    # Round 2 clears c, and round 1 decides between a and b, whatever it says of c.
    assert lowest("abc", rounds("a1 b2 c0", "a2 b2 c3"), ORDER) == ("a", 1)


def test_nobody_ties_where_nobody_was_approved_of() -> None:
    contest = Contest("Seat", (Choice("a", "A"), Choice(NO_ENDORSEMENT, "Nobody")))
    found = approval(contest, [Ballot(())], TieRule(("a", NO_ENDORSEMENT)))
    assert (found.winner, found.tie) == (None, None)

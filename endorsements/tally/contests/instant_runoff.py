"""Ranked choice for one seat (instant runoff): who is last drops out, until one has more than half of what counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from endorsements.tally.contests.ballots import Ballot, Box, Contest, gathered
from endorsements.tally.contests.ties import Tie, TieRule, lowest


@dataclass(frozen=True, slots=True)
class Round:
    """One count of every ballot for the choice it ranks highest of those still in."""

    votes: Mapping[str, Fraction]
    """Of the choices still in, in the contest's order."""
    exhausted: Fraction
    """Votes that rank none of them, blank ones among them. They no longer count for the majority."""
    eliminated: str | None
    """Who drops out after it; None in the last round."""
    tie: Tie | None
    """The tie for the last place, if there was one to decide."""

    @property
    def half(self) -> Fraction:
        """More than this many votes win."""
        return sum(self.votes.values(), Fraction()) / 2


@dataclass(frozen=True, slots=True)
class InstantRunoff:
    """The rounds, and who won the last."""

    contest: Contest
    ties: TieRule
    cast: Fraction
    rounds: tuple[Round, ...]
    winner: str | None
    """None where every ballot was blank."""


def instant_runoff(contest: Contest, ballots: Iterable[Ballot], ties: TieRule) -> InstantRunoff:
    """Count ranked ballots. Raises Malformed for a ballot or a tie rule that doesn't fit the contest.

    A ballot counts in full for one choice a round. One choice drops out at a time, also one without any vote.
    """
    ties.check(contest)
    box = gathered(contest, ballots, ranked=True)
    still_in = list(contest.ids)
    rounds: list[Round] = []
    while True:
        votes = _count(box, still_in)
        counting = sum(votes.values(), Fraction())
        first = max(still_in, key=votes.__getitem__)
        if not counting or votes[first] > counting / 2:
            rounds.append(Round(votes, box.cast - counting, None, None))
            return InstantRunoff(contest, ties, box.cast, tuple(rounds), first if counting else None)
        fewest = min(votes.values())
        last = tuple(id for id in still_in if votes[id] == fewest)
        out, by_round = lowest(last, [told.votes for told in rounds], ties)
        tie = Tie(last, by_round) if len(last) > 1 else None
        rounds.append(Round(votes, box.cast - counting, out, tie))
        still_in.remove(out)


def _count(box: Box, still_in: list[str]) -> dict[str, Fraction]:
    parts = dict.fromkeys(still_in, 0)
    for choices, weight in box.weights.items():
        for id in choices:
            if id in parts:
                parts[id] += weight
                break
    return {id: box.votes(weight) for id, weight in parts.items()}

"""Approval voting for one seat: the choice that most votes approve of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from endorsements.tally.contests.ballots import Ballot, Contest, gathered
from endorsements.tally.contests.ties import Tie, TieRule, highest


@dataclass(frozen=True, slots=True)
class Approval:
    """Approvals by choice, in the contest's order. Each is a share of `cast`; they may add up to more."""

    contest: Contest
    ties: TieRule
    cast: Fraction
    blank: Fraction
    votes: Mapping[str, Fraction]
    winner: str | None
    """None where nobody approved of anything."""
    tie: Tie | None


def approval(contest: Contest, ballots: Iterable[Ballot], ties: TieRule) -> Approval:
    """Count approvals. Raises Malformed for a ballot or a tie rule that doesn't fit the contest."""
    ties.check(contest)
    box = gathered(contest, ballots, ranked=False)
    parts = dict.fromkeys(contest.ids, 0)
    for choices, weight in box.weights.items():
        for id in choices:
            parts[id] += weight
    most = max(parts.values())
    first = tuple(id for id in contest.ids if parts[id] == most)
    votes = {id: box.votes(weight) for id, weight in parts.items()}
    tie = Tie(first, None) if most and len(first) > 1 else None
    return Approval(contest, ties, box.cast, box.blank, votes, highest(first, ties) if most else None, tie)

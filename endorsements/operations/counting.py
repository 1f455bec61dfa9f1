"""Counting a ballot at its close: from the votes to the result that is stored. For no page: it reads what is secret."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from endorsements.models import Ballot, BallotBox, RollCallVote, RollEntry
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.queries.ballot_dropouts import dropped_out
from endorsements.queries.ballots import counted_contest, rule_of
from endorsements.tally import Base, Count, Rule, Vote, counted, decide, read_votes, written
from endorsements.tally.contests import Approval, InstantRunoff
from endorsements.tally.contests import Ballot as Marked
from endorsements.tally.straw_poll import Leaning, polled
from endorsements.tally.writing import record

FAILED, NO_QUORUM, CHOSEN, POLLED = "failed", "no-quorum", "chosen", "polled"


@dataclass(frozen=True, slots=True)
class Counted:
    """The votes that count, each a choice and its weight, and how many people are on the roll."""

    roll: int
    votes: tuple[tuple[tuple[str, ...], Fraction], ...]
    struck_votes: int = 0
    """On the record, but of people who were struck from the roll; not among `votes`."""

    @property
    def participants(self) -> int:
        """People who voted."""
        return len(self.votes)


def votes_of(ballot: Ballot) -> Counted:
    """Return the votes of a locked ballot, in no order that tells anything."""
    roll = RollEntry.objects.filter(ballot=ballot, struck=False).count()
    if ballot.method == CastingMethod.SECRET:
        box = BallotBox.objects.get(ballot=ballot)
        return Counted(roll, tuple((tuple(choice), read_votes(weight)) for _code, choice, weight in box.votes))
    rows = RollCallVote.objects.filter(entry__ballot=ballot, is_current=True).select_related("entry").order_by("entry")
    votes = [(tuple(row.choice), Fraction(row.entry.units, row.entry.whole)) for row in rows if not row.entry.struck]
    return Counted(roll, tuple(votes), sum(row.entry.struck for row in rows))


def quorum_is_met(ballot: Ballot) -> bool:
    """Say whether as many people voted in a locked ballot as its quorum asks for."""
    rule = rule_of(ballot)
    entries = RollEntry.objects.filter(ballot=ballot, struck=False)
    return rule is None or entries.filter(voted=True).count() >= rule.quorum.least(entries.count())


def is_over(ballot: Ballot, now: dt.datetime) -> bool:
    """Say whether the time for voting is over: at `closes_at` exactly it is too late.

    A ballot that stays open for its quorum is over at its hard stop, or once it has the quorum and its time is up.
    Called under the ballot's lock.
    """
    if ballot.hard_stop_at is None or now < ballot.closes_at:
        return now >= ballot.closes_at
    return now >= ballot.hard_stop_at or quorum_is_met(ballot)


def result_of(ballot: Ballot) -> dict[str, Any]:
    """Count a locked ballot; return what is stored as its result. Whatever the figures, there is one."""
    found = votes_of(ballot)
    result: dict[str, Any] = {
        "outcome": "",
        "roll": found.roll,
        "participants": found.participants,
        "recused": ballot.recused or 0,
        "present": ballot.present,
        "recount": None,
        "contest": None,
        "poll": None,
        "raised_present": False,
        "lowered_present": False,
        "struck_votes": found.struck_votes,
        "dropped_out": {id: each.on.isoformat() for id, each in dropped_out(ballot).items()},
    }
    rule = rule_of(ballot)
    if ballot.kind == BallotKind.STRAW_POLL or rule is None:
        return {**result, **_poll(found)}
    if ballot.kind == BallotKind.YES_NO:
        return {**result, **_yes_no(ballot, rule, found)}
    return {**result, **_contest(ballot, rule, found)}


def _poll(found: Counted) -> dict[str, Any]:
    poll = polled(Leaning(choice[0]) if choice else None for choice, _weight in found.votes)
    answers = {str(leaning): number for leaning, number in poll.answers.items()}
    return {"outcome": POLLED, "poll": {"responses": poll.responses, "answers": answers}}


def _yes_no(ballot: Ballot, rule: Rule, found: Counted) -> dict[str, Any]:
    present, said = _present(ballot, rule, found)
    votes = counted((Vote(choice[0]), weight) for choice, weight in found.votes)
    count = Count(votes, roll=found.roll, present=present, participants=found.participants)
    outcome = decide(rule, count)
    return {"outcome": str(outcome.result), "present": present, "recount": record(rule, count), **said}


def _present(ballot: Ballot, rule: Rule, found: Counted) -> tuple[int | None, dict[str, bool]]:
    """Return those present as far as the votes and the roll allow it, and what had to be changed.

    A chair's count that contradicts the votes must not leave a ballot that cannot be closed.
    """
    if rule.base is not Base.PRESENT:
        return None, {}
    entered = ballot.present or 0
    present = min(max(entered, found.participants), found.roll)
    return present, {"raised_present": present > entered, "lowered_present": present < entered}


def _contest(ballot: Ballot, rule: Rule, found: Counted) -> dict[str, Any]:
    marked = [Marked(choice, weight) for choice, weight in found.votes]
    result = counted_contest(ballot, marked)
    winner = result.winner
    outcome = FAILED if winner is None else CHOSEN
    if found.participants < rule.quorum.least(found.roll):
        outcome = NO_QUORUM
    return {
        "outcome": outcome,
        "contest": {"winner": winner if outcome == CHOSEN else None, "ballots": _alike(marked), **_figures(result)},
    }


def _alike(marked: Sequence[Marked]) -> list[list[Any]]:
    """Return like ballots as choices, weight and how many, sorted, so that nothing of the order of voting is left.

    Where votes are split they are added up to one weight: how those who share a seat voted is not told apart.
    """
    votes: dict[tuple[str, ...], Fraction] = {}
    for each in marked:
        votes[each.choices] = votes.get(each.choices, Fraction(0)) + each.weight
    if all(each.weight == 1 for each in marked):
        return [[list(choices), "1", int(number)] for choices, number in sorted(votes.items())]
    return [[list(choices), written(weight), 1] for choices, weight in sorted(votes.items())]


def _figures(result: Approval | InstantRunoff) -> dict[str, Any]:
    if isinstance(result, Approval):
        return {"votes": {id: written(votes) for id, votes in result.votes.items()}}
    return {
        "rounds": [
            {
                "votes": {id: written(votes) for id, votes in told.votes.items()},
                "exhausted": written(told.exhausted),
                "eliminated": told.eliminated,
            }
            for told in result.rounds
        ]
    }

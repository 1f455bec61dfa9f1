"""Attacks that join voters to votes by what `traces` reads. Each returns its guesses: who voted how.

An attack is the same function whichever tables it is turned on. It knows the schema and everybody who could have voted,
but not who voted how, nor who holds which receipt.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import sqrt
from typing import Any

from tests.secrecy.traces import People, Row, sequences

Guesses = dict[int, str]
Truth = Mapping[int, str]
MANY = 0.5
"""A sequence in which fewer than this share of the voters is named cannot be laid beside the votes."""


@dataclass(frozen=True)
class Vote:
    """One vote as the database holds it, with what it could be ordered or joined by."""

    choice: str
    code: str
    keys: Mapping[str, Any]


def in_the_box(rows: Iterable[Row]) -> list[Vote]:
    """The votes of our schema: all in one row, each a code, a choice and a weight."""
    found = []
    for row in rows:
        if row.table == "endorsements_ballotbox":
            votes = row.columns["votes"]
            for position, (code, choice, _weight) in enumerate(json.loads(votes) if isinstance(votes, str) else votes):
                keys = {**row.keys, "position": f"{position:06}", "code": code}
                found.append(Vote(choice[0], code, keys))
    return found


def in_rows(rows: Iterable[Row]) -> list[Vote]:
    """The votes of the naive schema: each a row."""
    return [Vote(row.columns["choice"], str(row.columns["id"]), row.keys) for row in rows if row.table == "naive_vote"]


def joined(rows: Sequence[Row], people: People, votes: Sequence[Vote]) -> Iterator[tuple[str, Guesses]]:
    """Who and how stand in rows of one value: the same transaction, the same moment, the same place.

    A guess is made only where the votes of that value leave no doubt.
    """
    for name, voters in sequences(rows, people).items():
        for key in sorted({key for vote in votes for key in vote.keys}):
            choices: dict[Any, set[str]] = defaultdict(set)
            for vote in votes:
                if key in vote.keys:
                    choices[vote.keys[key]].add(vote.choice)
            sure = {value: held.pop() for value, held in choices.items() if len(held) == 1}
            yield f"{name} = votes by {key}", {who: sure[value] for value, who in voters if value in sure}


def ordered(rows: Sequence[Row], people: People, votes: Sequence[Vote]) -> Iterator[tuple[str, Guesses]]:
    """The first to vote cast the first vote, and so on, by every order in which either can be put."""
    keys = sorted({key for vote in votes for key in vote.keys})
    orders = {key: [v.choice for v in sorted(votes, key=lambda vote: vote.keys.get(key, ""))] for key in keys}
    for name, voters in sequences(rows, people).items():
        members = [member for _value, member in sorted(voters)]
        came = {"": list(dict.fromkeys(members)), " (last)": list(dict.fromkeys(reversed(members)))[::-1]}
        for which, who in came.items():
            if len(who) < MANY * len(people.ids):
                continue
            for key, choices in orders.items():
                yield f"{name}{which} ~ votes by {key}", dict(zip(who, choices, strict=False))


def searched(rows: Sequence[Row], people: People, votes: Sequence[Vote]) -> Iterator[tuple[str, Guesses]]:
    """A row that names one person and holds one receipt says how that person voted."""
    choices = {vote.code: vote.choice for vote in votes}
    found: dict[str, Guesses] = defaultdict(dict)
    for row in rows:
        text = row.text
        codes = [code for code in choices if code in text]
        named = people.named_by(row)
        if len(codes) == 1 and len(named) == 1:
            found[row.table][named.pop()] = choices[codes[0]]
    yield from ((f"{table} holds receipts", guesses) for table, guesses in found.items())


ALL: tuple[Callable[[Sequence[Row], People, Sequence[Vote]], Iterator[tuple[str, Guesses]]], ...] = (
    joined,
    ordered,
    searched,
)


def score(guesses: Guesses, truth: Truth) -> int:
    """How many voters' votes were guessed, and rightly."""
    return sum(truth.get(who) == choice for who, choice in guesses.items())


def chance(truth: Truth) -> int:
    """The most that guessing without looking recovers, but once in a billion: a majority's guess and six deviations."""
    most = max(list(truth.values()).count(choice) for choice in truth.values()) / len(truth)
    return int(len(truth) * most + 6 * sqrt(len(truth) * most * (1 - most)))


def best(results: Iterable[tuple[str, Guesses]], truth: Truth) -> tuple[int, str]:
    """The attack that recovered most, and how many."""
    return max(((score(guesses, truth), name) for name, guesses in results), default=(0, "no attack had anything"))


def by_hash(codes: Sequence[str], choices: Sequence[str], digest: str, salt: str = "") -> dict[str, str] | None:
    """What each receipt holds, found by trying every box that the tally allows against the published hash."""
    for held in set(permutations(choices)):
        votes = [[code, [choice], "1"] for code, choice in zip(sorted(codes), held, strict=True)]
        canonical = json.dumps(votes, ensure_ascii=True, separators=(",", ":"))
        if hashlib.sha256((salt + canonical).encode()).hexdigest() == digest:
            return dict(zip(sorted(codes), held, strict=True))
    return None

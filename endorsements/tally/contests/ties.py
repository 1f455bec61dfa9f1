"""How ties are decided: by a rule that is declared before the first vote and that anyone can apply again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Self

from endorsements.rules.malformed import Malformed, Phrase, one_of
from endorsements.rules.wording import gettext_noop
from endorsements.tally.contests.ballots import Contest


@dataclass(frozen=True, slots=True)
class TieRule:
    """An order of all the choices, the first standing highest.

    With `earlier_rounds`, ranked choice first asks the latest earlier round in which the tied choices differ.
    """

    order: tuple[str, ...]
    earlier_rounds: bool = True
    seed: str | None = None
    """What the order was drawn from, if it was."""

    @classmethod
    def by_lot(cls, contest: Contest, seed: str, *, earlier_rounds: bool = True) -> Self:
        """The order drawn from a published seed: by SHA-256 of the seed, a line feed and the choice's id, in UTF-8."""

        def drawn(id: str) -> bytes:
            return sha256(f"{seed}\n{id}".encode()).digest()

        return cls(tuple(sorted(contest.ids, key=drawn)), earlier_rounds, seed)

    def check(self, contest: Contest) -> None:
        """Raise Malformed unless the order has each choice of the contest once."""
        if sorted(self.order) != sorted(contest.ids):
            expected = Phrase(gettext_noop("each of %s once"), (", ".join(contest.ids),))
            raise Malformed(one_of(self.order), expected).within(gettext_noop("order of the tie rule"))


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that had to be decided: between whom, and by which earlier round (None: by the declared order)."""

    between: tuple[str, ...]
    by_round: int | None


def lowest(tied: Collection[str], earlier: Sequence[Mapping[str, Fraction]], rule: TieRule) -> tuple[str, int | None]:
    """The one of the tied that stands lowest, and the number of the earlier round that said so (None: the order)."""
    still = set(tied)
    for number in range(len(earlier), 0, -1) if rule.earlier_rounds else ():
        votes = earlier[number - 1]
        least = min(votes[id] for id in still)
        still = {id for id in still if votes[id] == least}
        if len(still) == 1:
            return still.pop(), number
    return max(still, key=rule.order.index), None


def highest(tied: Collection[str], rule: TieRule) -> str:
    """The one of the tied that stands highest in the declared order."""
    return min(tied, key=rule.order.index)

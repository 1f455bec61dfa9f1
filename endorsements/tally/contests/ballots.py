"""What a contest of several candidates for one seat is voted with: choices, and ballots with exact weights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from endorsements.rules.malformed import NOTHING, Malformed, Phrase, one_of, shown
from endorsements.rules.wording import gettext_noop

NO_ENDORSEMENT: Final = "no-endorsement"
"""The id of the choice to endorse nobody. It is counted as any other and can win."""


class Choice(NamedTuple):
    """A candidate, or `NO_ENDORSEMENT`."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A question with two choices or more, one of them to endorse nobody. Raises Malformed."""

    title: str
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        ids = self.ids
        twice = [id for id in ids if ids.count(id) > 1]
        if twice:
            raise Malformed(shown(twice[0]), Phrase(gettext_noop("each choice once"))).within("choices")
        if NO_ENDORSEMENT not in ids or len(ids) < 2:
            expected = Phrase(gettext_noop("a candidate, and %s beside them"), (NO_ENDORSEMENT,))
            raise Malformed(one_of(ids), expected).within("choices")

    @property
    def ids(self) -> tuple[str, ...]:
        """The choices' ids, in their order."""
        return tuple(choice.id for choice in self.choices)

    def title_of(self, id: str) -> str:
        """A choice's title."""
        return next(choice.title for choice in self.choices if choice.id == id)


@dataclass(frozen=True, slots=True)
class Ballot:
    """Ids of choices: those approved, or those ranked, the first preferred. None at all is a blank ballot."""

    choices: tuple[str, ...]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Box:
    """Ballots, like ones added up: weights are integers, in parts of `1/unit` vote."""

    unit: int
    weights: Mapping[tuple[str, ...], int]
    """Never empty of weight; sorted by the order of the choices, so that the order of voting is not in it."""

    def votes(self, parts: int) -> Fraction:
        """Parts as votes."""
        return Fraction(parts, self.unit)

    @property
    def cast(self) -> Fraction:
        """All votes, blank ones among them."""
        return self.votes(sum(self.weights.values()))

    @property
    def blank(self) -> Fraction:
        """The votes of blank ballots."""
        return self.votes(self.weights.get((), 0))


def gathered(contest: Contest, ballots: Iterable[Ballot], *, ranked: bool) -> Box:
    """Add like ballots up. Raises Malformed for a choice that isn't the contest's or is there twice, or no weight."""
    sums: dict[Ballot, int] = {}
    for ballot in ballots:
        sums[ballot] = sums.get(ballot, 0) + 1
    place = {id: number for number, id in enumerate(contest.ids)}
    for number, ballot in enumerate(sums, start=1):
        try:
            _check(ballot, place)
        except Malformed as fault:
            raise fault.within(gettext_noop("ballot number %s"), f"{number}") from None
    unit = lcm(*(ballot.weight.denominator for ballot in sums))
    weights: dict[tuple[str, ...], int] = {}
    for ballot, times in sums.items():
        choices = ballot.choices if ranked else tuple(sorted(ballot.choices, key=place.__getitem__))
        weights[choices] = weights.get(choices, 0) + times * int(ballot.weight * unit)
    return Box(unit, dict(sorted(weights.items(), key=lambda item: [place[id] for id in item[0]])))


def _check(ballot: Ballot, place: Mapping[str, int]) -> None:
    if ballot.weight <= 0:
        raise Malformed(Phrase(f"{ballot.weight}"), Phrase(gettext_noop("a weight above 0"))).within("weight")
    for id in ballot.choices:
        if id not in place:
            raise Malformed(shown(id) if id else NOTHING, one_of(place)).within("choices")
    if len(set(ballot.choices)) < len(ballot.choices):
        raise Malformed(Phrase(gettext_noop("a choice twice")), Phrase(gettext_noop("each choice once"))).within(
            "choices"
        )

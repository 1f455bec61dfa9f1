"""Tests that criteria are declared with: small expressions over facts, valued in Kleene's strong three-valued logic.

A criterion's value, the facts it is because of, and every table for bulk work derive from the one expression.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from endorsements.rules.answers import NO, RED_LINES, UNKNOWN, YES
from endorsements.rules.facts import FACTS_BY_ID, ChoiceId, TriStateId


class Truth(StrEnum):
    """The three values. An unknown is neither a yes nor a no."""

    YES = YES
    NO = NO
    UNKNOWN = UNKNOWN


class Test(ABC):
    """A question to a dossier's answers, itself answered yes, no or unknown. Combine with `&`, `|` and `~`."""

    __test__ = False  # the name means nothing to pytest

    @abstractmethod
    def value(self, answers: Mapping[str, str]) -> Truth:
        """The value under these answers (fact id → answer, every fact of the test present)."""

    @abstractmethod
    def because(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The facts that give the test its value, in the test's order; of an unknown, the ones it waits for."""

    @abstractmethod
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts asked, each once, in the order of the test."""

    @abstractmethod
    def canonical(self) -> str:
        """The test spelled out, the same for the same declaration; what the rulebook's digest is made from."""

    def __and__(self, other: "Test") -> "Test":
        return AllOf((*_parts(AllOf, self), *_parts(AllOf, other)))

    def __or__(self, other: "Test") -> "Test":
        return AnyOf((*_parts(AnyOf, self), *_parts(AnyOf, other)))

    def __invert__(self) -> "Test":
        return Not(self)


@dataclass(frozen=True, slots=True)
class AnswerIs(Test):
    """Whether a fact's answer is one of those given; unknown while the fact is."""

    fact: str
    accepted: tuple[str, ...]

    def value(self, answers: Mapping[str, str]) -> Truth:
        answer = answers[self.fact]
        if answer == UNKNOWN:
            return Truth.UNKNOWN
        return Truth.YES if answer in self.accepted else Truth.NO

    def because(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        return (self.fact,)

    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def canonical(self) -> str:
        return f"{self.fact} in ({', '.join(self.accepted)})"


@dataclass(frozen=True, slots=True)
class Not(Test):
    """The opposite; unknown stays unknown."""

    test: Test

    def value(self, answers: Mapping[str, str]) -> Truth:
        return _OPPOSITE[self.test.value(answers)]

    def because(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        return self.test.because(answers)

    def facts(self) -> tuple[str, ...]:
        return self.test.facts()

    def canonical(self) -> str:
        return f"not {self.test.canonical()}"


@dataclass(frozen=True, slots=True)
class _Several(Test):
    tests: tuple[Test, ...]

    def because(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        # The parts whose value is the whole's: one no is enough for an "and", all its yeses are needed for a yes,
        # and while it is unknown nothing in it has decided, so that each unknown part still can.
        value = self.value(answers)
        return _once(test.because(answers) for test in self.tests if test.value(answers) is value)

    def facts(self) -> tuple[str, ...]:
        return _once(test.facts() for test in self.tests)


@dataclass(frozen=True, slots=True)
class AllOf(_Several):
    """Yes when every part is; no as soon as one is."""

    def value(self, answers: Mapping[str, str]) -> Truth:
        values = {test.value(answers) for test in self.tests}
        return _first_of((Truth.NO, Truth.UNKNOWN), values, otherwise=Truth.YES)

    def canonical(self) -> str:
        return f"({' and '.join(test.canonical() for test in self.tests)})"


@dataclass(frozen=True, slots=True)
class AnyOf(_Several):
    """Yes as soon as one part is; no when every part is."""

    def value(self, answers: Mapping[str, str]) -> Truth:
        values = {test.value(answers) for test in self.tests}
        return _first_of((Truth.YES, Truth.UNKNOWN), values, otherwise=Truth.NO)

    def canonical(self) -> str:
        return f"({' or '.join(test.canonical() for test in self.tests)})"


def fact(id: TriStateId) -> Test:
    """Whether the fact's answer is yes. ValueError when there is no such yes-or-no fact."""
    if id not in FACTS_BY_ID or FACTS_BY_ID[id].is_choice:
        raise ValueError(f"{id!r} is not a yes-or-no fact of the dossier")
    return AnswerIs(id, (YES,))


def one_of(id: ChoiceId, *accepted: str) -> Test:
    """Whether a choice fact's answer is among `accepted`. ValueError when the fact cannot be answered so."""
    if id not in FACTS_BY_ID or not FACTS_BY_ID[id].is_choice:
        raise ValueError(f"{id!r} is not a choice fact of the dossier")
    if not accepted or not set(accepted) <= set(FACTS_BY_ID[id].answers):
        raise ValueError(f"{id!r} is answered with {FACTS_BY_ID[id].answers}, not {accepted}")
    return AnswerIs(id, accepted)


def no_red_line_crossed() -> Test:
    """Whether every red line in force holds; no as soon as one is crossed."""
    return AnswerIs(RED_LINES, (YES,))


_OPPOSITE = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def _parts(kind: type[_Several], test: Test) -> tuple[Test, ...]:
    return test.tests if isinstance(test, kind) else (test,)


def _once(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _first_of(order: tuple[Truth, ...], found: set[Truth], otherwise: Truth) -> Truth:
    return next((value for value in order if value in found), otherwise)

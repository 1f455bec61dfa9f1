"""A judgement in words, as a page holds it: findings, ways that lead to another verdict, the panel with all of it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactLink:
    """A fact by its short name, where it stands on the page, and its value in words ("" where none is meant)."""

    href: str
    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One criterion's finding. `lead` is the word before the facts it is because of."""

    code: str
    title: str
    sentence: str
    value: str
    label: str
    lead: str
    because: tuple[FactLink, ...]
    source: str
    classes: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """One part of the rulebook with its findings."""

    id: str
    title: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Answers that, given together, lead to a verdict."""

    answers: tuple[FactLink, ...]
    verdict: str
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The whole judgement in words. Lists that do not apply are empty, sentences that do not apply are ""."""

    verdict: str
    label: str
    why: str
    kind: str
    both: str
    advocacy: str
    groups: tuple[FindingGroup, ...]
    open: tuple[FactLink, ...]
    settle: tuple[Way, ...]
    sets: tuple[Way, ...]
    raises: tuple[FactLink, ...]
    change: tuple[Way, ...]
    answered: str

    @property
    def settle_by_verdict(self) -> list[Way]:
        """`settle`, as one entry a verdict: any one of its answers leads there."""
        return _by_verdict(self.settle)

    @property
    def change_by_verdict(self) -> list[Way]:
        """`change` likewise."""
        return _by_verdict(self.change)


def _by_verdict(ways: Iterable[Way]) -> list[Way]:
    grouped: dict[str, Way] = {}
    for way in ways:
        before = grouped.get(way.verdict)
        grouped[way.verdict] = Way((*(before.answers if before else ()), *way.answers), way.verdict, way.label)
    return list(grouped.values())

"""A rulebook: criteria with their citations, and how they make a verdict. Several can be registered side by side."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from endorsements.rules.citations import Citation
from endorsements.rules.expressions import Test
from endorsements.rules.facts import FACTS
from endorsements.rules.wording import gettext_noop


class Part(StrEnum):
    """The three sets of criteria; a set holds when all of its criteria do."""

    GATES = "gates"
    STRUGGLE = "struggle"
    CADRE = "cadre"


class Verdict(StrEnum):
    """What the rulebook says about endorsing."""

    CADRE = "cadre"
    CLASS_STRUGGLE = "class-struggle"
    NOT_ENDORSABLE = "not-endorsable"
    UNDETERMINED = "undetermined"


class Kind(StrEnum):
    """What a campaign is, whatever the gates say."""

    CADRE = "cadre"
    CLASS_STRUGGLE = "class-struggle"
    BOTH = "both"
    NEITHER = "neither"
    OPEN = "open"


PART_TITLES: Mapping[Part, str] = {
    Part.GATES: gettext_noop("Gates"),
    Part.STRUGGLE: gettext_noop("Class struggle"),
    Part.CADRE: gettext_noop("Cadre"),
}
VERDICT_TITLES: Mapping[Verdict, str] = {
    Verdict.CADRE: gettext_noop("Cadre"),
    Verdict.CLASS_STRUGGLE: gettext_noop("Class struggle"),
    Verdict.NOT_ENDORSABLE: gettext_noop("Not endorsable"),
    Verdict.UNDETERMINED: gettext_noop("Undetermined"),
}
KIND_TITLES: Mapping[Kind, str] = {
    Kind.CADRE: gettext_noop("Cadre campaign"),
    Kind.CLASS_STRUGGLE: gettext_noop("Class-struggle campaign"),
    Kind.BOTH: gettext_noop("Both cadre and class struggle"),
    Kind.NEITHER: gettext_noop("Neither cadre nor class struggle"),
    Kind.OPEN: gettext_noop("Still open"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule: what it is called, how we say it, the test that decides it, and where it comes from."""

    code: str
    part: Part
    title: str
    sentence: str
    test: Test
    citation: Citation


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """The verdict given when all these parts hold. Rules are tried in order; when all are no: not endorsable."""

    verdict: Verdict
    needs: tuple[Part, ...]
    citation: Citation


@dataclass(frozen=True, eq=False)
class Rulebook:
    """A dated set of criteria. `verdict_rules` come in the order of their priority. Compare two by their digests."""

    id: str
    dated: date
    source: str
    criteria: tuple[Criterion, ...]
    verdict_rules: tuple[VerdictRule, ...]

    def __post_init__(self) -> None:
        codes = [criterion.code for criterion in self.criteria]
        if len(set(codes)) < len(codes):
            raise ValueError(f"rulebook {self.id!r} has two criteria with one code")

    @cached_property
    def digest(self) -> str:
        """SHA-256, as 64 hex digits, over everything that binds: ids, wording, tests, citations, verdict rules."""
        text = json.dumps(self._canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def criterion(self, code: str) -> Criterion:
        """The criterion with this code. KeyError when there is none."""
        return {criterion.code: criterion for criterion in self.criteria}[code]

    def of_part(self, part: Part) -> tuple[Criterion, ...]:
        """The part's criteria in their order."""
        return tuple(criterion for criterion in self.criteria if criterion.part is part)

    def _canonical(self) -> dict[str, object]:
        return {
            "id": self.id,
            "dated": self.dated.isoformat(),
            "source": self.source,
            "facts": [[fact.id, fact.group, fact.question, list(fact.answers)] for fact in FACTS],
            "criteria": [
                [rule.code, rule.part, rule.title, rule.sentence, rule.test.canonical(), str(rule.citation)]
                for rule in self.criteria
            ],
            "verdict_rules": [[rule.verdict, list(rule.needs), str(rule.citation)] for rule in self.verdict_rules],
        }


class UnknownRulebook(LookupError):
    """No rulebook of that id is registered; the message lists the ones that are."""

    def __init__(self, id: object) -> None:
        self.id = id
        self.known = tuple(sorted(_registered))
        super().__init__(f"unknown rulebook {id!r}; known: {', '.join(self.known)}")


_registered: dict[str, Rulebook] = {}


def register(book: Rulebook) -> Rulebook:
    """Make a rulebook known by its id. ValueError when another one has that id: what was published stays."""
    if _registered.setdefault(book.id, book).digest != book.digest:
        raise ValueError(f"another rulebook is registered as {book.id!r}")
    return _registered[book.id]


def rulebook(id: str) -> Rulebook:
    """The rulebook of that id. Raises UnknownRulebook."""
    if id not in _registered:
        raise UnknownRulebook(id)
    return _registered[id]


def rulebooks() -> tuple[Rulebook, ...]:
    """All registered rulebooks, the newest first."""
    return tuple(sorted(_registered.values(), key=lambda book: (book.dated, book.id), reverse=True))

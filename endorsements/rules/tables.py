"""Decision tables compiled from a rulebook's criteria, so that a dossier is judged by looking up and combining.

Criteria that share a fact form one *cluster*; clusters are independent of each other. A cluster's *row* holds, for one
combination of answers to its facts, everything the verdict and its explanation need. Rows are made when first asked
for, by evaluating the criteria's own tests; a rulebook has only as many as its clusters' answers combine to.

What a row contributes to the verdict is a *mask* of two bits for each part: "all my criteria are yes" and "none of my
criteria is no". Over all rows these combine with a bitwise and, to the value of each conjunction. For fully answered
facts the first bit of each part is enough; such a mask of three bits is an *outcome*.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import itemgetter
from typing import Final, NamedTuple

from endorsements.rules.answers import NO, RED_LINES, UNKNOWN, YES
from endorsements.rules.expressions import Truth
from endorsements.rules.facts import FACTS, FACTS_BY_ID
from endorsements.rules.rulebook import Criterion, Kind, Part, Rulebook, Verdict

PARTS: Final = tuple(Part)
ALL_CERTAIN: Final = (1 << len(PARTS)) - 1
NEUTRAL: Final = (1 << 2 * len(PARTS)) - 1
"""The mask that changes nothing: all certain, all possible."""

RED_LINE_TRUTHS: Final = (YES, NO)
"""How the red lines together can be answered: none crossed, or some."""


class Finding(NamedTuple):
    """A criterion's value, the facts that made it so (in the order of its test), and the rule's locator."""

    code: str
    value: Truth
    because: tuple[str, ...]
    source: str


class Change(NamedTuple):
    """One answer, given alone, and the verdict it leads to."""

    fact: str
    to: str
    verdict: Verdict


class InvalidAnswer(ValueError):
    """An answer to a fact that no dossier can hold, or to no fact at all (`expected` is then empty)."""

    def __init__(self, fact: str, found: object, expected: Sequence[str]) -> None:
        self.fact, self.found, self.expected = fact, found, tuple(expected)
        wanted = f"expected one of {', '.join(expected)}" if expected else "there is no such fact"
        super().__init__(f"{fact}: found {found!r}, {wanted}")


class Alternative(NamedTuple):
    """Another answer to one fact: the row's mask under it, and the change it is, for each verdict it may lead to."""

    mask: int
    changes: Mapping[Verdict, Change]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A cluster under one combination of answers.

    `flips` are the other answers to its known yes-or-no facts, `answers` those to its unknown ones, where they alter
    the mask. `reach` is the set of outcomes its unknown facts still allow (bit n for outcome n). `open` gives for each
    unknown fact the outcomes of all other clusters together under which the fact decides between two verdicts.
    `if_lines` gives the mask by what the red lines together are, for a cluster that asks about them.
    """

    mask: int
    findings: tuple[Finding, ...]
    flips: tuple[Alternative, ...]
    answers: tuple[Alternative, ...]
    reach: int
    open: tuple[tuple[str, int], ...]
    if_lines: Mapping[str, int] | None


class Standing(NamedTuple):
    """What a combined mask means."""

    verdict: Verdict
    kind: Kind
    qualifies_as_both: bool
    coalition_advocacy: bool


class Cluster(dict[object, Row]):
    """Facts that are judged together, and the rows made so far. Looking up with other answers raises InvalidAnswer."""

    def __init__(self, facts: tuple[str, ...], criteria: tuple[Criterion, ...], decides: tuple[Verdict, ...]) -> None:
        super().__init__()
        self.facts = facts
        self.criteria = criteria
        self.key = itemgetter(*facts)
        self._decides = decides

    def __missing__(self, key: str | tuple[str, ...]) -> Row:
        values = key if isinstance(key, tuple) else (key,)
        for fact, value in zip(self.facts, values, strict=True):
            if value != UNKNOWN and value not in answers_to(fact):
                raise InvalidAnswer(fact, value, (*answers_to(fact), UNKNOWN))
        row = self[key] = self._row(dict(zip(self.facts, values, strict=True)))
        return row

    def _row(self, given: Mapping[str, str]) -> Row:
        mask = self.mask(given)
        return Row(
            mask=mask,
            findings=tuple(
                Finding(rule.code, rule.test.value(given), rule.test.because(given), str(rule.citation))
                for rule in self.criteria
            ),
            flips=tuple(self._alternatives(given, mask, known=True)),
            answers=tuple(self._alternatives(given, mask, known=False)),
            reach=_bits(self.mask(full) & ALL_CERTAIN for full in completions(given)),
            open=tuple((fact, self._deciding(fact, given)) for fact in self.facts if given[fact] == UNKNOWN),
            if_lines={value: self.mask({**given, RED_LINES: value}) for value in (*RED_LINE_TRUTHS, UNKNOWN)}
            if RED_LINES in given
            else None,
        )

    def mask(self, answers: Mapping[str, str]) -> int:
        """What the cluster's criteria contribute under these answers."""
        mask = NEUTRAL
        for rule in self.criteria:
            value, part = rule.test.value(answers), PARTS.index(rule.part)
            if value is not Truth.YES:
                mask &= ~(1 << part)
            if value is Truth.NO:
                mask &= ~(1 << part + len(PARTS))
        return mask

    def _alternatives(self, given: Mapping[str, str], mask: int, *, known: bool) -> Iterator[Alternative]:
        for fact in self.facts:
            tri_state = fact != RED_LINES and not FACTS_BY_ID[fact].is_choice
            if fact == RED_LINES or (given[fact] != UNKNOWN) is not known or (known and not tri_state):
                continue
            for answer in answers_to(fact):
                other = self.mask({**given, fact: answer})
                if answer != given[fact] and other != mask:
                    yield Alternative(other, {verdict: Change(fact, answer, verdict) for verdict in Verdict})

    def _deciding(self, fact: str, given: Mapping[str, str]) -> int:
        """The outcomes of the rest under which two answers to the fact, all else of the cluster equal, differ."""
        deciding = 0
        for full in completions({key: value for key, value in given.items() if key != fact}):
            outcomes = {self.mask({**full, fact: answer}) & ALL_CERTAIN for answer in answers_to(fact)}
            for rest in range(ALL_CERTAIN + 1):
                if len({self._decides[outcome & rest] for outcome in outcomes}) > 1:
                    deciding |= 1 << rest
        return deciding


class Tables:
    """A rulebook's clusters, what masks mean in it, and the order in which rows' findings are told."""

    def __init__(self, book: Rulebook) -> None:
        self.standings = tuple(_standing(book, mask) for mask in range(NEUTRAL + 1))
        self.verdicts = tuple(standing.verdict for standing in self.standings)
        # An outcome is complete, so what is not certain is not possible either.
        decides = tuple(self.verdicts[outcome | outcome << len(PARTS)] for outcome in range(ALL_CERTAIN + 1))
        groups = list(_clusters(book.criteria))
        idle = tuple(fact.id for fact in FACTS if not any(fact.id in facts for facts, _ in groups))
        if idle:  # asked for the weighing and for capacity only; their answers must be possible ones all the same
            groups.append((idle, ()))
        self.clusters = tuple(Cluster(facts, criteria, decides) for facts, criteria in groups)
        self.lookups = tuple((cluster, cluster.key) for cluster in self.clusters)
        told = [rule.code for cluster in self.clusters for rule in cluster.criteria]
        self.order = tuple(told.index(rule.code) for rule in book.criteria)
        self.on_red_lines = tuple(at for at, rule in enumerate(book.criteria) if RED_LINES in rule.test.facts())


@cache
def tables(book: Rulebook) -> Tables:
    """The rulebook's tables, made once."""
    return Tables(book)


def answers_to(fact: str) -> tuple[str, ...]:
    """The possible answers to a fact (not *unknown*)."""
    return RED_LINE_TRUTHS if fact == RED_LINES else FACTS_BY_ID[fact].answers


def completions(given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every way to answer what is unknown in `given`, the rest as it is."""
    unknown = [fact for fact, value in given.items() if value == UNKNOWN]
    for answers in product(*(answers_to(fact) for fact in unknown)):
        yield {**given, **dict(zip(unknown, answers, strict=True))}


@cache
def combined(one: int, other: int) -> int:
    """The set of outcomes that an outcome of `one` and one of `other` combine to (sets as bits: bit n for n)."""
    return _bits(a & b for a in range(8) if one >> a & 1 for b in range(8) if other >> b & 1)


def _bits(numbers: Iterator[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def _clusters(criteria: Sequence[Criterion]) -> Iterator[tuple[tuple[str, ...], tuple[Criterion, ...]]]:
    """Criteria grouped so that none shares a fact with one of another group; with each group its facts."""
    groups: list[tuple[dict[str, None], list[Criterion]]] = []
    for rule in criteria:
        facts, rules = dict.fromkeys(rule.test.facts()), [rule]
        for group in [group for group in groups if group[0].keys() & facts.keys()]:
            groups.remove(group)
            facts, rules = group[0] | facts, group[1] + rules
        groups.append((facts, rules))
    return ((tuple(facts), tuple(rules)) for facts, rules in groups)


def _standing(book: Rulebook, mask: int) -> Standing:
    certain = {part for at, part in enumerate(PARTS) if mask >> at & 1}
    ruled_out = {part for at, part in enumerate(PARTS) if not mask >> at + len(PARTS) & 1}
    verdict = Verdict.UNDETERMINED
    if all(ruled_out.intersection(rule.needs) for rule in book.verdict_rules):
        verdict = Verdict.NOT_ENDORSABLE
    for rule in reversed(book.verdict_rules):
        if certain.issuperset(rule.needs):
            verdict = rule.verdict
    return Standing(
        verdict=verdict,
        kind=_kind(certain, ruled_out),
        qualifies_as_both=certain.issuperset(PARTS),
        coalition_advocacy=verdict is Verdict.NOT_ENDORSABLE and Part.STRUGGLE in certain,
    )


def _kind(certain: set[Part], ruled_out: set[Part]) -> Kind:
    names = {
        (True, True): Kind.BOTH,
        (True, False): Kind.CLASS_STRUGGLE,
        (False, True): Kind.CADRE,
        (False, False): Kind.NEITHER,
    }
    if not {Part.STRUGGLE, Part.CADRE} <= certain | ruled_out:
        return Kind.OPEN
    return names[Part.STRUGGLE in certain, Part.CADRE in certain]

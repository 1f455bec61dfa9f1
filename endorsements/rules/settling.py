"""The shortest ways out of an undetermined verdict: the smallest sets of answers that would settle it."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from endorsements.rules.answers import CROSSES, HOLDS, RED_LINES, UNKNOWN, YES
from endorsements.rules.facts import ALL_UNKNOWN
from endorsements.rules.judgement import Lines, judge
from endorsements.rules.rulebook import Rulebook, Verdict
from endorsements.rules.tables import NEUTRAL, Cluster, answers_to, tables

type Answers = tuple[tuple[str, str], ...]


class SettlingSet(NamedTuple):
    """Answers (fact, answer), sorted, that together settle the verdict so, while all else stays unknown."""

    verdict: Verdict
    answers: Answers


def smallest_settling_sets(
    book: Rulebook, values: Mapping[str, str], red_lines: Mapping[str, str] | None = None, limit: int = 10
) -> tuple[SettlingSet, ...]:
    """For each verdict still within reach, the sets with the fewest answers that settle it so, at most `limit` each.

    Verdicts come in the order of the fewest answers they need. Empty unless the verdict is undetermined. Arguments and
    errors as for `judge`.
    """
    red_lines = red_lines or {}
    if judge(book, values, red_lines).verdict is not Verdict.UNDETERMINED:
        return ()
    lines, table = Lines(red_lines), tables(book)
    given = {**ALL_UNKNOWN, **values, RED_LINES: lines.together}
    reached: dict[int, list[Answers]] = {NEUTRAL: [()]}
    for cluster in table.clusters:
        ways = _fewest(_ways(cluster, {fact: given[fact] for fact in cluster.facts}, lines), limit)
        reached = _fewest(
            (
                (mask & other, (*one, *two))
                for (mask, some), (other, more) in product(reached.items(), ways.items())
                for one, two in product(some, more)
            ),
            limit,
        )
    settled = ((table.verdicts[mask], answers) for mask, some in reached.items() for answers in some)
    by_verdict = _fewest(((verdict, answers) for verdict, answers in settled if verdict != Verdict.UNDETERMINED), limit)
    ordered = sorted(by_verdict.items(), key=lambda item: (len(item[1][0]), item[0]))
    return tuple(SettlingSet(verdict, answers) for verdict, some in ordered for answers in some)


def _ways(cluster: Cluster, given: Mapping[str, str], lines: Lines) -> Iterator[tuple[int, Answers]]:
    """Every way to answer some of the cluster's unknown facts, and the mask it gives."""
    unknown = [fact for fact, value in given.items() if value == UNKNOWN]
    for answers in product(*((UNKNOWN, *answers_to(fact)) for fact in unknown)):
        chosen = [(fact, to) for fact, to in zip(unknown, answers, strict=True) if to != UNKNOWN]
        mask = cluster.mask({**given, **dict(chosen)})
        for said in product(*(_said(fact, to, lines) for fact, to in chosen)):
            yield mask, tuple(answer for several in said for answer in several)


def _said(fact: str, to: str, lines: Lines) -> list[Answers]:
    """The ways to answer one fact so; of the red lines together: all unknown ones hold, or any one is crossed."""
    if fact != RED_LINES:
        return [((fact, to),)]
    unknown = lines.by_answer[UNKNOWN]
    if to == YES:
        return [tuple((line, HOLDS) for line in unknown)]
    return [((line, CROSSES),) for line in unknown]


def _fewest[Key](ways: Iterator[tuple[Key, Answers]], limit: int) -> dict[Key, list[Answers]]:
    """For each key its shortest answers, sorted, at most `limit` of them.

    Cutting here is safe: a shortest way to a whole is made of shortest ways to its parts.
    """
    found: dict[Key, list[Answers]] = {}
    for key, answers in ways:
        known = found.setdefault(key, [])
        if known and len(answers) < len(known[0]):
            known.clear()
        if not known or len(answers) == len(known[0]):
            known.append(answers)
    return {key: sorted({tuple(sorted(answers)) for answers in some})[:limit] for key, some in found.items()}

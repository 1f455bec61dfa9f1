"""Judging a dossier, and explaining the judgement: what is open, what would settle it, what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import and_

from endorsements.rules.facts import ALL_UNKNOWN, CROSSES, FACTS_BY_ID, HOLDS, NO, RED_LINES, UNKNOWN, YES
from endorsements.rules.rulebook import Kind, Rulebook, Verdict
from endorsements.rules.tables import (
    NEUTRAL,
    Alternative,
    Change,
    Finding,
    InvalidAnswer,
    Row,
    Tables,
    alternative,
    combined,
    tables,
)

_EVERY_OUTCOME_YES = 1 << 7
_UNDETERMINED = Verdict.UNDETERMINED


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a dossier, what kind of campaign it is, and all criteria's findings in the rulebook's order."""

    verdict: Verdict
    kind: Kind
    qualifies_as_both: bool
    coalition_advocacy: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Explanation(Judgement):
    """A judgement with what decides it. Lists are sorted; those that do not apply to the verdict are empty.

    `open_facts` (undetermined): the unknown facts that matter. `would_settle` (undetermined): single answers that
    settle it at once. `could_raise` (class struggle): the unknown facts on which cadre still waits. `would_change`
    (settled): known facts which, flipped alone, lead to another settled verdict.
    """

    open_facts: tuple[str, ...]
    would_settle: tuple[Change, ...]
    could_raise: tuple[str, ...]
    would_change: tuple[Change, ...]


class Lines:
    """The red lines in force, by what the dossier says of them; ids sorted. Raises InvalidAnswer."""

    __slots__ = ("by_answer", "together")

    def __init__(self, red_lines: Mapping[str, str]) -> None:
        self.by_answer: dict[str, list[str]] = {HOLDS: [], CROSSES: [], UNKNOWN: []}
        for id in sorted(red_lines):
            answer = red_lines[id]
            if not isinstance(answer, str) or answer not in self.by_answer:
                raise InvalidAnswer(f"{RED_LINES}.{id}", answer, tuple(self.by_answer))
            self.by_answer[answer].append(f"{RED_LINES}.{id}")
        self.together = NO if self.by_answer[CROSSES] else UNKNOWN if self.by_answer[UNKNOWN] else YES

    def because(self) -> list[str]:
        """The red lines that make them, together, what they are."""
        return self.by_answer[_LINE_ANSWER[self.together]]

    def flips(self, row: Row) -> list[Alternative]:
        """Each line that is known, answered the other way."""
        assert row.if_lines is not None
        crossing, unknown = self.by_answer[CROSSES], self.by_answer[UNKNOWN]
        if crossing:  # only the one line crossed can lift a no; a second one changes nothing
            lifted = row.if_lines[UNKNOWN if unknown else YES]
            return [alternative(crossing[0], HOLDS, lifted)] if len(crossing) == 1 else []
        return [alternative(line, CROSSES, row.if_lines[NO]) for line in self.by_answer[HOLDS]]

    def answers(self, row: Row) -> list[Alternative]:
        """Each line that is unknown, answered."""
        assert row.if_lines is not None
        unknown = [] if self.by_answer[CROSSES] else self.by_answer[UNKNOWN]
        crossed = [alternative(line, CROSSES, row.if_lines[NO]) for line in unknown]
        held = [alternative(line, HOLDS, row.if_lines[YES]) for line in unknown] if len(unknown) == 1 else []
        return crossed + held


_LINE_ANSWER = {YES: HOLDS, NO: CROSSES, UNKNOWN: UNKNOWN}
_NO_LINES: Mapping[str, str] = {}


def judge(book: Rulebook, values: Mapping[str, str], red_lines: Mapping[str, str] = _NO_LINES) -> Judgement:
    """Judge answers (fact id → answer, a missing one is unknown) and the red lines in force (id → answer).

    Raises InvalidAnswer for a fact that does not exist or an answer that it cannot have.
    """
    table, lines = tables(book), Lines(red_lines)
    rows = _rows(table, values, lines)
    mask = NEUTRAL
    for row in rows:
        mask &= row.mask
    return Judgement(*table.standings[mask], _findings(table, rows, lines))


def explain(book: Rulebook, values: Mapping[str, str], red_lines: Mapping[str, str] = _NO_LINES) -> Explanation:
    """Judge, and say what decides. Arguments and errors as for `judge`."""
    table, lines = tables(book), Lines(red_lines)
    rows = _rows(table, values, lines)
    masks = [row.mask for row in rows]
    before = list(accumulate(masks, and_, initial=NEUTRAL))
    after = list(accumulate(reversed(masks), and_, initial=NEUTRAL))
    after.reverse()
    rest = list(map(and_, before, after[1:]))
    standing = table.standings[before[-1]]
    verdict = standing.verdict
    undetermined = verdict is _UNDETERMINED
    changes = _changes(table, rows, rest, lines, verdict)
    waiting = _open(rows, lines) if undetermined or verdict is Verdict.CLASS_STRUGGLE else ()
    return Explanation(
        *standing,
        _findings(table, rows, lines),
        open_facts=waiting if undetermined else (),
        would_settle=changes if undetermined else (),
        could_raise=() if undetermined else waiting,
        would_change=() if undetermined else changes,
    )


def _rows(table: Tables, values: Mapping[str, str], lines: Lines) -> list[Row]:
    answers = {RED_LINES: lines.together, **ALL_UNKNOWN, **values}
    if len(answers) > len(ALL_UNKNOWN) + 1 or answers[RED_LINES] is not lines.together:
        stranger = next(key for key in values if key not in FACTS_BY_ID)
        raise InvalidAnswer(stranger, values[stranger], ())
    try:
        return [cluster[key(answers)] for cluster, key in table.lookups]
    except TypeError:  # an answer that cannot be looked up, being a list or the like
        id = next(key for key, value in values.items() if not isinstance(value, str))
        raise InvalidAnswer(id, values[id], FACTS_BY_ID[id].values) from None


def _findings(table: Tables, rows: Sequence[Row], lines: Lines) -> tuple[Finding, ...]:
    told = list(chain.from_iterable([row.findings for row in rows]))
    findings = [told[at] for at in table.order]
    for at in table.on_red_lines:
        finding = findings[at]
        because = [lines.because() if id == RED_LINES else [id] for id in finding.because]
        findings[at] = finding._replace(because=tuple(chain.from_iterable(because)))
    return tuple(findings)


def _changes(
    table: Tables, rows: Sequence[Row], rest: Sequence[int], lines: Lines, verdict: Verdict
) -> tuple[Change, ...]:
    """Other single answers that lead to a settled verdict: of unknown facts while undetermined, else of known ones."""
    undetermined = verdict is _UNDETERMINED
    verdicts, found = table.verdicts, []
    for row, others in zip(rows, rest, strict=True):
        alternatives: Sequence[Alternative] = row.answers if undetermined else row.flips
        if row.if_lines:
            alternatives = [*alternatives, *(lines.answers(row) if undetermined else lines.flips(row))]
        for mask, changes in alternatives:
            then = verdicts[mask & others]
            if then is not verdict and then is not _UNDETERMINED:
                found.append(changes[then])
    found.sort()
    return tuple(found)


def _open(rows: Sequence[Row], lines: Lines) -> tuple[str, ...]:
    """The unknown facts that can still change the verdict, for some answers to the other unknown ones."""
    reaches = [row.reach for row in rows]
    before = list(accumulate(reaches, combined, initial=_EVERY_OUTCOME_YES))
    after = list(accumulate(reversed(reaches), combined, initial=_EVERY_OUTCOME_YES))
    after.reverse()
    found: list[str] = []
    for at, row in enumerate(rows):
        if row.open:
            others = combined(before[at], after[at + 1])
            for fact, deciding in row.open:
                if others & deciding:
                    found += lines.by_answer[UNKNOWN] if fact == RED_LINES else [fact]
    found.sort()
    return tuple(found)

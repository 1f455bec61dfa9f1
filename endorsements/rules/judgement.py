"""Judging a dossier, and explaining the judgement: what is open, what would settle it, what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import and_

from endorsements.rules.answers import CROSSES, HOLDS, NO, RED_LINES, UNKNOWN, YES
from endorsements.rules.facts import ALL_UNKNOWN, FACTS_BY_ID
from endorsements.rules.rulebook import Kind, Rulebook, Verdict
from endorsements.rules.tables import (
    NEUTRAL,
    Change,
    Finding,
    InvalidAnswer,
    Row,
    Tables,
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

    def flips(self, row: Row) -> list[tuple[str, str, int]]:
        """Each line that is known, answered the other way: fact, answer, the row's mask then."""
        assert row.if_lines is not None
        crossing, unknown = self.by_answer[CROSSES], self.by_answer[UNKNOWN]
        if crossing:  # only the one line crossed can lift a no; a second one changes nothing
            lifted = row.if_lines[UNKNOWN if unknown else YES]
            return [(crossing[0], HOLDS, lifted)] if len(crossing) == 1 else []
        return [(line, CROSSES, row.if_lines[NO]) for line in self.by_answer[HOLDS]]

    def answers(self, row: Row) -> list[tuple[str, str, int]]:
        """Each line that is unknown, answered: fact, answer, the row's mask then."""
        assert row.if_lines is not None
        unknown = [] if self.by_answer[CROSSES] else self.by_answer[UNKNOWN]
        crossed = [(line, CROSSES, row.if_lines[NO]) for line in unknown]
        held = [(line, HOLDS, row.if_lines[YES]) for line in unknown] if len(unknown) == 1 else []
        return crossed + held


_LINE_ANSWER = {YES: HOLDS, NO: CROSSES, UNKNOWN: UNKNOWN}
_NO_LINES: Mapping[str, str] = {}
_NO_ANSWERS = dict(ALL_UNKNOWN)  # unpacks three times as fast as the read-only view


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
    answers = {**_NO_ANSWERS, **values}
    if len(answers) > len(_NO_ANSWERS):
        stranger = next(key for key in values if key not in FACTS_BY_ID)
        raise InvalidAnswer(stranger, values[stranger], ())
    answers[RED_LINES] = lines.together
    try:
        return [cluster[key(answers)] for cluster, key in table.lookups]
    except TypeError:  # an answer that cannot be looked up, being a list or the like
        id = next(key for key, value in values.items() if not isinstance(value, str))
        raise InvalidAnswer(id, values[id], FACTS_BY_ID[id].values) from None


def _findings(table: Tables, rows: Sequence[Row], lines: Lines) -> tuple[Finding, ...]:
    told = list(chain.from_iterable([row.findings for row in rows]))
    findings = [told[at] for at in table.order]
    for at in table.on_red_lines:
        code, value, because, source = findings[at]
        named = [lines.because() if id == RED_LINES else [id] for id in because]
        findings[at] = Finding(code, value, tuple(chain.from_iterable(named)), source)
    return tuple(findings)


def _changes(
    table: Tables, rows: Sequence[Row], rest: Sequence[int], lines: Lines, verdict: Verdict
) -> tuple[Change, ...]:
    """Other single answers that lead to a settled verdict: of unknown facts while undetermined, else of known ones."""
    undetermined = verdict is _UNDETERMINED
    verdicts = table.verdicts
    found: list[Change] = []
    for row, others in zip(rows, rest, strict=True):
        for mask, changes in row.answers if undetermined else row.flips:
            then = verdicts[mask & others]
            if then is not verdict and then is not _UNDETERMINED:
                found.append(changes[then])
        if row.if_lines is not None:
            for line, to, mask in lines.answers(row) if undetermined else lines.flips(row):
                then = verdicts[mask & others]
                if then is not verdict and then is not _UNDETERMINED:
                    found.append(Change(line, to, then))
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

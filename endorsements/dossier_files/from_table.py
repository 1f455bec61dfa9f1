"""A mapped table to drafts, with every cell that cannot be read noted."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from endorsements.dossier_files import cells, records
from endorsements.dossier_files.cells import Unfit, shortened, values_of
from endorsements.dossier_files.columns import RED_LINE, About, Column, Mapped, Part, check
from endorsements.dossier_files.problems import Problems
from endorsements.dossier_files.records import Draft, Said
from endorsements.dossier_files.table import LONGEST_CELL, Row, Table
from endorsements.rules.facts import FACTS_BY_ID
from endorsements.rules.wording import gettext_noop

Labels = Mapping[str, Mapping[str, str]]
"""Further words for values, by fact: plain word → value."""

MOST_MEANINGS: Final = 20
"""So many texts of one column that are not understood are asked about; more is hardly a column of answers."""

_LIMITS: Final = {
    About.NAME: records.LONGEST_NAME,
    About.OFFICE: records.LONGEST_OFFICE,
    About.DISTRICT: records.LONGEST_DISTRICT,
}


def is_fact(column: Column) -> bool:
    """Whether the column holds a fact's answer."""
    return column.part == Part.ANSWER and (column.target in FACTS_BY_ID or column.target.startswith(RED_LINE))


def meanings(table: Table, number: int, column: Column, labels: Labels) -> Counter[tuple[str, str | None]]:
    """How often each (text, the value it is understood as or None) stands in a column of answers."""
    words = labels.get(column.target, {})
    texts = Counter(row.cells[number].strip() for row in table.rows)
    found: Counter[tuple[str, str | None]] = Counter()
    for text, times in texts.items():
        if text:
            found[text, cells.answer(column.target, text, words)] += times
    return found


def read_drafts(table: Table, mapped: Mapped, labels: Labels) -> tuple[list[Draft], Problems]:
    """The table's dossiers, and what is wrong with it; rows with something wrong make no draft."""
    problems = Problems()
    problems.extend(table.problems.kept)
    problems.total = table.problems.total
    check(mapped, table, problems)
    if any(mapped.at(about) is None for about in (About.NAME, About.OFFICE, About.ELECTION_ON)):
        return [], problems
    reader = _Reader(table, mapped, labels, problems)
    drafts = [draft for row in table.rows if (draft := reader.draft(row)) is not None]
    return drafts, problems


class _Reader:
    def __init__(self, table: Table, mapped: Mapped, labels: Labels, problems: Problems) -> None:
        self.table, self.mapped, self.problems = table, mapped, problems
        self.about = {about: mapped.at(about) for about in About}
        self.bad_rows = {problem.place.row for problem in table.problems.kept}
        parts = {column: number for number, column in reversed(list(enumerate(mapped.columns)))}
        self.facts = [
            (column.target, number, {part: parts.get(Column(column.target, part)) for part in Part})
            for column, number in parts.items()
            if is_fact(column)
        ]
        # Each text of a column is understood once, not once a row.
        self.understood = {
            number: dict(meanings(table, number, Column(fact), labels).keys()) | dict(mapped.meanings.get(number, {}))
            for fact, number, _parts in self.facts
        }

    def draft(self, row: Row) -> Draft | None:
        """The row's draft; None when something in it is wrong."""
        before = self.problems.total
        texts = {about: self._about(row, about) for about in _LIMITS}
        election = self._read(row, self.about[About.ELECTION_ON], cells.day, required=True)
        answers = {}
        for fact, number, parts in self.facts:
            said = self._said(row, fact, number, parts)
            if said:
                answers[fact] = said
        if self.problems.total > before or row.number in self.bad_rows:
            return None
        place = self.table.place(row.number, self.about[About.NAME] or 0)
        assert isinstance(election, dt.date)
        name, office, district = texts.values()
        return Draft(place, name, office, district, election, answers)

    def _about(self, row: Row, about: About) -> str:
        number = self.about[about]
        read = self._read(row, number, lambda text: cells.line(text, _LIMITS[about]), required=about != About.DISTRICT)
        return str(read or "")

    def _read(
        self, row: Row, number: int | None, read: Callable[[str], object], *, required: bool = False
    ) -> object | None:
        """What a cell says; None when it is empty, or unfit, which is noted."""
        text = "" if number is None else row.cells[number].strip()
        if number is None or "\x00" in text or len(text) > LONGEST_CELL:  # noted when the table was read
            return None
        try:
            if text:
                return read(text)
            if required:
                raise Unfit(gettext_noop("The cell is empty; every candidacy needs this."))
        except Unfit as unfit:
            self.problems.add(self.table.place(row.number, number), unfit.message, **unfit.values)
        return None

    def _said(self, row: Row, fact: str, number: int, parts: Mapping[Part, int | None]) -> Said | None:
        text = row.cells[number].strip()
        rest = {
            "evidence": self._read(row, parts[Part.EVIDENCE], lambda text: cells.fitting(text, LONGEST_CELL)),
            "link": self._read(row, parts[Part.LINK], cells.link),
            "source": self._read(row, parts[Part.SOURCE], lambda text: cells.line(text, records.LONGEST_SOURCE)),
            "evidence_on": self._read(row, parts[Part.DATE], cells.day),
        }
        given = {name: value for name, value in rest.items() if value is not None}
        place = self.table.place(row.number, number)
        if not text:
            if given:
                message = gettext_noop(
                    "The row has evidence, source, link or date for this, but no answer. Write “unknown” if open."
                )
                self.problems.add(place, message)
            return None
        value = self.understood[number].get(text)
        if value not in values_of(fact):
            message = gettext_noop("“%(found)s” is not understood; expected one of %(expected)s.")
            self.problems.add(place, message, found=shortened(text), expected=", ".join(values_of(fact)))
            return None
        return Said(value, place, **given)  # type: ignore[arg-type]

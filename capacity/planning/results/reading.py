"""Files of results to sums. Memory follows the number of contests and candidates, not that of rows."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final, NamedTuple, Protocol

from capacity.planning.results.adding import Key, Sums, contests
from capacity.planning.results.candidates import is_contest
from capacity.planning.results.contest import Contest
from capacity.planning.results.election import Election, Source, source
from capacity.planning.results.header import Header, header
from capacity.planning.results.lines import Lines
from capacity.planning.results.phrases import NOTHING, Malformed, NotUnderstood, Phrase, quoted
from capacity.planning.results.votes import PLAIN, WHOLE_NUMBER, votes
from capacity.planning.wording import gettext_noop

_MOST_LINES: Final = 100
"""A quotation mark that takes in more lines than this was never closed."""
_ONE_LINE: Final = Phrase(gettext_noop("a row on one line"))


class _Reader(Protocol):
    """What `csv.reader` gives: rows, and the number of the line it has come to."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class _Fault(NamedTuple):
    """NotUnderstood but for the file."""

    line: int
    field: str
    expected: Phrase
    found: Phrase


class FileRead(NamedTuple):
    """What one file gave."""

    source: Source
    rows: int
    """Without the header and blank ones."""
    not_understood: int
    repeated: int
    """Lines that are the same as one before. They are counted: whether the file has them by
    mistake, or as two precincts that it doesn't tell apart, is for a person to say."""
    first_repeated: int
    """The number of the first such line, or 0."""


class Results:
    """Adds files up. After an error nothing of it is to be used."""

    def __init__(self, offices: Mapping[str, str] | None = None) -> None:
        """`offices` by `names.folded`: names of offices on top of the known ones (see `mapping.offices`)."""
        self._offices = offices or {}
        self._sums: dict[tuple[Election, str], Sums] = {}
        self.files: list[FileRead] = []
        self.not_understood: list[NotUnderstood] = []

    def add(self, stream: BinaryIO, name: str, progress: Callable[[int], None] | None = None) -> FileRead:
        """Read a file whose name says which election it is. `progress` gets the bytes read so far, now and then.

        Raises Malformed when it is not a file of results, or one of this name has been added.
        """
        of = source(name)
        if any(read.source.file == of.file for read in self.files):
            expected = Phrase(gettext_noop("each file once, or its votes count twice"))
            raise Malformed(name, Phrase(gettext_noop("the file %s again"), (of.file,)), expected)
        lines = Lines(stream, name, progress)
        sums = self._sums.setdefault((of.election, of.party), Sums())
        rows = _Rows(lines, name, of.file, sums)
        self.not_understood += rows.read()
        read = FileRead(of, rows.count, rows.refused, lines.repeated, lines.first_repeated)
        self.files.append(read)
        return read

    def contests(self) -> list[Contest]:
        """All contests of the files read, in order."""
        found = contests(((election, party, sums) for (election, party), sums in self._sums.items()), self._offices)
        return sorted(found, key=Contest.in_order)


@dataclass
class _Rows:
    """The rows of one file."""

    lines: Lines
    name: str
    file: str
    sums: Sums
    count: int = 0
    refused: int = 0
    line: int = 0

    def read(self) -> list[NotUnderstood]:
        """Add every row to the sums; return those that cannot be."""
        reader = csv.reader(chain.from_iterable(self.lines.batches()), strict=True)
        faults: list[NotUnderstood] = []
        head = self._header(reader)
        while True:
            try:
                faults.extend(self._add(reader, head))
            except csv.Error as fault:
                faults.append(self._broken(reader.line_num, fault))
                self.line = reader.line_num
                self.count += 1
            else:
                break
        self.refused = len(faults)
        return faults

    def _header(self, reader: _Reader) -> Header:
        try:
            row = next((row for row in reader if any(map(str.strip, row))), None)
        except csv.Error as fault:
            found = Phrase(gettext_noop("quotation marks that do not fit (%s)"), (str(fault),))
            raise Malformed(self.name, found, _ONE_LINE, reader.line_num) from None
        if row is None:
            expected = Phrase(gettext_noop("a header and rows of results"))
            raise Malformed(self.name, NOTHING, expected)
        self.line = reader.line_num
        return header(row, self.name, self.line)

    def _add(self, reader: _Reader, head: Header) -> Iterator[NotUnderstood]:
        """Add rows up. What is as it mostly is takes the short way."""
        contest_of, at_votes, width = head.contest_of, head.votes, head.width
        at_precinct = head.precinct
        level, by_precinct, whole = self.sums.levels.get, self.sums.by_precinct, self.sums.unplaced
        plain = PLAIN.get
        for row in reader:
            line = reader.line_num
            if line - self.line == 1 and len(row) == width and (count := plain(row[at_votes])) is not None:
                sums = whole if at_precinct is None else level(row[at_precinct], by_precinct)
                key = contest_of(row)
                if key in sums:
                    sums[key] += count
                    self.line = line
                    self.count += 1
                    continue
            fault = self._look_closely(row, head, line)
            self.line = line
            if fault:
                yield NotUnderstood(self.file, *fault)

    def _look_closely(self, row: list[str], head: Header, line: int) -> _Fault | None:
        """Add a row that is new or out of the ordinary, or say what is wrong with it."""
        if not any(map(str.strip, row)) or head.repeats(row):
            return None
        self.count += 1
        if line - self.line > 1:
            return _Fault(self.line + 1, "row", _ONE_LINE, _up_to(line))
        if not head.fits(row):
            expected = Phrase(gettext_noop("%d columns"), (len(head.names),))
            return _Fault(line, "row", expected, Phrase("%d", (len(row),)))
        key: Key = head.contest_of(row)
        if not is_contest(key[0]):
            return None
        fault = _cells(key, row[head.votes])
        if not fault:
            sums = self.sums.of(None if head.precinct is None else row[head.precinct])
            sums[key] = sums.get(key, 0) + (votes(row[head.votes]) or 0)
        return fault and _Fault(line, *fault)

    def _broken(self, line: int, fault: csv.Error) -> NotUnderstood:
        """A row whose quotation marks do not fit. One that is never closed leaves no rows to count."""
        began = self.line + 1
        if self.lines.ended or line - self.line > _MOST_LINES:
            found = Phrase(gettext_noop("a quotation mark that is never closed"))
            raise Malformed(self.name, found, _ONE_LINE, began)
        if line > began:
            return NotUnderstood(self.file, began, "row", _ONE_LINE, _up_to(line))
        expected = Phrase(gettext_noop("quotation marks around a whole cell, doubled inside it"))
        return NotUnderstood(self.file, began, "row", expected, quoted(str(fault)))


def _cells(key: Key, written: str) -> tuple[str, Phrase, Phrase] | None:
    """What is wrong with a row of the right shape: field, expected, found."""
    for field, cell in (("office", key[0]), ("candidate", key[3])):
        if not cell.strip():
            return field, Phrase(gettext_noop("a name")), NOTHING
    return ("votes", WHOLE_NUMBER, quoted(written)) if votes(written) is None else None


def _up_to(line: int) -> Phrase:
    return Phrase(gettext_noop("one that quotation marks continue up to line %d"), (line,))


def read_results(files: Iterable[tuple[BinaryIO, str]], offices: Mapping[str, str] | None = None) -> Results:
    """Read streams with their names, one after the other. Raises Malformed."""
    results = Results(offices)
    for stream, name in files:
        results.add(stream, name)
    return results

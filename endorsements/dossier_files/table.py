"""CSV to a table of text cells, with the row numbers and column letters that a spreadsheet shows."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from endorsements.dossier_files.problems import Place, Problems, Unreadable
from endorsements.dossier_files.text import LARGEST
from endorsements.rules.malformed import Phrase
from endorsements.rules.wording import gettext_noop

MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 400
LONGEST_CELL: Final = 50_000
"""Characters; as many as an answer's evidence may have."""

# The module's own limit (131,072) would end the reading at the first longer cell; ours names the cell and reads on.
csv.field_size_limit(LARGEST)

_SEPARATORS: Final = (",", ";", "\t")
_DECLARED: Final = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
COULD_RUN: Final = r"(?:\s*[=+\-@|%＝＋－＠]|[\t\r\n])"
"""What a spreadsheet might take for a formula begins with this. Exports put an apostrophe before it."""

_QUOTED: Final = re.compile(rf"'+{COULD_RUN}")


class Row(NamedTuple):
    """A row that is not blank: its number in a spreadsheet (the header's is 1) and a cell for each header."""

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A CSV file as read, and what is wrong with its shape."""

    separator: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: Problems

    def place(self, row: int | None, column: int) -> Place:
        """Where a cell (or, without a row, a column) is."""
        return Place(row, letter(column), (Phrase("%s", (self.headers[column],)),))


def letter(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A … Z, AA, AB …"""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_table(text: str) -> Table:
    """Read CSV separated by commas, semicolons or tabs. Raises Unreadable when it has no header or no row."""
    declared = _DECLARED.match(text)
    if declared:  # what spreadsheets write to tell each other; they don't count it as a row
        text = text[declared.end() :]
    separator = declared[1] if declared else _separator(text)
    problems = Problems()
    records = _records(text, separator, problems)
    headers = _headers(next(records, (0, []))[1])
    rows: list[Row] = []
    for number, cells in records:
        if len(rows) == MOST_ROWS:
            message = gettext_noop("The file has more than %s rows. Split it into several files.")
            raise Unreadable(message, f"{MOST_ROWS}")
        if _has_its_width(number, cells, headers, problems):
            rows.append(Row(number, tuple(_plain(cell) for cell in cells[: len(headers)])))
    if not rows and not problems:
        raise Unreadable(gettext_noop("The file has a header and no row below it."))
    table = Table(separator, headers, tuple(rows), problems)
    _check_cells(table)
    return table


def _separator(text: str) -> str:
    """The separator under which most of the first rows are as wide as the header; of equals, that of most columns."""

    def fit(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = [len(record) for record in islice(filter(any, reader), 20)]
        return (widths.count(widths[0]) if widths and widths[0] > 1 else 0, widths[0] if widths else 0)

    return max(_SEPARATORS, key=fit)


def _records(text: str, separator: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, with their number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = gettext_noop(
                "A quotation mark is not closed, or stands inside a quoted cell without being doubled. "
                "What follows cannot be read."
            )
            problems.add(Place(number), message)
            return
        if any(cell.strip() for cell in record):
            yield number, record


def _headers(cells: list[str]) -> tuple[str, ...]:
    headers = [" ".join(_plain(cell).split()) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise Unreadable(gettext_noop("The file has no row of headers that can be read."))
    if len(headers) > MOST_COLUMNS:
        message = gettext_noop("The file has more than %s columns. Leave out those that are not for import.")
        raise Unreadable(message, f"{MOST_COLUMNS}")
    return tuple(header[:300] for header in headers)


def _has_its_width(number: int, cells: list[str], headers: tuple[str, ...], problems: Problems) -> bool:
    count = len(cells)
    while count > len(headers) and not cells[count - 1].strip():
        count -= 1
    if count != len(headers):
        message = gettext_noop(
            "The row has %(found)s cells, the header %(expected)s. Is a separator missing or too many?"
        )
        problems.add(Place(number), message, found=count, expected=len(headers))
    return count == len(headers)


def _plain(cell: str) -> str:
    """The cell without the apostrophe that exports put before what a spreadsheet could take for a formula."""
    return cell[1:] if _QUOTED.match(cell) else cell


def _check_cells(table: Table) -> None:
    for column, header in enumerate(table.headers):
        _check_cell(table, None, column, header)
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            _check_cell(table, row.number, column, cell)


def _check_cell(table: Table, row: int | None, column: int, cell: str) -> None:
    if "\x00" in cell:
        message = gettext_noop("The cell has a NUL character in it, which no text may have.")
        table.problems.add(table.place(row, column), message)
    if len(cell) > LONGEST_CELL:
        message = gettext_noop("The cell has %(found)s characters; at most %(most)s fit.")
        table.problems.add(table.place(row, column), message, found=len(cell), most=LONGEST_CELL)

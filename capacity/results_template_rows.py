"""Rows of cells out of a CSV file or a workbook, whatever the spreadsheet program made of it."""

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from capacity.planning.results import Malformed
from capacity.planning.results.phrases import Phrase
from capacity.planning.wording import gettext_noop

type Row = tuple[int, list[Any]]
"""The number of the line or row, from 1, and its cells."""

_MOST_ROWS: Final = 50_000
_MOST_COLUMNS: Final = 60
_UNPACKED: Final = 60 << 20
"""Bytes. A workbook of 10 MB that unpacks to more was made to fill the memory."""
_TABLE: Final = Phrase(gettext_noop("a table as CSV or XLSX with at most %d rows"), (_MOST_ROWS,))


def rows_of(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a table, CSV or workbook by its content. Raises Malformed."""
    head = stream.read(4)
    stream.seek(0)
    rows = _of_workbook(stream, name) if head == b"PK\x03\x04" else _of_csv(stream.read(), name)
    for count, row in enumerate(rows, 1):
        if count > _MOST_ROWS:
            raise Malformed(name, Phrase(gettext_noop("more than %d rows"), (_MOST_ROWS,)), _TABLE)
        yield row


def _of_csv(content: bytes, name: str) -> Iterator[Row]:
    text = _decoded(content, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 1
    try:
        for row in reader:
            yield line, [*row]
            line = reader.line_num + 1
    except csv.Error as fault:
        found = Phrase(gettext_noop("quotation marks that do not fit (%s)"), (str(fault),))
        raise Malformed(name, found, _TABLE, line) from None


def _decoded(content: bytes, name: str) -> str:
    """UTF-8 or, with its mark, UTF-16; else the Windows code page that American spreadsheets save CSV in."""
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Malformed(name, Phrase(gettext_noop("bytes that are no text")), _TABLE)


def _of_workbook(stream: BinaryIO, name: str) -> Iterator[Row]:
    unreadable = Malformed(name, Phrase(gettext_noop("a workbook that cannot be read")), _TABLE)
    try:
        with ZipFile(stream) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise unreadable
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise unreadable from None
    stream.seek(0)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
            yield number, list(row)
    except GeneratorExit:
        raise
    except Exception:  # a broken workbook fails in more ways than openpyxl tells of
        raise unreadable from None

"""Tables as CSV and XLSX, in which no cell can run as a formula: text that looks like one stays text."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

type Value = str | int | dt.date | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# Spreadsheets run what starts with these, also behind white space, and some read the wide forms alike.
_FORMULA = re.compile(r"\s*[=+\-@|%＝＋－＠]|[\t\r\n]")
# What XML 1.0, and so a spreadsheet file, cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def could_run(text: str) -> bool:
    """Say whether a spreadsheet might take this text for a formula."""
    return _FORMULA.match(text) is not None


def _text(text: str) -> str:
    """Return a CSV cell; what could run gets an apostrophe before it, which spreadsheets take for “this is text”."""
    text = _NOT_IN_XML.sub("", text)
    return f"'{text}" if could_run(text) else text


def _plain(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else value


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the table as CSV: UTF-8 with a byte order mark (Excel asks for it), days as YYYY-MM-DD."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_plain(name) for name in header])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the table as a workbook of one sheet: text as text, numbers as numbers, days as days (YYYY-MM-DD)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", _NOT_IN_XML.sub("", title)).strip("' ")[:31] or "Board")
    sheet.freeze_panes = "A2"
    names = [_cell(sheet, name) for name in header]
    for name in names:
        name.font = Font(bold=True)
    sheet.append(names)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: Value) -> WriteOnlyCell:
    if isinstance(value, str):
        value = _NOT_IN_XML.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # openpyxl takes what starts with “=” for a formula unless it is told; the prefix tells Excel the same
        # should somebody edit the cell.
        cell.data_type = "s"
        cell.quotePrefix = could_run(value)
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell

"""Reading a canvassing export: whose door was knocked when, and with what result, reduced to counts by day and result.

Nothing of a person leaves this module: names and numbers of voters are not kept, faults name lines and columns only,
and a result that is neither one of the usual ones nor one that was asked for is counted as `OTHER`, since a file with
shifted columns could have a name in its place.
"""

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from endorsements.limits import gettext_noop

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a file."""
DAY, RESULT = "Date Canvassed", "Result"
OTHER: Final = "other"
CONTACT: Final = "Canvassed"
USUAL: Final = (
    "Canvassed", "Not Home", "Refused", "Moved", "Deceased", "Inaccessible", "Other Language", "Left Message",
    "Hostile", "Busy", "Come Back", "Call Back", "Wrong Number", "Disconnected", "Do Not Call", "Do Not Canvass",
    "Already Voted", "Spanish", "Left Lit", "Literature Dropped", "Vacant", "No Answer",
)  # fmt: skip
"""Results as the exports of canvassing software name them."""
MOST_FAULTS: Final = 50
_FIRST: Final = dt.date(2000, 1, 1)
_DAYS: Final = (
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (2, 0, 1)),
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (0, 1, 2)),
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(ValueError):
    """The file is no canvassing export. The page shows ``gettext(error.message)``."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was not understood: its line and what was expected, never what stands there."""

    line: int
    message: str
    """To translate."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One day's rows with one result, and whether that result is a contact."""

    day: dt.date
    result: str
    rows: int
    contact: bool


@dataclass(frozen=True, slots=True)
class CanvassRead:
    """What an export gave. With `faults` (the first 50; `fault_total` has all) it is not to be taken over."""

    rows: int
    counts: tuple[Counted, ...]
    faults: tuple[Fault, ...]
    fault_total: int


def read_canvass(data: bytes, contacts: Collection[str] = (CONTACT,), *, today: dt.date) -> CanvassRead:
    """Read an export and count its rows; `contacts` are the results that are contacts, in any capitals.

    Raises `Unreadable` when it has no such columns. Days after `today` are faults.
    """
    text = _text(data)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max("\t,;", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _count(rows, {_plain(name): name.strip() for name in contacts}, today)
    except csv.Error:
        raise Unreadable(
            gettext_noop("The file is not a table that can be read: a cell is too long or never ends.")
        ) from None


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Unreadable(gettext_noop("The file is larger than 20 MB. Export a shorter span of days."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(gettext_noop("This is a workbook. Save the sheet as CSV, or upload the export as it came."))
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", _unmarked(data)))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or mark:
            raise Unreadable(gettext_noop("This is not a text file in UTF-16, UTF-8 or Windows-1252.")) from None
        text = body.decode("windows-1252", errors="replace")
    if "\0" in text:
        raise Unreadable(gettext_noop("This is not a text file in UTF-16, UTF-8 or Windows-1252."))
    if not text.strip():
        raise Unreadable(gettext_noop("The file is empty."))
    return text


def _unmarked(data: bytes) -> str:
    """UTF-16 without a mark: in Latin letters every other byte is zero."""
    even, odd = data[:4096:2], data[1:4096:2]
    if odd.count(0) * 2 > len(odd) > 0:
        return "utf-16-le"
    if even.count(0) * 2 > len(even) > 0:
        return "utf-16-be"
    return "utf-8"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _count(rows: "csv._reader", contacts: dict[str, str], today: dt.date) -> CanvassRead:
    header = [_plain(cell) for cell in next(rows, [])]
    missing = [name for name in (DAY, RESULT) if header.count(_plain(name)) != 1]
    if missing:
        raise Unreadable(
            gettext_noop(
                "The first line must name the columns, among them “Date Canvassed” and “Result” once each, as in an "
                "export with Voter File VANID, Contact Name, Date Canvassed, Result."
            )
        )
    known = {_plain(name): name for name in USUAL} | contacts
    at_day, at_result = header.index(_plain(DAY)), header.index(_plain(RESULT))
    counts: Counter[tuple[dt.date, str, bool]] = Counter()
    faults: list[Fault] = []
    total = read = 0
    # There are few days in many rows; the cache goes with the file, since a shifted cell could hold a name.
    day_of = cache(_day)
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        read += 1
        day, fault = _row(cells, len(header), day_of(cells[at_day]) if at_day < len(cells) else None, at_result, today)
        if day is None:
            total += 1
            if len(faults) < MOST_FAULTS:
                faults.append(Fault(rows.line_num, fault))
            continue
        said = _plain(cells[at_result])
        counts[day, known.get(said, OTHER), said in contacts] += 1
    if not read:
        raise Unreadable(gettext_noop("The file has a first line and no rows."))
    counted = tuple(Counted(day, result, n, contact) for (day, result, contact), n in sorted(counts.items()))
    return CanvassRead(read, counted, tuple(faults), total)


def _row(
    cells: list[str], width: int, day: dt.date | None, at_result: int, today: dt.date
) -> tuple[dt.date | None, str]:
    """Return the row's day, or None and what was expected."""
    if len(cells) != width:
        return None, gettext_noop("expected as many cells as the first line has")
    if not cells[at_result].strip():
        return None, gettext_noop("expected a result in the column “Result”")
    if day is None or day < _FIRST:
        return None, gettext_noop("expected a day such as 5/24/2026 or 2026-05-24 in the column “Date Canvassed”")
    if day > today:
        return None, gettext_noop("expected a day that has been, in the column “Date Canvassed”")
    return day, ""


def _day(cell: str) -> dt.date | None:
    """Read a day; a time of day after it is let go."""
    words = re.split(r"[T\s]+", cell.strip(), maxsplit=1)
    for pattern, order in _DAYS:
        found = pattern.fullmatch(words[0])
        if found:
            try:
                return dt.date(*(int(found.groups()[at]) for at in order))
            except ValueError:
                return None
    return None

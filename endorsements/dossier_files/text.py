"""From bytes to text: which encoding it is, and whether it is text at all."""

import codecs
import re
from typing import Final, NamedTuple

from endorsements.dossier_files.problems import Unreadable
from endorsements.rules.wording import gettext_noop

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BINARY: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"SQLite format 3")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_TEXT: Final = gettext_noop("This is not a text file. Upload CSV, JSON or JSON Lines.")


class Decoded(NamedTuple):
    """A file's text and the name of its encoding; `guessed` when the bytes were in none that can be recognized."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 or UTF-32 (with or without a mark), else as Windows-1252. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(
            gettext_noop("The file is larger than %s MB. Split it into several files."), f"{LARGEST >> 20}"
        )
    if not data.strip(b"\x00\t\r\n "):
        raise Unreadable(gettext_noop("The file is empty."))
    if data.startswith(_WORKBOOKS):
        raise Unreadable(
            gettext_noop("This is a workbook or an archive, not text. Save the sheet as CSV and upload that.")
        )
    if data.startswith(_BINARY):
        raise Unreadable(_NOT_TEXT)
    decoded = _decoded(data)
    head = decoded.text[:65536]
    if len(_CONTROL.findall(head)) * 100 > len(head):
        raise Unreadable(_NOT_TEXT)
    if not decoded.text.strip():
        raise Unreadable(gettext_noop("The file is empty."))
    return decoded


def _decoded(data: bytes) -> Decoded:
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", _unmarked(data)))
    try:
        return Decoded(data[len(mark) :].decode(encoding), encoding.removesuffix("-le").removesuffix("-be").upper())
    except UnicodeDecodeError:
        if encoding != "utf-8" or mark:
            raise Unreadable(_NOT_TEXT) from None
    try:
        return Decoded(data.decode("windows-1252"), "Windows-1252", guessed=True)
    except UnicodeDecodeError:
        raise Unreadable(_NOT_TEXT) from None


def _unmarked(data: bytes) -> str:
    """The encoding of text without a mark: in UTF-16, every other byte of Latin letters is zero."""
    even, odd = data[:4096:2], data[1:4096:2]
    if len(data) % 2 == 0 and odd.count(0) * 2 > len(odd) and not even.count(0):
        return "utf-16-le"
    if len(data) % 2 == 0 and even.count(0) * 2 > len(even) and not odd.count(0):
        return "utf-16-be"
    return "utf-8"

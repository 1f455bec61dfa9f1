"""One cell or text to a value: answers, days, links, and texts of a length that fits."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from endorsements.dossier_files.columns import RED_LINE, plain
from endorsements.rules.answers import NO, RED_LINE_ANSWERS, UNKNOWN, YES
from endorsements.rules.facts import FACTS_BY_ID
from endorsements.rules.wording import gettext_noop

_TRI_STATE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("yes", "y", "si", "s", "true", "1", "x", "verdadero"), YES),
    **dict.fromkeys(("no", "n", "false", "0", "falso"), NO),
}
_UNKNOWN: Final = ("unknown", "desconocido", "desconocida", "no se sabe")
_RED_LINE: Final[Mapping[str, str]] = {"holds": "holds", "crosses": "crosses", "cumple": "holds", "cruza": "crosses"}
_LAST_YEAR: Final = 2199
_FIRST_YEAR: Final = 1900
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


class Unfit(ValueError):
    """A cell that cannot be what its column holds: `message` with `values`, as in a `Problem`."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def values_of(fact: str) -> tuple[str, ...]:
    """The values that a fact's answer may have, *unknown* last; `fact` may be `red_lines.<id>`."""
    return (*RED_LINE_ANSWERS, UNKNOWN) if fact.startswith(RED_LINE) else FACTS_BY_ID[fact].values


def answer(fact: str, text: str, labels: Mapping[str, str] = {}) -> str | None:
    """The value that a cell's text says; None when it says nothing that is understood. Empty text has no value.

    `labels` are further words for the values of a choice, from plain word to value.
    """
    word = plain(text)
    if word in _UNKNOWN or text.strip() == "?":
        return UNKNOWN
    if fact.startswith(RED_LINE):
        return _RED_LINE.get(word)
    known = FACTS_BY_ID[fact]
    if not known.is_choice:
        return _TRI_STATE.get(word)
    spelled = {plain(each): choice.value for choice in known.choices for each in (choice.value, choice.label)}
    return spelled.get(word) or labels.get(word)


def day(text: str) -> dt.date:
    """The day written YYYY-MM-DD or M/D/YYYY. Raises Unfit."""
    text = text.strip()
    found, order = _ISO.fullmatch(text), (1, 2, 3)
    if not found:
        found, order = _AMERICAN.fullmatch(text), (3, 1, 2)
    if not found:
        message = gettext_noop("“%(found)s” is no date: write YYYY-MM-DD or M/D/YYYY (month, day, year).")
        raise Unfit(message, found=shortened(text))
    year, month, number = (int(found[each]) for each in order)
    try:
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError
        return dt.date(year, month, number)
    except ValueError:
        raise Unfit(gettext_noop("There is no day “%(found)s”."), found=shortened(text)) from None


def link(text: str) -> str:
    """A web address of at most 500 characters. Raises Unfit."""
    address = fitting(text, 500)
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        good = False
    if not good:
        message = gettext_noop("“%(found)s” is no web address: it must begin with https:// or http://.")
        raise Unfit(message, found=shortened(address))
    return address


def fitting(text: str, most: int) -> str:
    """The text without space around it. Raises Unfit when it has more than `most` characters."""
    text = text.strip()
    if len(text) > most:
        raise Unfit(
            gettext_noop("%(found)s characters are too long here; at most %(most)s fit."), found=len(text), most=most
        )
    return text


def line(text: str, most: int) -> str:
    """Text on one line, with single spaces. Raises Unfit when it is longer than `most`."""
    return fitting(" ".join(text.split()), most)


def shortened(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"

"""Which election a file of results belongs to, from its name as OpenElections writes it."""

import re
from datetime import date
from pathlib import PurePath
from typing import Final, NamedTuple

from capacity.planning.results.names import party_name
from capacity.planning.results.phrases import Malformed, Phrase, quoted
from capacity.planning.wording import gettext_noop

_EXPECTED: Final = Phrase(
    gettext_noop("a name of date, state and kind of election, as in %s"),
    ("20200623__ny__primary__kings__precinct.csv",),
)
_NAME: Final = re.compile(r"(\d{8})__([a-z]{2})__([a-z0-9][^/\\]*)\.csv", re.ASCII | re.IGNORECASE)
_HELD: Final = ("primary", "general", "runoff")
_PARTIES: Final = ("democratic", "republican")


class Election(NamedTuple):
    """Results are added up within one of these."""

    held_on: date
    state: str
    """In two capitals."""
    kind: str
    """`primary`, `general`, `special` (a special general election), `special-primary`, `primary-runoff`, …"""


class Source(NamedTuple):
    """What a file's name says."""

    file: str
    """The name without its folders."""
    election: Election
    party: str
    """Of a file that holds one party's primary only; else empty."""


def source(name: str) -> Source:
    """Read a file's name (its folders are ignored), or raise Malformed."""
    file = PurePath(name).name
    match = _NAME.fullmatch(file)
    if not match:
        raise Malformed(name, quoted(file), _EXPECTED)
    digits, state, rest = match.groups()
    try:
        held_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        expected = Phrase(gettext_noop("a day that exists, written YYYYMMDD"))
        raise Malformed(name, quoted(digits), expected) from None
    parts = rest.lower().split("__")
    party = ""
    if len(parts) > 1 and parts[0] in _PARTIES and parts[1] in (*_HELD, "special"):
        party = party_name(parts.pop(0))
    return Source(file, Election(held_on, state.upper(), _kind(parts)), party)


def _kind(parts: list[str]) -> str:
    """The words of the kind. A special election is a general one where the name does not say otherwise."""
    kind = parts[0]
    for part in parts[1:3]:
        if part not in _HELD:
            break
        if (kind, part) != ("special", "general"):
            kind = f"{kind}-{part}"
    return kind

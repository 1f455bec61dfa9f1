"""What a row counts: a person's votes, or what result files put in the candidate's place."""

import re
from enum import StrEnum
from typing import Final


class Counts(StrEnum):
    """What the votes of a row are."""

    PERSON = "person"
    BALLOTS = "ballots"
    """Ballots from one source; those of all sources are the ballots cast."""
    ALL_BALLOTS = "all-ballots"
    """The ballots cast, already added up."""
    WRITE_INS = "write-ins"
    NO_CHOICE = "no-choice"
    """Blank, over- and undervotes: ballots cast without a vote for anyone."""
    NEITHER = "neither"
    """Not part of any sum here: voters registered, totals, void ballots."""


_WORDS: Final = {
    Counts.BALLOTS: (
        "public counter", "absentee military", "absentee", "military", "affidavit", "emergency",
        "manually counted emergency", "federal", "special presidential",
    ),
    Counts.ALL_BALLOTS: ("ballots cast", "total ballots cast", "total ballots", "ballots cast total"),
    Counts.WRITE_INS: (
        "scattered", "scattering", "scatterings", "write in", "write ins", "writein", "writeins", "write in votes",
        "total write ins", "write in total", "write in totals", "other write ins", "unqualified write ins",
    ),
    Counts.NO_CHOICE: (
        "blank", "blanks", "blank votes", "blank ballots", "ballots cast blank", "over votes", "over vote", "overvotes",
        "overvote", "under votes", "under vote", "undervotes", "undervote", "over under votes", "over and under votes",
    ),
    Counts.NEITHER: (
        "void", "voids", "void votes", "voided", "total", "totals", "total votes", "total votes cast", "votes cast",
        "registered voters", "registered voters total", "grand total",
    ),
}  # fmt: skip
_KNOWN: Final = {words: counts for counts, names in _WORDS.items() for words in names}
_NOT_CONTESTS: Final = frozenset(
    words for counts in (Counts.ALL_BALLOTS, Counts.NEITHER, Counts.NO_CHOICE) for words in _WORDS[counts]
)
_NO_LETTERS: Final = re.compile(r"[\W_]+")


def _words(text: str) -> str:
    return _NO_LETTERS.sub(" ", text).strip().casefold()


def counts(candidate: str) -> Counts:
    """What a row with this in the candidate's place counts. Capitals, spaces, hyphens and slashes do not matter."""
    return _KNOWN.get(_words(candidate), Counts.PERSON)


def is_contest(office: str) -> bool:
    """Some files give a precinct's registered voters and ballots as if these were offices."""
    return _words(office) not in _NOT_CONTESTS

"""The columns of a file of results, in whatever order they come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from capacity.planning.results.names import folded
from capacity.planning.results.phrases import Malformed, Phrase, quoted
from capacity.planning.wording import gettext_noop

NEEDED: Final = ("office", "district", "party", "candidate", "votes")
_PLACES: Final = ("county", "precinct")
_COLUMNS: Final = Phrase(gettext_noop("the columns %s"), (", ".join(NEEDED),))


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are. `votes` and `precinct` are places in a row; `precinct` is None without such a column."""

    names: tuple[str, ...]
    """Up to the last that has one."""
    width: int
    """Cells in a row, with those that trail unnamed."""
    votes: int
    precinct: int | None
    contest_of: Callable[[Sequence[str]], Any]
    """From a row to (office, district, party, candidate), and the county after them where there is such a column."""

    def fits(self, row: list[str]) -> bool:
        """Whether a row has a cell in every named column, and nothing beyond the last column."""
        return len(row) >= len(self.names) and not any(map(str.strip, row[self.width :]))

    def repeats(self, row: list[str]) -> bool:
        """Whether a row is the header once more, as in files put together from several."""
        return names_of(row) == self.names


def names_of(row: list[str]) -> tuple[str, ...]:
    """Column names without capitals and space, and without what trails unnamed."""
    names = [folded(cell) for cell in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def header(row: list[str], name: str, line: int) -> Header:
    """Find the columns in a file's first row, or raise Malformed."""
    names = names_of(row)
    missing = [column for column in NEEDED if column not in names]
    if missing:
        found = Phrase(gettext_noop("no column %s in %s"), (missing[0], quoted(",".join(row)).told(str)))
        raise Malformed(name, found, _COLUMNS, line)
    for column in (*NEEDED, *_PLACES):
        if names.count(column) > 1:
            found = Phrase(gettext_noop("the column %s twice"), (column,))
            raise Malformed(name, found, Phrase(gettext_noop("each column once")), line)
    place = {column: at for at, column in enumerate(names)}
    wanted = [*NEEDED[:-1], *(column for column in _PLACES[:1] if column in place)]
    contest_of = itemgetter(*(place[column] for column in wanted))
    return Header(names, len(row), place["votes"], place.get("precinct"), contest_of)

"""What is wrong with a file, each fault with its place, collected and not stopped at."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from endorsements.rules.malformed import Malformed, Phrase
from endorsements.rules.wording import gettext_noop

KEPT = 10_000
"""So many problems are kept with their words; beyond, they are only counted, so that no file can fill the memory."""

Translate = Callable[[str], str]


class Place(NamedTuple):
    """Where: the row as a spreadsheet numbers it (of JSON: the dossier, of JSON Lines: the line), the column's letter
    (A, B, …; none in JSON) and its header, or the path of fields in JSON."""

    row: int | None = None
    letter: str = ""
    path: tuple[Phrase, ...] = ()

    def header(self, translate: Translate = str) -> str:
        """The column's header, or the fields from the outermost to the innermost."""
        return ", ".join(part.told(translate) for part in self.path)


class Problem(NamedTuple):
    """One fault. `message` has named `%(…)s` for `values`, which stand as they are or are phrases to translate."""

    place: Place
    message: str
    values: Mapping[str, object]

    def told(self, translate: Translate = str) -> str:
        """One sentence, without its place."""
        values = {name: v.told(translate) if isinstance(v, Phrase) else v for name, v in self.values.items()}
        return translate(self.message) % values


class Problems:
    """Collects problems in the order found: `kept` up to `KEPT`, `total` of all."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.total = 0

    def add(self, place: Place, message: str, **values: object) -> None:
        """Note a problem."""
        self.extend([Problem(place, message, values)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several."""
        for problem in problems:
            self.total += 1
            if len(self.kept) < KEPT:
                self.kept.append(problem)

    def in_order(self) -> list[Problem]:
        """Those kept, by row and column; what is about the whole file first."""
        return sorted(self.kept, key=lambda p: (p.place.row or 0, len(p.place.letter), p.place.letter))

    def __bool__(self) -> bool:
        return self.total > 0


class Unreadable(ValueError):
    """A file of which nothing can be read: not text, empty, too large. `told` gives the sentence."""

    def __init__(self, text: str, *values: str) -> None:
        self.phrase = Phrase(text, values)
        super().__init__(self.phrase.told(str))

    def told(self, translate: Translate) -> str:
        """What is wrong and what to do, in one or two sentences."""
        return self.phrase.told(translate)


def of_fault(row: int | None, fault: Malformed) -> Problem:
    """The problem that a fault of the classify form is, in the dossier or line `row`."""
    # The dossier is named by its row already; its own id stays, since that is what its writer knows it by.
    return Problem(
        Place(row, "", fault.place),
        gettext_noop("found %(found)s, expected %(expected)s"),
        {"found": fault.found, "expected": fault.expected},
    )

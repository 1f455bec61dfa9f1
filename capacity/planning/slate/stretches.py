"""When a set of candidacies fits the weeks: the interval condition, in whole doors.

A candidacy's doors may be spread freely over its usable weeks, which follow one another. Then a set fits exactly when
for every stretch of weeks the doors of its candidacies that lie wholly inside do not exceed the doors of the stretch
(Hall's condition, for intervals). Only stretches that begin with some candidacy's first usable week and end with
some candidacy's last can be the tightest: any other holds the same candidacies as one of these, and more weeks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

type Table[T: (int, float)] = list[list[T]]
"""By number of the stretch's beginning, then of its end."""


class Span(NamedTuple):
    """A candidacy's usable weeks, by their numbers: `first` to `last`, both included."""

    first: int
    last: int


class Stretches:
    """All stretches that can be the tightest for candidacies with these usable weeks."""

    def __init__(self, spans: Mapping[int, Span], week_doors: Sequence[int]) -> None:
        """`spans` by candidacy, none of them empty; `week_doors` in doors by week."""
        begins = sorted({span.first for span in spans.values()})
        ends = sorted({span.last for span in spans.values()})
        begin_of = {week: number for number, week in enumerate(begins)}
        end_of = {week: number for number, week in enumerate(ends)}
        self.places = {number: (begin_of[span.first], end_of[span.last]) for number, span in spans.items()}
        """Each candidacy's own stretch."""
        until = [0, *accumulate(week_doors)]
        # What ends before it begins holds nobody.
        self.doors: Table[int] = [[max(0, until[end + 1] - until[begin]) for end in ends] for begin in begins]
        """Doors of each stretch."""

    def loads[T: (int, float)](self, wanted: Iterable[tuple[int, T]]) -> Table[T]:
        """Doors of the candidacies inside each stretch, of (candidacy, doors) pairs."""
        table: Table[T] = [[0] * len(row) for row in self.doors]
        for candidacy, doors in wanted:
            begin, end = self.places[candidacy]
            table[begin][end] += doors
        later: list[T] = [0] * len(table[0]) if table else []
        for begin in range(len(table) - 1, -1, -1):
            table[begin] = later = [own + more for own, more in zip(accumulate(table[begin]), later, strict=True)]
        return table

    def exceeded[T: (int, float)](self, wanted: Iterable[tuple[int, T]], by: float = 0) -> Iterator[tuple[int, int]]:
        """For each beginning, and for each end, the stretch whose doors are exceeded most (by more than `by`)."""
        over = [
            [load - doors for load, doors in zip(loads, doors, strict=True)]
            for loads, doors in zip(self.loads(wanted), self.doors, strict=True)
        ]
        worst = {(begin, row.index(max(row))) for begin, row in enumerate(over)}
        worst |= {(column.index(max(column)), end) for end, column in enumerate(zip(*over, strict=True))}
        return ((begin, end) for begin, end in sorted(worst) if over[begin][end] > by)

    def inside(self, begin: int, end: int) -> list[int]:
        """The candidacies whose usable weeks lie wholly inside a stretch."""
        return [number for number, (first, last) in self.places.items() if first >= begin and last <= end]

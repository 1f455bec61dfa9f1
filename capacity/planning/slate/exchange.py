"""What would let a candidacy in that is left out: fewer doors, or somebody else's place."""

from collections.abc import Collection
from itertools import accumulate

from capacity.planning.slate.layout import Layout
from capacity.planning.slate.records import LeftOut


class Room:
    """What the stretches have left beside the supported candidacies, in doors."""

    def __init__(self, layout: Layout, supported: Collection[int]) -> None:
        stretches = layout.stretches
        self._places = stretches.places
        self._taken = layout.wanted(sorted(supported))
        loads = stretches.loads(self._taken)
        left = [
            [have - load for have, load in zip(*row, strict=True)] for row in zip(stretches.doors, loads, strict=True)
        ]
        # The least that a stretch from here has left that ends here or later, then one to here that begins here or
        # earlier, then one around both.
        self._from_here = [list(accumulate(reversed(row), min))[::-1] for row in left]
        self._to_here = list(accumulate(left, _least))
        self._around = list(accumulate(self._from_here, _least))

    def beside(self, number: int) -> int:
        """Doors that could be added for a candidacy: what the tightest stretch around its weeks has left."""
        begin, end = self._places[number]
        return self._around[begin][end]

    def without_one(self, number: int, doors: int) -> set[int]:
        """The supported candidacies of which each alone, taken out, would leave room for these doors."""
        begin, end = self._places[number]
        # Taking one out helps only the stretches around it, so it must lie inside all that are too tight.
        earliest = max((at for at in range(begin + 1) if self._from_here[at][end] < doors), default=0)
        tight_ends = (at for at in range(end, len(self._to_here[begin])) if self._to_here[begin][at] < doors)
        latest = min(tight_ends, default=len(self._to_here[begin]))
        helpful = set()
        for other, freed in self._taken:
            first, last = self._places[other]
            inside = first >= earliest and last <= latest
            if inside and self._around[min(begin, first)][max(end, last)] + freed >= doors:
                helpful.add(other)
        return helpful


def left_out(layout: Layout, supported: Collection[int]) -> tuple[LeftOut, ...]:
    """Every candidacy that is not supported, with what it is short by and in whose place it could be."""
    room = Room(layout, supported)
    told = []
    for number, candidacy in enumerate(layout.candidacies):
        if number in supported:
            continue
        held = {rival for rival in layout.rivals[candidacy.seat] if rival in supported}
        places = layout.places_of[candidacy.seat]
        doors = candidacy.doors_taken
        short = doors - min(doors, room.beside(number)) if number in layout.doors else doors
        if number in layout.hopeless:
            instead: set[int] = set()
        else:
            instead = room.without_one(number, doors) if short else set(supported)
        if len(held) >= places:
            instead = instead & held if len(held) == places else set()
        told.append(LeftOut(candidacy.id, short, layout.ids(instead)))
    return tuple(told)


def _least(one: list[int], other: list[int]) -> list[int]:
    return list(map(min, one, other))

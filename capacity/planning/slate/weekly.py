"""The weekly plan of supported candidacies: whoever's last week comes first is served first."""

from collections.abc import Collection
from datetime import date
from heapq import heappop, heappush

from capacity.planning.slate.layout import Layout


def plan(layout: Layout, supported: Collection[int]) -> dict[str, dict[date, int]]:
    """Doors by id and first day of the week, for supported candidacies that are no exceptions, ids sorted.

    Serving the earliest last week first uses up all doors of every set that fits; see `stretches`. A set that does
    not fit raises AssertionError.
    """
    numbers = sorted(number for number in supported if not layout.candidacies[number].exception)
    planned: dict[str, dict[date, int]] = {layout.candidacies[number].id: {} for number in numbers}
    opening: dict[int, list[int]] = {}
    for number in numbers:
        if number in layout.doors:
            opening.setdefault(layout.spans[number].first, []).append(number)
    waiting: list[tuple[int, int, int]] = []
    for place, week in enumerate(layout.weeks):
        for number in opening.get(place, ()):
            heappush(waiting, (layout.spans[number].last, number, layout.doors[number]))
        doors = week.doors
        while waiting and doors:
            last, number, wanted = heappop(waiting)
            assert last >= place, "doors are planned before the last week is over"
            given = min(doors, wanted)
            planned[layout.candidacies[number].id][week.start] = given
            doors -= given
            if given < wanted:
                heappush(waiting, (last, number, wanted - given))
    assert not waiting, "all doors are planned"
    return planned

"""From a problem to its slate."""

from capacity.planning.slate.exchange import Room, left_out
from capacity.planning.slate.layout import Layout
from capacity.planning.slate.pins import conflict
from capacity.planning.slate.records import Infeasible, Level, Problem, Slate
from capacity.planning.slate.search import Search
from capacity.planning.slate.solver import Row
from capacity.planning.slate.weekly import plan


class Unproven(RuntimeError):
    """The answer did not stand up to its check in whole numbers. This is a fault of the program, not of the file."""


def solve(problem: Problem) -> Slate | Infeasible:
    """Find the best slate and prove it, or say which pinned candidacies stand against each other.

    Maximized in turn, none giving up any of the one before: each group of ranks' sum of chance × weight; the number
    supported; the fewest doors; then, of the slates as good as each other, the one that has the candidacy with the
    first id (in code-point order) in which they differ. So there is one answer, whatever the order of the input.
    Raises SolverFailed when HiGHS gives none, Unproven when its answer is wrong.
    """
    layout = Layout(problem)
    against = conflict(layout)
    if against:
        return Infeasible(against)
    supported, values = _search(layout, problem.ranks)
    levels = tuple(
        Level(ranks, sum(layout.candidacies[number].value for number in _of(layout, ranks) if number in supported))
        for ranks in problem.ranks
    )
    if layout.broken(supported) is not None or [level.value for level in levels] != values:
        raise Unproven
    return Slate(levels, layout.ids(supported), plan(layout, supported), left_out(layout, supported))


def _search(layout: Layout, groups: tuple[tuple[str, ...], ...]) -> tuple[set[int], list[int]]:
    everyone = range(len(layout.candidacies))
    pinned = {number for number in everyone if layout.candidacies[number].pinned}
    seats = [
        Row(dict.fromkeys(rivals, 1), layout.places_of[seat])
        for seat, rivals in sorted(layout.rivals.items())
        if len(rivals) > layout.places_of[seat]
    ]
    room = Room(layout, pinned)
    too_large = {number for number, doors in layout.doors.items() if doors > room.beside(number)}
    search = Search(layout.doors, layout.stretches, seats, len(everyone))
    search.start_with(pinned, without=layout.hopeless | too_large - pinned)
    values = [
        search.maximize({number: layout.candidacies[number].value for number in _of(layout, ranks)}) for ranks in groups
    ]
    search.maximize(dict.fromkeys(everyone, 1))
    search.maximize({number: -doors for number, doors in layout.doors.items()})
    search.settle()
    return search.best, values


def _of(layout: Layout, ranks: tuple[str, ...]) -> list[int]:
    return [number for number, candidacy in enumerate(layout.candidacies) if candidacy.rank in ranks]

"""A problem laid out for counting: candidacies numbered by id, their seats, and their stretches of weeks."""

from bisect import bisect_left
from collections.abc import Collection, Iterable

from capacity.planning.slate.records import Problem
from capacity.planning.slate.stretches import Span, Stretches


class Layout:
    """Candidacies are called by their number in the order of their ids, so that no order of the file can matter."""

    def __init__(self, problem: Problem) -> None:
        self.candidacies = sorted(problem.candidacies, key=lambda candidacy: candidacy.id)
        self.weeks = problem.weeks
        starts = [week.start for week in problem.weeks]
        self.doors: dict[int, int] = {}
        """By candidacy that takes doors and has a week for them."""
        self.spans: dict[int, Span] = {}
        """Of the same candidacies."""
        self.hopeless: set[int] = set()
        """Candidacies that need doors and have no week for them."""
        self.rivals: dict[str, list[int]] = {}
        """By seat, its candidacies."""
        for number, candidacy in enumerate(self.candidacies):
            self.rivals.setdefault(candidacy.seat, []).append(number)
            if candidacy.doors_taken:
                span = Span(bisect_left(starts, candidacy.from_on), bisect_left(starts, candidacy.until_on) - 1)
                if span.last < span.first:
                    self.hopeless.add(number)
                else:
                    self.doors[number], self.spans[number] = candidacy.doors_taken, span
        self.places_of = {seat: problem.seats.get(seat, 1) for seat in self.rivals}
        """How many candidacies each seat may have."""
        self.stretches = Stretches(self.spans, [week.doors for week in problem.weeks])

    def wanted(self, taken: Iterable[int]) -> list[tuple[int, int]]:
        """(candidacy, doors) of those that take doors."""
        return [(number, self.doors[number]) for number in taken if number in self.doors]

    def broken(self, taken: Collection[int]) -> list[int] | None:
        """Some of these candidacies, sorted, that cannot be supported together, or None when all of them can."""
        for number in sorted(self.hopeless.intersection(taken)):
            return [number]
        for seat, rivals in sorted(self.rivals.items()):
            held = [number for number in rivals if number in taken]
            if len(held) > self.places_of[seat]:
                return held
        for begin, end in self.stretches.exceeded(self.wanted(taken)):
            return [number for number in self.stretches.inside(begin, end) if number in taken]
        return None

    def ids(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Their ids, sorted."""
        return tuple(self.candidacies[number].id for number in sorted(numbers))

"""The best choices, proven: bounds in whole numbers around a core that HiGHS searches.

Each level is solved in three steps. A continuous program gives prices for the rows; with *any* prices of at least 0,

    value(x) <= sum of price × limit + sum over choices of max(0, value - sum of price × coefficient)

holds for every allowed x, and is computed here in whole numbers, so that no rounding can spoil it. A choice whose
own summand is larger than what separates this bound from the best known choice cannot be decided otherwise in any
choice as good. The few others, the core, are searched by HiGHS. What it proposes is checked row by row and stretch
by stretch in whole numbers; rows it broke are added, and it is asked again.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from capacity.planning.slate.solver import LARGEST, Relaxation, Row, SolverFailed, best_choices
from capacity.planning.slate.stretches import Stretches

_UNIT: Final = 1 << 32
"""Prices and bounds are whole multiples of 1/_UNIT."""
_CORE: Final = 24
"""Choices in the first core tried, beside those the continuous program leaves open."""
_OPEN: Final = 1e-6
_BLOCK: Final = 20
_ROUNDS: Final = 60


class Bound(NamedTuple):
    """No allowed choice is worth more than `total`; deciding a choice against its sign costs that much of it."""

    total: int
    """In 1/_UNIT."""
    pull: dict[int, int]
    """By undecided choice, in 1/_UNIT: positive speaks for taking it, negative against it."""


class Search:
    """Choices under rows and stretches, always with the best choice known so far."""

    def __init__(self, doors: Mapping[int, int], stretches: Stretches, rows: Sequence[Row], size: int) -> None:
        """`doors` by choice (those that take some); `stretches` knows their places; all else is in the rows."""
        self._doors = doors
        self._stretches = stretches
        self._rows = list(rows)
        self._seen: set[tuple[int, int]] = set()
        self._relaxation = Relaxation(size)
        for row in rows:
            self._relaxation.add(row)
        self._free = set(range(size))
        self._taken: set[int] = set()
        self.best: set[int] = set()
        """The best choice known: those taken."""

    def start_with(self, taken: Iterable[int], without: Iterable[int]) -> None:
        """Decide some choices from the beginning. `taken` must be allowed."""
        self.best = set(taken)
        for choice in sorted(self.best):
            self._decide(choice, 1)
        for choice in sorted(without):
            self._decide(choice, 0)

    def maximize(self, values: Mapping[int, int]) -> int:
        """Find the best choice for these values among those that are best for all values before; return its value."""
        bound = self._bound(values)
        worth = self._improve(values, bound)
        gap = bound.total - worth * _UNIT
        for choice, pull in bound.pull.items():
            if abs(pull) > gap:
                self._decide(choice, pull > 0)
        self._add(Row({choice: -value for choice, value in values.items() if value}, -worth))
        return worth

    def settle(self) -> None:
        """Among choices as good, find the one that takes the earliest choices (then the next earliest, and so on).

        Every level must have been maximized, the number taken among them.
        """
        differing = self._differing()
        for choice in sorted(self._free - differing):
            self._decide(choice, choice in self.best)
        while self._free:
            order = sorted(self._free)
            ahead = next((place for place, choice in enumerate(order) if choice not in self.best), len(order))
            for choice in order[:ahead]:
                self._decide(choice, 1)
            block = order[ahead : ahead + _BLOCK]
            if block:
                values = {choice: 1 << (_BLOCK - place) for place, choice in enumerate(block)}
                self._improve(values, self._bound(values))
            for choice in block:
                self._decide(choice, choice in self.best)

    def _differing(self) -> set[int]:
        """The choices that are decided otherwise in some other choice as good as the best; mostly there is none."""
        first, differing = self.best, set[int]()
        while True:
            values = {choice: -1 if choice in first else 1 for choice in self._free - differing}
            self._improve(values, self._bound(values))
            new = {choice for choice in values if (choice in self.best) != (choice in first)}
            if not new:
                return differing
            differing |= new

    def _decide(self, choice: int, value: int) -> None:
        if choice in self._free:
            self._free.remove(choice)
            self._relaxation.fix(choice, int(value))
            if value:
                self._taken.add(choice)

    def _add(self, row: Row) -> None:
        self._rows.append(row)
        self._relaxation.add(row)

    def _bound(self, values: Mapping[int, int]) -> Bound:
        if not self._free:
            return Bound(0, {})
        self._relaxation.aim(values)
        prices: Sequence[float] = ()  # without any the bound is still one
        for _ in range(_ROUNDS):
            solved = self._relaxation.solve()
            if solved is None:
                break
            point, prices = solved
            wanted = [(choice, doors * point[choice]) for choice, doors in self._doors.items() if point[choice] > 0]
            if not self._add_exceeded(wanted, by=0.01):
                break
        pull = {choice: values.get(choice, 0) * _UNIT for choice in (*self._free, *self._taken)}
        total = 0
        for row, price in zip(self._rows, prices, strict=False):  # the last rows may have no price yet
            if weight := round(price * _UNIT):
                told = row.coarse()
                total += weight * told.limit
                for choice, coefficient in told.coefficients.items():
                    if choice in pull:
                        pull[choice] -= weight * coefficient
        total += sum(pull.pop(choice) for choice in self._taken)
        return Bound(total + sum(value for value in pull.values() if value > 0), pull)

    def _improve(self, values: Mapping[int, int], bound: Bound) -> int:
        """Make the best choice known the best there is, and return its value."""
        worth = _value(values, self.best)
        if not bound.pull or bound.total // _UNIT <= worth:
            return worth
        strengths = sorted(map(abs, bound.pull.values()))
        guess = strengths[min(len(strengths) - 1, _CORE + bisect_left(strengths, _UNIT // 1000))]
        while True:
            gap = bound.total - worth * _UNIT
            margin = min(gap, guess)
            core = {choice: values.get(choice, 0) for choice, pull in bound.pull.items() if abs(pull) <= margin}
            around = self._taken | {choice for choice, pull in bound.pull.items() if pull > margin}
            found = self._search(core, around)
            if found is not None and _value(values, found) >= worth:
                self.best, worth = found, _value(values, found)
            if bound.total - worth * _UNIT <= margin:  # whatever decides otherwise outside of the core is worth less
                return worth
            guess = bound.total - worth * _UNIT  # the first core was too small: all that could matter

    def _search(self, values: Mapping[int, int], around: set[int], extra: Sequence[Row] = ()) -> set[int] | None:
        """The best choice that takes `around` and of all others only some of `values`' keys, if one is allowed."""
        largest = max(map(abs, values.values()), default=0)
        if largest <= LARGEST:
            return self._ask(values, around, extra)
        # As HiGHS cannot trust such values, they are split: value = unit × high + low with 0 <= low < unit. From the
        # best sum of the highs downwards, find the best sum of the lows beside it, as long as it could still matter.
        unit = -(-largest // LARGEST)
        high = {choice: value // unit for choice, value in values.items()}
        low = {choice: value % unit for choice, value in values.items()}
        best = self._search(high, around, extra)
        if best is None:
            return None
        against = {choice: -value for choice, value in high.items()}
        at = _value(high, best)
        while unit * at + sum(low.values()) > _value(values, best):
            found = self._search(low, around, (*extra, Row(high, at), Row(against, -at)))
            if found is not None and _value(values, found) > _value(values, best):
                best = found
            at -= 1
        return best

    def _ask(self, values: Mapping[int, int], around: set[int], extra: Sequence[Row]) -> set[int] | None:
        extra = list(extra)
        while True:
            rows = list(_within((*self._rows, *extra), values, around))
            if any(not row.coefficients for row in rows):
                return None
            known = self._known(values, around, extra)
            found = best_choices(values, rows, known) if values else set()
            if found is None:
                return None
            if known is not None and _value(values, found) < _value(values, self.best):
                raise SolverFailed("worse than what it was given")
            found |= around
            against = [_not_again(row, found) for row in extra if _value(row.coefficients, found) > row.limit]
            extra += against
            if not self._forbid(found) and not against:
                return found

    def _known(self, core: Mapping[int, int], around: set[int], extra: Sequence[Row]) -> dict[int, int] | None:
        """The best choice so far as one to begin with, where it is allowed."""
        allowed = self.best - core.keys() == around and all(
            _value(row.coefficients, self.best) <= row.limit for row in extra
        )
        return {choice: int(choice in self.best) for choice in core} if allowed else None

    def _forbid(self, found: set[int]) -> bool:
        """Whether a row or stretch is broken; then rows are added that forbid it."""
        broken = [row for row in self._rows if _value(row.coefficients, found) > row.limit]
        for row in broken:
            self._add(_not_again(row, found))
        wanted = [(choice, doors) for choice, doors in self._doors.items() if choice in found]
        return self._add_exceeded(wanted, by=0) or bool(broken)

    def _add_exceeded(self, wanted: Sequence[tuple[int, float]], by: float) -> bool:
        new = set(self._stretches.exceeded(wanted, by)) - self._seen
        self._seen |= new
        for begin, end in sorted(new):
            inside = {choice: self._doors[choice] for choice in self._stretches.inside(begin, end)}
            self._add(Row(inside, self._stretches.doors[begin][end]))
        return bool(new)


def _not_again(row: Row, found: set[int]) -> Row:
    """Forbids what broke a row, in ones: HiGHS, or the coarse row that it was told, had let it pass."""
    against = {choice: 1 for choice, value in row.coefficients.items() if value > 0 and choice in found}
    instead = {choice: -1 for choice, value in row.coefficients.items() if value < 0 and choice not in found}
    return Row(against | instead, len(against) - 1)


def _value(values: Mapping[int, int], taken: set[int]) -> int:
    return sum(value for choice, value in values.items() if choice in taken)


def _within(rows: Iterable[Row], core: Mapping[int, int], around: set[int]) -> Iterable[Row]:
    """The rows as the core sees them, when `around` is taken; without those that forbid nothing."""
    for row in rows:
        coefficients, limit = {}, row.limit
        for choice, value in row.coefficients.items():
            if choice in core:
                coefficients[choice] = value
            elif choice in around:
                limit -= value
        if sum(value for value in coefficients.values() if value > 0) > limit:
            yield Row(coefficients, limit)

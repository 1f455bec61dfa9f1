"""How long a slate takes until it is proven, and what a greedy pass loses against it: `python -m bench.slate`.

Random chapters over 104 weeks, with capacity for 25, 45 or 70 percent of the doors that all candidacies together need.
Times are of `solve` in this process, the weekly plan and what is said of those left out included; beside the time on
the clock stands the processor's, which other work on the machine does not lengthen (one thread is used). The greedy
pass takes candidacies group by group while they fit, by chance × weight or by the same per door: whichever ends better.
"""

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable

from capacity.planning.slate import Candidacy, Problem, Slate, Week, solve
from capacity.planning.slate.layout import Layout

WEEKS = 104
RANKS = ("incumbent", "cadre", "class-struggle")
SIZES = {20: 20, 60: 20, 200: 15, 1000: 3}
"""Candidacies, and how many chapters of that size are measured at each capacity."""
SHARES = (25, 45, 70)
GOALS = {200: "goal: median 0.5 s, worst 2 s", 1000: "goal: 10 s"}


def chapter(size: int, share: int, seed: int) -> Problem:
    """A random problem of `size` candidacies with capacity for `share` percent of the doors they need."""
    chance = random.Random(f"{size} {share} {seed}")
    starts = [dt.date(2026, 1, 5) + dt.timedelta(weeks=number) for number in range(WEEKS + 1)]
    candidacies = []
    for number in range(size):
        weeks = chance.randint(6, 30)
        first = chance.randint(0, WEEKS - weeks)
        candidacies.append(
            Candidacy(
                id=f"c-{number:04}",
                seat=f"seat-{chance.randrange(1 + size * 3 // 4)}",
                rank=chance.choices(RANKS, (1, 2, 3))[0],
                doors=chance.randint(500, 10_000),
                from_on=starts[first],
                until_on=starts[first + weeks],
                win_chance_permille=chance.randint(50, 950),
                weight=chance.randint(1, 5),
                pinned=False,
                exception=None,
            )
        )
    usual = sum(one.doors for one in candidacies) * share / 100 / WEEKS
    weeks_doors = [int(usual * chance.uniform(0.5, 1.5)) for _ in range(WEEKS)]
    return Problem(
        weeks=tuple(Week(start=start, doors=doors) for start, doors in zip(starts, weeks_doors, strict=False)),
        seats={},
        candidacies=tuple(candidacies),
    )


def greedy(problem: Problem) -> tuple[list[int], int]:
    """The better greedy pass: the value of each rank, and how many it takes."""
    layout = Layout(problem)
    passes = (
        _taken(layout, lambda one: one.value),
        _taken(layout, lambda one: one.value / max(1, one.doors)),
    )
    told = [([sum(one.value for one in taken if one.rank == rank) for rank in RANKS], len(taken)) for taken in passes]
    return max(told)


def _taken(layout: Layout, worth: Callable[[Candidacy], float]) -> list[Candidacy]:
    numbers = sorted(
        range(len(layout.candidacies)),
        key=lambda number: (RANKS.index(layout.candidacies[number].rank), -worth(layout.candidacies[number])),
    )
    taken: set[int] = set()
    for number in numbers:
        if layout.broken(taken | {number}) is None:
            taken.add(number)
    return [layout.candidacies[number] for number in taken]


def measured(size: int, share: int) -> str:
    """One line of the table."""
    seconds, processor, lost, fewer = [], [], [], []
    for seed in range(SIZES[size]):
        problem = chapter(size, share, seed)
        began, busy = time.perf_counter(), time.process_time()
        answer = solve(problem)
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
        assert isinstance(answer, Slate)
        values, count = greedy(problem)
        best = [level.value for level in answer.levels]
        assert values <= best, "a greedy pass beats the proven slate"
        # In the first rank in which they differ: what comes after it cannot be compared.
        ranks = (100 - 100 * found / most for found, most in zip(values, best, strict=True) if found != most)
        lost.append(next(ranks, 0.0))
        fewer.append(len(answer.supported) - count)
    times = "".join(f"{statistics.median(each):9.3f} {max(each):7.3f}" for each in (seconds, processor))
    loss = f"{statistics.median(lost):8.1f} {max(lost):7.1f} {statistics.median(fewer):+11.0f}"
    return f"{size:>11,} {share:>6} % {times} {loss}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", choices=SIZES, default=list(SIZES))
    print("                     seconds, clock   seconds, processor   the greedy pass loses")
    print("candidacies capacity   median   worst   median   worst   % median   worst  candidacies")
    for size in parser.parse_args().sizes:
        for share in SHARES:
            print(measured(size, share), flush=True)
        if size in GOALS:
            print(f"{'':>12}{GOALS[size]}")


if __name__ == "__main__":
    main()

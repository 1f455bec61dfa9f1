"""Run every experiment at its full size on the database of DATABASE_URL: what `make faults` does, once on each.

Exits 1 when a vote that was acknowledged is lost, counted twice or half written, or a control found nothing.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import experiments
from tests.faults.experiments import Outcome

VOTERS, RACES, KILLS, CRASHES = 200, 50, 50, 20
VOTERS_A_STRIKE = 25


def exact(outcome: Outcome, expected: int | None = None) -> bool:
    """Say whether every vote acknowledged was counted, once, and (`expected`) whether they are all there."""
    return not outcome.problems and outcome.counted in (expected, outcome.counted if expected is None else expected)


def at_once(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.twice_at_once(home, voters=VOTERS)
    return outcome, exact(outcome, VOTERS)


def at_once_slowly(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.twice_at_once(home, voters=VOTERS, settings=experiments.SLOW, abreast=1)
    return outcome, exact(outcome, VOTERS)


def control(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.twice_at_once(home, voters=VOTERS, settings=experiments.UNLOCKED, abreast=1)
    return outcome, outcome.counted > VOTERS


def races(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.races_at_the_close(home, races=RACES)
    return outcome, exact(outcome) and outcome.raced > RACES // 2


def killed(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.killed(home, kills=KILLS, voters=KILLS * VOTERS_A_STRIKE)
    return outcome, exact(outcome, KILLS * VOTERS_A_STRIKE)


def crashed(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.crashed(home, crashes=CRASHES, voters=CRASHES * VOTERS_A_STRIKE * 2)
    return outcome, exact(outcome, CRASHES * VOTERS_A_STRIKE * 2)


def crashed_careless(home: Path) -> tuple[Outcome, bool]:
    outcome = experiments.crashed(home, crashes=CRASHES, voters=CRASHES * VOTERS_A_STRIKE * 2, durable=False)
    return outcome, any("lost" in problem for problem in outcome.problems)


EXPERIMENTS: dict[str, Callable[[Path], tuple[Outcome, bool]]] = {
    f"{VOTERS} voters, each twice at once": at_once,
    "one voter after the other, each twice at once, with a pause under the lock": at_once_slowly,
    "control: the same without the lock counts people twice": control,
    f"{RACES} races at the close": races,
    f"the server killed {KILLS} times": killed,
    f"PostgreSQL stopped in immediate mode {CRASHES} times": crashed,
    "control: the same with settings that the doctor refuses loses votes": crashed_careless,
}


def main() -> int:
    """Run them one after the other; return how it ended."""
    postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    print(f"── {'PostgreSQL' if postgres else 'SQLite'} ──")  # noqa: T201
    failed = 0
    for title, experiment in EXPERIMENTS.items():
        if experiment in (crashed, crashed_careless) and not postgres:
            continue
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            began = time.monotonic()
            outcome, good = experiment(Path(home))
        failed += not good
        print(f"{'held  ' if good else 'FAILED'}  {title} ({time.monotonic() - began:.0f} s)\n        {outcome}")  # noqa: T201
        sys.stdout.flush()
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())

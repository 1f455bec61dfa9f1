"""How fast votes are counted and recounted: `.venv/bin/python -m bench.recount [--votes N]`.

The yardstick adds the same votes up with the standard library alone; the command is held against a Django command that
does nothing. The best of some runs counts, since other work on the machine only ever adds time.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from endorsements.tally import Base, Comparison, Count, Rule, ShareOfRoll, Vote, counted, decide
from endorsements.tally.contests import NO_ENDORSEMENT, Ballot, Choice, Contest, TieRule, instant_runoff
from endorsements.tally.reading import read
from endorsements.tally.writing import as_json, record

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
SEED = 20261122
RULE = Rule(Fraction(2, 3), Comparison.AT_LEAST, Base.YES_NO, ShareOfRoll(Fraction(1, 20)))
CONTEST = Contest(
    "A seat of six",
    (*(Choice(f"c-{number}", f"Candidate {number}") for number in range(1, 7)), Choice(NO_ENDORSEMENT, "Nobody")),
)


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The best time of some runs."""
    best = float("inf")
    for _ in range(runs):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def command(*arguments: str) -> float:
    """A management command as a whole process, with settings that are whole: else `version` would not set Django up."""
    line, environment = [sys.executable, "manage.py", *arguments], {**os.environ, "DEBUG": "1"}
    return seconds(lambda: subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--votes", type=int, default=10_000)
    cast = parser.parse_args().votes

    chance = random.Random(SEED)
    weights = (Fraction(1),) * 9 + (Fraction(1, 2),)
    votes = [(chance.choice(tuple(Vote)), chance.choice(weights)) for _ in range(cast)]
    ranked = [Ballot(tuple(chance.sample(CONTEST.ids, chance.randint(0, 7))), chance.choice(weights)) for _ in votes]
    count = Count(counted(votes), roll=2 * cast, participants=cast)
    file = json.dumps(record(RULE, count)).encode()
    assert decide(*read(file)) == decide(RULE, count)

    def plainly() -> dict[Vote, Fraction]:
        return {vote: sum((weight for told, weight in votes if told is vote), Fraction()) for vote in Vote}

    assert plainly() == {vote: count.votes.of(vote) for vote in Vote}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tally.json"
        path.write_bytes(file)
        recount, nothing = command("recount", str(path)), command("version")
    added, summed = seconds(lambda: decide(RULE, Count(counted(votes), 2 * cast, None, cast))), seconds(plainly)
    again = seconds(lambda: as_json(decide(*read(file))))
    runoff = seconds(lambda: instant_runoff(CONTEST, ranked, TieRule(CONTEST.ids)))
    rows = (
        (f"tally of {cast:,} votes, decided", f"{added * 1e3:.1f} ms", "under 100 ms"),
        ("against adding fractions one by one", f"{added / summed:.2f} ×", "at most 1 ×"),
        (f"ranked choice of {cast:,}, 7 choices", f"{runoff * 1e3:.1f} ms", "under 1,000 ms"),
        ("recount, read to written", f"{again * 1e6:.0f} µs", "under 1,000 µs"),
        ("recount as a command", f"{recount:.2f} s", ""),
        ("against a command that does nothing", f"{recount / nothing:.2f} ×", "at most 2 ×"),
    )
    for what, figure, goal in rows:
        print(f"{what:<38} {figure:>10}   {goal}".rstrip())


if __name__ == "__main__":
    main()

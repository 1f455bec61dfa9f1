"""How fast results are added up, and in how much memory: `.venv/bin/python -m bench.turnout`.

The yardstick makes the same sums with the `csv` module alone. The six real files are read where they lie beside the
checkout; else the same number of made-up rows. On one core, the best of some runs.
"""

import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from capacity.planning.results import Results

ROOT = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("OPENELECTIONS_NY") or ROOT.parent / "shared" / "data" / "openelections" / "ny")
RUNS = 5
COLUMNS = ("office", "district", "party", "candidate")
MEASURED = (
    "import resource, subprocess, sys, time\n"
    "began = time.perf_counter()\n"
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
    "print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)\n"
)


def made_up(rows: int) -> bytes:
    """A county's file of this many rows."""
    chance = random.Random(20200623)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("county", "precinct", *COLUMNS, "votes"))
    for number in range(rows):
        candidate = chance.choice(("Public Counter", "Affidavit", "Scattered", "Ada Quill", "Bo Reed"))
        district = str(chance.randint(40, 64))
        writer.writerow(("Kings", f"{number:06}", "State Assembly", district, "DEM", candidate, chance.randint(0, 300)))
    return out.getvalue().encode()


def plainly(files: dict[str, bytes]) -> int:
    """Votes by office, district, party and candidate; returns the rows."""
    sums: Counter[tuple[str, ...]] = Counter()
    rows = 0
    for data in files.values():
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""))
        header = next(reader)
        office, district, party, candidate = (header.index(column) for column in COLUMNS)
        votes = header.index("votes")
        for row in reader:
            sums[row[office], row[district], row[party], row[candidate]] += int(row[votes])
            rows += 1
    return rows


def ours(files: dict[str, bytes]) -> int:
    """The contests, whole; returns the rows."""
    results = Results()
    rows = sum(results.add(io.BytesIO(data), name).rows for name, data in files.items())
    assert results.contests() and not results.not_understood
    return rows


def seconds(works: tuple[Callable[[dict[str, bytes]], int], ...], files: dict[str, bytes]) -> list[float]:
    """Processor time of each, the best of some runs, taken in turns so that a busy machine is the same to both."""
    best = [float("inf")] * len(works)
    for _ in range(RUNS):
        for at, work in enumerate(works):
            began = time.process_time()
            work(files)
            best[at] = min(best[at], time.process_time() - began)
    return best


def allocated(files: dict[str, bytes]) -> float:
    """The most megabytes that reading holds at once, without the files themselves."""
    tracemalloc.start()
    ours(files)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def as_program(files: dict[str, bytes]) -> tuple[float, float]:
    """Seconds and megabytes of `manage.py turnout` from start to exit."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        command = [sys.executable, "manage.py", "turnout", *(str(path) for path in sorted(Path(folder).iterdir()))]
        runs = []
        for _ in range(RUNS):
            told = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, check=True, cwd=ROOT)
            runs.append([float(figure) for figure in told.stdout.split()])
    return min(run[0] for run in runs), max(run[1] for run in runs)


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # children inherit it
    real = {path.name: path.read_bytes() for path in sorted(REAL.glob("*.csv"))}
    files = real or {"20200623__ny__primary__kings__precinct.csv": made_up(260_000)}
    rows = plainly(files)
    assert ours(files) == rows
    plain, own = seconds((plainly, ours), files)
    whole, memory = as_program(files)
    few, many = (allocated({"20200623__ny__primary.csv": made_up(number)}) for number in (100_000, 1_000_000))
    size = sum(map(len, files.values())) / 1e6
    what = "the real files" if real else "made-up rows"
    table = (
        (f"{what}: {len(files)} files, {rows:,} rows, {size:.1f} MB", ""),
        ("the same sums with csv alone", f"{plain:.2f} s, {rows / plain:,.0f} rows/s"),
        ("reading to contests", f"{own:.2f} s, {rows / own:,.0f} rows/s"),
        ("ratio", f"{own / plain:.2f} ×"),
        ("manage.py turnout, from start to exit", f"{whole:.2f} s, {memory:.0f} MB"),
        ("held at once, 100,000 rows", f"{few:.1f} MB"),
        ("held at once, 1,000,000 rows", f"{many:.1f} MB"),
    )
    for name, figure in table:
        print(f"{name:<56}{figure:>26}".rstrip())


if __name__ == "__main__":
    main()

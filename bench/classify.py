"""How fast dossiers are judged, and in how much memory: `.venv/bin/python bench/classify.py [--lines N]`.

The yardstick reads and writes the same JSON lines with the standard library. Everything runs on one core, whole
processes from start to exit; the best of three runs counts, since other work on the machine only ever adds time.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from json import dumps
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from endorsements.rules import CAES_2026, FACTS, explain, judge  # noqa: E402

RUNS = 3
SEED = 20260124
UNKNOWN_SHARES = (0.05, 0.3, 0.6)
"""How likely a fact is unknown; a dossier has one of these. Nearly full dossiers reach the settled verdicts too."""

COPY = (
    "import json, sys\n"
    "with open(sys.argv[1], encoding='utf-8') as lines:\n"
    "    for line in lines:\n"
    "        sys.stdout.write(json.dumps(json.loads(line)) + '\\n')\n"
)
MEASURED = (
    "import resource, subprocess, sys, time\n"
    "began = time.perf_counter()\n"
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
    "print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)


def dossier(chance: random.Random, number: int) -> dict[str, object]:
    """A random dossier in the JSON Lines form, with up to five red lines; half of them lean towards yes."""
    unknown, lean = chance.choice(UNKNOWN_SHARES), chance.choice((0.5, 0.95))

    def answer(values: tuple[str, ...]) -> str:
        if chance.random() < unknown:
            return "unknown"
        return values[0] if chance.random() < lean else chance.choice(values)

    sections: dict[str, dict[str, object]] = {"race": {}, "candidate": {}, "campaign": {}}
    for fact in FACTS:
        sections[fact.group][fact.id] = answer(fact.answers)
    sections["race"] |= {
        "office": "State Assembly",
        "district": str(chance.randint(1, 150)),
        "election_date": "2026-06-23",
    }
    lines = [f"line-{chance.randint(1, 10**6)}" for _ in range(chance.randint(0, 5))]
    sections["candidate"] |= {
        "name": f"Candidate {number}",
        "red_lines": {line: answer(("holds", "crosses")) for line in lines},
    }
    register = [
        {"id": line, "title": f"Demand {line}", "in_force_from": "2025-06-01", "in_force_until": None}
        for line in dict.fromkeys(lines)
    ]
    day = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {"id": f"d-{number}", "as_of": day, **sections, "red_lines_register": register}


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command on one core: the best time of some runs, the worst memory."""
    runs = []
    for _ in range(RUNS):
        told = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, check=True, text=True)
        seconds, kilobytes = told.stdout.split()
        runs.append((float(seconds), int(kilobytes) / 1024))
    return min(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def microseconds(judging: Callable[..., object], read: list[tuple[dict[str, str], dict[str, str]]]) -> float:
    """Microseconds a dossier in this process: the best of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        for answers, red_lines in read:
            judging(CAES_2026, answers, red_lines)
        best = min(best, time.perf_counter() - began)
    return best / len(read) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000)
    count = parser.parse_args().lines
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # children inherit it
    os.chdir(ROOT)

    chance = random.Random(SEED)
    dossiers = [dossier(chance, number) for number in range(count)]
    text = [dumps(item) for item in dossiers]
    assert len(set(text)) == count
    with tempfile.TemporaryDirectory() as folder:
        whole, few = Path(folder) / "whole.jsonl", Path(folder) / "few.jsonl"
        whole.write_text("\n".join(text) + "\n", encoding="utf-8")
        few.write_text("\n".join(text[:1000]) + "\n", encoding="utf-8")
        classify = [sys.executable, "manage.py", "classify"]
        copying, _ = measured([sys.executable, "-c", COPY, str(whole)])
        judging, memory = measured([*classify, str(whole)])
        _, memory_of_few = measured([*classify, str(few)])

    read = [
        (
            {fact.id: item[fact.group][fact.id] for fact in FACTS},  # type: ignore[index]
            dict(item["candidate"]["red_lines"]),  # type: ignore[index]
        )
        for item in dossiers[:20_000]
    ]
    findings, explained = microseconds(judge, read), microseconds(explain, read)
    rows = (
        (f"read and write {count:,} JSON lines", f"{copying:.2f} s", ""),
        (f"classify {count:,} JSON lines", f"{judging:.2f} s", ""),
        ("ratio", f"{judging / copying:.2f} ×", "at most 5 ×"),
        ("peak memory, 1,000 lines", f"{memory_of_few:.0f} MB", "under 200 MB"),
        (f"peak memory, {count:,} lines", f"{memory:.0f} MB", "the same"),
        ("engine with findings, a dossier", f"{findings:.1f} µs", "at most 30 µs"),
        ("engine with all explanations", f"{explained:.1f} µs", "at most 100 µs"),
    )
    for what, figure, goal in rows:
        print(f"{what:<36} {figure:>10}   {goal}".rstrip())


if __name__ == "__main__":
    main()

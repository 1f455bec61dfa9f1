"""Print: a memo of three to four pages, warm, and a packet of 50 on two processes, against their goals.

Run as ``.venv/bin/python bench/memo.py``. The wall clock counts; the processor time beside it tells a slow machine from
a busy one.
"""

import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sample_memo import memo_html
from endorsements.pdf import packet, pool, press
from endorsements.pdf.press import Job, Typeset

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEMO_GOAL, PACKET_GOAL = 0.230, 8.0
ROUNDS, PARTS = 60, 50


def main() -> None:
    pages, walls, busy = single()
    total, pace, bind, processor, size = bound()
    middle = statistics.median(walls)
    late = statistics.quantiles(walls, n=20)[-1]
    rows = [
        (f"a memo of {pages} pages, warm, p50", f"{middle * 1000:.0f} ms", "230 ms", middle / MEMO_GOAL),
        ("the same, p95", f"{late * 1000:.0f} ms", "", None),
        ("the same, processor time, p50", f"{statistics.median(busy) * 1000:.0f} ms", "", None),
        (f"a packet of {PARTS} on 2 processes", f"{total:.1f} s", "8 s", total / PACKET_GOAL),
        ("of which setting the memos", f"{pace:.1f} s", "", None),
        ("of which binding", f"{bind:.2f} s", "", None),
        ("the same, processor time / 2", f"{processor / 2:.1f} s", "", None),
        ("size of the packet", f"{size / 1e6:.1f} MB", "", None),
    ]
    print(f"{'print':40} {'measured':>10} {'goal':>8} {'ratio':>6}")
    for name, measured, goal, ratio in rows:
        print(f"{name:40} {measured:>10} {goal:>8} {'' if ratio is None else f'{ratio:.2f}':>6}")


def single() -> tuple[int, list[float], list[float]]:
    """Pages, wall-clock and processor seconds of each round, after a few rounds to warm up."""
    for index in range(3):
        press.typeset(job(index))
    (child,) = children()
    walls, busy, pages = [], [], 0
    for index in range(ROUNDS):
        before, started = used(child), time.perf_counter()
        pages = press.typeset(job(index)).pages
        walls.append(time.perf_counter() - started)
        busy.append(used(child) - before)
    return pages, walls, busy


def bound() -> tuple[float, float, float, float, int]:
    """Seconds in all, of setting and of binding; processor seconds of all processes; bytes of the packet."""
    list(press.render_many([job(0), job(1)], processes=2))
    processes = [os.getpid(), *children()]
    before, started = sum(map(used, processes)), time.perf_counter()
    parts = [result.pdf for _, result in press.render_many(map(job, range(PARTS)), processes=2) if is_set(result)]
    contents = "".join(f'<li><a href="part:{index + 1}">Memo {index + 1}</a></li>' for index in range(PARTS))
    front = press.render(f"<h1>Packet</h1><ol>{contents}</ol>", title="Packet", lang="en", at=AT)
    set_at = time.perf_counter()
    names = [f"Memo {index + 1}" for index in range(PARTS)]
    whole = packet.bind(front, parts, title="Packet", lang="en", at=AT, outline=names)
    ended = time.perf_counter()
    processor = sum(map(used, processes)) - before
    return ended - started, set_at - started, ended - set_at, processor, len(whole)


def job(index: int) -> Job:
    return Job(memo_html(index), f"Memo {index + 1}", "en", AT)


def is_set(result: object) -> bool:
    if isinstance(result, Typeset):
        return True
    raise SystemExit(f"a memo was not printed: {result!r}")


def children() -> list[int]:
    """Process ids of our children, as Linux lists them."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def used(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
    pool.close_all()

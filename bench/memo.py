"""Print: a memo of three to four pages, warm, and a packet of 50 from the database to its file, against the goals.

Run: `make bench`, or `python -m bench.memo`. It works on a SQLite file of its own, with full dossiers of invented
people. The wall clock counts; the processor time beside it (of this process and its children) tells a slow machine
from a busy one.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.sample_memo import memo_html
from endorsements.pdf import packet, pool, press

if TYPE_CHECKING:
    from endorsements.models import Assessment

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEMO_GOAL, PACKET_GOAL = 0.230, 8.0
ROUNDS, PARTS = 40, 50
EVIDENCE = "Said so in the interview of 3 October; the minutes of the meeting bear it out."


def main() -> None:
    print(f"print, with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores as it begins")
    print(f"{'':58} {'p50':>8} {'p95':>8} {'CPU p50':>8} {'goal':>7} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        assessments = dossiers(Path(folder) / "bench.sqlite3")
        sample = [lambda index=index: press.typeset(sample_job(index)).pages for index in range(ROUNDS)]
        memo("a sample memo of {} pages, set", sample, goal=MEMO_GOAL)
        content, jobs = contents(assessments)
        memo("a memo's words from the database", content)
        memo("a memo of a full dossier, {} pages, template and setting", jobs, goal=MEMO_GOAL)
        memo("the same, issued: numbered, stored, logged", issues(assessments))
        whole_packet(assessments)
    pool.close_all()


def dossiers(path: Path) -> "list[Assessment]":
    """Make a chapter with a cycle of `PARTS` full dossiers in a new SQLite file, freeze all; return the assessments."""
    os.environ |= {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    os.environ["LOG_LEVEL"] = "ERROR"
    import django

    django.setup()
    from django.core.management import call_command

    from bench import cycles
    from endorsements.models import Answer, Candidacy
    from endorsements.operations.assessments import freeze
    from endorsements.printing import assessments_to_print

    call_command("migrate", verbosity=0)
    made = cycles.found((PARTS,))
    Answer.objects.update(evidence=EVIDENCE)
    frozen = [
        freeze(candidacy=candidacy, as_of=AT.date(), by=made.member, at=AT).pk
        for candidacy in Candidacy.objects.filter(race__cycle=made.cycles[PARTS])
    ]
    return list(assessments_to_print().filter(pk__in=frozen))


def contents(assessments: "Sequence[Assessment]") -> tuple[list[Callable[[], Any]], list[Callable[[], Any]]]:
    """Return calls that gather each memo's words, and calls that set each memo and give its pages."""
    from endorsements.printing import draft, memo_job

    by = assessments[0].frozen_by

    def words(assessment: "Assessment") -> Any:
        return draft(assessment, by=by, at=AT)

    told = [words(each) for each in assessments]
    return (
        [lambda each=each: words(each) for each in assessments],
        [lambda each=each: press.typeset(memo_job(each, at=AT)).pages for each in told],
    )


def issues(assessments: "Sequence[Assessment]") -> list[Callable[[], Any]]:
    """Return calls that issue each memo."""
    from endorsements.printing import issue_memo

    by = assessments[0].frozen_by
    return [lambda each=each: issue_memo(each, by=by, at=AT) for each in assessments]


def memo(title: str, calls: Sequence[Callable[[], Any]], *, goal: float | None = None) -> None:
    """Time each call, the first three untold, and print the line; `{}` in the title is the middle of what they gave."""
    for call in calls[:3]:
        call()
    walls, busy, gave = [], [], []
    for call in calls:
        before, started = processor(), time.perf_counter()
        gave.append(call())
        walls.append(time.perf_counter() - started)
        busy.append(processor() - before)
    pages = statistics.median_low(gave) if "{}" in title else 0
    line(title.format(pages), walls, busy, goal)


def line(title: str, walls: Sequence[float], busy: Sequence[float], goal: float | None) -> None:
    middle = statistics.median(walls)
    late = statistics.quantiles(walls, n=20)[-1] if len(walls) > 1 else middle
    against = (f"{goal * 1000:.0f} ms", f"{middle / goal:.2f}") if goal else ("", "")
    told = [f"{seconds * 1000:.0f} ms" for seconds in (middle, late, statistics.median(busy))]
    print(f"{title:58} {told[0]:>8} {told[1]:>8} {told[2]:>8} {against[0]:>7} {against[1]:>6}")


def whole_packet(assessments: "Sequence[Assessment]") -> None:
    """Issue and bind a packet of all of them, none issued in its language yet; then bind it again from what is issued.

    Everything counts: words, printing on two processes, numbering, storing, logging, binding with its contents.
    """
    from endorsements.operations import packets
    from endorsements.printing import make_packet

    by, cycle = assessments[0].frozen_by, assessments[0].candidacy.race.cycle
    list(press.render_many([sample_job(0), sample_job(1)], processes=2))
    for title, goal in (("packet of {}, issued and bound, {:.1f} MB", PACKET_GOAL), ("the same, bound again", None)):
        asked = packets.ask(cycle=cycle, assessments=assessments, title="Bench", language="es", by=by, at=AT)
        packets.start(packet=asked, at=AT)
        before, started = processor(), time.perf_counter()
        make_packet(asked, at=AT)
        wall, busy = time.perf_counter() - started, processor() - before
        asked.refresh_from_db()
        assert asked.file is not None
        pages = packet.page_count(bytes(asked.file.content))
        said = title.format(len(assessments), asked.file.size / 1e6) + f" ({pages} pages)"
        line(said, [wall], [busy], goal)


def sample_job(index: int) -> press.Job:
    return press.Job(memo_html(index), f"Memo {index + 1}", "en", AT)


def children() -> list[int]:
    """Process ids of our children, as Linux lists them."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def processor() -> float:
    """Processor seconds of this process and its children so far."""
    return sum(map(used, [os.getpid(), *children()]))


def used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

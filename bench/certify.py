"""A ballot of 10,000 votes from opening to certified record, in secret and by roll call, on SQLite and on PostgreSQL.

Each is filled with 10,000 votes, of which 100 are really cast: 50 into the empty box and 50 into the full one, since a
secret box is rewritten at each vote. Then it is closed (counted, decided, its box's hash and receipts published), its
record told as content and as JSON, printed and kept, and its file recounted by the command, held against a Django
command that does nothing. Goals of ours: each of the 10,000 counted; a vote into the full box p95 under 250 ms; opening
under 10 s, the close under 5 s, the record under 5 s, its PDF under 60 s (the press gives up after 90), recount at most
2 × the empty command. Run: `make bench`, or `python -m tests.servers postgres --durable -- python -m bench.certify`.
"""

import datetime as dt
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.recount import command
from tests import live, servers

if TYPE_CHECKING:
    from endorsements.models import Ballot
    from tests.ballots.world import World

VOTES, REAL = 10_000, 50
CHOICES = ("yes", "no", "abstain")
GOALS = {
    "opening: the roll drawn": 10.0,
    "vote into the full ballot, p95": 0.25,
    "closing: counted, published, decided": 5.0,
    "record as content": 5.0,
    "record as JSON": 1.0,
    "record printed as PDF and kept": 60.0,
    "recount, × an empty command": 2.0,
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ |= {"DEBUG": "0", "DEMO": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1,testserver", "LOG_LEVEL": "ERROR"}
os.environ.setdefault("SECRET_KEY", "bench-only-" + "c" * 50)


class Table:
    """What was measured of one ballot, printed line by line; `met` says whether all was within its goal."""

    def __init__(self, title: str) -> None:
        self.met = True
        print(f"\n{title}")

    def line(self, name: str, figure: float, unit: str = "s") -> None:
        goal = GOALS.get(name)
        self.met &= goal is None or figure <= goal
        shown = {"ms": f"{figure * 1e3:.1f} ms", "": f"{figure:.0f}"}.get(unit, f"{figure:.2f} {unit}")
        print(
            f"  {name:<44}{shown:>14}" + ("" if goal is None or figure <= goal else f"   MISSED: {goal:g}"), flush=True
        )

    def time[T](self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self.line(name, time.perf_counter() - began)
        return done


def peak(pid: str = "self") -> float:
    """MB that a process held at its most."""
    if pid == "self":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def children() -> list[str]:
    """Processes that this one started and that still live: the press."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def electorate() -> "World":
    """Found a chapter of as many members as there will be votes."""
    from chapters.models import Member, Role, Seat
    from tests import factories
    from tests.ballots.world import World

    world = World(1)
    Member.objects.bulk_create(
        Member(email=f"elector.{n}@example.org", name=f"Voter {n:05}", password="!", joined_at=factories.NOW)
        for n in range(VOTES - 1)
    )
    world.people = [*Member.objects.order_by("pk").filter(email__startswith="elector."), world.chair]
    Seat.objects.bulk_create(
        Seat(chapter=world.chapter, member=person, role=Role.MEMBER, starts_on=dt.date(2025, 1, 1))
        for person in world.people[:-1]
    )
    return world


def cast(world: "World", ballot: "Ballot", people: list[Any]) -> list[float]:
    """Let people vote in earnest; return the seconds of each."""
    taken = []
    for person in people:
        began = time.perf_counter()
        state = world.cast(ballot, person, "yes").state
        taken.append(time.perf_counter() - began)
        if state != "recorded":
            raise RuntimeError(f"a vote was answered {state}")
    return taken


def fill(ballot: "Ballot", people: list[Any]) -> None:
    """Put a vote of each of these people where real ones would be."""
    from endorsements.models import BallotBox, RollCallVote, RollEntry

    chance = random.Random(20261122)
    entries = list(RollEntry.objects.filter(ballot=ballot, member__in=[person.pk for person in people]))
    if ballot.method == "secret":
        box = BallotBox.objects.get(ballot=ballot)
        codes = chance.sample(range(1 << 40), len(entries))
        box.votes = sorted([*box.votes, *([f"{code:016X}", [chance.choice(CHOICES)], "1"] for code in codes)])
        box.save()
    else:
        RollCallVote.objects.bulk_create(
            RollCallVote(entry=it, choice=[chance.choice(CHOICES)], cast_at=ballot.opened_at, receipt=f"C{it.pk:015}")
            for it in entries
        )
    RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(voted=True)


def vote_times(table: Table, world: "World", ballot: "Ballot") -> None:
    """Cast, fill, cast: what a vote costs at first and at last."""
    empty = cast(world, ballot, world.people[:REAL])
    fill(ballot, world.people[REAL:-REAL])
    full = cast(world, ballot, world.people[-REAL:])
    for name, taken in (("empty", empty), ("full", full)):
        table.line(f"vote into the {name} ballot, p50", statistics.median(taken), "ms")
        table.line(f"vote into the {name} ballot, p95", statistics.quantiles(taken, n=20)[-1], "ms")


def record(table: Table, world: "World", ballot: "Ballot", home: Path) -> None:
    """Tell, print and recount the record of a closed ballot."""
    from endorsements import printing
    from endorsements.pdf.packet import page_count
    from endorsements.queries.ballots import recount_record

    content = table.time("record as content", lambda: printing.draft_record(ballot, by=world.chair, at=world.clock.now))
    told = table.time("record as JSON", lambda: json.dumps(content["record"], ensure_ascii=False, indent=1))
    table.line("  its size", len(told.encode()) / 1e6, "MB")
    table.line("memory of this process, at most so far", peak(), "MB")
    made = table.time(
        "record printed as PDF and kept",
        lambda: printing.certify_ballot(ballot, by=world.chair, at=world.clock.now),
    )
    pdf = bytes(made.file.content)
    table.line("  its size", len(pdf) / 1e6, "MB")
    table.line("  its pages", page_count(pdf), "")
    table.line("memory of the press, at most so far", max(map(peak, children()), default=0.0), "MB")
    file = home / "recount.json"
    file.write_text(json.dumps(recount_record(ballot)))
    pairs = [(command("recount", str(file)), command("version")) for _ in range(2)]  # in turn: load meets both alike
    recount, nothing = map(min, zip(*pairs, strict=True))
    table.line("recount as a command", recount)
    table.line("recount, × an empty command", recount / nothing, "×")


def measure(home: Path, name: str) -> bool:
    """Take one ballot of each method through its life on the database of DATABASE_URL."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.ballots.world import stage, vote

    call_command("migrate", verbosity=0)
    world, met = electorate(), True
    for method in ("secret", "roll-call"):
        world.at(0)
        table = Table(f"{name}, {method}, {VOTES:,} votes")
        motion = world.motion(stage(vote(method=method)))
        ballot = table.time("opening: the roll drawn", lambda motion=motion: world.opened(motion))  # type: ignore[misc]
        vote_times(table, world, ballot)
        ballot = table.time(
            "closing: counted, published, decided", lambda ballot=ballot: world.closed(ballot)  # type: ignore[misc]
        )  # fmt: skip
        if (ballot.result or {}).get("participants") != VOTES:
            raise RuntimeError(f"the result counts other than {VOTES} votes: {ballot.result}")
        record(table, world, ballot, home)
        met &= table.met
    return met


def main(arguments: list[str]) -> int:
    """Measure on both databases, each in a process of its own; 0 when the goals were met, 1 when not."""
    if arguments:
        with tempfile.TemporaryDirectory() as home:
            return 0 if measure(Path(home), arguments[0]) else 1
    missed = 0
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres(durable=True))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(live.database("bench_certify", home))
        for name, url in (("SQLite", f"sqlite:///{home / 'votes.sqlite3'}"), ("PostgreSQL", postgres)):
            line = [sys.executable, "-m", "bench.certify", name]
            missed |= subprocess.run(line, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    print(f"goals: {'MISSED' if missed else 'met'}")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The experiments. Each serves a poll of its own, does its worst, and returns what was counted beside what was said."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests import live, servers
from tests.faults.voters import Answer, at_once, submit

REAL, SLOW, UNLOCKED = "tests.live.settings", "tests.faults.slow_settings", "tests.faults.unlocked_settings"
PATIENCE, MOST_APART = 120.0, 2.0


@dataclass(frozen=True)
class Poll:
    """Ballots with one roll: their ids, the chapter's address, a session for each voter, and where they stand."""

    slug: str
    ballots: list[int]
    sessions: list[str]
    environment: dict[str, str]

    def path(self, ballot: int) -> str:
        """Where a ballot's votes are sent."""
        return f"/c/{self.slug}/ballots/{ballot}/vote/"

    def state(self, *, close: bool = False) -> dict[int, dict[str, Any]]:
        """What the database holds of each ballot."""
        found = _poll(self.environment, "state", *(["--close"] if close else []))
        return {int(pk): told for pk, told in found["ballots"].items()}


@dataclass
class Outcome:
    """What an experiment found: what was said to voters, what was counted."""

    acknowledged: int
    counted: int
    problems: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    receipts: dict[int, set[str]] = field(default_factory=dict)
    """By ballot, what was acknowledged."""
    raced: int = 0
    """Ballots in which some voted in time and some too late."""

    def __str__(self) -> str:
        told = f"acknowledged {self.acknowledged}, counted {self.counted}, answers {self.statuses}"
        return "; ".join([told, *self.problems])


def _poll(environment: dict[str, str], *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.poll", *arguments],
        env={**os.environ, **environment}, cwd=servers.ROOT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@contextmanager
def poll(home: Path, name: str, *arguments: str, url: str = "") -> Iterator[Poll]:
    """Make a poll in an empty database of its own (beside DATABASE_URL's, or at `url`)."""
    with ExitStack() as stack:
        at = url or stack.enter_context(live.database(name, home))
        environment = {
            "DATABASE_URL": at, "LIVE_HOME": str(home), "DJANGO_SETTINGS_MODULE": REAL, "DEBUG": "0", "DEMO": "0",
        }  # fmt: skip
        made = _poll(environment, "make", *arguments)
        yield Poll(environment=environment, **made)


def _site(made: Poll, home: Path, settings: str = REAL, workers: int = 2) -> Any:
    environment = {name: value for name, value in made.environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    return servers.site(settings, workers=workers, log=home / "site.log", **environment)


@contextmanager
def _worker(made: Poll, home: Path) -> Iterator[None]:
    """Run `manage.py worker`, which closes ballots at their time."""
    with (home / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            env={**os.environ, **made.environment}, cwd=servers.ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def _tallied(answers: list[Answer], found: dict[str, Any]) -> Outcome:
    """Hold the answers of one ballot against what the database has of it."""
    receipts = [answer.receipt for answer in answers if answer.receipt]
    statuses = dict(
        sorted((status, sum(a.status == status for a in answers)) for status in {a.status for a in answers})
    )
    outcome = Outcome(len(set(receipts)), len(found["receipts"]), statuses=statuses)
    if lost := set(receipts) - set(found["receipts"]):
        outcome.problems.append(f"{len(lost)} acknowledged votes are lost")
    if found["voted"] != len(found["receipts"]):
        outcome.problems.append(
            f"{found['voted']} are marked as having voted, {len(found['receipts'])} votes are there"
        )
    if len(set(found["receipts"])) != len(found["receipts"]):
        outcome.problems.append("two votes have one receipt")
    if any(status >= 500 for status in statuses):
        outcome.problems.append(f"the site failed: {statuses}")
    return outcome


def twice_at_once(home: Path, *, voters: int, settings: str = REAL, abreast: int = 0) -> Outcome:
    """Let each voter submit twice at the same moment: all voters at once, or so many `abreast`, the next after them.

    One abreast, each of the two workers has one of a voter's two submissions: the likeliest to count somebody twice.
    """
    with poll(home, "faults_twice", "--voters", str(voters)) as made, _site(made, home, settings) as address:
        (ballot,) = made.ballots
        acts = [
            partial(submit, address, made.path(ballot), session, voter, choice)
            for voter, session in enumerate(made.sessions)
            for choice in ("yes", "no")
        ]
        wave = 2 * abreast or len(acts)
        answers = [answer for start in range(0, len(acts), wave) for answer in at_once(acts[start : start + wave])]
        return _tallied(answers, made.state()[ballot])


def races_at_the_close(home: Path, *, races: int, voters: int = 8, apart: float = 0.4) -> Outcome:
    """Let everybody vote within a moment of the close of each ballot, while the worker closes it."""
    total = Outcome(0, 0)
    arguments = ["--voters", str(voters), "--ballots", str(races + 1)]
    with poll(home, "faults_races", *arguments) as made, _site(made, home) as address, _worker(made, home):
        chance = random.Random(2)
        submit(address, made.path(0), made.sessions[0], 0)  # the site is up before anything is measured
        first, *raced = made.ballots
        began = time.monotonic()
        votes = enumerate(made.sessions)
        _add(total, first, at_once([partial(submit, address, made.path(first), each, n) for n, each in votes]))
        # No faster than this machine takes votes now, or each race would find the queue of the one before it.
        apart = max(apart, min(MOST_APART, 1.5 * (time.monotonic() - began)))
        closes_at = _poll(made.environment, "schedule", "--closes-in", "3", "--apart", str(apart))["closes_at"]
        races_run = []
        for ballot in raced:
            closes = closes_at[str(ballot)]
            moments = [closes + chance.uniform(-0.6, 0.1) for _ in made.sessions]
            races_run.append([
                partial(_submit_at, moment, address, made.path(ballot), session, voter)
                for voter, (session, moment) in enumerate(zip(made.sessions, moments, strict=True))
            ])  # fmt: skip
        # All of them wait at once: on a slow machine a race that takes long must not make the next ones late.
        with ThreadPoolExecutor(races) as pool:
            for ballot, answers in zip(raced, pool.map(at_once, races_run), strict=True):
                _add(total, ballot, answers)
        _until_closed(made)
        for ballot, found in made.state().items():
            _hold_closed(total, ballot, found)
    return total


def _submit_at(moment: float, *vote: Any) -> Answer:
    time.sleep(max(0.0, moment - time.time()))
    return submit(*vote)


def _add(total: Outcome, ballot: int, answers: list[Answer]) -> None:
    total.acknowledged += sum(answer.receipt is not None for answer in answers)
    for answer in answers:
        total.statuses[answer.status] = total.statuses.get(answer.status, 0) + 1
    if any(answer.status >= 500 or answer.status == 0 for answer in answers):
        total.problems.append(f"ballot {ballot}: the site failed: {sorted(a.status for a in answers)}")
    total.raced += {200, 409} <= {answer.status for answer in answers}
    total.receipts[ballot] = {answer.receipt for answer in answers if answer.receipt}


def _until_closed(made: Poll) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(found["result"] is None for found in made.state().values()):
        if time.monotonic() > deadline:
            raise TimeoutError("a ballot was not closed")
        time.sleep(0.5)


def _hold_closed(total: Outcome, ballot: int, found: dict[str, Any]) -> None:
    """Hold a closed ballot's published receipts and its count against what was acknowledged: they are the same."""
    said, published = total.receipts.get(ballot, set()), set(found["published"] or ())
    total.counted += found["result"]["participants"]
    if said != published or found["result"]["participants"] != len(said):
        told = f"{len(said)} acknowledged, {len(published)} published, {found['result']['participants']} counted"
        total.problems.append(f"ballot {ballot}: {told}")


def killed(home: Path, *, kills: int, voters: int) -> Outcome:
    """Kill the whole server (`kill -9`) again and again while people vote; each tries until they are answered."""
    with poll(home, "faults_killed", "--voters", str(voters)) as made:
        (ballot,) = made.ballots
        answers = _voting_through(made, ballot, _Killed(made, home), kills)
        return _tallied(answers, made.state()[ballot])


def crashed(home: Path, *, crashes: int, voters: int, durable: bool = True) -> Outcome:
    """Stop PostgreSQL in immediate mode again and again while people vote, and start it again.

    Not `durable`, it answers before a vote is on the disk, as the doctor forbids.
    """
    with servers.restartable_postgres(durable=durable) as server:
        with (
            poll(home, "faults_crashed", "--voters", str(voters), url=server.url) as made,
            _site(made, home) as address,
        ):
            (ballot,) = made.ballots
            answers = _voting_through(made, ballot, _Crashed(server, address), crashes)
            found = _tallied(answers, made.state()[ballot])
        # A request that meets a database that is down answers 5xx: that is no fault here, a lost vote would be.
        found.problems = [problem for problem in found.problems if not problem.startswith("the site failed")]
        return found


class _Killed:
    """A server that is killed and started anew on another port."""

    def __init__(self, made: Poll, home: Path) -> None:
        self.made, self.home, self.address = made, home, ""

    @contextmanager
    def running(self) -> Iterator[None]:
        self.stack = ExitStack()
        try:
            self.process = self.stack.enter_context(self._killable())
            yield
        finally:
            self.stack.close()

    def strike(self) -> None:
        self.stack.close()
        self.stack = ExitStack()
        self.process = self.stack.enter_context(self._killable())

    @contextmanager
    def _killable(self) -> Iterator[Any]:
        environment = {k: v for k, v in self.made.environment.items() if k != "DJANGO_SETTINGS_MODULE"}
        with servers.killable_site(REAL, log=self.home / "site.log", **environment) as self.address:
            yield None


class _Crashed:
    """A database server that is crashed under a site that stays."""

    def __init__(self, server: Any, address: str) -> None:
        self.server, self.address = server, address

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def strike(self) -> None:
        self.server.crash()
        self.server.start()


def _voting_through(made: Poll, ballot: int, trouble: Any, strikes: int) -> list[Answer]:
    """Let people vote, a few at a time, until all have an answer, while the trouble strikes; return every answer."""
    answers: list[Answer] = []
    waiting = list(enumerate(made.sessions))
    lock = threading.Lock()

    def vote() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                voter, session = waiting.pop(0)
            answer = submit(trouble.address, made.path(ballot), session, voter, timeout=20)
            with lock:
                answers.append(answer)
                # Unanswered: the voter tries again, and may be told that it was recorded already.
                if answer.status == 0 or answer.status >= 500:
                    waiting.append((voter, session))
            if answer.status == 0 or answer.status >= 500:
                time.sleep(0.05)

    with trouble.running():
        threads = [threading.Thread(target=vote, daemon=True) for _ in range(6)]
        for thread in threads:
            thread.start()
        chance = random.Random(3)
        for number in range(strikes):
            _await_votes(answers, threads, f"after {number} of {strikes} strikes")
            time.sleep(chance.uniform(0, 0.1))
            trouble.strike()
        for thread in threads:
            thread.join()
    return answers


def _await_votes(answers: list[Answer], threads: list[threading.Thread], when: str, several: int = 4) -> None:
    """Wait until some more votes were recorded, so that each strike falls among them. Raises RuntimeError."""
    seen, deadline = sum(bool(answer.receipt) for answer in answers), time.monotonic() + PATIENCE
    while sum(bool(answer.receipt) for answer in list(answers)) < seen + several:
        if not any(thread.is_alive() for thread in threads):
            raise RuntimeError(f"nobody was left to vote {when}: take more voters")
        if time.monotonic() > deadline:
            raise RuntimeError(f"nobody was answered any more {when}")
        time.sleep(0.005)

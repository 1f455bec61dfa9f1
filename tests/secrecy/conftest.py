"""One election for all attacks, each stage of it looked at by the test before it goes on."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests import live, servers
from tests.secrecy import remains
from tests.secrecy.attacks import Guesses, Vote, in_the_box
from tests.secrecy.traces import OnPostgresql, OnSqlite, People, Row


@dataclass(frozen=True)
class Election:
    """A closed secret ballot: where its database is, what an attacker reads there, and what only the test knows."""

    url: str
    home: Path
    ballot: int
    people: People
    truth: dict[int, str]
    receipts: dict[int, str]
    """By member, in the order of voting."""
    rows: list[Row]
    while_open: Guesses
    """What old versions of rows told before they were cleared, while a copy of the database was being made."""
    cleared: tuple[tuple[bool, float], tuple[bool, float]]
    """While the copy was still being made, and after: whether old versions could be cleared, and the seconds it took."""
    left: bytes
    """What the files of the box (PostgreSQL) or of everything (SQLite) hold once it is closed and cleared."""
    server_log: str
    """PostgreSQL's own; empty where it cannot be read."""

    @property
    def on_postgresql(self) -> bool:
        return self.url.startswith("postgres")

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def reader(self) -> OnPostgresql | OnSqlite:
        return OnPostgresql(self.url) if self.on_postgresql else OnSqlite(self.file)

    @property
    def votes(self) -> list[Vote]:
        return in_the_box(self.rows)

    @property
    def site_log(self) -> str:
        return (self.home / "log").read_text()

    @property
    def mail(self) -> list[str]:
        """What was mailed, in the order in which it was written."""
        files = sorted((self.home / "mail").iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [mail for path in files for mail in path.read_text().split("\n" + "-" * 79 + "\n") if mail]


class Held:
    """The process that holds the election."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self.process, self.log = process, log

    def reached(self, stage: str) -> dict[str, Any]:
        """Wait for a stage and return what was told of it."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.log.read_text()[-4000:]
        told: dict[str, Any] = json.loads(line)
        assert told["stage"] == stage
        return told

    def go_on(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.fixture(scope="session")
def election(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Election]:
    """Hold the election; attack it while nothing is cleared, and hand over what is left after its close."""
    home = tmp_path_factory.mktemp("election")
    with ExitStack() as stack:
        url = stack.enter_context(live.database(f"election_{worker_id}", home))
        environment = {
            "DATABASE_URL": url,
            "ELECTION_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "tests.secrecy.settings",
        }
        log = stack.enter_context((home / "log").open("w"))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.secrecy.election"], cwd=servers.ROOT, env={**os.environ, **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        stack.callback(process.kill)
        held = Held(process, home / "log")
        ballot = held.reached("open")["ballot"]
        with ExitStack() as copying:
            copying.enter_context(copy_of(url))
            held.go_on()
            voted = held.reached("voted")
            while_open = told_while_open(url, home, voted)
            held.go_on()
            closed = held.reached("closed")
            assert closed["closed"] == 1
        held.go_on()
        cleared = held.reached("cleared")
        left = (
            remains.bytes_of_table(url, remains.BOX)
            if url.startswith("postgres")
            else remains.bytes_of_file(Path(url.removeprefix("sqlite:///")))
        )
        held.go_on()
        assert process.wait(timeout=30) == 0
        people = People({each["member"] for each in voted["truth"]}, voted["emails"])
        reader = OnPostgresql(url) if url.startswith("postgres") else OnSqlite(home / "live.sqlite3")
        yield Election(
            url=url, home=home, ballot=ballot, people=people,
            truth={each["member"]: each["choice"] for each in voted["truth"]},
            receipts={each["member"]: each["receipt"] for each in voted["truth"]},
            rows=reader.rows(), while_open=while_open, cleared=(closed["cleared"], cleared["cleared"]), left=left, server_log=server_log(url),
        )  # fmt: skip


@contextmanager
def copy_of(url: str) -> Iterator[None]:
    """Read as a backup does: nothing that anybody replaces meanwhile may be cleared away."""
    first = "SELECT count(*) FROM django_migrations"
    if url.startswith("postgres"):
        with psycopg.connect(url) as copy:
            copy.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            copy.execute(first)
            yield
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as copy:
            copy.execute("BEGIN")
            copy.execute(first)
            yield


def told_while_open(url: str, home: Path, voted: dict[str, Any]) -> Guesses:
    """Attack what was replaced, before the ballot is closed."""
    signed_in = [each["member"] for each in voted["truth"]]
    if url.startswith("postgres"):
        return remains.by_old_versions(url, in_the_box(OnPostgresql(url).rows_of(remains.BOX)))
    file = home / "live.sqlite3"
    votes = in_the_box(OnSqlite(file).rows_of(remains.BOX))
    return remains.by_first_bytes(file.with_name(file.name + "-wal").read_bytes(), votes, signed_in)


def server_log(url: str) -> str:
    """PostgreSQL's log, where this project's tests started the server: beside its socket."""
    host = re.sub(r"^[^@]*@", "", urlsplit(url).netloc)
    log = Path(unquote(host)) / "log"
    return log.read_text(errors="replace") if unquote(host).startswith("/") and log.is_file() else ""

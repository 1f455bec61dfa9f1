"""The site as a browser meets it: production settings, gunicorn, a database of its own filled with the scenario."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import migrated, servers

SETTINGS = "tests.live.settings"


@dataclass(frozen=True)
class Site:
    """A served site: its address, and for every row of the permission matrix the path and each principal's session.

    `environment` is what a process of ours needs to reach its database.
    """

    address: str
    home: Path
    environment: dict[str, str]
    pages: dict[str, str]
    sessions: dict[str, dict[str, str]]
    emails: dict[str, str]


@contextmanager
def database(name: str, home: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of a database beside the one that the tests run on: a file, or one on its server.

    It is migrated within a run of the tests, else empty.
    """
    with migrated.database(os.environ.get("DATABASE_URL", ""), name, home) as url:
        yield url


@contextmanager
def serve(home: Path, name: str) -> Iterator[Site]:
    """Migrate, fill and serve a database called `name`, with files in `home`, until the block ends."""
    with ExitStack() as stack:
        url = stack.enter_context(database(name, home))
        environment = {
            "DATABASE_URL": url,
            "LIVE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DEBUG": "0",
            "DEMO": "0",
        }
        said = subprocess.run(
            [sys.executable, "-m", "tests.live.prepare"],
            env={**os.environ, **environment}, cwd=servers.ROOT, stdout=subprocess.PIPE, check=True,
        ).stdout  # fmt: skip
        stack.enter_context(worker(home, environment))
        address = stack.enter_context(servers.site(log=home / "site.log", **environment))
        yield Site(address=address, home=home, environment=environment, **json.loads(said))


@contextmanager
def worker(home: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run the worker beside the site: background tasks, and ballots that open and close at their time."""
    with (home / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--verbosity", "0"],
            env={**os.environ, **environment}, cwd=servers.ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)

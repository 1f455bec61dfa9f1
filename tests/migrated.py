"""Databases with every migration applied: migrated once a run, and copied from then on. To migrate takes five seconds.

What is migrated lies in the directory HOME names, which all processes of one run share: on SQLite a file, on PostgreSQL a
database beside the one that the tests run on. The live sites' static files lie there too (`gather_static`).
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.servers import ROOT

HOME = "MIGRATED_HOME"


@contextmanager
def run() -> Iterator[None]:
    """Let all processes started in this block share what is migrated; take it away at the end."""
    if HOME in os.environ:  # a run within a run
        yield
        return
    with tempfile.TemporaryDirectory(prefix="migrated-") as home:
        os.environ[HOME] = home
        try:
            yield
        finally:
            del os.environ[HOME]
            if (server := Path(home) / "server").exists():
                drop(server.read_text(), name_in(Path(home)))


def name_in(home: Path) -> str:
    """Return what the migrated database is called on a server."""
    return home.name.replace("-", "_").lower()


def beside(url: str, name: str) -> str:
    """Return the address of the database `name` on the server of `url`."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=environment, cwd=ROOT, check=True)


@contextmanager
def once(home: Path, what: str) -> Iterator[bool]:
    """Let one process after another in; tell each whether it is the first, who has to make what the others copy."""
    with (home / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not (home / what).exists()


def file() -> Path:
    """Return the migrated SQLite file."""
    home = Path(os.environ[HOME])
    with once(home, "file") as first:
        if first:
            made = home / "making"
            migrate(f"sqlite:///{made}")
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # else a copy in memory could not be opened
            made.rename(home / "file")
    return home / "file"


def on_server(url: str) -> str:
    """Return the name of the migrated database on the server of `url`."""
    home = Path(os.environ[HOME])
    with once(home, "server") as first:
        if first:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name_in(home))))
            migrate(beside(url, name_in(home)))
            (home / "server").write_text(url)
    return name_in(home)


def gather_static() -> None:
    """Gather and compress the static files of a live site, unless another of this run has done so."""
    from django.conf import settings
    from django.core.management import call_command

    with once(Path(settings.STATIC_ROOT).parent, "static") as first:
        if first:
            call_command("collectstatic", verbosity=0, interactive=False)


def drop(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def database(url: str, name: str, home: Path) -> Iterator[str]:
    """Yield the address of a migrated database of its own: `name` on the server of `url`, else a file in `home`.

    Outside `run` it is empty.
    """
    if not url.startswith("postgres"):
        if HOME in os.environ:
            shutil.copyfile(file(), home / "live.sqlite3")
        yield f"sqlite:///{home / 'live.sqlite3'}"
        return
    template = sql.Identifier(on_server(url) if HOME in os.environ else "template1")
    drop(url, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
    yield beside(url, name)
    drop(url, name)

"""The doctor before real servers: each is started or opened with a setting that breaks the promise, and asked."""

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.plugin import DjangoDbBlocker

from config.environment import ROOT
from endorsements.doctor.asking import asked_of_site, diagnose, examined
from tests import migrated, servers

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "0",
    "DEMO": "0",
    "HTTPS": "1",
    "SECRET_KEY": "for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "ALLOWED_HOSTS": "endorsements.example.org",
    "EMAIL_HOST": "mail.example.org",
}
NOW = dt.datetime(2026, 3, 2, 18, 0, tzinfo=dt.UTC)
on_postgresql = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="starts a PostgreSQL of its own"
)

# One file is asked about by commands of their own, whichever database the tests run on: once is enough.
on_sqlite = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("postgresql"), reason="is the same on every database"
)


@contextmanager
def opened(url: str, **options: object) -> Iterator[BaseDatabaseWrapper]:
    """A Django connection of its own, with the project's options and others on top; None takes an option away.

    The project's are of the database that the tests run on: one of another sort knows none of them.
    """
    database, ours = dj_database_url.parse(url), settings.DATABASES["default"]
    asked = {
        **(ours["OPTIONS"] if ours["ENGINE"] == database["ENGINE"] else {}),
        **database.get("OPTIONS", {}),
        **options,
    }
    database["OPTIONS"] = {name: value for name, value in asked.items() if value is not None}
    with closing(ConnectionHandler({"default": database})["default"]) as connected:
        yield connected


def codes(connected: BaseDatabaseWrapper) -> list[str]:
    return [finding.code for finding in examined(connected)]


@pytest.fixture(scope="module")
def durable(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A PostgreSQL with its own defaults, which are good ones."""
    with django_db_blocker.unblock(), servers.postgres(durable=True) as url:
        yield url


@contextmanager
def altered(url: str, set_it: str, reset: str) -> Iterator[None]:
    """Change what a server does for whoever connects next, and change it back."""
    reload(url, set_it)
    try:
        yield
    finally:
        reload(url, reset)


def reload(url: str, statement: str) -> None:
    """Run a statement, and wait until the server has read its settings anew."""
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute(statement)  # type: ignore[call-overload]
        before = superuser.execute("SELECT clock_timestamp(), pg_reload_conf()").fetchone()[0]
    for _ in range(1000):
        with psycopg.connect(url) as newcomer:
            if newcomer.execute("SELECT pg_conf_load_time()").fetchone()[0] > before:
                return
    raise AssertionError("the server never read its settings anew")


@on_postgresql
def test_a_postgresql_as_it_comes_is_good(durable: str):
    with opened(durable) as connected:
        assert examined(connected) == []


@on_postgresql
@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("fsync = off", "fsync"),
        ("full_page_writes = off", "full-page-writes"),
        ("synchronous_commit = off", "synchronous-commit"),
        ("log_statement = 'mod'", "log-statement"),
        ("log_min_duration_statement = '2s'", "log-min-duration-statement"),
        ("log_parameter_max_length_on_error = -1", "log-parameter-max-length-on-error"),
        ("log_transaction_sample_rate = 0.5", "log-transaction-sample-rate"),
        ("debug_print_plan = on", "debug-print-plan"),
        ("autovacuum = off", "autovacuum"),
    ],
)
def test_a_setting_of_the_server(durable: str, setting: str, code: str):
    name = setting.partition(" ")[0]
    with altered(durable, f"ALTER SYSTEM SET {setting}", f"ALTER SYSTEM RESET {name}"):
        with opened(durable) as connected:
            found = examined(connected)
        assert [finding.code for finding in found] == [code]
        assert f"ALTER SYSTEM SET {name} = " in found[0].mend


@on_postgresql
@pytest.mark.parametrize("of", ["ROLE triage", "DATABASE triage", "ROLE triage IN DATABASE triage"])
def test_what_is_set_for_a_role_or_a_database_counts(durable: str, of: str):
    """And the line that it says to mend it with does."""
    setting = f"ALTER {of} SET synchronous_commit = off"
    with altered(durable, setting, f"ALTER {of} RESET synchronous_commit"):
        with opened(durable) as connected:
            (found,) = examined(connected)
        with psycopg.connect(durable, autocommit=True) as superuser:
            superuser.execute(found.mend)  # type: ignore[call-overload]
        with opened(durable) as connected:
            assert examined(connected) == []


@on_postgresql
def test_what_our_own_connection_asks_for_counts(durable: str):
    with opened(durable, options="-c synchronous_commit=off") as connected:
        (found,) = examined(connected)
        assert (found.code, "DATABASE_URL" in found.mend) == ("synchronous-commit", True)
    with opened(durable, server_side_binding=None) as connected:
        assert codes(connected) == ["server-side-binding"]


@on_postgresql
def test_a_library_that_prints_plans(durable: str):
    asked = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0"
    with opened(durable, options=asked) as connected:
        if "auto_explain.log_min_duration" not in _loaded(connected):
            pytest.skip("this PostgreSQL comes without auto_explain")
        assert codes(connected) == ["auto-explain-log-min-duration"]


def _loaded(connected: BaseDatabaseWrapper) -> list[str]:
    try:
        with connected.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_settings WHERE name LIKE 'auto_explain.%%'", [])
            return [name for (name,) in cursor.fetchall()]
    except Exception:  # the library is asked for as the connection begins, and is not there
        return []


@on_postgresql
def test_a_table_that_a_crash_empties(durable: str):
    with psycopg.connect(durable, autocommit=True) as superuser:
        superuser.execute("CREATE UNLOGGED TABLE endorsements_ballotbox (id int)")
        try:
            with opened(durable) as connected:
                (found,) = examined(connected)
            assert found.code == "unlogged-table"
            superuser.execute(found.mend)  # type: ignore[call-overload]
            with opened(durable) as connected:
                assert examined(connected) == []
        finally:
            superuser.execute("DROP TABLE endorsements_ballotbox")


@on_postgresql
def test_a_table_of_somebody_elses(durable: str):
    """And a role that is no superuser can ask."""
    plain = durable.replace("triage@", "plain@", 1)
    with psycopg.connect(durable, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE plain LOGIN")
        superuser.execute("CREATE TABLE endorsements_ballotbox (id int)")
        try:
            with opened(plain) as connected:
                (found,) = examined(connected)
            assert found.code == "table-owner"
            superuser.execute(found.mend)  # type: ignore[call-overload]
            with opened(plain) as connected:
                assert examined(connected) == []
        finally:
            superuser.execute("DROP TABLE endorsements_ballotbox")
            superuser.execute("DROP ROLE plain")


@on_postgresql
@pytest.mark.django_db
def test_the_tests_own_server_is_seen_for_what_it_is():
    """As a rule it is started for speed, so that nothing it holds need outlive a power failure."""
    found = {finding.code for finding in examined(connection)}
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            assert (name.replace("_", "-") in found) == (cursor.fetchone() == ("off",))


SQLITE = {"transaction_mode": "IMMEDIATE", "timeout": 30}
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


@pytest.mark.parametrize(
    ("pragmas", "options", "expected"),
    [
        (PRAGMAS, {}, []),
        (("journal_mode=DELETE", *PRAGMAS[1:]), {}, ["sqlite-journal-mode"]),
        ((*PRAGMAS, "synchronous=NORMAL"), {}, ["sqlite-synchronous"]),
        ((*PRAGMAS, "foreign_keys=OFF"), {}, ["sqlite-foreign-keys"]),
        ((*PRAGMAS, "secure_delete=OFF"), {}, ["sqlite-secure-delete"]),
        ((*PRAGMAS, "secure_delete=FAST"), {}, ["sqlite-secure-delete"]),
        (PRAGMAS, {"timeout": 5}, ["sqlite-timeout"]),
        (PRAGMAS, {"transaction_mode": None}, ["sqlite-transaction-mode"]),
    ],
)
def test_an_sqlite_file(
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    pragmas: tuple[str, ...],
    options: dict[str, object],
    expected: list[str],
):
    asked = {**SQLITE, "init_command": "".join(f"PRAGMA {each};" for each in pragmas)}
    with django_db_blocker.unblock(), opened(f"sqlite:///{tmp_path}/db.sqlite3", **{**asked, **options}) as connected:
        assert codes(connected) == expected


@pytest.mark.django_db
def test_a_worker_that_is_not_there_is_noticed():
    def waiting(minutes: int) -> list[str]:
        DBTaskResult.objects.update(enqueued_at=NOW - dt.timedelta(minutes=minutes))
        return [finding.code for finding in diagnose(connection, NOW) if finding.code.startswith("worker")]

    assert asked_of_site(connection, NOW).oldest_task_seconds is None
    DBTaskResult.objects.create(
        status=TaskResultStatus.READY, args_kwargs={}, task_path="x", backend_name="default", priority=0,
    )  # fmt: skip
    assert (waiting(1), waiting(10)) == ([], ["worker-tasks"])


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**kept, **PRODUCTION, **environment},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An SQLite file with every table."""
    copy = shutil.copyfile(migrated.file(), tmp_path_factory.mktemp("doctor") / "db.sqlite3")
    return f"sqlite:///{copy}"


@on_sqlite
def test_the_projects_own_settings_are_good(file: str):
    said = run("manage.py", "doctor", "--format", "json", DATABASE_URL=file)
    assert (said.returncode, json.loads(said.stdout)) == (0, {"refused": False, "findings": []}), said.stderr


@on_sqlite
def test_it_refuses_in_words_and_by_its_exit(file: str, tmp_path: Path):
    said = run("manage.py", "doctor", DATABASE_URL=file, HTTPS="0")
    assert (said.returncode, "HTTPS=1" in said.stdout) == (1, True)
    empty = run("manage.py", "doctor", DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3")
    assert (empty.returncode, "python manage.py migrate" in empty.stdout) == (1, True)
    nobody = run("manage.py", "doctor", "--format", "json", DATABASE_URL=f"postgres://x@{'%2F'}nowhere/x")
    assert nobody.returncode == 1, nobody.stderr
    assert json.loads(nobody.stdout)["findings"][-1]["code"] == "database"


@on_sqlite
def test_gunicorn_does_not_start_where_the_doctor_refuses(file: str):
    said = run(
        "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", "127.0.0.1:0", DATABASE_URL=file, DEBUG="1"
    )
    assert said.returncode == 1
    assert "DEBUG=0" in said.stderr
    assert "Listening at" not in said.stderr


@on_sqlite
def test_gunicorn_starts_where_it_does_not(file: str, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as listener, (tmp_path / "log").open("wb") as log:
        address = f"fd://{listener.fileno()}"
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", address,
             "--no-control-socket"],
            cwd=ROOT, env={**os.environ, **PRODUCTION, "DATABASE_URL": file}, pass_fds=[listener.fileno()],
            stdout=log, stderr=log,
        )  # fmt: skip
        try:
            request = urllib.request.Request(
                f"http://127.0.0.1:{listener.getsockname()[1]}/theme/",  # answers GET by 405, without a page
                headers={"Host": "endorsements.example.org", "X-Forwarded-Proto": "https"},
            )
            with pytest.raises(urllib.error.HTTPError, match="405"):
                urllib.request.urlopen(request, timeout=30)
        finally:
            server.terminate()
            server.wait(timeout=30)

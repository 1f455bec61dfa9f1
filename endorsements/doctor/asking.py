"""Ask the database, the settings and the queue what the doctor judges."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from endorsements.doctor import postgresql, site, sqlite
from endorsements.doctor.findings import Finding, Level
from endorsements.models import Ballot, BallotBox, RollEntry

CLEARED = (BallotBox._meta.db_table, RollEntry._meta.db_table)
# Asked of the server: through a tunnel or a proxy it is their end of the way that counts.
IN_CLEAR = """
    SELECT NOT coalesce(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1', true)
    AND NOT EXISTS (SELECT FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)
    AND NOT EXISTS (SELECT FROM pg_stat_gssapi WHERE pid = pg_backend_pid() AND encrypted)
"""
TABLES = ("chapters\\_%", "endorsements\\_%", "capacity\\_%")


def diagnose(connection: BaseDatabaseWrapper, at: dt.datetime) -> list[Finding]:
    """Return everything that is wrong with this site and this database, in the order in which it was looked at."""
    try:
        connection.ensure_connection()
        of_database = examined(connection)
    except DatabaseError as error:
        return [*site.examine(asked_of_site(None, at)), _unreachable(error)]
    return [*of_database, *site.examine(asked_of_site(connection, at))]


def _unreachable(error: DatabaseError) -> Finding:
    return Finding(
        "database",
        Level.REFUSE,
        gettext("the database does not answer: %s") % str(error).strip(),
        gettext("Without it nothing can be recorded, nor anything said of it."),
        gettext("set DATABASE_URL, and start the database server"),
    )


def examined(connection: BaseDatabaseWrapper) -> list[Finding]:
    """Return what the database breaks. Raises DatabaseError when it does not answer."""
    if connection.vendor == "postgresql":
        return postgresql.examine(asked_of_postgresql(connection))
    if connection.vendor == "sqlite":
        return sqlite.examine(asked_of_sqlite(connection))
    return [
        Finding(
            "database",
            Level.REFUSE,
            gettext("the database is %s") % connection.vendor,
            gettext("The promise was tested on PostgreSQL and SQLite only."),
            "DATABASE_URL=postgres://…",
        )
    ]


def asked_of_postgresql(connection: BaseDatabaseWrapper) -> postgresql.Postgres:
    """Ask a PostgreSQL server, as whoever writes the votes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_user, current_database()")
        version, role, database = cursor.fetchone()
        cursor.execute("SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s)", [list(postgresql.NAMES)])
        found = {name: postgresql.Setting(value, source) for name, value, source in cursor.fetchall()}
        cursor.execute(
            "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical' AND database = current_database()"
        )
        slots = tuple(slot for (slot,) in cursor.fetchall())
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' AND relname LIKE ANY(%s)",
            [list(TABLES)],
        )
        unlogged = tuple(sorted(table for (table,) in cursor.fetchall()))
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s) "
            "AND NOT pg_has_role(relowner, 'USAGE')",
            [list(CLEARED)],
        )
        not_ours = tuple(sorted(table for (table,) in cursor.fetchall()))
        cursor.execute(IN_CLEAR)
        in_clear = bool(cursor.fetchone()[0])
    binding = bool(connection.settings_dict["OPTIONS"].get("server_side_binding"))
    return postgresql.Postgres(version, role, database, found, binding, slots, unlogged, not_ours, in_clear)


def asked_of_sqlite(connection: BaseDatabaseWrapper) -> sqlite.Sqlite:
    """Ask an SQLite connection."""

    def pragma(name: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    return sqlite.Sqlite(
        journal_mode=pragma("journal_mode"),
        synchronous=pragma("synchronous"),
        foreign_keys=pragma("foreign_keys"),
        secure_delete=pragma("secure_delete"),
        busy_timeout_ms=pragma("busy_timeout"),
        transaction_mode=connection.settings_dict["OPTIONS"].get("transaction_mode") or "",
        in_memory=connection.is_in_memory_db(),
    )


def asked_of_site(connection: BaseDatabaseWrapper | None, at: dt.datetime) -> site.Site:
    """Gather what was set; without a connection, nothing of migrations and the queue."""
    unapplied = _unapplied(connection) if connection else ()
    asks_queue = connection is not None and not unapplied
    return site.Site(
        debug=settings.DEBUG,
        demo=settings.DEMO,
        sql_is_logged=logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG),
        secret_key=settings.SECRET_KEY,
        secure_cookies=settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
        session_engine=settings.SESSION_ENGINE,
        mail_backend=settings.MAILERS["default"]["BACKEND"],
        cache_backend=settings.CACHES["default"]["BACKEND"],
        tasks_backend=settings.TASKS["default"]["BACKEND"],
        unapplied=unapplied,
        oldest_task_seconds=_waiting(at) if asks_queue else None,
        oldest_close_seconds=_overdue(at) if asks_queue else None,
    )


def _unapplied(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def _waiting(at: dt.datetime) -> float | None:
    oldest = DBTaskResult.objects.ready().aggregate(oldest=models.Min("enqueued_at"))["oldest"]
    return (at - oldest).total_seconds() if oldest else None


def _overdue(at: dt.datetime) -> float | None:
    """How long ago the ballot that should have closed first should have: one that waits for its quorum need not yet."""
    due = models.functions.Coalesce("hard_stop_at", "closes_at")
    standing = Ballot.objects.filter(opened_at__isnull=False, closed_at__isnull=True, voided_at__isnull=True)
    oldest = standing.aggregate(oldest=models.Min(due))["oldest"]
    return (at - oldest).total_seconds() if oldest else None

"""What an SQLite connection's settings break. Nothing is asked here: `asking` hands in what the connection said."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from endorsements.doctor.findings import Finding, Level

FULL = 2
ON = 1
SECONDS = 30


@dataclass(frozen=True)
class Sqlite:
    """What a connection said: its pragmas as SQLite numbers them, and how Django opens transactions."""

    journal_mode: str
    synchronous: int
    foreign_keys: int
    secure_delete: int
    busy_timeout_ms: int
    transaction_mode: str
    in_memory: bool = False


def _pragma(setting: str) -> str:
    return gettext("add “PRAGMA %s;” to init_command in DATABASES") % setting


def examine(file: Sqlite) -> list[Finding]:
    """Return what this file, opened in this way, breaks."""
    return [*_kept(file), *_at_once(file), *_overwritten(file)]


def _kept(file: Sqlite) -> Iterator[Finding]:
    lost = gettext("A vote that was answered with “Recorded” can be gone after the server or the power fails.")
    if file.in_memory:
        yield Finding(
            "sqlite-in-memory",
            Level.REFUSE,
            gettext("the database is in memory only"),
            gettext("Everything is gone when the server stops."),
            "DATABASE_URL=sqlite:////var/lib/endorsements/db.sqlite3",
        )
    elif file.journal_mode != "wal":
        yield Finding(
            "sqlite-journal-mode",
            Level.REFUSE,
            gettext("journal_mode is %s") % file.journal_mode,
            gettext("Votes that arrive while a page is read would fail."),
            _pragma("journal_mode=WAL"),
        )
    if file.synchronous < FULL:
        yield Finding(
            "sqlite-synchronous",
            Level.REFUSE,
            gettext("synchronous is %s") % {0: "OFF", 1: "NORMAL"}.get(file.synchronous, file.synchronous),
            lost,
            _pragma("synchronous=FULL"),
        )
    if file.foreign_keys != ON:
        yield Finding(
            "sqlite-foreign-keys",
            Level.REFUSE,
            gettext("foreign_keys is off"),
            gettext("A vote could outlive its ballot, or a roll its people."),
            _pragma("foreign_keys=ON"),
        )


def _at_once(file: Sqlite) -> Iterator[Finding]:
    fails = gettext("Votes that arrive at once would fail instead of waiting for each other.")
    if file.transaction_mode.upper() not in ("IMMEDIATE", "EXCLUSIVE"):
        yield Finding(
            "sqlite-transaction-mode",
            Level.REFUSE,
            gettext("transaction_mode is %s") % (file.transaction_mode or "DEFERRED"),
            fails,
            'DATABASES["default"]["OPTIONS"]["transaction_mode"] = "IMMEDIATE"',
        )
    if file.busy_timeout_ms < SECONDS * 1000:
        yield Finding(
            "sqlite-timeout",
            Level.REFUSE,
            gettext("the timeout is %s s") % f"{file.busy_timeout_ms / 1000:g}",
            fails,
            f'DATABASES["default"]["OPTIONS"]["timeout"] = {SECONDS}',
        )


def _overwritten(file: Sqlite) -> Iterator[Finding]:
    if file.secure_delete != ON:
        yield Finding(
            "sqlite-secure-delete",
            Level.REFUSE,
            gettext("secure_delete is %s") % {0: "OFF", 2: "FAST"}.get(file.secure_delete, file.secure_delete),
            gettext("What a vote replaced stays readable in the file: with it, who cast which vote."),
            _pragma("secure_delete=ON"),
        )

"""What a PostgreSQL server's settings break. Nothing is asked here: `asking` hands in what the server said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from endorsements.doctor.findings import Finding, Level

OLDEST = 150000
NAMES = (
    "archive_mode",
    "auto_explain.log_min_duration",
    "autovacuum",
    "debug_print_parse",
    "debug_print_plan",
    "debug_print_rewritten",
    "default_transaction_isolation",
    "fsync",
    "full_page_writes",
    "log_min_duration_sample",
    "log_min_duration_statement",
    "log_parameter_max_length",
    "log_parameter_max_length_on_error",
    "log_statement",
    "log_statement_sample_rate",
    "log_transaction_sample_rate",
    "pgaudit.log",
    "pgaudit.log_parameter",
    "synchronous_commit",
    "track_commit_timestamp",
    "wal_level",
)


@dataclass(frozen=True)
class Setting:
    """A setting's value in our session, in `pg_settings`' own units, and where that value comes from."""

    value: str
    source: str = "default"


@dataclass(frozen=True)
class Postgres:
    """What a server said: its version number, settings by name (absent: not loaded), and what reads its changes."""

    version: int
    role: str
    database: str
    settings: Mapping[str, Setting]
    server_side_binding: bool
    logical_slots: tuple[str, ...] = ()
    unlogged: tuple[str, ...] = ()
    """Tables of ours that are emptied after a crash."""
    not_ours: tuple[str, ...] = ()
    """Tables that this role does not own, so that it cannot clear old versions of their rows."""
    in_clear: bool = False
    """Reached over a network without encryption."""

    def value(self, name: str) -> str:
        """The value of a setting; empty where the server does not know it."""
        return self.settings[name].value if name in self.settings else ""

    def number(self, name: str) -> float:
        """The value as a number, -1 (which turns it off) where the server does not know it."""
        return float(self.value(name) or -1)


@dataclass(frozen=True)
class Asked:
    """A setting that must have one of some values: why, and the value that mends it."""

    name: str
    good: str
    why: str
    level: Level = Level.REFUSE
    also: tuple[str, ...] = field(default=())


def examine(server: Postgres) -> list[Finding]:
    """Return what this server breaks."""
    return [*_version(server), *_kept(server), *_printed(server), *_overheard(server), *_told_elsewhere(server)]


def mend(server: Postgres, name: str, good: str) -> str:
    """The line that sets a setting where its present value comes from: elsewhere it would not count."""
    role, database = _quoted(server.role), _quoted(server.database)
    source = server.settings[name].source if name in server.settings else ""
    value = good if good.lstrip("-").isdigit() or good.isalpha() else f"'{good}'"
    if source == "user":
        return f"ALTER ROLE {role} SET {name} = {value};"
    if source == "database":
        return f"ALTER DATABASE {database} SET {name} = {value};"
    if source == "database user":
        return f"ALTER ROLE {role} IN DATABASE {database} SET {name} = {value};"
    if source == "client":
        message = gettext("write %(name)s=%(value)s in the options of DATABASE_URL, or in PGOPTIONS")
        return message % {"name": name, "value": value}
    if source == "command line":
        return gettext("take “-c %(name)s=…” off the server's command line and start it again") % {"name": name}
    after = "" if name in _AT_START else " SELECT pg_reload_conf();"
    restart = " " + gettext("(then start the server again)") if name in _AT_START else ""
    return f"ALTER SYSTEM SET {name} = {value};{after}{restart}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_AT_START = {"archive_mode", "track_commit_timestamp", "wal_level"}


def _version(server: Postgres) -> Iterator[Finding]:
    if server.version < OLDEST:
        yield Finding(
            "postgresql-version",
            Level.REFUSE,
            gettext("PostgreSQL is of version %s") % (server.version // 10000),
            gettext("The promise was tested on version 15 and newer."),
            gettext("move the database to PostgreSQL 15 or newer (pg_upgrade)"),
        )


def _is_not(server: Postgres, asked: Asked) -> Iterator[Finding]:
    value = server.value(asked.name)
    if value and value not in (asked.good, *asked.also):
        yield Finding(
            asked.name.replace(".", "-").replace("_", "-"),
            asked.level,
            gettext("%(name)s is %(value)s") % {"name": asked.name, "value": value},
            asked.why,
            mend(server, asked.name, asked.good),
        )


def _kept(server: Postgres) -> Iterator[Finding]:
    """A vote that was acknowledged is there after a crash."""
    lost = gettext("A vote that was answered with “Recorded” can be gone after the server or the power fails.")
    torn = gettext("After a crash a page can be half old and half new: votes that were recorded can be unreadable.")
    yield from _is_not(server, Asked("fsync", "on", lost))
    # "local" waits for this server's disk, which is all that one server can promise.
    waits = ("local", "remote_write", "remote_apply")
    yield from _is_not(server, Asked("synchronous_commit", "on", lost, also=waits))
    yield from _is_not(server, Asked("full_page_writes", "on", torn))
    for table in server.unlogged:
        yield Finding(
            "unlogged-table",
            Level.REFUSE,
            gettext("the table %s is unlogged") % table,
            gettext("PostgreSQL empties such a table after a crash."),
            f"ALTER TABLE {_quoted(table)} SET LOGGED;",
        )
    waiting = gettext("Votes that arrive at once would fail instead of waiting for each other.")
    yield from _is_not(server, Asked("default_transaction_isolation", "read committed", waiting, Level.WARN))


def _printed(server: Postgres) -> Iterator[Finding]:
    """A vote is in no log."""
    why = gettext("The server's log would hold how each person voted, in the order in which they did.")
    if not server.server_side_binding:
        yield Finding(
            "server-side-binding",
            Level.REFUSE,
            gettext("server_side_binding is off"),
            gettext("A statement that fails would be printed to the server's log with the vote in it."),
            'DATABASES["default"]["OPTIONS"]["server_side_binding"] = True',
        )
    if server.number("log_parameter_max_length") != 0:
        for name, good in _logging_statements(server):
            yield Finding(
                name.replace("_", "-"),
                Level.REFUSE,
                gettext("%(name)s is %(value)s, and log_parameter_max_length is not 0")
                % {"name": name, "value": server.value(name)},
                why,
                gettext("%(one)s or %(other)s")
                % {"one": mend(server, name, good), "other": mend(server, "log_parameter_max_length", "0")},
            )
    failed = gettext("A statement that fails would be printed to the server's log with the vote in it.")
    yield from _is_not(server, Asked("log_parameter_max_length_on_error", "0", failed))
    if server.number("auto_explain.log_min_duration") >= 0:
        # A plan made for one vote's values has them in it, whatever is said of parameters.
        yield from _is_not(server, Asked("auto_explain.log_min_duration", "-1", why))
    for name in ("debug_print_parse", "debug_print_rewritten", "debug_print_plan"):
        yield from _is_not(server, Asked(name, "off", why))


def _logging_statements(server: Postgres) -> Iterator[tuple[str, str]]:
    """Each setting by which statements reach the log, with the value that stops it."""
    if server.value("log_statement") in ("mod", "all"):
        yield "log_statement", "none"
    if server.number("log_min_duration_statement") >= 0:
        yield "log_min_duration_statement", "-1"
    if server.number("log_min_duration_sample") >= 0 and server.number("log_statement_sample_rate") > 0:
        yield "log_min_duration_sample", "-1"
    if server.number("log_transaction_sample_rate") > 0:
        yield "log_transaction_sample_rate", "0"


def _overheard(server: Postgres) -> Iterator[Finding]:
    """A vote goes to the database unseen."""
    if server.in_clear:
        yield Finding(
            "database-network",
            Level.WARN,
            gettext("the database is reached over a network without TLS"),
            gettext("Whoever listens between the site and the database sees each vote, and whose it is."),
            gettext("add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL, or use a network that nobody else is on"),
        )


def _told_elsewhere(server: Postgres) -> Iterator[Finding]:
    """What keeps, beside the tables, in which order votes arrived."""
    arrived = gettext("It says of each row when it was written: who voted when.")
    yield from _is_not(server, Asked("track_commit_timestamp", "off", arrived, Level.WARN))
    stream = gettext("Each vote can be read from the stream of changes as it arrives, together with who cast it.")
    yield from _is_not(server, Asked("wal_level", "replica", stream, Level.WARN, also=("minimal",)))
    for slot in server.logical_slots:
        yield Finding(
            "logical-slot",
            Level.WARN,
            gettext("the logical replication slot %s reads every change") % slot,
            stream,
            "SELECT pg_drop_replication_slot('{}');".format(slot.replace("'", "''")),
        )
    archive = gettext("Archived write-ahead log is a backup of every moment: whoever holds it can compare them.")
    yield from _is_not(server, Asked("archive_mode", "off", archive, Level.WARN))
    for table in server.not_ours:
        yield Finding(
            "table-owner",
            Level.REFUSE,
            gettext("the table %(table)s does not belong to the role %(role)s") % {"table": table, "role": server.role},
            gettext("After a secret ballot old versions of rows cannot be cleared, and with them stays who voted how."),
            f"ALTER TABLE {_quoted(table)} OWNER TO {_quoted(server.role)};",
        )
    old = gettext("Old versions of rows stay until they are vacuumed, and with them the order of votes.")
    yield from _is_not(server, Asked("autovacuum", "on", old, Level.WARN))
    yield from _audited(server)


def _audited(server: Postgres) -> Iterator[Finding]:
    if "pgaudit.log" not in server.settings:
        return
    classes = {each.strip().lower() for each in server.value("pgaudit.log").split(",")}
    writes = classes & {"all", "write"} and "-write" not in classes
    prints = bool(writes) and server.value("pgaudit.log_parameter") == "on"
    yield Finding(
        "pgaudit",
        Level.REFUSE if prints else Level.WARN,
        gettext("pgaudit is loaded, with pgaudit.log = %(log)s and pgaudit.log_parameter = %(parameter)s")
        % {"log": server.value("pgaudit.log"), "parameter": server.value("pgaudit.log_parameter")},
        gettext("It prints the statements that write votes to the server's log, and with parameters the votes."),
        mend(server, "pgaudit.log_parameter", "off") + " " + mend(server, "pgaudit.log", "none"),
    )

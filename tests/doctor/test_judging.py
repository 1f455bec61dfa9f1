"""What each setting breaks, from settings alone: a good server is clean, and each thing wrong with it is found."""

import json
from dataclasses import replace

import pytest

from endorsements.doctor import postgresql, site, sqlite
from endorsements.doctor.findings import Finding, Level, as_json, as_text, refused
from endorsements.doctor.postgresql import Postgres, Setting

GOOD_SETTINGS = {
    "archive_mode": "off",
    "autovacuum": "on",
    "debug_print_parse": "off",
    "debug_print_plan": "off",
    "debug_print_rewritten": "off",
    "default_transaction_isolation": "read committed",
    "fsync": "on",
    "full_page_writes": "on",
    "log_min_duration_sample": "-1",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_statement_sample_rate": "1",
    "log_transaction_sample_rate": "0",
    "synchronous_commit": "on",
    "track_commit_timestamp": "off",
    "wal_level": "replica",
}
SERVER = Postgres(
    version=150014,
    role="site",
    database="triage",
    settings={name: Setting(value) for name, value in GOOD_SETTINGS.items()},
    server_side_binding=True,
)
FILE = sqlite.Sqlite(
    journal_mode="wal",
    synchronous=2,
    foreign_keys=1,
    secure_delete=1,
    busy_timeout_ms=30_000,
    transaction_mode="IMMEDIATE",
)
SITE = site.Site(
    debug=False,
    demo=False,
    sql_is_logged=False,
    secret_key="".join(map(chr, range(50, 110))),
    secure_cookies=True,
    session_engine="django.contrib.sessions.backends.db",
    mail_backend="django.core.mail.backends.smtp.EmailBackend",
    cache_backend="django.core.cache.backends.db.DatabaseCache",
    tasks_backend="django_tasks_db.DatabaseBackend",
)


def server(source: str = "configuration file", **changed: str) -> Postgres:
    """A good server with settings changed; two underscores stand for a module's dot."""
    different = {name.replace("__", "."): Setting(value, source) for name, value in changed.items()}
    return replace(SERVER, settings={**SERVER.settings, **different})


def codes(findings: list[Finding]) -> dict[str, str]:
    return {finding.code: str(finding.level) for finding in findings}


def test_what_is_good_is_clean():
    assert postgresql.examine(SERVER) == [] == sqlite.examine(FILE) == site.examine(SITE)


def test_a_network_on_which_others_may_listen():
    assert codes(postgresql.examine(replace(SERVER, in_clear=True))) == {"database-network": "warn"}


@pytest.mark.parametrize(
    ("changed", "code", "level"),
    [
        ({"fsync": "off"}, "fsync", "refuse"),
        ({"synchronous_commit": "off"}, "synchronous-commit", "refuse"),
        ({"full_page_writes": "off"}, "full-page-writes", "refuse"),
        ({"log_statement": "mod"}, "log-statement", "refuse"),
        ({"log_statement": "all"}, "log-statement", "refuse"),
        ({"log_min_duration_statement": "0"}, "log-min-duration-statement", "refuse"),
        ({"log_min_duration_statement": "5000"}, "log-min-duration-statement", "refuse"),
        ({"log_min_duration_sample": "100"}, "log-min-duration-sample", "refuse"),
        ({"log_transaction_sample_rate": "0.01"}, "log-transaction-sample-rate", "refuse"),
        ({"log_parameter_max_length_on_error": "-1"}, "log-parameter-max-length-on-error", "refuse"),
        ({"log_parameter_max_length_on_error": "64"}, "log-parameter-max-length-on-error", "refuse"),
        ({"auto_explain__log_min_duration": "0"}, "auto-explain-log-min-duration", "refuse"),
        ({"debug_print_plan": "on"}, "debug-print-plan", "refuse"),
        ({"debug_print_parse": "on"}, "debug-print-parse", "refuse"),
        ({"debug_print_rewritten": "on"}, "debug-print-rewritten", "refuse"),
        ({"pgaudit__log": "write, ddl", "pgaudit__log_parameter": "on"}, "pgaudit", "refuse"),
        ({"pgaudit__log": "all", "pgaudit__log_parameter": "on"}, "pgaudit", "refuse"),
        ({"pgaudit__log": "all", "pgaudit__log_parameter": "off"}, "pgaudit", "warn"),
        ({"pgaudit__log": "none", "pgaudit__log_parameter": "on"}, "pgaudit", "warn"),
        ({"track_commit_timestamp": "on"}, "track-commit-timestamp", "warn"),
        ({"wal_level": "logical"}, "wal-level", "warn"),
        ({"archive_mode": "on"}, "archive-mode", "warn"),
        ({"archive_mode": "always"}, "archive-mode", "warn"),
        ({"autovacuum": "off"}, "autovacuum", "warn"),
        ({"default_transaction_isolation": "serializable"}, "default-transaction-isolation", "warn"),
    ],
)
def test_each_setting_of_postgresql(changed: dict[str, str], code: str, level: str):
    assert codes(postgresql.examine(server(**changed))) == {code: level}


@pytest.mark.parametrize(
    "changed",
    [
        {"synchronous_commit": "local"},
        {"synchronous_commit": "remote_apply"},
        {"log_statement": "ddl"},
        {"log_statement": "all", "log_parameter_max_length": "0"},
        {"log_min_duration_statement": "0", "log_parameter_max_length": "0"},
        {"log_min_duration_sample": "0", "log_statement_sample_rate": "0"},
        {"auto_explain__log_min_duration": "-1"},
        {"wal_level": "minimal"},
    ],
)
def test_what_breaks_nothing_is_not_found(changed: dict[str, str]):
    assert postgresql.examine(server(**changed)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": 140011}, "postgresql-version"),
        ({"server_side_binding": False}, "server-side-binding"),
        ({"unlogged": ("endorsements_ballotbox",)}, "unlogged-table"),
        ({"logical_slots": ("feed",)}, "logical-slot"),
        ({"not_ours": ("endorsements_ballotbox",)}, "table-owner"),
    ],
)
def test_what_else_a_server_says(changed: dict[str, object], code: str):
    assert list(codes(postgresql.examine(replace(SERVER, **changed)))) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("configuration file", "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();"),
        ("user", 'ALTER ROLE "site" SET synchronous_commit = on;'),
        ("database", 'ALTER DATABASE "triage" SET synchronous_commit = on;'),
        ("database user", 'ALTER ROLE "site" IN DATABASE "triage" SET synchronous_commit = on;'),
        ("client", "write synchronous_commit=on in the options of DATABASE_URL, or in PGOPTIONS"),
        ("command line", "take “-c synchronous_commit=…” off the server's command line and start it again"),
    ],
)
def test_it_is_mended_where_it_was_set(source: str, line: str):
    (finding,) = postgresql.examine(server(source, synchronous_commit="off"))
    assert finding.mend == line


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"journal_mode": "delete"}, "sqlite-journal-mode"),
        ({"synchronous": 1}, "sqlite-synchronous"),
        ({"synchronous": 0}, "sqlite-synchronous"),
        ({"foreign_keys": 0}, "sqlite-foreign-keys"),
        ({"secure_delete": 0}, "sqlite-secure-delete"),
        ({"secure_delete": 2}, "sqlite-secure-delete"),
        ({"busy_timeout_ms": 5000}, "sqlite-timeout"),
        ({"transaction_mode": ""}, "sqlite-transaction-mode"),
        ({"in_memory": True, "journal_mode": "memory"}, "sqlite-in-memory"),
    ],
)
def test_each_setting_of_sqlite(changed: dict[str, object], code: str):
    assert codes(sqlite.examine(replace(FILE, **changed))) == {code: "refuse"}  # type: ignore[arg-type]
    assert sqlite.examine(replace(FILE, synchronous=3, transaction_mode="exclusive")) == []


@pytest.mark.parametrize(
    ("changed", "code", "level"),
    [
        ({"debug": True}, "debug", "refuse"),
        ({"demo": True}, "demo", "refuse"),
        ({"sql_is_logged": True}, "sql-log", "refuse"),
        ({"secret_key": "short"}, "secret-key", "refuse"),
        ({"secret_key": "a" * 60}, "secret-key", "refuse"),
        ({"secret_key": "only-for-debug-" + "0123456789" * 5}, "secret-key", "refuse"),
        ({"secure_cookies": False}, "secure-cookies", "refuse"),
        ({"unapplied": ("endorsements.0004_decisions",)}, "migrations", "refuse"),
        ({"session_engine": "django.contrib.sessions.backends.signed_cookies"}, "session-engine", "warn"),
        ({"mail_backend": "django.core.mail.backends.console.EmailBackend"}, "mail", "warn"),
        ({"cache_backend": "django.core.cache.backends.locmem.LocMemCache"}, "cache", "warn"),
        ({"tasks_backend": "django.tasks.backends.immediate.ImmediateBackend"}, "tasks", "warn"),
        ({"oldest_task_seconds": 600.0}, "worker-tasks", "warn"),
        ({"oldest_close_seconds": 600.0}, "worker-ballots", "warn"),
    ],
)
def test_each_setting_of_the_site(changed: dict[str, object], code: str, level: str):
    assert codes(site.examine(replace(SITE, **changed))) == {code: level}  # type: ignore[arg-type]
    assert site.examine(replace(SITE, oldest_task_seconds=10.0, oldest_close_seconds=-3600.0)) == []


def test_it_is_told_to_people_and_to_programs():
    findings = [*site.examine(replace(SITE, mail_backend="x")), *postgresql.examine(server(fsync="off"))]
    assert refused(findings) and not refused(findings[:1])
    said = as_text(findings)
    assert said.index("REFUSED: fsync is off") < said.index("warning: mail is not sent: x")
    assert "ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();" in said
    told = json.loads(as_json(findings))
    assert told["refused"] is True
    assert [each["code"] for each in told["findings"]] == ["mail", "fsync"]
    assert all(each["found"] and each["why"] and each["mend"] for each in told["findings"])
    assert findings[0].level is Level.WARN
    assert "Nothing was found." in as_text([])

"""What Django's settings break. Nothing is asked here: `asking` hands in what was set."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from endorsements.doctor.findings import Finding, Level

KEY_LENGTH = 50
KEY_VARIETY = 5
WAIT_SECONDS = 300


@dataclass(frozen=True)
class Site:
    """What was set, by the names of the settings, and how the background work stands."""

    debug: bool
    demo: bool
    sql_is_logged: bool
    secret_key: str
    secure_cookies: bool
    session_engine: str
    mail_backend: str
    cache_backend: str
    tasks_backend: str
    unapplied: tuple[str, ...] = ()
    """Migrations that the database has not seen."""
    oldest_task_seconds: float | None = None
    """How long the oldest task that could run has waited; None when none waits."""
    oldest_close_seconds: float | None = None
    """How long the oldest ballot that is past its time has stood open; None when none does."""


def examine(site: Site) -> list[Finding]:
    """Return what these settings break."""
    return [*_open_to_all(site), *_printed(site), *_not_ready(site), *_weaker(site), *_worker(site)]


def _open_to_all(site: Site) -> Iterator[Finding]:
    if site.demo:
        yield Finding(
            "demo",
            Level.REFUSE,
            gettext("DEMO is on"),
            gettext("Every visitor may vote as anybody."),
            "DEMO=0",
        )
    weak = site.secret_key.startswith(("django-insecure-", "only-for-debug-"))
    if weak or len(site.secret_key) < KEY_LENGTH or len(set(site.secret_key)) < KEY_VARIETY:
        yield Finding(
            "secret-key",
            Level.REFUSE,
            gettext("SECRET_KEY is short, or one that others know"),
            gettext("Whoever guesses it can set anybody's password, and vote as them."),
            "SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(60))')",
        )
    if not site.secure_cookies:
        yield Finding(
            "secure-cookies",
            Level.REFUSE,
            gettext("cookies are sent without TLS (HTTPS=0)"),
            gettext("Whoever listens on the way sees each vote, and can take over the session it comes from."),
            gettext("put a proxy that speaks TLS in front, and set HTTPS=1"),
        )


def _printed(site: Site) -> Iterator[Finding]:
    if site.debug:
        yield Finding(
            "debug",
            Level.REFUSE,
            gettext("DEBUG is on"),
            gettext("An error's page shows what was typed, votes too, and every statement is kept in memory."),
            "DEBUG=0",
        )
    if site.sql_is_logged:
        yield Finding(
            "sql-log",
            Level.REFUSE,
            gettext("the logger django.db.backends lets DEBUG through"),
            gettext("The site's log would hold how each person voted."),
            'LOGGING["loggers"]["django.db.backends"] = {"level": "WARNING"}',
        )


def _not_ready(site: Site) -> Iterator[Finding]:
    if site.unapplied:
        yield Finding(
            "migrations",
            Level.REFUSE,
            gettext("%(count)d migrations are not applied, first %(first)s")
            % {"count": len(site.unapplied), "first": site.unapplied[0]},
            gettext("The tables are not those this version writes votes to."),
            "python manage.py migrate",
        )


def _weaker(site: Site) -> Iterator[Finding]:
    if site.session_engine.endswith("signed_cookies"):
        yield Finding(
            "session-engine",
            Level.WARN,
            gettext("sessions are kept in cookies"),
            gettext("A session that was ended can be used again by whoever copied its cookie."),
            'SESSION_ENGINE = "django.contrib.sessions.backends.db"',
        )
    if not site.mail_backend.endswith("smtp.EmailBackend"):
        yield Finding(
            "mail",
            Level.WARN,
            gettext("mail is not sent: %s") % site.mail_backend,
            gettext("Nobody gets an invitation or a reminder, and their addresses are printed or kept elsewhere."),
            "EMAIL_HOST=…",
        )
    if site.cache_backend.endswith(("LocMemCache", "DummyCache")):
        yield Finding(
            "cache",
            Level.WARN,
            gettext("the cache is each process's own"),
            gettext("Limits on guessing passwords are counted for each process alone."),
            'CACHES["default"]["BACKEND"] = "django.core.cache.backends.db.DatabaseCache"',
        )
    if site.tasks_backend.endswith(("ImmediateBackend", "DummyBackend")):
        yield Finding(
            "tasks",
            Level.WARN,
            gettext("tasks are not run by the worker: %s") % site.tasks_backend,
            gettext("Reminders are mailed while somebody waits for the page, or not at all."),
            'TASKS["default"]["BACKEND"] = "django_tasks_db.DatabaseBackend"',
        )


def _worker(site: Site) -> Iterator[Finding]:
    waits = [
        (site.oldest_task_seconds, "worker-tasks", gettext("a task has waited for %d minutes")),
        (site.oldest_close_seconds, "worker-ballots", gettext("a ballot has stood open for %d minutes past its close")),
    ]
    for seconds, code, found in waits:
        if seconds is not None and seconds >= WAIT_SECONDS:
            yield Finding(
                code,
                Level.WARN,
                found % (seconds // 60),
                gettext(
                    "The worker does not run: ballots are closed only when somebody opens them, and no mail is sent."
                ),
                gettext("run “python manage.py worker” beside the server"),
            )

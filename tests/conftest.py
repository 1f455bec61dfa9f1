"""The cast that every test can call on, and a client for each of them."""

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from chapters.models import Chapter, Member, Role
from tests import factories, migrated

OWN_DATABASE = {"ballots", "browser", "doctor", "faults", "secrecy"}
"""Directories whose tests make databases of their own, by other ways than pytest-django's fixtures."""


def pytest_configure(config: pytest.Config) -> None:
    """Let all processes of a run, which this one starts, share one migrated database."""
    run = ExitStack()
    run.enter_context(migrated.run())
    config.add_cleanup(run.close)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database leave out what asks none: it was tested beside the first, and would be the same test."""
    if not os.environ.get("ONLY_WITH_DATABASE"):
        return
    kept = [item for item in items if asks_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
    items[:] = kept


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among what was imported: it took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def asks_database(item: pytest.Item) -> bool:
    """Say whether a test may ask a database."""
    fixtures = {"db", "transactional_db", "site"}.intersection(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(fixtures) or not OWN_DATABASE.isdisjoint(item.path.parts)


@dataclass(frozen=True)
class Cast:
    """One chapter's people, one of another chapter who holds every seat there, a site operator, and nobody."""

    chapter: Chapter
    other_chapter: Chapter
    member: Member
    electoral: Member
    steering: Member
    admin: Member
    outsider: Member
    operator: Member

    PRINCIPALS = ("anonymous", "outsider", "operator", "member", "electoral", "steering", "admin")


def gather() -> Cast:
    """Make the two chapters and their people."""
    home, elsewhere = factories.chapter("Riverbend"), factories.chapter("Hilltop")
    outsider = factories.member("Out Sider")
    for role in Role:
        factories.seat(elsewhere, role, outsider)
    return Cast(
        chapter=home,
        other_chapter=elsewhere,
        member=factories.seat(home, Role.MEMBER),
        electoral=factories.seat(home, Role.ELECTORAL),
        steering=factories.seat(home, Role.STEERING),
        admin=factories.seat(home, Role.ADMIN),
        outsider=outsider,
        operator=factories.member("Op Erator", is_operator=True),
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Start with a copy of the migrated database; pytest-django's own migrating then finds nothing left to do."""
    name = connection.creation._get_test_db_name()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.on_server(os.environ["DATABASE_URL"])
        yield
    elif connection.creation.is_in_memory_db(name):
        # A database in memory lasts as long as a connection to it does.
        with closing(sqlite3.connect(name, uri=True)) as kept:
            with closing(sqlite3.connect(migrated.file())) as source:
                source.backup(kept)
            yield
    else:
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], Client]:
    """Return a function from a principal's name in the cast to a client signed in as them."""

    def client_of(principal: str) -> Client:
        client = Client()
        if principal != "anonymous":
            client.force_login(getattr(cast, principal), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return client_of

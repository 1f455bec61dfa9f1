"""What only these tests need."""

from collections.abc import Iterator

import pytest
from django.db import connection


def guard(state: str) -> None:
    """Switch the log's guard: only without it can a test's committed rows be taken away again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE chapters_logentry {state} TRIGGER ALL")


@pytest.fixture
def guarded_again(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        guard("ENABLE")


@pytest.fixture
def committed(guarded_again: None, transactional_db: None) -> Iterator[None]:
    """Let a test commit, as threads beside it need; afterwards everything is taken away, and the log guarded again."""
    yield
    guard("DISABLE")

import pickle
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access import scenario as scenarios
from tests.access.scenario import Scenario
from tests.conftest import Cast, gather


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[bytes]:
    """Make the scenario's records once for all tests of a file; what a test adds to them is taken back after it."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # as a test's own
        with block:
            yield pickle.dumps(scenarios.build(gather()))
            transaction.set_rollback(True)


@pytest.fixture
def scenario(built: bytes, db: None) -> Scenario:
    """Each test has objects of its own."""
    made: Scenario = pickle.loads(built)
    return made


@pytest.fixture
def cast(scenario: Scenario) -> Cast:
    return scenario.cast

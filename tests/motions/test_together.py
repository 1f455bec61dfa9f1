"""Several people at once: numbers without gaps, one motion of a type on a subject, one withdrawal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from endorsements.models import Decision, Motion
from endorsements.operations.withdrawals import withdraw_motion
from endorsements.policies import Refused
from tests import factories
from tests.conftest import gather
from tests.factories import NOW
from tests.motions.records import moved, procedure

TOGETHER = 6


@pytest.fixture
def shared(committed: None) -> None:
    """Skip where threads cannot share the database."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database is one connection; refusals one after another are tested elsewhere")


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Do something in several threads that begin together; return what came back, a refusal as itself."""
    barrier = Barrier(TOGETHER)

    def one(number: int) -> Any:
        barrier.wait()
        try:
            return act(number)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


@pytest.mark.usefixtures("shared")
def test_numbers_have_no_gaps_when_several_move_at_once():
    cast = gather()
    way = procedure(cast.chapter)
    race = factories.race(factories.cycle(cast.chapter))
    runs = [factories.candidacy(race) for _each in range(TOGETHER)]
    made = at_once(lambda n: moved(cast.chapter, cast.electoral, candidacy=runs[n], procedure=way))
    assert sorted(motion.number for motion in made) == list(range(1, TOGETHER + 1))


@pytest.mark.usefixtures("shared")
def test_of_several_who_move_the_same_at_once_one_does():
    cast = gather()
    way = procedure(cast.chapter)
    candidacy = factories.candidacy(factories.race(factories.cycle(cast.chapter)))
    made = at_once(lambda _n: moved(cast.chapter, cast.electoral, candidacy=candidacy, procedure=way))
    assert sum(isinstance(each, Motion) for each in made) == 1
    assert sum(isinstance(each, Refused) for each in made) == TOGETHER - 1
    assert Motion.objects.get().number == 1


@pytest.mark.usefixtures("shared")
def test_of_several_who_withdraw_at_once_one_does():
    cast = gather()
    motion = moved(cast.chapter, cast.electoral)
    made = at_once(
        lambda _n: withdraw_motion(motion=motion, side="chapter", because="Moved in error", by=cast.admin, at=NOW)
    )
    assert sum(isinstance(each, Decision) for each in made) == 1
    assert Decision.objects.count() == 1

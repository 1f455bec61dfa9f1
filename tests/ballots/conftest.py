import pytest

from tests.ballots.world import World
from tests.chapters.conftest import committed, guarded_again

__all__ = ["committed", "guarded_again"]


@pytest.fixture
def world(db: None) -> World:
    return World()

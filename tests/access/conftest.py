import pytest

from tests.access import scenario as scenarios
from tests.access.scenario import Scenario
from tests.conftest import Cast


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    return scenarios.build(cast)

import pytest

from tests.ballot_pages.hall import Hall


@pytest.fixture
def hall(db: None) -> Hall:
    return Hall()

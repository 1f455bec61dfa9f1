"""Two people who import at the same moment."""

import datetime as dt
import threading

import pytest
from django.db import close_old_connections, connection

from chapters.operations import log
from endorsements.models import Answer, Candidacy, Upload
from endorsements.operations import imports
from endorsements.policies import Refused
from tests import factories

LATER = factories.NOW + dt.timedelta(hours=1)


@pytest.mark.parametrize("uploads", [1, 2], ids=["one upload", "two uploads of one file"])
def test_of_two_at_once_each_candidacy_is_opened_once(
    committed: None, request: pytest.FixtureRequest, uploads: int
) -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database is one connection; the second import after the first is tested elsewhere")
    cast, upload = request.getfixturevalue("cast"), request.getfixturevalue("upload")
    kept = [upload() for _ in range(uploads)]
    ready, outcomes = threading.Barrier(2), []

    def run(mine: Upload) -> None:
        close_old_connections()
        ready.wait()
        try:
            outcomes.append(len(imports.apply(upload=mine, by=cast.electoral, at=LATER).opened))
        except Refused:
            outcomes.append(-1)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[mine]) for mine in (kept[0], kept[-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One upload is written once; of two that say the same, the second finds nothing left to write.
    assert sorted(outcomes) == ([-1, 3] if uploads == 1 else [0, 3])
    assert (Candidacy.objects.count(), Answer.objects.count()) == (3, 6)
    assert list(log.problems(log.chain_of(cast.chapter))) == []

"""The experiments, small: `make faults` runs them at their full size."""

import os

import pytest

from tests.faults import experiments

pytestmark = pytest.mark.slow


def test_who_submits_twice_at_once_is_counted_once(tmp_path):
    outcome = experiments.twice_at_once(tmp_path, voters=20, settings=experiments.SLOW, abreast=1)
    assert outcome.problems == []
    assert (outcome.acknowledged, outcome.counted) == (20, 20)


def test_without_the_lock_the_same_experiment_finds_people_counted_twice(tmp_path):
    assert experiments.twice_at_once(tmp_path, voters=20, settings=experiments.UNLOCKED, abreast=1).counted > 20


def test_at_the_close_a_vote_is_either_refused_or_counted(tmp_path):
    outcome = experiments.races_at_the_close(tmp_path, races=4)
    assert outcome.problems == []
    assert outcome.acknowledged == outcome.counted > 0
    assert outcome.raced  # some were in time and some too late


def test_a_server_that_is_killed_loses_no_acknowledged_vote(tmp_path):
    outcome = experiments.killed(tmp_path, kills=2, voters=60)
    assert outcome.problems == []
    assert outcome.counted == 60


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="SQLite has no server to crash")
def test_a_database_that_crashes_loses_no_acknowledged_vote(tmp_path):
    outcome = experiments.crashed(tmp_path, crashes=1, voters=60)
    assert outcome.problems == []
    assert outcome.counted == 60

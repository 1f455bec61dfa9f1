"""Several at once: threads on a database that really commits."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection, transaction

from chapters.clock import database_now
from chapters.models import LogEntry
from chapters.operations import log
from endorsements.models import Ballot, BallotBox, Decision, RollCallVote
from endorsements.operations import casting, closing, opening
from endorsements.operations.dossiers import lock as lock_candidacy
from endorsements.operations.recusals import recuse
from tests.ballots.world import HOUR, SALT, Clock, World, stage, vote
from tests.factories import NOW


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database is one connection: the faults test runs this on a file")
    yield World(6)
    if connection.vendor == "sqlite":
        unguard()


def unguard() -> None:
    """Take the log's guards from the file, which is these tests' own: else its rows could not be taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'chapters_log%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in a thread each, all at the same moment; return what they returned or raised."""
    ready, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        close_old_connections()
        ready.wait()
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize("method", ["secret", "roll-call"])
def test_of_two_votes_at_once_by_each_one_counts(world, method):
    ballot = world.opened(world.motion(stage(vote(method=method))))
    said = [(member, answer) for member in world.people for answer in ("yes", "no")]
    acts = [lambda m=member, a=answer: world.cast(ballot, m, a) for member, answer in said]
    states = sorted(str(done.state) for done in at_once(*acts))
    ballot = world.closed(ballot)
    assert ballot.result["participants"] == 6
    if method == "secret":
        assert states == ["already"] * 6 + ["recorded"] * 6
        assert len(BallotBox.objects.get().votes) == len(set(ballot.receipts)) == 6
    else:
        assert states == ["recorded"] * 12
        assert RollCallVote.objects.filter(is_current=True).count() == 6


def test_two_workers_and_a_request_close_once(world):
    ballot = world.opened()
    world.all_say(ballot, yes=4)
    world.at(1)
    sweep = lambda: closing.close_due(world.clock)  # noqa: E731
    assert not [
        each
        for each in at_once(sweep, sweep, lambda: closing.close_if_due(ballot.pk, world.clock))
        if isinstance(each, Exception)
    ]
    assert Decision.objects.count() == LogEntry.objects.filter(action="ballot.closed").count() == 1
    assert list(log.problems(log.chain_of(world.chapter))) == []


def test_several_open_it_once(world):
    ballot = world.scheduled(world.motion())
    acts = [lambda salt=f"{n}" * 64: opening.open_ballot(ballot, salt, world.clock) for n in range(4)]
    assert {each.opened_at for each in at_once(*acts)} == {NOW}
    assert Ballot.objects.get().roll.count() == 6
    assert LogEntry.objects.filter(action="ballot.opened").count() == 1


@pytest.mark.parametrize("times", range(3))
def test_the_votes_that_race_for_the_quorum_close_it_once(world, times):
    quorum = {"kind": "number", "number": 3}
    motion = world.motion(stage(vote(quorum=quorum, method="secret"), until_quorum=True))
    ballot = world.opened(motion, hard_stop_at=NOW + 3 * HOUR)
    world.at(2)
    acts = [lambda m=member: world.cast(ballot, m, "yes") for member in world.people]
    states = sorted(
        str(done.state) for done in at_once(*acts, lambda: casting.Cast(str(closing.close_due(world.clock))))
    )
    assert states.count("recorded") == 3
    assert states.count("closed") == 3
    ballot.refresh_from_db()
    assert (ballot.result["participants"], ballot.result["outcome"]) == (3, "passed")
    assert Decision.objects.count() == 1


def test_two_branches_that_close_at_once_decide_the_motion(world):
    north, south = world.branch("North", world.people[:3]), world.branch("South", world.people[3:])
    motion = world.motion(stage(vote(body="branch"), id="branches"))
    pair = [world.opened(motion, "branches", body) for body in (north, south)]
    for ballot, member in zip(pair, (world.people[0], world.people[3]), strict=True):
        world.cast(ballot, member, "yes")
    world.at(1)
    at_once(*(lambda pk=ballot.pk: closing.close_if_due(pk, world.clock) for ballot in pair))
    assert Decision.objects.get().result == "adopted"


def test_a_close_waits_for_whoever_works_on_the_candidacy_and_does_not_lock_them_out(world):
    """Who holds the candidacy has the log still to write; the close, which has the log, must not wait for the other."""
    ballot = world.opened()
    world.all_say(ballot, yes=4)
    world.at(1)
    held = threading.Event()

    def recuses():
        with transaction.atomic():
            candidacy = lock_candidacy(ballot.motion.candidacy)
            held.set()
            if connection.vendor == "postgresql":
                threading.Event().wait(0.5)
            said = {"candidacy": candidacy, "member": world.people[5], "reason": "Kin"}
            return recuse(**said, by=world.chair, at=NOW).pk

    def closes():
        held.wait()
        return closing.close_if_due(ballot.pk, world.clock).closed_at

    done = at_once(recuses, closes)
    assert not [each for each in done if isinstance(each, Exception)]
    assert Decision.objects.get().chosen == ballot.motion.candidacy


def test_a_race_at_the_close_counts_what_was_acknowledged(world):
    """The database's own clock: whoever is told “recorded” is in the result, and nobody else."""
    real = Clock(database_now())
    world.clock = real
    motion = world.motion(stage(vote(method="secret")))
    ballot = world.scheduled(motion, closes=1 / 3600)
    opening.open_ballot(ballot, SALT)
    codes = [casting.receipt_from(bytes([n] * 10)) for n in range(len(world.people))]

    def votes(member, code):
        wait = ballot.closes_at - database_now()
        threading.Event().wait(max(0.0, wait.total_seconds() - 0.02 + codes.index(code) * 0.01))
        return casting.cast(ballot.pk, member, ["yes"], code)

    acts = [lambda m=member, c=code: votes(m, c) for member, code in zip(world.people, codes, strict=True)]
    told = at_once(*acts, lambda: None)
    recorded = {done.receipt for done in told if done and done.state == "recorded"}
    while closing.close_if_due(ballot.pk).closed_at is None:
        threading.Event().wait(0.01)
    ballot.refresh_from_db()
    assert set(ballot.receipts) == recorded


def test_the_boxs_old_versions_are_cleared(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    world.all_say(ballot, yes=6)
    world.closed(ballot)
    # Beside another transaction (on a busy server there is one) it is given up; the worker tries again, and so here.
    assert any(closing.forget_row_versions() or threading.Event().wait(0.2) for _ in range(100))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Nothing lies before, between or after the rows, and they lie in the order in which the roll was drawn.
            cursor.execute("SELECT ctid::text FROM endorsements_ballotbox")
            assert cursor.fetchall() == [("(0,1)",)]
            cursor.execute("SELECT ctid::text FROM endorsements_rollentry ORDER BY id")
            assert cursor.fetchall() == [(f"(0,{n})",) for n in range(1, 7)]
            cursor.execute("SELECT DISTINCT xmin::text FROM endorsements_rollentry")
            assert len(cursor.fetchall()) == 1


def test_the_planner_keeps_no_copy_of_boxes(world):
    """What it gathers while people vote (autovacuum does, after some fifty votes) would outlive the close."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite gathers nothing that it is not asked for")
    first, second = (world.opened(world.motion(stage(vote(method="secret")))) for _two in range(2))
    world.all_say(first, yes=2, no=1)
    world.all_say(second, no=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE endorsements_ballotbox")
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = 'endorsements_ballotbox'")
        gathered = {name for (name,) in cursor.fetchall()}
    assert "ballot_id" in gathered
    assert "votes" not in gathered


def test_nothing_is_called_cleared_that_somebody_can_still_read(world):
    """A backup that began before the voting holds old versions back, though this connection itself made them."""
    if connection.vendor == "sqlite":
        pytest.skip("what a reader holds back in SQLite's log, its checkpoint says by itself")
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    with psycopg.connect(**reading_parameters()) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT count(*) FROM django_migrations").fetchone()  # boxes and roll themselves stay unlocked
        world.all_say(ballot, yes=6)
        world.closed(ballot)
        assert not closing.forget_row_versions()
    assert any(closing.forget_row_versions() or threading.Event().wait(0.2) for _ in range(100))


def test_who_writes_in_another_database_holds_no_old_version_back(world):
    """A server may serve others too: what they leave open for hours must not keep what the votes left behind."""
    if connection.vendor == "sqlite":
        pytest.skip("its file holds one database")
    with psycopg.connect(**reading_parameters() | {"dbname": "postgres"}) as other:
        other.execute("SELECT pg_current_xact_id()")
        ballot = world.opened(world.motion(stage(vote(method="secret"))))
        world.all_say(ballot, yes=6)
        world.closed(ballot)
        assert any(closing.forget_row_versions() or threading.Event().wait(0.2) for _ in range(20))


def reading_parameters() -> dict[str, Any]:
    """Return where the tests' own database is, for a connection that Django knows nothing of."""
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if name in known}

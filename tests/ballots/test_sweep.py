"""What happens without anybody pressing a button: the worker's sweep, the procedures as published, what may change."""

import datetime as dt

import pytest

from chapters.clock import database_now
from chapters.models import Role
from endorsements.management.commands.worker import Command
from endorsements.models import Ballot, Decision, ProcedureVersion
from endorsements.operations import closing, opening
from endorsements.operations.ballots import void_ballot
from endorsements.operations.procedures import edit_procedure
from endorsements.operations.steps import record_step
from endorsements.procedures.records import ProcedureRecord
from endorsements.procedures.templates import TEMPLATES
from endorsements.queries import ballots as read
from tests import factories
from tests.ballots.world import DAY, SALT, World, stage, vote
from tests.factories import NOW


def test_the_sweep_opens_and_closes_by_the_databases_clock(world):
    first = world.opened()
    second = world.scheduled(world.motion())
    now = database_now()
    Ballot.objects.filter(pk=second.pk).update(opens_at=now - dt.timedelta(seconds=1), closes_at=now + DAY)
    world.all_say(first, yes=3)
    command = Command()
    command.sweep_ballots()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.result["outcome"] == "passed"
    assert now - dt.timedelta(seconds=1) <= first.closed_at <= database_now()
    assert second.opened_at
    assert second.closed_at is None


def test_a_database_that_is_away_does_not_end_the_worker(world, monkeypatch):
    said = []
    monkeypatch.setattr("endorsements.management.commands.worker.logger.error", lambda *a, **more: said.append(more))
    monkeypatch.setattr(closing, "close_due", lambda clock: 1 / 0)
    Command().sweep_ballots()
    assert said == [{"error": "ZeroDivisionError"}]


def test_traces_are_cleared_after_a_secret_close_and_not_in_a_hurry(world, monkeypatch):
    cleared, works = [], [True]
    monkeypatch.setattr(closing, "forget_row_versions", lambda: cleared.append(1) or works[0])
    command = Command()
    command.clear_traces(NOW)
    command.clear_traces(NOW + DAY)
    assert len(cleared) == 1  # once at the start, for what a worker before it left
    world.closed(world.opened(), 50)
    command.clear_traces(NOW + 3 * DAY)
    assert len(cleared) == 1  # a roll call has nothing to hide
    world.at(0)
    world.closed(world.opened(world.motion(stage(vote(method="secret")))), 80)
    works[0] = False
    for seconds in (0, 5, 40):
        command.clear_traces(NOW + 4 * DAY + dt.timedelta(seconds=seconds))
    assert len(cleared) == 3  # what cannot be cleared at once is tried again half a minute later
    works[0] = True
    world.at(0)
    late = world.opened(world.motion(stage(vote(method="secret"))))
    command.clear_traces(NOW + 5 * DAY)
    void_ballot(ballot=late, reason="It waited for a lock", by=world.chair, at=NOW)
    command.clear_traces(NOW + 6 * DAY)
    command.clear_traces(NOW + 7 * DAY)
    assert len(cleared) == 5  # however long ago whoever called it off looked at the clock


def test_the_databases_clock_is_aware_and_runs(db):
    first, second = database_now(), database_now()
    assert first.tzinfo is dt.UTC
    assert first <= second
    assert abs(first - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


def content(motion):
    return motion.procedure.versions.get(is_current=True).content


def changed(world, motion, **fields):
    old = content(motion)
    old["tracks"][0]["stages"][0]["votes"][0].update(fields)
    edit_procedure(
        procedure=motion.procedure, content=ProcedureRecord.model_validate(old), reason="x", by=world.chair, at=NOW
    )


@pytest.mark.parametrize("fields", [{"threshold": (2, 3)}, {"method": "secret"}, {"quorum": None}, {"body": "branch"}])
def test_a_ballot_whose_procedure_changed_is_called_off_instead_of_opening(world, fields):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    changed(world, ballot.motion, **fields)
    world.at(24)
    ballot = opening.open_ballot(ballot, SALT, world.clock)
    assert "procedure was changed" in ballot.void_reason
    assert ballot.motion.version is None


def test_a_change_after_the_first_ballot_opened_touches_nothing(world):
    ballot = world.opened()
    changed(world, ballot.motion, threshold=(1, 1))
    world.all_say(ballot, yes=3, no=1)
    assert world.closed(ballot).result["outcome"] == "passed"
    assert ProcedureVersion.objects.count() == 2


def test_what_capacity_says_is_kept_from_the_opening(db, monkeypatch):
    world = World()
    monkeypatch.setattr("endorsements.operations.opening.logger.error", pytest.fail)
    candidacy = factories.candidacy(
        factories.race(factories.cycle(world.chapter)), factories.CADRE, opened_by=world.chair
    )
    ballot = world.opened(world.motion(candidacy=candidacy))
    assert ballot.capacity is None or set(ballot.capacity) == {"code", "doors"}


def published(world, key, **chosen):
    """Return a chapter's copy of a published procedure, with what it leaves open chosen."""
    record = TEMPLATES[key].model_dump(mode="json")
    for track in record["tracks"]:
        for each in track["stages"]:
            each["open"] = False
            for one in each["votes"]:
                for field, value in chosen.items():
                    one[field] = value if one[field] is None else one[field]
    content = ProcedureRecord.model_validate(record)
    made = world.procedure()
    ProcedureVersion.objects.filter(procedure=made).update(content=content.model_dump(mode="json"))
    return made


CHOSEN = {
    "threshold": (1, 2), "comparison": "more-than", "base": "yes-no", "quorum": {"kind": "none"}, "method": "roll-call",
}  # fmt: skip


def walk(world, motion, *, last=None):
    """Take a motion through its stages until it is decided: steps done, every body asked; all vote yes."""
    from chapters.queries.bodies import bodies_for
    from endorsements.queries.motions import course_of

    while (course := course_of(motion)).outcome is None:
        here = course.current
        today = world.clock.now.date()
        if not here.is_vote:
            said = {"signers": 90, "in_district": 90} if here.signers else {}
            record_step(
                motion=motion, stage_id=here.id, done_on=today, today=today, note="Done", by=world.chair,
                at=world.clock.now, **said,
            )  # fmt: skip
            world.clock.now += (here.wait_days or 0) * DAY
            continue
        for asked in here.votes:
            for body in bodies_for(world.chapter, asked):
                if course_of(motion).current == here:
                    held(world, motion, here, body, last if here is course.stations[-1].stage else None)
    return Decision.objects.get(motion=motion)


def held(world, motion, here, body, voters):
    opens_at = world.clock.now + (max(here.notice_days or 0, here.wait_days or 0) + 90) * DAY
    hours = 24 * ((here.window_days or 1) + 1)
    more = {"hard_stop_at": opens_at + dt.timedelta(hours=hours) + DAY} if here.until_quorum else {}
    ballot = world.scheduled(motion, here.id, body, closes=hours, opens_at=opens_at, **more)
    world.clock.now = opens_at
    ballot = opening.open_ballot(ballot, SALT, world.clock)
    assert ballot.opened_at, ballot.void_reason
    for entry in list(ballot.roll.all())[:voters]:
        assert world.cast(ballot, entry.member, "yes").state == "recorded"
    world.clock.now = ballot.hard_stop_at or ballot.closes_at
    ballot = closing.close_if_due(ballot.pk, world.clock)
    assert ballot.closed_at
    assert read.result_words(ballot)


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_published_procedure_runs_through(db, key):
    world = World(8)
    bodies(world)
    motion = world.motion(procedure=published(world, key, **CHOSEN))
    assert walk(world, motion).result == "adopted"


def test_sacramentos_motion_fails_for_want_of_a_quorum_at_its_hard_stop(db):
    world = World(8)
    bodies(world)
    motion = world.motion(procedure=published(world, "sacramento", **CHOSEN))
    decision = walk(world, motion, last=0)
    assert decision.result == "no-quorum"
    assert decision.ballot.closed_at == decision.ballot.hard_stop_at


def bodies(world):
    world.committee(Role.ELECTORAL, world.people[:3])
    world.committee(Role.STEERING, world.people[2:5])
    for name in ("North", "South"):
        world.branch(name, world.people)
    for record in TEMPLATES.values():
        for track in record.tracks:
            for each in track.stages:
                for one in each.votes:
                    if (
                        one.body in ("delegates", "committee")
                        and not world.chapter.bodies.filter(name=one.name).exists()
                    ):
                        world.branch(one.name or str(one.body), world.people[:5], kind=str(one.body))

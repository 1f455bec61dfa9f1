"""Closing whatever the figures, staying open for a quorum, and several bodies reporting to one decision."""

import datetime as dt
import itertools

import pytest

from chapters.models import Member, Seat
from endorsements.models import Ballot, Decision, RollCallVote, RollEntry
from endorsements.operations import casting, closing, opening, rolls
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from tests.ballots.recounting import recounted
from tests.ballots.world import DAY, HOUR, SALT, World, stage, vote
from tests.factories import NOW

QUORUMS = (
    {"kind": "none"},
    {"kind": "number", "number": 9},
    {"kind": "share-of-roll", "share": (1, 2)},
    {"kind": "share-of-average-attendance", "share": (1, 1), "attendance": (40, 3)},
)
CASES = [
    (base, quorum, method, said)
    for base, quorum, method, said in itertools.product(
        ("yes-no", "cast", "present", "roll"), QUORUMS, ("roll-call", "secret"), ((), ("abstain",) * 3, ("yes",) * 5)
    )
]


@pytest.mark.parametrize(("base", "quorum", "method", "said"), CASES)
@pytest.mark.parametrize("present", [0, 3])
def test_every_ballot_can_be_closed(world, base, quorum, method, said, present):
    """Quorums beyond the roll, nobody, only abstentions, fewer present than voted: there is a result, and it recounts."""
    motion = world.motion(stage(vote(base=base, quorum=quorum, method=method, threshold=(0, 1), comparison="at-least")))
    ballot = world.opened(motion, present=present if base == "present" else None)
    world.all_say(ballot, **({said[0]: len(said)} if said else {}))
    ballot = world.closed(ballot)
    result = ballot.result
    assert ballot.closed_at
    assert Decision.objects.count() == 1
    if base == "present":
        assert result["present"] == max(present, len(said))
        assert result["raised_present"] == (len(said) > present)
    outcome = read.outcome_of(ballot)
    assert str(outcome.result) == result["outcome"]
    assert read.result_words(ballot)
    assert recounted(ballot)["outcome"] == result["outcome"]


def test_an_empty_roll_is_called_off_and_one_emptied_by_strikes_still_closes(world):
    motion = world.motion()
    ballot = world.opened(motion)
    for member in world.people[1:]:
        strike(world, ballot, member)
    with pytest.raises(Refused, match="Nobody would be on the roll"):
        strike(world, ballot, world.people[0])
    RollEntry.objects.filter(ballot=ballot).update(struck=True)
    ballot = world.closed(ballot)
    assert (ballot.result["outcome"], ballot.result["roll"]) == ("failed", 0)
    second = world.scheduled(world.motion(), opens_at=world.clock.now + DAY)
    Seat.objects.all().update(ends_on=NOW.date())
    world.at(25)
    assert "Nobody" in opening.open_ballot(second, SALT, world.clock).void_reason


def strike(world: World, ballot: Ballot, member: Member) -> RollEntry:
    return rolls.strike_from_roll(
        ballot=ballot, member=member, reason="Moved", by=world.chair, at=NOW, clock=world.clock
    )


def until(**changed):
    quorum = {"kind": "share-of-roll", "share": (3, 5)}
    return stage(vote(quorum=quorum, **changed), until_quorum=True)


@pytest.mark.parametrize("method", ["roll-call", "secret"])
def test_it_closes_with_the_vote_that_reaches_the_quorum(world, method):
    ballot = world.opened(world.motion(until(method=method)), hard_stop_at=NOW + 3 * HOUR)
    world.cast(ballot, world.people[0], "yes")
    assert world.closed(ballot, 1).closed_at is None
    world.at(1.5)
    assert world.cast(ballot, world.people[1], "yes").state == "recorded"
    assert closing.close_due(world.clock) == 0
    world.at(2)
    assert world.cast(ballot, world.people[2], "no").state == "recorded"
    ballot.refresh_from_db()
    assert (ballot.closed_at, ballot.result["outcome"]) == (NOW + 2 * HOUR, "passed")
    assert Decision.objects.get().result == "adopted"
    assert world.cast(ballot, world.people[3], "no").state == "closed"


def test_with_its_quorum_it_closes_on_time(world):
    ballot = world.opened(world.motion(until()), hard_stop_at=NOW + 3 * HOUR)
    world.all_say(ballot, yes=3)
    assert ballot.closed_at is None
    world.at(1)
    assert world.cast(ballot, world.people[3], "no").state == "closed"
    assert world.closed(ballot, 1).result["outcome"] == "passed"


def test_without_its_quorum_the_motion_fails_at_the_hard_stop(world):
    ballot = world.opened(world.motion(until()), hard_stop_at=NOW + 3 * HOUR)
    world.all_say(ballot, yes=2)
    world.clock.now = NOW + 3 * HOUR - dt.timedelta(microseconds=1)
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None
    world.at(3)
    assert world.cast(ballot, world.people[2], "yes").state == "closed"
    assert world.closed(ballot, 3).result["outcome"] == "no-quorum"
    assert Decision.objects.get().result == "no-quorum"


def test_a_close_that_fails_never_costs_the_vote(world, monkeypatch):
    ballot = world.opened(world.motion(until()), hard_stop_at=NOW + 3 * HOUR)
    world.all_say(ballot, yes=2)
    world.at(1.5)
    with monkeypatch.context() as broken:
        broken.setattr(closing.counting, "result_of", lambda ballot: 1 / 0)
        assert world.cast(ballot, world.people[2], "yes").state == "recorded"
    assert RollCallVote.objects.count() == 3
    assert world.closed(ballot, 1.6).result["outcome"] == "passed"


def branches(world, join, **more):
    first = world.branch("North", world.people[:3])
    second = world.branch("South", world.people[3:])
    return first, second, world.motion(stage(vote(body="branch"), id="branches", join=join, **more))


def test_all_branches_must_agree(world):
    first, second, motion = branches(world, "all")
    north, south = (world.opened(motion, "branches", body) for body in (first, second))
    world.cast(north, world.people[0], "yes")
    world.cast(south, world.people[3], "yes")
    assert world.cast(north, world.people[3], "no").state == "not-on-roll"
    world.closed(north)
    assert not Decision.objects.exists()
    south = world.closed(south)
    assert (Decision.objects.get().result, Decision.objects.get().ballot) == ("adopted", south)


def test_one_of_two_suffices(world):
    first, second, motion = branches(world, "any")
    north, south = (world.opened(motion, "branches", body) for body in (first, second))
    world.cast(south, world.people[3], "yes")
    world.closed(north)
    assert not Decision.objects.exists()
    world.closed(south)
    assert Decision.objects.get().result == "adopted"


def test_a_second_decision_is_never_written(world):
    first, second, motion = branches(world, "any")
    north, south = (world.opened(motion, "branches", body) for body in (first, second))
    world.cast(north, world.people[0], "yes")
    world.closed(north)
    world.closed(south)
    assert Decision.objects.get().ballot == north
    assert Ballot.objects.filter(closed_at__isnull=False).count() == 2


def test_a_receipt_code_has_a_form(world):
    assert casting.receipt_from(b"0123456789").count("-") == 3
    ballot = world.opened()
    for bad in ("short", "x" * 21, "drop table!"):
        with pytest.raises(ValueError, match="receipt"):
            casting.cast(ballot.pk, world.people[0], ["yes"], bad, world.clock)

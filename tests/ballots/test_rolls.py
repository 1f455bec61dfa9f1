"""Corrections of a roll: who may be added, struck and reweighed, and when no more."""

import pytest

from chapters.models import LogEntry
from endorsements.models import RollCallVote, RollEntry
from endorsements.operations import closing, rolls
from endorsements.operations.recusals import recuse
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from tests import factories
from tests.ballots.world import HOUR, World, stage, vote
from tests.factories import NOW


@pytest.fixture
def corrects(world):
    """Return a function that adds, strikes or reweighs in a ballot."""

    def do(what, ballot, member, **more):
        said = {"reason": "Forgotten", "by": world.chair, "at": NOW, "clock": world.clock, **more}
        return getattr(rolls, what)(ballot=ballot, member=member, **said)

    return do


def test_somebody_forgotten_is_added_and_votes(world, corrects):
    ballot = world.opened()
    late = factories.seat(world.chapter)
    assert world.cast(ballot, late, "yes").state == "not-on-roll"
    corrects("add_to_roll", ballot, late, units=1, whole=2)
    assert world.cast(ballot, late, "yes").state == "recorded"
    entry = LogEntry.objects.get(action="roll.added")
    assert entry.detail == {"member": late.pk, "weight": "1/2", "reason": "Forgotten"}
    assert world.closed(ballot).result["recount"]["votes"]["yes"] == "1/2"


def test_who_was_struck_and_comes_back_votes_anew(world, corrects):
    ballot, member = world.opened(), world.people[1]
    world.cast(ballot, member, "yes")
    corrects("strike_from_roll", ballot, member)
    assert read.own(ballot, member).struck
    corrects("add_to_roll", ballot, member)
    assert RollEntry.objects.get(ballot=ballot, member=member).voted is False
    assert world.cast(ballot, member, "yes").state == "recorded"
    assert RollCallVote.objects.filter(entry__member=member).count() == 2
    assert world.closed(ballot).result["participants"] == 1


def test_a_weight_is_corrected_after_the_vote(world, corrects):
    ballot, member = world.opened(), world.people[1]
    world.cast(ballot, member, "yes")
    corrects("reweigh", ballot, member, units=1, whole=3)
    assert world.closed(ballot).result["recount"]["votes"]["yes"] == "1/3"


@pytest.mark.parametrize("what", ["add_to_roll", "strike_from_roll", "reweigh"])
def test_a_secret_ballots_roll_stands_from_the_first_vote_on(db, what, corrects, world):
    big = World(8)
    ballot = big.opened(big.motion(stage(vote(method="secret"))))
    who = factories.seat(big.chapter) if what == "add_to_roll" else big.people[7]
    more = {"units": 1, "whole": 1} if what == "reweigh" else {}
    corrects(what, ballot, who, **more)
    big.cast(ballot, big.people[0], "yes")
    with pytest.raises(Refused, match="ballot is secret"):
        corrects(what, ballot, big.people[6], **more)


def test_a_secret_ballots_roll_is_never_corrected_to_too_few(world, corrects):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    with pytest.raises(Refused, match="at least 5"):
        corrects("strike_from_roll", ballot, world.people[1])
    with pytest.raises(Refused, match="at least 3 people with each weight"):
        corrects("reweigh", ballot, world.people[1], units=1, whole=2)


@pytest.mark.parametrize(
    ("hours", "close", "words"), [(1, False, "time for voting is over"), (1, True, "closed is final")]
)
def test_after_the_close_the_roll_stands(world, corrects, hours, close, words):
    ballot = world.opened()
    world.at(hours)
    if close:
        world.closed(ballot)
    with pytest.raises(Refused, match=words):
        corrects("strike_from_roll", ballot, world.people[1])


@pytest.mark.parametrize(
    ("units", "whole", "words"), [(0, 1, "part of one"), (2, 1, "part of one"), (1, 0, "part"), (1, 1001, "part")]
)
def test_a_weight_is_at_most_one_vote(world, corrects, units, whole, words):
    with pytest.raises(Refused, match=words):
        corrects("reweigh", world.opened(), world.people[1], units=units, whole=whole)


def test_what_else_is_refused(world, corrects):
    motion = world.motion(stage(vote(base="roll")))
    ballot = world.opened(motion)
    with pytest.raises(Refused, match="never had a seat"):
        corrects("add_to_roll", ballot, factories.member())
    with pytest.raises(Refused, match="already"):
        corrects("add_to_roll", ballot, world.people[1])
    with pytest.raises(Refused, match="not on the roll"):
        corrects("strike_from_roll", ballot, factories.seat(world.chapter))
    with pytest.raises(Refused, match="weighs less than one"):
        corrects("reweigh", ballot, world.people[1], units=1, whole=2)
    with pytest.raises(Refused, match="why the roll"):
        corrects("strike_from_roll", ballot, world.people[1], reason=" ")
    late = factories.seat(world.chapter)
    recuse(motion=motion, member=late, reason="Kin", by=world.chair, at=NOW)
    with pytest.raises(Refused, match="recused"):
        corrects("add_to_roll", ballot, late)
    shut = factories.seat(world.chapter)
    shut.is_active = False
    with pytest.raises(Refused, match=r"account of .* is shut"):
        corrects("add_to_roll", ballot, shut)
    with pytest.raises(Refused, match="when the ballot opens"):
        corrects("strike_from_roll", world.scheduled(world.motion()), world.people[1])


def test_strikes_count_for_a_quorum_that_is_waited_for(world, corrects):
    """Beyond its close: who is struck is neither on the roll nor among those who voted, and may so end the wait."""
    half = stage(vote(quorum={"kind": "share-of-roll", "share": (3, 5)}), until_quorum=True)
    ballot = world.opened(world.motion(half), hard_stop_at=NOW + 9 * HOUR)
    world.all_say(ballot, yes=2)
    world.at(2)
    corrects("strike_from_roll", ballot, world.people[0])  # 1 of 4 voted, and 3 must
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None
    corrects("strike_from_roll", ballot, world.people[2])  # 1 of 3, and 2 must
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None
    assert world.cast(ballot, world.people[3], "no").state == "recorded"
    ballot.refresh_from_db()
    assert (ballot.closed_at, ballot.result["roll"], ballot.result["participants"]) == (NOW + 2 * HOUR, 3, 2)
    assert ballot.result["struck_votes"] == 1
    second = world.opened(world.motion(half), hard_stop_at=NOW + 9 * HOUR)
    world.all_say(second, yes=2)
    world.at(4)
    corrects("strike_from_roll", second, world.people[3])  # 2 of 4, and 3 must
    corrects("strike_from_roll", second, world.people[4])  # 2 of 3 is enough, and the time is up
    assert world.cast(second, world.people[2], "no").state == "closed"
    assert closing.close_due(world.clock) == 1
    second.refresh_from_db()
    assert second.result["outcome"] == "passed"

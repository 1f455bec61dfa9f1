"""What scheduling refuses: choices left open, days, turns, weights and bases that do not fit."""

import datetime as dt

import pytest

from endorsements.models import Ballot
from endorsements.operations import ballots, opening
from endorsements.policies import Refused
from tests import factories
from tests.ballots.world import DAY, HOUR, SALT, World, stage, vote
from tests.factories import NOW


@pytest.mark.parametrize(
    ("changed", "more", "words"),
    [
        ({"notice_days": 7}, {}, "7 days' notice"),
        ({"window_days": 2}, {}, "at least 2 days"),
        ({"until_quorum": True}, {}, "hard stop"),
        ({}, {"hard_stop_at": NOW + DAY}, "Only a vote that stays open"),
        ({"until_quorum": True}, {"hard_stop_at": NOW + HOUR}, "after the close"),
        ({}, {"opens_at": NOW - HOUR}, "before it is scheduled"),
        ({}, {"closes": 0}, "close after it opens"),
        ({}, {"present": 3}, "not a share of those present"),
        ({}, {"stage_id": "elsewhere"}, "no such vote"),
    ],
)
def test_what_the_procedure_does_not_allow_is_refused(world, changed, more, words):
    motion = world.motion(stage(**changed))
    with pytest.raises(Refused, match=words):
        world.scheduled(motion, **more)
    assert not Ballot.objects.exists()


def test_notice_and_window_are_counted_in_the_chapters_days(world):
    """A week over the change to summer time (8 March 2026) is seven days of the clock on the wall, not 168 hours."""
    motion = world.motion(stage(notice_days=3, window_days=7))
    ballot = world.scheduled(motion, opens_at=NOW + 3 * DAY, closes=7 * 24 - 1)
    assert ballot.closes_at - ballot.opens_at == 7 * DAY - HOUR
    with pytest.raises(Refused, match="has a ballot"):
        world.scheduled(motion, opens_at=NOW + 3 * DAY, closes=7 * 24)


def test_what_is_left_open_must_be_chosen_first(world):
    motion = world.motion(stage(vote(), id="first"), stage(vote(base=None), id="second"))
    with pytest.raises(Refused, match="leaves something open at “Second”"):
        world.scheduled(motion, "first")


def test_a_stage_waits_for_its_turn_and_its_days(world):
    step = {"id": "forum", "title": "Forum"}
    motion = world.motion(stage(vote(), id="first"), stage(vote(), id="second", wait_days=2), step, stage(vote()))
    with pytest.raises(Refused, match="not this stage's turn"):
        world.scheduled(motion, "second")
    first = world.opened(motion, "first")
    world.all_say(first, yes=1)
    world.closed(first)
    with pytest.raises(Refused, match="begins 2 days after"):
        world.scheduled(motion, "second", opens_at=NOW + DAY)
    assert world.scheduled(motion, "second", opens_at=NOW + 2 * DAY)
    with pytest.raises(Refused, match="turn"):
        world.scheduled(motion)


@pytest.mark.parametrize("base", ["roll", "present"])
def test_a_base_of_people_is_refused_where_a_vote_is_split(world, base):
    world.seat(world.body(), world.people[0], 1, 2)
    with pytest.raises(Refused, match="weighs less than one"):
        world.scheduled(world.motion(stage(vote(base=base))))


def test_only_members_of_some_standing(world):
    factories.seat(world.chapter, starts_on=dt.date(2026, 2, 20))
    ballot = world.opened(world.motion(stage(vote(standing_months=6))))
    assert ballot.standing_since == dt.date(2025, 9, 2)
    assert ballot.roll.count() == 5


def test_it_waits_for_those_present_to_be_counted(world):
    ballot = world.opened(world.motion(stage(vote(base="present"))))
    assert ballot.opened_at is None
    with pytest.raises(Refused):
        ballots.set_present(ballot=World(1).opened(), present=3, by=world.chair, at=NOW)
    ballots.set_present(ballot=ballot, present=9, by=world.chair, at=NOW)
    assert opening.open_ballot(ballot, SALT, world.clock).opened_at == NOW
    with pytest.raises(Refused, match="than there are on the roll"):
        ballots.set_present(ballot=ballot, present=6, by=world.chair, at=NOW)
    ballot = world.closed(ballot)
    assert (ballot.result["present"], ballot.result["lowered_present"]) == (5, True)

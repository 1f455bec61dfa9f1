"""A motion's way while the chapter changes around it: branches that go and come, contests that differ."""

import pytest

from chapters.models import Body, LogEntry
from endorsements.models import Decision
from endorsements.operations import closing, opening
from endorsements.queries.ballot_standing import led_to
from endorsements.queries.motion_page import motion_page
from endorsements.queries.motions import course_of, motions_of
from tests.ballots.world import COMMITTEE, DAY, SALT, STEERING, ids, stage, vote
from tests.factories import NOW


@pytest.fixture
def three(world):
    """A motion that all of three branches decide, and the branches."""
    bodies = [world.branch(name, world.people) for name in ("North", "South", "West")]
    return world.motion(stage(vote(body="branch"), id="branches", join="all")), bodies


def held(world, motion, stage_id, body, answer="yes", hours=1.0):
    ballot = world.opened(motion, stage_id, body)
    world.cast(ballot, world.people[0], answer)
    return world.closed(ballot, hours)


def dissolve(body: Body) -> None:
    Body.objects.filter(pk=body.pk).update(dissolved_on=NOW.date())


def test_a_branch_dissolved_before_its_vote_is_waited_for_no_more(world, three):
    motion, (north, south, west) = three
    held(world, motion, "branches", north)
    last = held(world, motion, "branches", south, hours=2)
    closing.decide_due(world.clock)
    assert not Decision.objects.exists()
    dissolve(west)
    closing.decide_due(world.clock)
    closing.decide_due(world.clock)
    decision = Decision.objects.get()
    assert (decision.result, decision.ballot, decision.decided_at) == ("adopted", last, world.clock.now)
    assert LogEntry.objects.filter(action="motion.decided").count() == 1


def test_a_branch_that_voted_and_was_dissolved_does_not_stand_in_for_another(world, three):
    motion, (north, south, west) = three
    held(world, motion, "branches", north)
    dissolve(north)
    held(world, motion, "branches", south, hours=2)
    closing.decide_due(world.clock)
    assert not Decision.objects.exists()
    assert course_of(motion).station("branches").expected == 3
    held(world, motion, "branches", west, hours=3)
    assert Decision.objects.get().result == "adopted"


def test_a_branch_dissolved_while_it_votes_is_counted(world, three):
    motion, (north, south, west) = three
    held(world, motion, "branches", north)
    held(world, motion, "branches", south, hours=2)
    ballot = world.opened(motion, "branches", west)
    dissolve(west)
    world.cast(ballot, world.people[0], "no")
    closing.decide_due(world.clock)
    assert not Decision.objects.exists()
    world.closed(ballot, 3)
    assert Decision.objects.get().result == "rejected"


def test_a_branch_dissolved_before_its_ballot_opens_is_waited_for_no_more(world, three):
    motion, (north, south, west) = three
    ballot = world.scheduled(motion, "branches", west, opens_at=NOW + DAY)
    held(world, motion, "branches", north)
    held(world, motion, "branches", south, hours=2)
    dissolve(west)
    world.at(24)
    assert "Nobody" in opening.open_ballot(ballot, SALT, world.clock).void_reason
    closing.decide_due(world.clock)
    assert Decision.objects.get().result == "adopted"


def test_a_branch_founded_later_holds_no_motion_up_that_went_on(world):
    north = world.branch("North", world.people)
    two = stage(vote(body="branch"), id="branches", join="reported"), stage()
    motion = world.motion(*two)
    held(world, motion, "branches", north)
    ballot = world.opened(motion)
    world.branch("South", world.people)
    world.cast(ballot, world.people[0], "yes")
    world.closed(ballot, 2)
    assert Decision.objects.get().result == "adopted"


def test_a_branch_founded_later_leaves_a_decided_way_as_it_was(world):
    north = world.branch("North", world.people)
    motion = world.motion(stage(vote(body="branch"), id="branches"))
    held(world, motion, "branches", north)
    world.branch("South", world.people)
    course = course_of(motion)
    assert (course.outcome, course.station("branches").expected) == ("adopted", 1)


def test_what_the_membership_said_yes_to_is_endorsed_whatever_another_body_chose_beside(world):
    """Either committee's recommendation suffices; the second one chooses somebody else after the motion went on."""
    world.committee(COMMITTEE, world.people)
    world.committee(STEERING, world.people)
    either = vote(body="electoral-committee", contest="approval"), vote(body="steering-committee", contest="approval")
    motion = world.motion(stage(*either, id="recommend", join="any"), stage(), race=world.race("Ana", "Bo"))
    first = world.opened(motion, "recommend", world.body("electoral-committee"), tie_seed="x")
    second = world.opened(motion, "recommend", world.body("steering-committee"), tie_seed="x", closes=3)
    ana, bo = ids(first)[:2]
    world.cast(first, world.people[0], ana)
    world.cast(second, world.people[0], bo)
    world.closed(first)
    last = world.opened(motion, closes=5)
    world.all_say(last, yes=3)
    assert world.closed(second, 3).result["contest"]["winner"] == bo
    world.closed(last, 6)
    decision = Decision.objects.get()
    assert (decision.result, decision.chosen.candidate.name) == ("adopted", "Ana")


def test_the_ballot_that_decided_first_is_told_to_have_decided(world):
    """Of two that fail on one day, the one scheduled first closes last."""
    north, south = (world.branch(name, world.people) for name in ("North", "South"))
    motion = world.motion(stage(vote(body="branch"), id="branches", join="all"))
    late = world.opened(motion, "branches", north, closes=2)
    early = world.opened(motion, "branches", south, closes=1)
    world.cast(late, world.people[0], "no")
    world.cast(early, world.people[0], "no")
    world.closed(early, 1)
    world.closed(late, 2)
    assert Decision.objects.get().ballot == early
    assert course_of(motion).deciding.key == early.pk


def test_bodies_that_chose_different_people_endorse_nobody_and_the_pages_say_why(world):
    """Each passes its ballot; what they chose together is nobody."""
    branches = [world.branch(name, world.people) for name in ("North", "South")]
    motion = world.motion(
        stage(vote(body="branch", contest="approval"), id="branches", join="all"), race=world.race("Ana", "Bo")
    )
    pair = [world.opened(motion, "branches", body, tie_seed="x") for body in branches]
    for ballot, chosen in zip(pair, ids(pair[0]), strict=False):
        world.cast(ballot, world.people[0], chosen)
    for ballot in pair:
        assert world.closed(ballot).result["outcome"] == "chosen"
    decision = Decision.objects.get()
    assert (decision.result, decision.chosen) == ("rejected", None)
    assert "chose different people" in motion_page(motions_of(world.chapter).get(pk=motion.pk), NOW.date()).apart
    assert "chose different people" in led_to(decision.ballot)

"""Contests of several candidates: counted from roll call and box, ties declared, and what follows from the choice."""

from fractions import Fraction

import pytest

from endorsements.models import BallotBox, Decision
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from tests.ballots.world import ids, stage, vote


@pytest.fixture
def contest(world):
    def make(method="ranked", names=("Ana", "Bo", "Cy"), **more):
        race = world.race(*names)
        motion = world.motion(stage(vote(contest=method, **more.pop("vote", {}))), race=race)
        return world.opened(motion, tie_seed="22 November", **more)

    return make


def test_a_ranked_contest_chooses_one(world, contest):
    ballot = contest()
    ana, bo, cy, _nobody = ids(ballot)
    for member, choice in zip(world.people, ([ana, cy], [ana], [bo, cy], [cy, bo], [cy]), strict=True):
        world.cast(ballot, member, *choice)
    ballot = world.closed(ballot)
    assert (ballot.result["outcome"], ballot.result["contest"]["winner"]) == ("chosen", cy)
    decision = Decision.objects.get()
    assert (decision.result, decision.chosen.candidate.name) == ("adopted", "Cy")
    assert "Chosen: Cy." in read.result_words(ballot, str)
    assert read.blt_of(ballot).startswith("4 1\n")
    with pytest.raises(ValueError, match="yes-or-no"):
        read.recount_record(ballot)


def test_no_endorsement_can_win_and_then_nobody_is_endorsed(world, contest):
    ballot = contest("approval")
    for member in world.people[:2]:
        world.cast(ballot, member, "no-endorsement")
    ballot = world.closed(ballot)
    assert ballot.result["contest"]["winner"] == "no-endorsement"
    assert (Decision.objects.get().result, Decision.objects.get().chosen) == ("rejected", None)


@pytest.mark.parametrize("method", ["approval", "ranked"])
@pytest.mark.parametrize("blank", [0, 2])
def test_a_contest_of_blank_ballots_or_none_chooses_nobody(world, contest, method, blank):
    ballot = contest(method)
    for member in world.people[:blank]:
        assert world.cast(ballot, member).state == "recorded"
    ballot = world.closed(ballot)
    assert ballot.result["outcome"] == "failed"
    assert read.result_words(ballot, str)
    assert read.blt_of(ballot)


def test_a_contest_without_its_quorum_chooses_nobody(world, contest):
    ballot = contest("approval", vote={"quorum": {"kind": "number", "number": 2}})
    world.cast(ballot, world.people[0], ids(ballot)[0])
    ballot = world.closed(ballot)
    assert (ballot.result["outcome"], ballot.result["contest"]["winner"]) == ("no-quorum", None)
    assert "the quorum of 2 is not met" in read.result_words(ballot, str)[-1]
    assert Decision.objects.get().result == "no-quorum"


@pytest.mark.parametrize("choice", [("candidacy-0",), ("A", "A"), ("yes",)])
def test_what_is_no_choice_of_the_contest_is_refused(world, contest, choice):
    ballot = contest("ranked")
    first = ids(ballot)[0]
    with pytest.raises(Refused):
        world.cast(ballot, world.people[0], *(first if each == "A" else each for each in choice))


def test_a_secret_contest_is_counted_from_the_box(world, contest):
    ballot = contest("approval", vote={"method": "secret"})
    first, second, *_rest = ids(ballot)
    world.cast(ballot, world.people[0], second, first)
    world.cast(ballot, world.people[1], second)
    assert [vote[1] for vote in BallotBox.objects.get().votes] in (
        [[first, second], [second]],
        [[second], [first, second]],
    )
    assert world.closed(ballot).result["contest"]["winner"] == second


def test_a_contest_needs_a_declared_tie_rule(world):
    race = world.race("Ana", "Bo")
    motion = world.motion(stage(vote(contest="approval")), race=race)
    with pytest.raises(Refused, match="how ties are decided"):
        world.scheduled(motion)
    with pytest.raises(Refused, match="each choice once"):
        world.scheduled(motion, tie_order=["no-endorsement"])
    order = [each["id"] for each in read.choices_for(motion)][::-1]
    ballot = world.opened(motion, tie_order=order)
    for member, choice in zip(world.people, ids(ballot), strict=False):
        world.cast(ballot, member, choice)
    assert world.closed(ballot).result["contest"]["winner"] == "no-endorsement"


def test_a_contest_and_then_a_yes_or_no_on_whom_it_chose(world):
    race = world.race("Ana", "Bo")
    two = (stage(vote(contest="approval"), id="contest"), stage(vote(threshold=(3, 5)), id="membership"))
    motion = world.motion(*two, race=race)
    first = world.opened(motion, "contest", tie_seed="x")
    bo = ids(first)[1]
    world.cast(first, world.people[0], bo)
    world.closed(first)
    assert not Decision.objects.exists()
    second = world.opened(motion)
    asked = read.question_of(second).candidacy
    assert asked.candidate.name == "Bo"
    world.all_say(second, yes=3)
    world.closed(second, 2)
    assert Decision.objects.get().chosen == asked


def test_weights_stay_exact_in_the_blt(world, contest):
    for member in world.people[:3]:
        world.seat(world.body(), member, 1, 3)
    ballot = contest("approval")
    for member in world.people[1:4]:
        world.cast(ballot, member, ids(ballot)[0])
    ballot = world.closed(ballot)
    assert read.contest_result(ballot).votes[ids(ballot)[0]] == Fraction(5, 3)
    # Added up: a record must not tell how those voted whose votes weigh less.
    assert [weight for _choices, weight, _times in ballot.result["contest"]["ballots"]] == ["1 2/3"]
    assert read.blt_of(ballot).splitlines()[1] == "5 1 0"
    assert "[1 = 1/3]" in read.blt_of(ballot)

"""The published figures, through the whole path from the roll to the words."""

import pytest

from chapters.models import Member
from endorsements.models import RollCallVote, RollEntry
from endorsements.queries import ballots as read
from tests.ballots.recounting import recounted
from tests.ballots.world import World, stage, vote
from tests.factories import NOW


def test_ten_and_a_half_for(db):
    world = World(17)
    for member in world.people[:2]:
        world.seat(world.body(), member, 1, 2)
    ballot = world.opened()
    said = ["yes"] + ["no"] + ["yes"] * 10 + ["no"] * 5
    for member, answer in zip(world.people, said, strict=True):
        world.cast(ballot, member, answer)
    ballot = world.closed(ballot)
    assert ballot.result["recount"]["votes"] == {"yes": "10 1/2", "no": "5 1/2", "abstain": "0"}
    assert read.result_words(ballot, str)[0].startswith("10\u00a01/2 yes of 16 yes and no, 65.6\u00a0%")
    assert recounted(ballot)["base"] == "16"


@pytest.mark.parametrize(
    ("base", "yes", "outcome"),
    [("cast", 13, "passed"), ("cast", 12, "failed"), ("present", 16, "passed"), ("present", 15, "failed"),
     ("roll", 24, "failed")],
)  # fmt: skip
def test_fifty_on_the_roll_thirty_present_twenty_four_votes(db, base, yes, outcome):
    world = World(50)
    ballot = world.opened(world.motion(stage(vote(base=base))), present=30 if base == "present" else None)
    world.all_say(ballot, yes=yes, no=24 - yes)
    assert world.closed(ballot).result["outcome"] == outcome


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [({"threshold": (2, 3), "comparison": "at-least"}, "passed"), ({"base": "present"}, "failed")],
)
def test_two_for_one_against_ten_abstaining(db, rule, outcome):
    world = World(13)
    ballot = world.opened(world.motion(stage(vote(**rule))), present=13 if "base" in rule else None)
    world.all_say(ballot, yes=2, no=1, abstain=10)
    assert world.closed(ballot).result["outcome"] == outcome


@pytest.mark.parametrize(
    ("votes", "rule", "outcome", "words"),
    [
        ((555, 626, 24), {"base": "cast"}, "failed", "46.1\u00a0%"),
        ((555, 626, 24), {}, "failed", "47.0\u00a0%"),
        ((1134, 343, 54), {"base": "cast", "threshold": (2, 3), "comparison": "at-least"}, "passed", "74.1\u00a0%"),
        ((1134, 343, 54), {"threshold": (3, 5), "comparison": "at-least"}, "passed", "76.8\u00a0%"),
        ((6, 10, 0), {}, "failed", "37.5\u00a0%"),
    ],
)
def test_published_votes_come_out_as_published(db, votes, rule, outcome, words):
    """The rows are written at once: what is tested is the close."""
    world = World(1)
    ballot = world.opened(world.motion(stage(vote(**rule))))
    people = Member.objects.bulk_create(Member(name=f"P {n}", email=f"p{n}@example.org") for n in range(sum(votes)))
    roll = RollEntry.objects.bulk_create(RollEntry(ballot=ballot, member=member, voted=True) for member in people)
    said = [answer for answer, number in zip(("yes", "no", "abstain"), votes, strict=True) for _one in range(number)]
    RollCallVote.objects.bulk_create(
        RollCallVote(entry=entry, choice=[answer], cast_at=NOW, receipt="x")
        for entry, answer in zip(roll, said, strict=True)
    )
    ballot = world.closed(ballot)
    assert ballot.result["outcome"] == outcome
    assert words in read.result_words(ballot, str)[0]


def test_777_responses_of_which_one_has_no_answer(db):
    world = World(1)
    answers = {"yes": 534, "lean-yes": 21, "neutral": 15, "lean-no": 18, "no": 188}
    made = world.opened(world.motion(type="straw-poll", procedure=None), "poll", method="roll-call")
    people = Member.objects.bulk_create(Member(name=f"P {n}", email=f"p{n}@example.org") for n in range(777))
    roll = RollEntry.objects.bulk_create(RollEntry(ballot=made, member=member, voted=True) for member in people)
    said = [[answer] for answer, number in answers.items() for _one in range(number)] + [[]]
    RollCallVote.objects.bulk_create(
        RollCallVote(entry=entry, choice=choice, cast_at=NOW, receipt="x")
        for entry, choice in zip(roll, said, strict=True)
    )
    poll = read.poll_of(world.closed(made))
    assert (poll.responses, sum(poll.answers.values()), poll.unanswered) == (777, 776, 1)

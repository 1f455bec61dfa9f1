"""Closing whatever the figures, staying open for a quorum, and the published figures through the whole path."""

import datetime as dt
import itertools
import json
from fractions import Fraction
from io import StringIO
from tempfile import NamedTemporaryFile

import pytest
from django.core.management import call_command

from chapters.models import Member, Seat
from endorsements.models import Ballot, BallotBox, Decision, RollCallVote, RollEntry
from endorsements.operations import ballots, casting, closing, opening, rolls
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from tests import factories
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


def recounted(ballot: Ballot) -> dict:
    """What the command says of the downloaded record."""
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(read.recount_record(ballot), file)
        file.flush()
        out = StringIO()
        call_command("recount", file.name, stdout=out)
    return json.loads(out.getvalue())


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


# Open until its quorum


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


# The figures of `ballots.md`, through casting and closing


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


# Contests


@pytest.fixture
def contest(world):
    def make(method="ranked", names=("Ana", "Bo", "Cy"), **more):
        race = world.race(*names)
        motion = world.motion(stage(vote(contest=method, **more.pop("vote", {}))), race=race)
        return world.opened(motion, tie_seed="22 November", **more)

    return make


def ids(ballot):
    return [choice["id"] for choice in ballot.choices]


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


# Several bodies


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


# What scheduling refuses


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


def test_a_receipt_code_has_a_form(world):
    assert casting.receipt_from(b"0123456789").count("-") == 3
    ballot = world.opened()
    for bad in ("short", "x" * 21, "drop table!"):
        with pytest.raises(ValueError, match="receipt"):
            casting.cast(ballot.pk, world.people[0], ["yes"], bad, world.clock)

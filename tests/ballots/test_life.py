"""A ballot's life, kind by kind: scheduled, opened, voted in, closed by the clock, decided."""

import datetime as dt

import pytest

from chapters.models import LogEntry
from chapters.operations import log
from endorsements.models import Ballot, BallotBox, Decision, RollCallVote, RollEntry
from endorsements.operations import ballots, casting, closing, opening, rolls
from endorsements.operations.casting import receipt_from
from endorsements.operations.recusals import recuse
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from tests.ballots.world import DAY, HOUR, SALT, World, stage, vote
from tests.factories import NOW

TICK = dt.timedelta(microseconds=1)


def test_a_motion_is_adopted_by_roll_call(world):
    ballot = world.opened()
    motion = ballot.motion
    assert (motion.frozen_at, motion.version.number, ballot.recused) == (NOW, 1, 0)
    assert RollEntry.objects.filter(ballot=ballot, voted=False).count() == 5
    world.all_say(ballot, yes=3, no=1)
    ballot = world.closed(ballot)
    assert (ballot.closed_at, ballot.result["outcome"], ballot.result["participants"]) == (NOW + HOUR, "passed", 4)
    decision = Decision.objects.get()
    assert (decision.result, decision.ballot, decision.chosen) == ("adopted", ballot, motion.candidacy)
    assert read.result_words(ballot, str) == [
        "3 yes of 4 yes and no, 75.0\u00a0%; more than 1/2 needed, that is more than 2; no quorum is asked for, and 4 took "
        "part: passed."
    ]
    assert [line.choice for line in read.roll_call_of(ballot)] == [("yes",), ("yes",), ("yes",), ("no",), None]
    assert list(log.problems(log.chain_of(world.chapter))) == []
    told = LogEntry.objects.filter(action="ballot.closed").values_list("detail", flat=True)
    assert list(told) == [{"outcome": "passed"}]


def test_a_tie_does_not_pass_a_majority(world):
    ballot = world.opened()
    world.all_say(ballot, yes=2, no=2, abstain=1)
    assert world.closed(ballot).result["outcome"] == "failed"
    assert Decision.objects.get().result == "rejected"


def test_a_secret_ballot_publishes_its_receipts_and_its_boxs_hash(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    codes = ["ZZZZ-0001", "AAAA-0002", "MMMM-0003"]
    for member, code in zip(world.people, codes, strict=False):
        assert world.cast(ballot, member, "yes", receipt=code) == casting.Cast("recorded", code)
    assert not RollCallVote.objects.exists()
    box = BallotBox.objects.get()
    assert box.votes == [["AAAA-0002", ["yes"], "1"], ["MMMM-0003", ["yes"], "1"], ["ZZZZ-0001", ["yes"], "1"]]
    ballot = world.closed(ballot)
    assert ballot.receipts == sorted(codes)
    assert ballot.box_sha256 == closing.box_digest(SALT, box.votes)
    assert ballot.result["recount"]["votes"] == {"yes": "3", "no": "0", "abstain": "0"}
    assert read.roll_call_of(ballot) == []


def test_a_secret_vote_is_cast_once(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    first = world.cast(ballot, world.people[0], "yes")
    assert first.state == "recorded"
    assert world.cast(ballot, world.people[0], "no") == casting.Cast("already")
    assert [vote[1] for vote in BallotBox.objects.get().votes] == [["yes"]]


def test_a_receipt_that_is_taken_costs_no_vote(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    code = receipt_from(bytes(10))
    given = [world.cast(ballot, member, "yes", receipt=code).receipt for member in world.people]
    assert given[0] == code
    assert len(set(given)) == 5
    assert [vote[0] for vote in BallotBox.objects.get().votes] == sorted(given)


def test_a_vote_on_the_record_can_be_changed_and_the_last_one_counts(world):
    ballot = world.opened()
    member = world.people[0]
    first = world.cast(ballot, member, "no")
    again = world.cast(ballot, member, "no")
    assert (again.state, again.receipt) == ("unchanged", first.receipt)
    world.at(0.5)
    assert world.cast(ballot, member, "yes").receipt != first.receipt
    assert RollCallVote.objects.count() == 2
    assert read.own(ballot, member).choice == ("yes",)
    ballot = world.closed(ballot)
    assert ballot.result["recount"]["votes"] == {"yes": "1", "no": "0", "abstain": "0"}
    assert read.roll_call_of(ballot)[0].changes == 1


def test_the_edges_of_the_time(world):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    member = world.people[0]
    assert world.cast(ballot, member, "yes").state == "not-open"
    world.clock.now = ballot.opens_at - TICK
    assert opening.open_ballot(ballot, SALT, world.clock).opened_at is None
    world.clock.now = ballot.opens_at
    assert opening.open_ballot(ballot, SALT, world.clock).opened_at == ballot.opens_at
    world.clock.now = ballot.closes_at - TICK
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None
    assert world.cast(ballot, member, "yes").state == "recorded"
    world.clock.now = ballot.closes_at
    assert world.cast(ballot, world.people[1], "yes").state == "closed"
    closed = closing.close_if_due(ballot.pk, world.clock)
    assert closed.result["participants"] == 1
    assert world.cast(ballot, world.people[1], "yes").state == "closed"


def test_an_open_ballot_tells_nothing(world):
    ballot = world.opened()
    world.all_say(ballot, yes=3)
    for ask in (read.outcome_of, read.result_words, read.recount_record, read.roll_call_of, read.blt_of, read.poll_of):
        with pytest.raises(read.NotClosed):
            ask(ballot)


def test_closing_again_changes_nothing(world):
    ballot = world.opened()
    world.all_say(ballot, yes=3)
    first = world.closed(ballot)
    assert closing.close_due(world.clock) == 0
    world.at(48)
    again = closing.close_if_due(ballot.pk, world.clock)
    assert (again.closed_at, again.result) == (first.closed_at, first.result)
    assert LogEntry.objects.filter(action="ballot.closed").count() == 1


def test_whoever_is_not_on_the_roll_cannot_vote(world):
    ballot = world.opened()
    late = World(1).people[0]
    assert world.cast(ballot, late, "yes").state == "not-on-roll"


@pytest.mark.parametrize("choice", [(), ("maybe",), ("yes", "no"), ("yes", "yes")])
def test_what_is_no_answer_is_refused(world, choice):
    ballot = world.opened()
    with pytest.raises(Refused):
        world.cast(ballot, world.people[0], *choice)
    assert not RollCallVote.objects.exists()


def test_somebody_recused_is_off_the_roll_and_the_base(world):
    motion = world.motion(stage(vote(base="roll", threshold=(3, 4), comparison="at-least")))
    recuse(motion=motion, member=world.people[4], reason="Employed by the campaign", by=world.chair, at=NOW)
    ballot = world.opened(motion)
    assert (ballot.recused, ballot.roll.count()) == (1, 4)
    world.all_say(ballot, yes=3, no=1)
    assert world.cast(ballot, world.people[4], "no").state == "not-on-roll"
    assert world.closed(ballot).result["outcome"] == "passed"


def test_a_shared_seat_counts_half(world):
    body = world.body()
    for member in world.people[:2]:
        world.seat(body, member, 1, 2)
    ballot = world.opened()
    world.cast(ballot, world.people[0], "yes")
    world.cast(ballot, world.people[2], "yes")
    ballot = world.closed(ballot)
    assert ballot.result["recount"]["votes"]["yes"] == "1 1/2"
    assert ballot.result["participants"] == 2
    assert read.recount_record(ballot)["participants"] == 2


def test_a_poll_tells_of_the_responses_without_an_answer(world):
    motion = world.motion(type="straw-poll", procedure=None)
    ballot = world.opened(motion, "poll", method="roll-call")
    for member, choice in zip(world.people, [("yes",), ("lean-no",), ()], strict=False):
        assert world.cast(ballot, member, *choice).state == "recorded"
    ballot = world.closed(ballot)
    poll = read.poll_of(ballot)
    assert (poll.responses, poll.unanswered, poll.answers["yes"]) == (3, 1, 1)
    assert "Without an answer: 1. The shares are of all responses." in read.result_words(ballot, str)
    assert Decision.objects.get().result == "polled"


def test_a_ballot_is_called_off_and_held_anew(world):
    ballot = world.opened()
    world.cast(ballot, world.people[0], "yes")
    off = ballots.void_ballot(ballot=ballot, reason="Wrong text", by=world.chair, at=world.clock.now)
    assert world.cast(ballot, world.people[1], "yes").state == "voided"
    world.at(2)
    assert closing.close_if_due(off.pk, world.clock).closed_at is None
    with pytest.raises(Refused):
        ballots.void_ballot(ballot=ballot, reason="Again", by=world.chair, at=world.clock.now)
    second = world.opened(ballot.motion)
    world.cast(second, world.people[0], "yes")
    assert world.closed(second, 3).result["outcome"] == "passed"
    with pytest.raises(Refused):
        ballots.void_ballot(ballot=second, reason="Regret", by=world.chair, at=world.clock.now)
    assert Ballot.objects.count() == 2


def test_a_secret_ballot_on_too_small_a_roll_is_called_off_not_turned_into_a_roll_call(world):
    ballot = world.scheduled(world.motion(stage(vote(method="secret"))), opens_at=NOW + DAY)
    world.people[0].seats.update(ends_on=NOW.date())
    world.at(24)
    ballot = opening.open_ballot(ballot, SALT, world.clock)
    assert (ballot.opened_at, ballot.method) == (None, "secret")
    assert "at least 5 people" in read.void_words(ballot)
    assert ballot.motion.frozen_at is None
    assert not RollEntry.objects.exists()


def test_a_secret_ballot_needs_three_of_each_weight(world):
    for member in world.people[:2]:
        world.seat(world.body(), member, 1, 2)
    with pytest.raises(Refused, match="at least 3 people with each weight"):
        world.scheduled(world.motion(stage(vote(method="secret"))))


def test_a_ballot_that_nobody_opened_in_time_is_called_off(world):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    world.at(25)
    assert "could not open" in opening.open_ballot(ballot, SALT, world.clock).void_reason


def test_one_ballot_that_fails_does_not_stop_the_others(world, monkeypatch):
    first, second = (world.opened() for _n in range(2))
    real = closing.counting.result_of

    def fails(ballot):
        if ballot.pk == first.pk:
            raise RuntimeError
        return real(ballot)

    monkeypatch.setattr(closing.counting, "result_of", fails)
    world.at(1)
    assert closing.close_due(world.clock) == 1
    states = {pk: closed is not None for pk, closed in Ballot.objects.values_list("pk", "closed_at")}
    assert states == {first.pk: False, second.pk: True}


def test_a_strike_loses_the_vote_and_says_so(world):
    ballot = world.opened()
    world.all_say(ballot, yes=2, no=2)
    said = {"ballot": ballot, "reason": "Moved away", "by": world.chair, "at": NOW, "clock": world.clock}
    rolls.strike_from_roll(member=world.people[3], **said)
    assert world.cast(ballot, world.people[3], "no").state == "not-on-roll"
    ballot = world.closed(ballot)
    assert (ballot.result["outcome"], ballot.result["roll"], ballot.result["participants"]) == ("passed", 4, 3)
    assert ballot.result["struck_votes"] == 1
    assert "struck from the roll, not counted: 1." in read.result_words(ballot, str)[-1]
    assert [(line.choice, line.struck) for line in read.roll_call_of(ballot)][3] == (("no",), True)


def test_what_was_cast_in_time_is_counted_and_not_called_off(world):
    ballot = world.opened()
    world.all_say(ballot, yes=3)
    world.at(1)
    with pytest.raises(Refused, match="closes with what was cast"):
        ballots.void_ballot(ballot=ballot, reason="Regret", by=world.chair, at=world.clock.now)
    assert world.closed(ballot).result["outcome"] == "passed"

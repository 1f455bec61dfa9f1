"""What hangs on one vote, one person, one day or one moment: the last that still counts, and the first that does not."""

import datetime as dt
from fractions import Fraction

import pytest

from chapters.models import Seat
from endorsements.models import RollEntry
from endorsements.operations import ballots, closing, opening, steps
from endorsements.policies import Refused
from endorsements.policies_ballots import secret_warning
from tests.ballots.world import DAY, HOUR, SALT, stage, vote
from tests.factories import NOW, TODAY

MOMENT = dt.timedelta(microseconds=1)


def test_ballots_open_and_close_at_their_moment_and_not_before(world):
    ballot = world.scheduled(world.motion(), opens_at=NOW + HOUR)
    for early, due, done in (
        (ballot.opens_at - MOMENT, ballot.opens_at, "opened_at"),
        (ballot.closes_at - MOMENT, ballot.closes_at, "closed_at"),
    ):
        for world.clock.now in (early, due):
            opening.open_due(world.clock, lambda: SALT)
            closing.close_due(world.clock)
            ballot.refresh_from_db()
            assert getattr(ballot, done) == (due if world.clock.now == due else None)


def test_an_opening_of_up_to_ten_minutes_ago_means_now(world):
    with pytest.raises(Refused, match="before it is scheduled"):
        world.scheduled(world.motion(), opens_at=NOW - 10 * dt.timedelta(minutes=1) - MOMENT)
    assert world.scheduled(world.motion(), opens_at=NOW - 10 * dt.timedelta(minutes=1)).opens_at == NOW


@pytest.mark.parametrize(("late", "opens"), [(-MOMENT, True), (0 * DAY, False)])
@pytest.mark.parametrize("waits", [False, True])
def test_what_opens_late_opens_as_long_as_there_is_time_left(world, late, opens, waits):
    quorum = {"quorum": {"kind": "number", "number": 1}} if waits else {}
    more = {"hard_stop_at": NOW + 5 * HOUR} if waits else {}
    ballot = world.scheduled(world.motion(stage(vote(**quorum), until_quorum=waits)), **more)
    world.clock.now = (ballot.hard_stop_at or ballot.closes_at) + late
    assert bool(opening.open_ballot(ballot, SALT, world.clock).opened_at) == opens


def test_all_of_the_roll_may_be_present_and_nobody_more(world):
    ballot = world.scheduled(world.motion(stage(vote(base="present"))), present=5)
    ballot = opening.open_ballot(ballot, SALT, world.clock)
    assert ballots.set_present(ballot=ballot, present=5, by=world.chair, at=NOW).present == 5
    with pytest.raises(Refused, match="the roll, 5"):
        ballots.set_present(ballot=ballot, present=6, by=world.chair, at=NOW)


def test_the_days_of_waiting_run_from_the_last_thing_before(world):
    forum = {"id": "forum", "title": "Forum"}
    motion = world.motion(stage(vote(), id="first"), forum, stage(wait_days=2))
    first = world.opened(motion, "first", closes=50)  # closes on the third day
    world.all_say(first, yes=1)
    steps.record_step(motion=motion, stage_id="forum", done_on=TODAY, today=TODAY, by=world.chair, at=NOW)
    closed_on = world.closed(first, 50).closed_at.date()
    assert closed_on == TODAY + 2 * DAY
    with pytest.raises(Refused, match=f"from {closed_on + 2 * DAY}"):
        world.scheduled(motion, opens_at=NOW + 3 * DAY)
    assert world.scheduled(motion, opens_at=NOW + 4 * DAY)


@pytest.mark.parametrize(("people", "outcome"), [(1, "no-quorum"), (2, "chosen")])
def test_a_contest_has_its_quorum_with_the_last_person_who_is_needed(world, people, outcome):
    half = {"kind": "share-of-roll", "share": (2, 5)}
    ballot = world.opened(
        world.motion(stage(vote(contest="approval", quorum=half)), race=world.race("Ana", "Bo")), tie_seed="x"
    )
    for member in world.people[:people]:
        world.cast(ballot, member, ballot.choices[0]["id"])
    assert world.closed(ballot).result["outcome"] == outcome


@pytest.mark.parametrize(("base", "outcome"), [("yes-no", "passed"), ("cast", "passed"), ("roll", "failed")])
@pytest.mark.parametrize("comparison", ["at-least", "more-than"])
def test_an_exact_tie_with_the_threshold(world, base, outcome, comparison):
    """Of 2 for and 2 against a half is for; of the roll of 5 it never is."""
    ballot = world.opened(world.motion(stage(vote(base=base, comparison=comparison))))
    world.all_say(ballot, yes=2, no=2)
    assert world.closed(ballot).result["outcome"] == (outcome if comparison == "at-least" else "failed")


def test_who_joined_on_the_last_day_is_on_the_roll_and_a_day_later_is_not(world):
    cut = dt.date(2025, 9, 2)  # six months before the opening
    for member, began in zip(world.people, (cut, cut + DAY), strict=False):
        Seat.objects.filter(member=member).update(starts_on=began)
    ballot = world.opened(world.motion(stage(vote(standing_months=6))))
    assert ballot.standing_since == cut
    on_it = RollEntry.objects.filter(ballot=ballot).values_list("member", flat=True)
    assert set(on_it) == {member.pk for member in world.people} - {world.people[1].pk}


def test_a_small_secret_roll_is_warned_of_below_ten():
    one = Fraction(1)
    assert [bool(secret_warning([one] * people)) for people in (4, 5, 9, 10)] == [False, True, True, False]

"""What changes between the notice and the opening, and between the time and the close."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from chapters.models import Body
from endorsements.models import Ballot, Candidacy, Cycle
from endorsements.operations import ballots, closing, opening, rolls
from endorsements.operations.procedures import edit_procedure, retire_procedure
from endorsements.operations.withdrawals import withdraw_motion
from endorsements.policies import Refused
from endorsements.procedures.records import ProcedureRecord
from endorsements.queries import ballots as read
from endorsements.queries.ballot_page import paper_of
from endorsements.queries.ballot_result import result_of
from endorsements.queries.ballot_standing import led_to
from endorsements.queries.certificates import machine_record
from endorsements.queries.decisions import standing_decisions
from tests.ballots.world import DAY, HOUR, SALT, ids, stage, vote
from tests.decisions.records import decide
from tests.factories import NOW


def edited(world, motion, change) -> None:
    """Edit the motion's procedure by hand: `change` is given its first track."""
    said = motion.procedure.versions.get(is_current=True).content
    change(said["tracks"][0])
    edit_procedure(
        procedure=motion.procedure, content=ProcedureRecord.model_validate(said), reason="x", by=world.chair, at=NOW
    )


def opened_later(world, ballot):
    world.clock.now = ballot.opens_at
    return opening.open_ballot(ballot, SALT, world.clock)


CHANGES = {
    "notice": lambda track: track["stages"][0].update(notice_days=2),
    "window": lambda track: track["stages"][0].update(window_days=7),
    "until its quorum": lambda track: track["stages"][0].update(until_quorum=True),
    "standing": lambda track: track["stages"][0]["votes"][0].update(standing_months=3),
    "a stage before it": lambda track: track["stages"].insert(0, stage(vote(body="steering-committee"), id="steering")),
    "a step before it": lambda track: track["stages"].insert(0, {"id": "forum", "title": "Forum"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_ballot_does_not_open_under_a_procedure_that_asks_for_something_else(world, what):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    edited(world, ballot.motion, CHANGES[what])
    assert "procedure was changed" in opened_later(world, ballot).void_reason


def test_what_changes_nothing_of_the_vote_calls_nothing_off(world):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    edited(world, ballot.motion, lambda track: track["stages"][0].update(title="All members", note="See the bylaws."))
    retire_procedure(procedure=ballot.motion.procedure, by=world.chair, at=NOW)
    assert opened_later(world, ballot).opened_at


def close(model, **which) -> None:
    model.objects.filter(**which).update(closed_at=NOW, **({"closed_because": "x"} if model is Candidacy else {}))


@pytest.mark.parametrize("model", [Candidacy, Cycle])
def test_no_vote_is_opened_on_what_was_closed_meanwhile(world, model):
    ballot = world.scheduled(world.motion(), opens_at=NOW + DAY)
    other = world.motion(candidacy=ballot.motion.candidacy, type="do-not-endorse")
    close(model)
    with pytest.raises(Refused, match="closed"):
        world.scheduled(other)
    assert "closed before it opened" in opened_later(world, ballot).void_reason


@pytest.mark.parametrize(
    ("type", "result", "status"),
    [("endorse", "void", "void"), ("seek-national", "void", ""), ("do-not-endorse", "adopted", "not-endorsed")],
)
def test_a_vote_that_is_open_goes_on_when_its_candidacy_is_closed_and_endorses_nobody(world, type, result, status):
    candidacy = world.candidacy()
    ballot = world.opened(world.motion(type=type, candidacy=candidacy))
    close(Candidacy)
    world.all_say(ballot, yes=3)
    ballot = world.closed(ballot)
    assert ballot.result["outcome"] == "passed"
    assert ballot.result["dropped_out"] == {f"candidacy-{candidacy.pk}": "2026-03-02"}
    assert (ballot.motion.decision.result, ballot.motion.decision.chosen) == (result, candidacy)
    # Who comes back takes nothing from it: what was decided stands.
    for _back in range(2):
        found = standing_decisions([candidacy.pk]).get(candidacy.pk)
        assert (found.status if found else "") == status
        assert not (found and found.also)
        Candidacy.objects.update(closed_at=None, closed_because="")


def test_a_rescission_is_adopted_also_when_the_candidacy_is_closed(world):
    decide(first := world.motion())
    ballot = world.opened(world.motion(type="rescind", candidacy=first.candidacy))
    close(Candidacy)
    world.all_say(ballot, yes=3)
    assert world.closed(ballot).result["dropped_out"] == {}
    assert ballot.motion.decision.result == "adopted"


def test_nobody_is_asked_about_a_winner_who_dropped_out(world):
    two = stage(vote(contest="approval"), id="contest"), stage()
    motion = world.motion(*two, race=world.race("Ana", "Bo"))
    first = world.opened(motion, "contest", tie_seed="x")
    world.cast(first, world.people[0], ids(first)[0])
    world.closed(first)
    second = world.scheduled(motion, opens_at=NOW + DAY)
    close(Candidacy, candidate__name="Ana")
    assert "closed before it opened" in opened_later(world, second).void_reason
    with pytest.raises(Refused, match=r"Ana was chosen .* out of the race since: x. Withdraw"):
        world.scheduled(motion)


@pytest.mark.parametrize("method", ["approval", "ranked"])
@pytest.mark.parametrize("out", ["Ana", "Bo"])
def test_in_a_contest_who_drops_out_stays_as_notice_was_given_and_is_not_endorsed(world, method, out):
    race = world.race("Ana", "Bo")
    motion = world.motion(stage(vote(contest=method)), race=race)
    ballot = world.scheduled(motion, tie_seed="x", opens_at=NOW + DAY)
    close(Candidacy, candidate__name=out)
    ballot = opened_later(world, ballot)
    assert ballot.opened_at
    assert [each.title for each in read.question_of(ballot).choices] == [
        *(f"{name} (out of the race since 2 Mar 2026)" if name == out else name for name in ("Ana", "Bo")),
        "No endorsement",
    ]
    world.cast(ballot, world.people[0], ids(ballot)[0])
    world.clock.now = ballot.closes_at
    ballot = closing.close_if_due(ballot.pk, world.clock)
    ana, bo = race.candidacies.order_by("candidate__name")
    assert ballot.result["contest"]["winner"] == f"candidacy-{ana.pk}"
    assert ballot.result["dropped_out"] == {f"candidacy-{ana.pk if out == 'Ana' else bo.pk}": "2026-03-02"}
    is_void = out == "Ana"
    assert (motion.decision.result, motion.decision.chosen) == ("void" if is_void else "adopted", ana)
    found = {pk: each.status for pk, each in standing_decisions([ana.pk, bo.pk]).items()}
    assert found == ({bo.pk: "void"} if is_void else {ana.pk: "endorsed"})
    assert not is_void or "Ana was out of the race when it was decided" in led_to(ballot)
    # What is certified tells of the votes by the names that were on the ballot; it says beside them who had gone.
    ballot = Ballot.objects.get(pk=ballot.pk)
    with timezone.override(dt.UTC):
        shown, record = result_of(ballot), machine_record(ballot, paper_of(ballot))
    assert f"{out} was out of the race since 2 Mar 2026, before the ballot closed." in shown.sentences
    assert [row.name for row in shown.table.rows if "out of the race" in row.name] == [
        f"{out} (out of the race since 2 Mar 2026)"
    ]
    assert [each["title"] for each in record["choices"]] == ["Ana", "Bo", "No endorsement"]
    assert record["dropped_out"] == ballot.result["dropped_out"]


def test_a_form_sent_twice_schedules_once(world):
    """Also where the chapter's body had no row when the form was read."""
    motion = world.motion()
    twice = [Body(chapter=world.chapter, kind="membership", name="Membership") for _each in range(2)]
    world.scheduled(motion, body=twice[0])
    with pytest.raises(Refused, match="has a ballot at this stage already"):
        world.scheduled(motion, body=twice[1])


@pytest.mark.parametrize("base", ["present", "roll"])
def test_a_contest_has_no_threshold_and_takes_split_votes(world, base):
    """It neither waits for those present nor refuses half a vote, as a threshold of people would."""
    world.seat(world.body(), world.people[0], 1, 2)
    motion = world.motion(stage(vote(contest="approval", base=base)), race=world.race("Ana", "Bo"))
    ballot = world.opened(motion, tie_seed="x")
    assert ballot.opened_at
    ana, bo, _nobody = ids(ballot)
    for member, choice in zip(world.people, (ana, ana, bo), strict=False):
        world.cast(ballot, member, choice)
    result = world.closed(ballot).result
    assert (result["contest"]["winner"], result["contest"]["votes"][ana]) == (ana, "1 1/2")


def test_the_roll_stands_once_the_quorum_is_there_and_the_time_is_up(world):
    """Before the sweep comes by, no correction may turn a result that is certain."""
    until = stage(vote(quorum={"kind": "number", "number": 2}), until_quorum=True)
    ballot = world.opened(world.motion(until), hard_stop_at=NOW + 3 * HOUR)
    world.all_say(ballot, yes=2)
    world.at(1)
    with pytest.raises(Refused, match="time for voting is over"):
        rolls.strike_from_roll(
            ballot=ballot, member=world.people[0], reason="x", by=world.chair, at=NOW, clock=world.clock
        )
    assert world.closed(ballot, 1.1).result["outcome"] == "passed"


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_stored_is_in_no_readers_language(world, language):
    motion = world.motion(stage(vote(method="secret")))
    ballot = world.scheduled(motion, opens_at=NOW + DAY)
    with translation.override(language):
        withdraw_motion(motion=motion, side="chapter", because="Se retiró", by=world.chair, at=NOW)
    ballot.refresh_from_db()
    assert ballot.void_reason == "The motion was withdrawn: Se retiró"
    with translation.override("es"):
        assert read.void_words(ballot) == translation.gettext("The motion was withdrawn: %(why)s") % {
            "why": "Se retiró"
        }
        assert read.void_words(ballot) != ballot.void_reason


def test_a_result_is_the_same_in_whatever_language_it_is_closed(world):
    results = []
    for language in ("en", "es"):
        world.at(0)
        with translation.override(language):
            motion = world.motion(stage(vote(contest="ranked")), race=world.race("Ana", "Bo"))
            ballot = world.opened(motion, tie_seed="x")
            ana, bo, _nobody = ids(ballot)
            for member, said in zip(world.people, ([ana, bo], [ana], [bo], []), strict=False):
                world.cast(ballot, member, *said)
            result = world.closed(ballot).result
        results.append(str(result).replace(ana, "A").replace(bo, "B"))
        assert ballot.choices[-1]["title"] == "No endorsement"
    assert results[0] == results[1]


def test_a_day_is_the_chapters_when_the_roll_is_made(world):
    """At 23:30 in Los Angeles it is the next day in UTC: who joins on that day is not on the roll yet."""
    world.chapter.time_zone = "America/Los_Angeles"
    world.chapter.save()
    late = dt.datetime(2026, 3, 2, 7, 30, tzinfo=dt.UTC)
    seat = world.people[4].seats.get()
    type(seat).objects.filter(pk=seat.pk).update(starts_on=dt.date(2026, 3, 2))
    world.clock.now = late
    ballot = world.opened()
    assert ballot.roll.count() == 4


def test_a_close_that_is_due_is_no_other_ballots_business(world):
    """Closing one that is not due, or is called off, changes nothing."""
    ballot = world.opened()
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None
    ballots.void_ballot(ballot=ballot, reason="x", by=world.chair, at=NOW)
    world.at(5)
    assert closing.close_if_due(ballot.pk, world.clock).closed_at is None

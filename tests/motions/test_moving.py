"""Moving, editing, freezing and withdrawing: what goes together, and what is refused with which sentence."""

import datetime as dt

import pytest

from chapters.models import LogEntry
from chapters.operations.bodies import standing_body
from endorsements.models import Ballot, Decision, Motion
from endorsements.operations import motions
from endorsements.operations.ballots import schedule_ballot
from endorsements.operations.opening import open_ballot
from endorsements.operations.withdrawals import withdraw_motion
from endorsements.policies import Refused
from tests import factories
from tests.ballots.world import stage
from tests.decisions.records import ballot, decide
from tests.factories import NOW
from tests.motions.records import moved, procedure

DUE = dt.date(2026, 9, 1)


@pytest.fixture
def by(cast):
    return cast.electoral


@pytest.fixture
def move(cast, by):
    return lambda **said: moved(cast.chapter, by, **said)


def test_numbers_of_a_chapter_have_no_gaps(cast, move, by):
    elsewhere = moved(cast.other_chapter, cast.outsider)
    one, two = move(), move()
    with pytest.raises(Refused):
        move(candidacy=one.candidacy)
    assert [elsewhere.number, one.number, two.number, move().number] == [1, 1, 2, 3]
    assert list(
        LogEntry.objects.filter(action="motion.moved", by=by)
        .order_by("number")
        .values_list("detail__number", flat=True)
    ) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"type": "endorse-with-conditions"}, "names at least one condition"),
        ({"type": "endorse", "conditions": [("Attends", DUE)]}, "Only an endorsement with conditions"),
        ({"type": "endorse-with-conditions", "conditions": [("  ", DUE)]}, "says what is to be met"),
        ({"type": "seek-national"}, "has no way for motions of this type"),
        ({"procedure": None}, "by which of the chapter's procedures"),
        ({"type": "rescind"}, "no endorsement of this candidacy that stands"),
        ({"type": "censure"}, "censures only whom it endorsed"),
        ({"type": "retire-red-line"}, "which red line"),
        ({"type": "endorse", "candidacy": None}, "Say which candidacy"),
    ],
)
def test_what_does_not_go_together_is_refused(move, said, why):
    with pytest.raises(Refused, match=why):
        move(**said)
    assert not Motion.objects.exists()


def test_a_straw_poll_needs_no_procedure_and_asks_again(move):
    assert move(type="straw-poll", procedure=None).procedure is None
    assert move(type="straw-poll", procedure=None).number == 2


def test_a_race_is_a_contest_of_several_that_are_open(cast, move):
    race = factories.race(factories.cycle(cast.chapter))
    factories.candidacy(race)
    with pytest.raises(Refused, match="fewer than two"):
        move(race=race)
    factories.candidacy(race)
    with pytest.raises(Refused, match="does not say how one of several"):
        move(race=race, procedure=procedure(cast.chapter, stage()))
    assert move(race=race).race == race


def test_another_chapters_things_are_refused(cast, move):
    with pytest.raises(Refused, match="another chapter"):
        move(candidacy=factories.candidacy(factories.race(factories.cycle(cast.other_chapter))))
    with pytest.raises(Refused, match="another chapter"):
        move(procedure=procedure(cast.other_chapter))


def test_a_closed_candidacy_is_not_endorsed_but_its_endorsement_can_be_rescinded(cast, move):
    candidacy = factories.candidacy(factories.race(factories.cycle(cast.chapter)))
    decide(move(candidacy=candidacy))
    type(candidacy).objects.filter(pk=candidacy.pk).update(closed_at=NOW, closed_because="The election is over")
    candidacy.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        move(candidacy=candidacy)
    assert move(candidacy=candidacy, type="censure").type == "censure"
    rescission = move(candidacy=candidacy, type="rescind")
    decide(rescission)
    with pytest.raises(Refused, match="none to rescind"):
        move(candidacy=candidacy, type="rescind")
    assert not Motion.objects.filter(type="rescind", decision__isnull=True).exists()


def test_what_was_declined_since_is_no_endorsement_to_rescind(move):
    first = move()
    decide(first)
    decide(move(candidacy=first.candidacy, type="do-not-endorse"))
    with pytest.raises(Refused, match="none to rescind"):
        move(candidacy=first.candidacy, type="rescind")
    assert move(candidacy=first.candidacy, type="censure").type == "censure"


def test_one_undecided_motion_of_a_type_a_subject(move):
    first = move()
    with pytest.raises(Refused, match="Motion 1 of this type"):
        move(candidacy=first.candidacy)
    assert move(candidacy=first.candidacy, type="do-not-endorse").number == 2
    decide(first, "rejected")
    assert move(candidacy=first.candidacy).number == 3


def test_a_red_line_is_retired_by_a_motion_that_names_it(cast, move):
    line = factories.red_line(cast.chapter).red_line
    assert move(type="retire-red-line", red_line=line).red_line == line
    with pytest.raises(Refused, match="reaffirms or retires"):
        move(type="endorse", red_line=line)


def test_it_is_edited_until_it_is_frozen(cast, move, by):
    motion = move()
    said = {"type": "endorse-with-conditions", "title": "On conditions", "text": "New.", "procedure": motion.procedure}
    conditions = [("Attends every meeting", DUE), ("Votes no", DUE)]
    motions.edit_motion(motion=motion, **said, conditions=conditions, by=by, at=NOW)
    motion.refresh_from_db()
    assert (motion.type, motion.text) == ("endorse-with-conditions", "New.")
    assert list(motion.conditions.values_list("position", "text")) == [(1, "Attends every meeting"), (2, "Votes no")]
    assert LogEntry.objects.get(action="motion.edited").detail["changed"] == "conditions, text, title, type"
    motions.edit_motion(motion=motion, **said, conditions=conditions, by=by, at=NOW)
    assert LogEntry.objects.filter(action="motion.edited").count() == 1
    motions.freeze(motion, NOW)
    with pytest.raises(Refused, match="frozen since its first ballot opened"):
        motions.edit_motion(motion=motion, **said, conditions=conditions, by=by, at=NOW)


def test_a_scheduled_ballot_holds_type_and_procedure(cast, move, by):
    motion = move(procedure=(way := procedure(cast.chapter, stage())))
    ballot(motion, "scheduled")
    said = {"type": "endorse", "title": "Another title", "text": "New.", "procedure": way}
    assert motions.edit_motion(motion=motion, **said, by=by, at=NOW).text == "New."
    for changed in ({"type": "do-not-endorse"}, {"procedure": procedure(cast.chapter, stage())}):
        with pytest.raises(Refused, match="A ballot is scheduled"):
            motions.edit_motion(motion=motion, **{**said, **changed}, by=by, at=NOW)


def test_freezing_pins_the_procedures_version_once(move):
    motion = motions.freeze(move(), NOW)
    assert motion.version == motion.procedure.versions.get()
    again = motions.freeze(motion, NOW + dt.timedelta(days=1))
    assert again.frozen_at == NOW
    assert LogEntry.objects.get(action="motion.frozen").detail == {"number": 1, "version": 1}


def test_withdrawing_calls_off_what_is_open_and_decides(cast, move, by):
    motion = move(procedure=procedure(cast.chapter, stage()))
    scheduled = schedule_ballot(
        motion=motion, stage_id="membership", body=standing_body(cast.chapter, "membership"), opens_at=NOW,
        closes_at=NOW + dt.timedelta(days=1), by=by, at=NOW,
    )  # fmt: skip
    opened = open_ballot(scheduled, "5a" * 32, lambda: NOW)
    assert opened.opened_at
    for side, because in (("nobody", "Why not"), ("candidate", " ")):
        with pytest.raises(Refused):
            withdraw_motion(motion=motion, side=side, because=because, by=by, at=NOW)
    decision = withdraw_motion(motion=motion, side="candidate", because="x" * 500, by=by, at=NOW)
    assert decision.result == "withdrawn"
    kept = Ballot.objects.get()
    assert kept.voided_at == NOW
    assert kept.void_reason.startswith("The motion was withdrawn: xxx")
    motion.refresh_from_db()
    assert (motion.withdrawn_by, motion.withdrawn_at) == ("candidate", NOW)
    with pytest.raises(Refused, match="was withdrawn"):
        withdraw_motion(motion=motion, side="chapter", because="Again", by=by, at=NOW)
    assert Decision.objects.count() == 1
    assert move(candidacy=motion.candidacy).number == 2


def test_a_decided_motion_is_not_withdrawn(move, by):
    decide(motion := move())
    with pytest.raises(Refused, match="is decided"):
        withdraw_motion(motion=motion, side="chapter", because="Too late", by=by, at=NOW)

"""Each published procedure, copied, completed and run from the motion to the decision through the operations."""

import datetime as dt
import itertools

import pytest

from chapters.models import BodyKind, Role
from chapters.operations import bodies
from chapters.queries.bodies import bodies_for
from endorsements.models import Ballot, Decision, RollEntry
from endorsements.operations import ballots, casting, closing, motions, opening, procedures, steps
from endorsements.procedures.records import ProcedureRecord, Stage, Track
from endorsements.procedures.templates import TEMPLATES
from endorsements.queries.motions import course_of
from tests import factories

CHOICES = {
    "threshold": (1, 2),
    "comparison": "more-than",
    "base": "yes-no",
    "quorum": {"kind": "none"},
    "method": "roll-call",
}
SALT = "0" * 64
codes = itertools.count(10**9)


def completed(record: ProcedureRecord) -> ProcedureRecord:
    """Choose what the template leaves open: the plainest rule, by roll call."""

    def stage(of: Stage) -> Stage:
        votes = [
            {**CHOICES, **{name: value for name, value in vote.model_dump().items() if value is not None}}
            for vote in of.votes
        ]
        return Stage.model_validate({**of.model_dump(), "votes": votes, "open": False})

    tracks = [Track(types=track.types, stages=tuple(map(stage, track.stages))) for track in record.tracks]
    return record.model_copy(update={"tracks": tuple(tracks)})


class Chapter:
    """A chapter that goes by one published procedure, with a motion on its way; `day` moves on with each act."""

    def __init__(self, key: str, members: int = 12) -> None:
        self.chapter = factories.chapter("Riverbend")
        self.admin = factories.seat(self.chapter, Role.ADMIN)
        self.electoral = [factories.seat(self.chapter, Role.ELECTORAL) for _ in range(3)]
        self.steering = [factories.seat(self.chapter, Role.STEERING) for _ in range(4)]
        self.members = [factories.seat(self.chapter) for _ in range(members)]
        self.at = factories.NOW
        cycle = factories.cycle(self.chapter)
        self.race = factories.race(cycle)
        self.candidacy = factories.candidacy(self.race)
        procedure = procedures.copy_template(
            chapter=self.chapter, key=key, name="Ours", by=self.admin, at=factories.NOW
        )
        procedures.edit_procedure(
            procedure=procedure, content=completed, reason="Chosen.", by=self.admin, at=factories.NOW
        )
        self.procedure = procedure

    def body(self, kind: str, name: str, people: list) -> None:
        """Found a body with members of its own."""
        body = bodies.found_body(chapter=self.chapter, kind=kind, name=name, by=self.admin, at=self.at)
        for person in people:
            bodies.seat_in_body(body=body, member=person, starts_on=self.at.date(), by=self.admin, at=self.at)

    def move(self) -> None:
        self.motion = motions.move(
            chapter=self.chapter, type="endorse", title="Endorse", text="We endorse.", candidacy=self.candidacy,
            procedure=self.procedure, by=self.electoral[0], at=self.at,
        )  # fmt: skip

    def go(self, votes: dict) -> Decision:
        """Walk the whole way: each step is done, each body votes as `votes` has it by body name (default: all yes)."""
        while not Decision.objects.filter(motion=self.motion).exists():
            stage = course_of(self.motion).current
            self.at += dt.timedelta(days=stage.wait_days or 1)
            if not stage.is_vote:
                signers = 12 if stage.signers else None
                steps.record_step(
                    motion=self.motion, stage_id=stage.id, done_on=self.at.date(), today=self.at.date(),
                    signers=signers, by=self.electoral[0], at=self.at,
                )  # fmt: skip
                continue
            for vote in stage.votes:
                for body in bodies_for(self.chapter, vote):
                    if not (body.pk and Ballot.objects.filter(motion=self.motion, stage=stage.id, body=body).exists()):
                        self.vote(stage, body, votes.get(body.name, "yes"))
        return Decision.objects.get(motion=self.motion)

    def vote(self, stage, body, choice: str) -> None:
        opens, window = self.at + dt.timedelta(days=stage.notice_days or 0), stage.window_days or 1
        closes = opens + dt.timedelta(days=window)
        stop = closes + dt.timedelta(days=3) if stage.until_quorum else None
        ballot = ballots.schedule_ballot(
            motion=self.motion, stage_id=stage.id, body=body, opens_at=opens, closes_at=closes, hard_stop_at=stop,
            by=self.electoral[0], at=self.at,
        )  # fmt: skip
        opening.open_ballot(ballot, SALT, lambda: opens)
        if choice:
            for entry in RollEntry.objects.filter(ballot=ballot).select_related("member"):
                done = casting.cast(ballot.pk, entry.member, [choice], f"CODE-{next(codes)}", lambda: opens)
                assert done.state == "recorded"
        self.at = stop or closes
        assert closing.close_if_due(ballot.pk, lambda: self.at).closed_at


def prepared(key: str, **fields) -> Chapter:
    made = Chapter(key, **fields)
    made.body(BodyKind.BRANCH, "Northside", made.members[:3])
    made.body(BodyKind.BRANCH, "Harbor", made.members[3:6])
    made.body(BodyKind.DELEGATES, "Citywide leadership committee", made.members[:5])
    made.move()
    return made


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_motion_that_everybody_wants_is_adopted(db, key):
    made = prepared(key)
    decision = made.go({})
    assert decision.result == "adopted"
    assert decision.chosen == made.candidacy
    last = TEMPLATES[key].tracks[0].stages[-1].id
    assert decision.stage == last


@pytest.mark.parametrize("key", TEMPLATES)
def test_nobody_is_endorsed_against_the_body_that_has_the_last_word(db, key):
    made = prepared(key)
    last = TEMPLATES[key].tracks[0].stages[-1].votes[0]
    name = bodies_for(made.chapter, last)[0].name
    assert made.go({name: "no"}).result == "rejected"


@pytest.mark.parametrize(
    ("working_group", "executive", "result"),
    [("yes", "no", "adopted"), ("no", "yes", "rejected"), ("yes", "yes", "adopted")],
)
def test_chicago_needs_the_interview_and_then_either_recommendation(db, working_group, executive, result):
    # The working group that will not interview ends it there, whatever the executive would say.
    made = prepared("chicago")
    names = {
        body.kind: body.name
        for body in (bodies.standing_body(made.chapter, kind) for kind in (BodyKind.ELECTORAL, BodyKind.STEERING))
    }
    votes = {names[BodyKind.ELECTORAL]: working_group, names[BodyKind.STEERING]: executive}
    assert made.go(votes).result == result


def test_new_yorks_branches_report_and_the_delegates_decide(db):
    made = prepared("new-york-city")
    decision = made.go({"Northside": "no", "Harbor": "yes"})
    assert decision.result == "adopted"
    reported = Ballot.objects.filter(motion=made.motion, stage="branches").order_by("pk")
    assert {ballot.body.name: ballot.result["outcome"] for ballot in reported} == {
        "Northside": "failed",
        "Harbor": "passed",
    }


def test_sacramento_fails_for_want_of_a_quorum_at_its_deadline(db):
    # 5 % of a roll of 40 is 2: one vote, and it a yes, is no decision of the membership.
    made = prepared("sacramento", members=32)
    while course_of(made.motion).current.id != "membership":
        stage = course_of(made.motion).current
        steps.record_step(
            motion=made.motion, stage_id=stage.id, done_on=made.at.date(), today=made.at.date(),
            by=made.admin, at=made.at,
        )  # fmt: skip
    closes, stop = made.at + dt.timedelta(days=7), made.at + dt.timedelta(days=14)
    ballot = ballots.schedule_ballot(
        motion=made.motion, stage_id="membership", body=bodies.standing_body(made.chapter, "membership"),
        opens_at=made.at, closes_at=closes, hard_stop_at=stop, by=made.admin, at=made.at,
    )  # fmt: skip
    opening.open_ballot(ballot, SALT, lambda: made.at)
    assert casting.cast(ballot.pk, made.members[0], ["yes"], f"CODE-{next(codes)}", lambda: made.at).receipt
    assert closing.close_if_due(ballot.pk, lambda: closes).closed_at is None
    assert closing.close_if_due(ballot.pk, lambda: stop - dt.timedelta(seconds=1)).closed_at is None
    closed = closing.close_if_due(ballot.pk, lambda: stop)
    assert closed.result["outcome"] == "no-quorum"
    assert (closed.result["roll"], closed.result["participants"]) == (40, 1)
    assert Decision.objects.get(motion=made.motion).result == "no-quorum"

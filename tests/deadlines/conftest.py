"""A chapter with Sacramento's procedure and one race, and what is moved, voted on and promised there."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from chapters.models import Body, Chapter, Member
from chapters.models.body import BodyKind
from endorsements.models import Ballot, Candidacy, Condition, ConditionReport, Cycle, Decision, Motion, Race, StepDone
from endorsements.operations import procedures
from tests import factories
from tests.conftest import Cast
from tests.factories import NOW, TODAY

ELECTION = dt.date(2026, 11, 3)


@dataclass
class Home:
    """Chapter A on 2 March 2026 and its cycle."""

    chapter: Chapter
    by: Member
    cycle: Cycle
    bodies: dict[str, Body] = field(default_factory=dict)

    def race(self, **fields: object) -> Race:
        return factories.race(self.cycle, **{"office": "Mayor", "election_on": ELECTION, **fields})

    def candidacy(self, race: Race | None = None, **fields: object) -> Candidacy:
        return factories.candidacy(race or self.race(), **fields)

    def procedure(self, key: str = "sacramento"):
        return procedures.copy_template(chapter=self.chapter, key=key, name=key, by=self.by, at=NOW)

    def motion(self, candidacy: Candidacy | None = None, type: str = "endorse", **fields: object) -> Motion:
        number = Motion.objects.filter(chapter=self.chapter).count() + 1
        said = {"title": f"Motion {number}", "text": "Resolved.", "number": number, "type": type, **fields}
        return Motion.objects.create(chapter=self.chapter, candidacy=candidacy, moved_by=self.by, moved_at=NOW, **said)

    def step(self, motion: Motion, stage: str) -> StepDone:
        return StepDone.objects.create(motion=motion, stage=stage, done_on=TODAY, recorded_by=self.by, recorded_at=NOW)

    def body(self, kind: str = BodyKind.MEMBERSHIP) -> Body:
        if kind not in self.bodies:
            self.bodies[kind] = Body.objects.create(chapter=self.chapter, kind=kind, name=str(BodyKind(kind).label))
        return self.bodies[kind]

    def ballot(self, motion: Motion, stage: str = "membership", opens: int = 10, closes: int = 17, **fields: object):
        """Schedule a ballot so many days from now."""
        made = {"opens_at": NOW + dt.timedelta(days=opens), "closes_at": NOW + dt.timedelta(days=closes), **fields}
        made.setdefault("notice_at", min(NOW, made["opens_at"]))
        body = made.pop("body", None) or self.body()
        return Ballot.objects.create(
            motion=motion, stage=stage, body=body, kind="yes-no", method="secret", scheduled_by=self.by, **made
        )

    def decide(self, motion: Motion, result: str = "adopted", at: dt.datetime = NOW) -> Decision:
        ballot = Ballot.objects.filter(motion=motion).first() or self.ballot(
            motion, opens=-9, closes=-2, opened_at=NOW - dt.timedelta(days=9), closed_at=NOW - dt.timedelta(days=2),
            result={"outcome": "passed"}, text_sha256="0" * 64,
        )  # fmt: skip
        return Decision.objects.create(motion=motion, result=result, stage=ballot.stage, ballot=ballot, decided_at=at)

    def condition(self, motion: Motion, due_on: dt.date, state: str = "") -> Condition:
        made = Condition.objects.create(
            motion=motion, position=motion.conditions.count() + 1, text="Joins the committee.", due_on=due_on
        )
        if state:
            ConditionReport.objects.create(
                condition=made, state=state, source="Minutes", found_on=NOW.date(), reported_by=self.by, reported_at=NOW
            )
        return made


@pytest.fixture
def home(cast: Cast) -> Home:
    return Home(cast.chapter, cast.admin, factories.cycle(cast.chapter))

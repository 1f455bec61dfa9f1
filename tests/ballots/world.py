"""A chapter that votes: members, a procedure of few words, motions, ballots, and a clock that is set by hand."""

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from chapters.models import Body, BodySeat, Chapter, Member, Role
from chapters.models.body import BodyKind
from chapters.operations.bodies import standing_body
from endorsements.models import Ballot, Candidacy, Motion, Procedure, ProcedureVersion, Race
from endorsements.operations import ballots, casting, closing, motions, opening
from endorsements.operations.casting import Cast
from endorsements.procedures.records import ProcedureRecord
from tests import factories
from tests.factories import NOW

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SALT = "5a" * 32
_codes = itertools.count(1)


class Clock:
    """Tells the moment it is set to."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def vote(**changed: Any) -> dict[str, Any]:
    """A body's vote: by default the membership, a majority of yes and no, by roll call."""
    return {
        "body": "membership", "threshold": (1, 2), "comparison": "more-than", "base": "yes-no",
        "quorum": {"kind": "none"}, "method": "roll-call", **changed,
    }  # fmt: skip


def stage(*votes: dict[str, Any], id: str = "membership", **changed: Any) -> dict[str, Any]:
    return {"id": id, "title": id.capitalize(), "votes": votes or (vote(),), **changed}


class World:
    """One chapter's voting. Moments are hours after `NOW`, when everything is scheduled and opens."""

    def __init__(self, people: int = 5) -> None:
        self.chapter: Chapter = factories.chapter("Votewell")
        self.people = [factories.seat(self.chapter, holder=factories.member(f"Voter {n:03}")) for n in range(people)]
        self.chair: Member = self.people[0]
        self.clock = Clock(NOW)

    def procedure(self, *stages: dict[str, Any], types: Sequence[str] = ("endorse",)) -> Procedure:
        made = Procedure.objects.create(chapter=self.chapter, name=f"Procedure {next(_codes)}")
        tracks = [{"types": tuple(types), "stages": stages or (stage(),)}]
        content = ProcedureRecord.model_validate({"title": made.name, "tracks": tracks}).model_dump(mode="json")
        ProcedureVersion.objects.create(
            procedure=made, number=1, content=content, edited_by=self.chair, edited_at=NOW
        )  # fmt: skip
        return made

    def race(self, *names: str) -> Race:
        race = factories.race(factories.cycle(self.chapter))
        for name in names:
            factories.candidacy(race, name=name, opened_by=self.chair)
        return race

    def candidacy(self) -> Candidacy:
        return factories.candidacy(factories.race(factories.cycle(self.chapter)), opened_by=self.chair)

    def motion(self, *stages: dict[str, Any], type: str = "endorse", race: Race | None = None, **more: Any) -> Motion:
        if "procedure" not in more:
            more["procedure"] = self.procedure(*stages, types=(type,))
        if race is None and type == "endorse":
            more.setdefault("candidacy", self.candidacy())
        return motions.move(
            chapter=self.chapter, type=type, title="To endorse", text="That the chapter endorse.", race=race,
            by=self.chair, at=NOW, **more,
        )  # fmt: skip

    def body(self, kind: str = BodyKind.MEMBERSHIP) -> Body:
        return standing_body(self.chapter, kind)

    def branch(self, name: str, members: Sequence[Member], kind: str = BodyKind.BRANCH) -> Body:
        made = Body.objects.create(chapter=self.chapter, kind=kind, name=name)
        for member in members:
            self.seat(made, member)
        return made

    def seat(self, body: Body, member: Member, units: int = 1, whole: int = 1) -> None:
        BodySeat.objects.create(
            body=body, member=member, units=units, whole=whole, starts_on=dt.date(2025, 1, 1), granted_by=self.chair
        )

    def committee(self, role: str, people: Sequence[Member]) -> None:
        for member in people:
            factories.seat(self.chapter, role, member)

    def scheduled(
        self, motion: Motion, stage_id: str = "membership", body: Body | None = None, closes: float = 1, **more: Any
    ) -> Ballot:
        opens_at = more.pop("opens_at", self.clock.now)
        return ballots.schedule_ballot(
            motion=motion, stage_id=stage_id, body=body or self.body(), opens_at=opens_at,
            closes_at=opens_at + closes * HOUR, by=self.chair, at=self.clock.now, **more,
        )  # fmt: skip

    def opened(self, motion: Motion | None = None, *args: Any, **more: Any) -> Ballot:
        ballot = self.scheduled(motion or self.motion(), *args, **more)
        return opening.open_ballot(ballot, SALT, self.clock)

    def cast(self, ballot: Ballot, member: Member, *choice: str, receipt: str = "") -> Cast:
        return casting.cast(ballot.pk, member, choice, receipt or f"CODE-{next(_codes):08}", self.clock)

    def at(self, hours: float) -> None:
        self.clock.now = NOW + hours * HOUR

    def closed(self, ballot: Ballot, hours: float = 1) -> Ballot:
        """Set the clock to the close and let whatever is due close."""
        self.at(hours)
        return closing.close_if_due(ballot.pk, self.clock)

    def all_say(self, ballot: Ballot, **answers: int) -> None:
        """Let people vote in turn: `yes=3, no=1, abstain=1`."""
        said = [answer.replace("_", "-") for answer, number in answers.items() for _one in range(number)]
        for member, answer in zip(self.people, said, strict=False):
            assert self.cast(ballot, member, answer).state == "recorded"


COMMITTEE, STEERING = Role.ELECTORAL, Role.STEERING


def ids(ballot: Ballot) -> list[str]:
    """Return the ids of a contest's choices, in their order."""
    return [choice["id"] for choice in ballot.choices]

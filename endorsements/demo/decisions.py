"""Loads what the invented chapter decides: its procedure, bodies, motions and ballots, voted through the operations."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chapters.models import Body, Chapter, Member
from chapters.operations import bodies
from endorsements.models import Ballot, Candidacy, Motion, RollEntry
from endorsements.operations import (
    ballots,
    casting,
    closing,
    conditions,
    motions,
    national,
    offices,
    opening,
    procedures,
    recusals,
    statements,
)
from endorsements.procedures.records import ProcedureRecord, Stage, Track

DATA = Path(__file__).with_name("decisions.toml")
BODIES = {"interview": "electoral-committee", "membership": "membership", "decision": "membership"}


def chosen(record: ProcedureRecord, said: Mapping[str, Any]) -> ProcedureRecord:
    """Return a copied template with what it leaves open chosen, `choices` by stage and body, `days` by stage, and with
    `tracks` added."""

    def stage(of: Stage) -> Stage:
        choices = said["choices"].get(of.id, ({},) * len(of.votes))
        votes = [{**vote.model_dump(), **choice} for vote, choice in zip(of.votes, choices, strict=True)]
        return Stage.model_validate({**of.model_dump(), "votes": votes, **said["days"].get(of.id, {})})

    tracks = [Track(types=track.types, stages=tuple(map(stage, track.stages))) for track in record.tracks]
    added = [Track.model_validate(each) for each in said["tracks"]]
    return record.model_copy(update={"tracks": (*tracks, *added)})


class DecisionLoader:
    """One loading, at one moment, back from which all days are counted. Each vote is a transaction of its own."""

    def __init__(self, chapter: Chapter, people: Mapping[str, Member], at: dt.datetime) -> None:
        self.chapter, self.people, self.at = chapter, people, at
        self.admin = people["dov"]
        self.codes = self._codes()

    def ago(self, days: float) -> dt.datetime:
        """Return the moment so many days before the loading."""
        return self.at - dt.timedelta(days=days)

    @staticmethod
    def _codes() -> Iterator[str]:
        """Yield receipts that are the same at each loading: these votes are nobody's secret."""
        number = 0
        while True:
            yield casting.receipt_from(hashlib.sha256(f"demo {number}".encode()).digest()[: casting.RANDOM_BYTES])
            number += 1

    def load(self, data: dict[str, Any]) -> None:
        """Load everything."""
        self._bodies(data)
        said = data["procedure"]
        long_ago = self.ago(50)
        procedure = procedures.copy_template(
            chapter=self.chapter, key=said["template"], name=said["name"], by=self.admin, at=long_ago
        )
        procedures.edit_procedure(
            procedure=procedure,
            content=lambda record: chosen(record, said),
            reason=said["reason"],
            by=self.admin,
            at=long_ago,
        )
        for term in data["terms"]:
            self._term(term)
        for record in data["motions"]:
            self._motion(record, procedure)

    def _bodies(self, data: dict[str, Any]) -> None:
        start = self.ago(300)
        for record in data["bodies"]:
            body = bodies.found_body(
                chapter=self.chapter, kind=record["kind"], name=record["name"], by=self.admin, at=start
            )
            for who in record["members"]:
                self._seat(body, who, 1, start)
        for record in data["shared_seats"]:
            body = bodies.standing_body(self.chapter, record["kind"])
            for who in record["members"]:
                self._seat(body, who, len(record["members"]), start)

    def _seat(self, body: Body, who: str, whole: int, at: dt.datetime) -> None:
        bodies.seat_in_body(
            body=body, member=self.people[who], units=1, whole=whole, starts_on=at.date(), by=self.admin, at=at
        )

    def _term(self, record: dict[str, Any]) -> None:
        keeper = self.people["ines"]
        term = offices.Term(record["office"], record["district"], self.ago(record["starts_days_ago"]).date())
        made = offices.enter_term(chapter=self.chapter, name=record["candidate"], term=term, by=keeper, at=self.at)
        today = self.at.date()
        for days, presence in record["meetings"]:
            meeting = offices.Meeting(self.ago(days).date(), presence, record["meetings_source"])
            offices.enter_attendance(term=made, meeting=meeting, today=today, by=keeper, at=self.at)
        for said in record["votes"]:
            days = said.pop("days_ago")
            vote = offices.Vote(voted_on=self.ago(days).date(), **said)
            offices.enter_vote(term=made, vote=vote, today=today, by=keeper, at=self.at)

    def _motion(self, record: dict[str, Any], procedure: Any) -> None:
        mover, moved_at = self.people[record["moved_by"]], self.ago(record["moved_days_ago"])
        runs = Candidacy.objects.filter(race__cycle__chapter=self.chapter)
        candidacy = runs.get(candidate__name=record["candidate"]) if "candidate" in record else None
        motion = motions.move(
            chapter=self.chapter,
            type=record["type"],
            title=record["title"],
            text=record["text"],
            candidacy=candidacy,
            procedure=procedure,
            conditions=[
                (text, self.at.date() + dt.timedelta(days=days)) for text, days in record.get("conditions", ())
            ],
            by=mover,
            at=moved_at,
        )
        for who, reason in record.get("recusals", ()):
            person = self.people[who]
            recusals.recuse(candidacy=candidacy, member=person, reason=reason, by=person, at=moved_at)
        for who, side, text in record.get("statements", ()):
            statements.write_statement(motion=motion, side=side, text=text, by=self.people[who], at=moved_at)
        for said in record.get("ballots", ()):
            self._ballot(motion, said)
        self._afterwards(motion, record, mover)

    def _afterwards(self, motion: Motion, record: dict[str, Any], mover: Member) -> None:
        """Report what came of a motion once it was adopted."""
        today = self.at.date()
        if "report" in record:
            position, state, note, source, days = record["report"]
            conditions.report_condition(
                condition=motion.conditions.get(position=position),
                state=state,
                note=note,
                source=source,
                found_on=self.ago(days).date(),
                today=today,
                by=mover,
                at=self.at,
            )
        if "asked_days_ago" in record:
            asked = national.Request(self.ago(record["asked_days_ago"]).date(), record["asked_source"])
            keeper = self.people["marguerite"]
            national.report_request(motion=motion, request=asked, today=today, by=keeper, at=self.at)

    def _ballot(self, motion: Motion, said: dict[str, Any]) -> None:
        opens_at = self.ago(said["opened_days_ago"])
        closes_at = self.ago(said.get("closed_days_ago", -said.get("closes_in_days", 0)))
        kind = said.get("body") or BODIES[said["stage"]]
        ballot = ballots.schedule_ballot(
            motion=motion,
            stage_id=said["stage"],
            body=bodies.standing_body(self.chapter, kind),
            opens_at=opens_at,
            closes_at=closes_at,
            by=self.people["ines"],
            at=self.ago(said.get("notice_days_ago", said["opened_days_ago"])),
        )
        ballot = opening.open_ballot(ballot, hashlib.sha256(b"demo salt").hexdigest(), lambda: opens_at)
        cast_at = opens_at + dt.timedelta(hours=3)
        for member, choice in self._votes(ballot, said):
            casting.cast(ballot.pk, member, [choice], next(self.codes), lambda: cast_at)
        if closes_at < self.at:
            closing.close_if_due(ballot.pk, lambda: closes_at)

    def _votes(self, ballot: Ballot, said: dict[str, Any]) -> Iterator[tuple[Member, str]]:
        for who, choice in said.get("votes", {}).items():
            yield self.people[who], choice
        counts = said.get("secret", [])
        choices = [choice for choice, times in zip(counts[::2], counts[1::2], strict=True) for _ in range(times)]
        # From the end of the roll: those whom the demo lets you continue as come first, and have not voted yet.
        roll = RollEntry.objects.filter(ballot=ballot).order_by("-member_id").select_related("member")
        for entry, choice in zip(roll, choices, strict=False):
            yield entry.member, choice


def load(chapter: Chapter, people: Mapping[str, Member], *, at: dt.datetime) -> None:
    """Load what the demo chapter decides, once its people and candidacies are there."""
    DecisionLoader(chapter, people, at).load(tomllib.loads(DATA.read_text(encoding="utf-8")))

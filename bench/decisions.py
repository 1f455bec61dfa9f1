"""A cycle's procedure, motions in every state, ballots, conditions and field plans. All of it is invented.

Of each ten candidacies one is without a motion; the others go through all that a motion can come to.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from capacity.models import SupplyWeek
from chapters.models import Body, Chapter, Member
from chapters.models.body import BodyKind
from endorsements.models import (
    Ballot,
    Candidacy,
    Condition,
    ConditionReport,
    Decision,
    FieldPlan,
    Motion,
    Procedure,
    ProcedureVersion,
    Recusal,
    StepDone,
)
from endorsements.procedures.templates import TEMPLATES

RULE = {"threshold": [3, 5], "comparison": "at-least", "base": "yes-no", "quorum": {"kind": "number", "number": 20}}
# (type, what became of it): the first candidacy, whose page is measured, is endorsed with conditions.
WAYS = (
    ("endorse-with-conditions", "adopted"),
    ("endorse", "moved"),
    ("endorse", "scheduled"),
    ("endorse", "open"),
    ("endorse", "between"),
    ("endorse", "adopted"),
    ("endorse", "rejected"),
    ("endorse", "withdrawn"),
    ("do-not-endorse", "adopted"),
    ("", ""),
)
PLANNED = 8
"""So many candidacies of a cycle have a field plan."""


def procedure_of(chapter: Chapter, by: Member, at: dt.datetime) -> ProcedureVersion:
    """Give a chapter one procedure of several stages, branches that vote in it, and canvassers."""
    for name in ("North", "South", "Riverside"):
        Body.objects.create(chapter=chapter, kind=BodyKind.BRANCH, name=name)
    monday = at.date() - dt.timedelta(days=at.weekday())
    SupplyWeek.objects.create(chapter=chapter, starts_on=monday, canvassers=120, set_by=by, set_at=at)
    procedure = Procedure.objects.create(chapter=chapter, name="Endorsements", template="metro-dc")
    content = TEMPLATES["metro-dc"].model_dump(mode="json")
    return ProcedureVersion.objects.create(procedure=procedure, number=1, content=content, edited_by=by, edited_at=at)


def decide_on(
    candidacies: Sequence[Candidacy], version: ProcedureVersion, people: list[Member], at: dt.datetime
) -> None:
    """Move, vote and decide on a cycle's candidacies by this procedure; plan the field work of some."""
    ways = [(each, *WAYS[n % len(WAYS)]) for n, each in enumerate(candidacies)]
    moved = [(each, kind, state) for each, kind, state in ways if kind]
    motions = _moved(moved, version, people[0], at)
    states = [state for _each, _kind, state in moved]
    ballots = _voted(motions, states, version, people[0], at)
    Decision.objects.bulk_create(
        Decision(
            motion=motion, result=state, stage=ballots[motion.pk].stage, ballot=ballots[motion.pk],
            chosen=motion.candidacy if state == "adopted" else None, decided_at=at - dt.timedelta(days=2),
        )
        for motion, state in zip(motions, states, strict=True)
        if state in ("adopted", "rejected")
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(motion=motion, result="withdrawn", decided_at=at - dt.timedelta(days=1))
        for motion, state in zip(motions, states, strict=True)
        if state == "withdrawn"
    )
    _attach(motions, people, at)
    _plan(candidacies[:PLANNED], people[0], at)


def _moved(
    ways: Iterable[tuple[Candidacy, str, str]], version: ProcedureVersion, by: Member, at: dt.datetime
) -> list[Motion]:
    chapter = version.procedure.chapter
    numbers = count(Motion.objects.filter(chapter=chapter).count() + 1)
    return Motion.objects.bulk_create(
        Motion(
            chapter=chapter,
            number=(number := next(numbers)),
            type=kind,
            candidacy=candidacy,
            title=f"Motion {number}: {kind}",
            text="Resolved, after all that was said and read in three meetings. " * 10,
            procedure=version.procedure,
            version=None if state == "moved" else version,
            frozen_at=None if state == "moved" else at - dt.timedelta(days=20),
            moved_by=by,
            moved_at=at - dt.timedelta(days=30),
            withdrawn_by="candidate" if state == "withdrawn" else "",
            withdrawn_at=at - dt.timedelta(days=1) if state == "withdrawn" else None,
            withdrawn_because="Left the race" if state == "withdrawn" else "",
        )
        for candidacy, kind, state in ways
    )


def _voted(
    motions: Sequence[Motion], states: Sequence[str], version: ProcedureVersion, by: Member, at: dt.datetime
) -> dict[int, Ballot]:
    """Hold each motion's ballots up to where it is; return its last by motion id."""
    stages = TEMPLATES["metro-dc"].track_of("endorse").stages  # type: ignore[union-attr,arg-type]
    steps, votes = [s.id for s in stages if not s.is_vote], [s.id for s in stages if s.is_vote]
    body = Body.objects.get_or_create(chapter=version.procedure.chapter, kind=BodyKind.MEMBERSHIP, name="Membership")[0]
    StepDone.objects.bulk_create(
        StepDone(motion=motion, stage=step, done_on=(at - dt.timedelta(days=25)).date(), recorded_by=by, recorded_at=at)
        for motion, state in zip(motions, states, strict=True)
        if state not in ("moved", "withdrawn")
        for step in steps
    )
    found = []
    for motion, state in zip(motions, states, strict=True):
        made = {"motion": motion, "body": body, "kind": "yes-no", "method": "roll-call", "rule": RULE}
        made |= {"scheduled_by": by, "notice_at": at - dt.timedelta(days=20)}
        if state in ("adopted", "rejected"):
            outcomes = ["passed"] * len(votes) if state == "adopted" else ["failed"]
            found += [_closed(made, votes[n], outcome, at) for n, outcome in enumerate(outcomes)]
        elif state == "between" and len(votes) > 1:
            found.append(_closed(made, votes[0], "passed", at))
        elif state in ("scheduled", "open"):
            opens = at + dt.timedelta(days=3) if state == "scheduled" else at - dt.timedelta(days=1)
            opened = {"opened_at": opens, "text_sha256": "0" * 64} if state == "open" else {}
            closes = opens + dt.timedelta(days=5)
            found.append(Ballot(**made, stage=votes[0], opens_at=opens, closes_at=closes, **opened))
    return {ballot.motion_id: ballot for ballot in Ballot.objects.bulk_create(found)}


def _closed(made: dict[str, Any], stage: str, outcome: str, at: dt.datetime) -> Ballot:
    opens, closes = at - dt.timedelta(days=9), at - dt.timedelta(days=2)
    votes = {"yes": "30", "no": "10", "abstain": "2"} if outcome == "passed" else {"yes": "10", "no": "30"}
    recount = {"rule": RULE, "roll": 84, "present": None, "participants": 42, "votes": {"abstain": "2", **votes}}
    result = {"outcome": outcome, "roll": 84, "participants": 42, "recused": 0, "present": None, "recount": recount}
    return Ballot(
        **made, stage=stage, opens_at=opens, closes_at=closes, opened_at=opens, closed_at=closes, text_sha256="0" * 64,
        result={**result, "raised_present": False},
    )  # fmt: skip


def _attach(motions: Sequence[Motion], people: list[Member], at: dt.datetime) -> None:
    """Give conditional endorsements three conditions, one reported on; recuse somebody from each tenth candidacy."""
    conditions = Condition.objects.bulk_create(
        Condition(
            motion=motion,
            position=position,
            text=f"Condition {position}: comes to the chapter's meetings, and votes with it.",
            due_on=at.date() + dt.timedelta(days=30 * position),
        )
        for motion in motions
        if motion.type == "endorse-with-conditions"
        for position in (1, 2, 3)
    )
    ConditionReport.objects.bulk_create(
        ConditionReport(
            condition=each, state="met", note="Came to all of them", source="Minutes", found_on=at.date(),
            reported_by=people[0], reported_at=at,
        )
        for each in conditions
        if each.position == 1
    )  # fmt: skip
    Recusal.objects.bulk_create(
        Recusal(
            candidacy=motion.candidacy, member=people[1], reason="Works for the campaign", declared_by=people[1],
            declared_at=at,
        )
        for motion in motions[::9]
    )  # fmt: skip


def _plan(candidacies: Sequence[Candidacy], by: Member, at: dt.datetime) -> None:
    FieldPlan.objects.bulk_create(
        FieldPlan(
            candidacy=each, starts_on=at.date(), state="NY", past_office="State Assembly", past_district="1",
            past_kind="primary", own_turnout=6000, own_turnout_reason="As four years ago.", set_by=by, set_at=at,
        )
        for each in candidacies
    )  # fmt: skip

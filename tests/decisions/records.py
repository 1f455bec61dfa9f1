"""Motions, ballots and decisions for tests, written straight into the database: what their operations would leave."""

import datetime as dt
from typing import Any

from chapters.models import Body, BodyKind
from endorsements.models import Ballot, Condition, ConditionReport, Decision, Motion, NationalReport
from tests import factories
from tests.factories import NOW

RULE = {"threshold": [3, 5], "comparison": "at-least", "base": "yes-no", "quorum": {"kind": "number", "number": 20}}


def hours(count: int) -> dt.datetime:
    return NOW + dt.timedelta(hours=count)


def motion(of: Any, type: str = "endorse", **fields: Any) -> Motion:
    """Move a motion on a candidacy, or on a race as a contest."""
    race = getattr(of, "race", None)
    chapter = (race or of).cycle.chapter
    number = Motion.objects.filter(chapter=chapter).count() + 1
    subject = {"candidacy": of} if race else {"race": of}
    defaults = {
        "title": f"Motion {number}: {type}",
        "text": f"Resolved: {type}.",
        "moved_by": fields.pop("moved_by", None) or factories.member("Mo Mover"),
        "moved_at": NOW,
    }
    return Motion.objects.create(chapter=chapter, number=number, type=type, **subject, **{**defaults, **fields})


def body(chapter: Any, kind: str = BodyKind.MEMBERSHIP, name: str = "") -> Body:
    return Body.objects.get_or_create(chapter=chapter, kind=kind, name=name or str(BodyKind(kind).label))[0]


def result(outcome: str, yes: int = 30, no: int = 10, abstain: int = 2, roll: int = 84) -> dict[str, Any]:
    people = yes + no + abstain
    votes = {"yes": str(yes), "no": str(no), "abstain": str(abstain)}
    recount = {"rule": RULE, "roll": roll, "present": None, "participants": people, "votes": votes}
    return {
        "outcome": outcome, "roll": roll, "participants": people, "recused": 0, "present": None, "recount": recount,
        "raised_present": False,
    }  # fmt: skip


def ballot(on: Motion, state: str = "closed", outcome: str = "passed", **fields: Any) -> Ballot:
    """Give a motion a ballot: `scheduled`, `open`, `closed` (with a result) or `voided`."""
    defaults: dict[str, Any] = {
        "stage": "membership",
        "body": fields.pop("body", None) or body(on.chapter),
        "kind": "yes-no",
        "method": "roll-call",
        "rule": RULE,
        "notice_at": hours(-48),
        "opens_at": hours(-24),
        "closes_at": hours(-1) if state == "closed" else hours(24),
        "scheduled_by": on.moved_by,
    }
    if state in ("open", "closed"):
        defaults |= {"opened_at": hours(-24), "text_sha256": "0" * 64}
    if state == "closed":
        defaults |= {"closed_at": hours(-1), "result": result(outcome)}
    if state == "voided":
        defaults |= {"voided_at": hours(-2), "void_reason": "The roll is too small"}
    return Ballot.objects.create(motion=on, **{**defaults, **fields})


def decide(on: Motion, result: str = "adopted", *, at: dt.datetime | None = None, chosen: Any = None) -> Decision:
    """Decide a motion: with a ballot closed for it unless it was withdrawn."""
    outcome = {"adopted": "passed", "rejected": "failed", "no-quorum": "no-quorum"}.get(result)
    found = ballot(on, outcome=outcome) if outcome else None
    return Decision.objects.create(
        motion=on, result=result, stage=found.stage if found else "", ballot=found,
        chosen=chosen or (on.candidacy if result == "adopted" else None), decided_at=at or hours(-1),
    )  # fmt: skip


def condition(on: Motion, text: str = "Attends every meeting", due_on: dt.date | None = None) -> Condition:
    position = on.conditions.count() + 1
    return Condition.objects.create(motion=on, position=position, text=text, due_on=due_on or dt.date(2026, 6, 1))


def national(on: Motion, answer: str = "", **fields: Any) -> NationalReport:
    """Report how a request for the national endorsement stands: asked on 3 May, answered on 9 June."""
    on.national_reports.update(is_current=False)
    answered_on = dt.date(2026, 6, 9) if answer else None
    defaults = {"asked_on": dt.date(2026, 5, 3), "answered_on": answered_on, "source": "Letter", "reported_at": NOW}
    return NationalReport.objects.create(motion=on, answer=answer, reported_by=on.moved_by, **{**defaults, **fields})


def report(of: Condition, state: str = "met", **fields: Any) -> ConditionReport:
    defaults = {"source": "Minutes of 3 May", "found_on": dt.date(2026, 5, 3), "reported_at": NOW}
    of.reports.update(is_current=False)
    return ConditionReport.objects.create(
        condition=of, state=state, reported_by=of.motion.moved_by, **{**defaults, **fields}
    )

"""Everything of a cycle's motions that the board reads, by one query: a union over the tables that it is kept in."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, FilteredRelation, IntegerField, Q, QuerySet

from chapters.models import Body
from chapters.models.body import BodyKind
from chapters.prepared import Prepared, part
from endorsements.models import Ballot, Candidacy, Condition, Cycle, Motion, ProcedureVersion, Race, StepDone
from endorsements.models.ballot import DecisionResult

_TYPES = {
    "kind": CharField,
    "id": IntegerField,
    "of": IntegerField,
    "name": CharField,
    "said": CharField,
    "more": CharField,
    "body": CharField,
    "content": CharField,
    "number": IntegerField,
    "candidacy": IntegerField,
    "race": IntegerField,
    "chosen": IntegerField,
    "version": IntegerField,
    "procedure": IntegerField,
    "first_at": DateTimeField,
    "second_at": DateTimeField,
    "third_at": DateTimeField,
    "fourth_at": DateTimeField,
    "fifth_at": DateTimeField,
    "day": DateField,
}


class Kept(NamedTuple):
    """A row of the union; which columns it fills follows from its kind (see `kept`). `of`: the motion's id."""

    kind: str
    id: int
    of: int
    name: str
    said: str | None
    more: str | None
    body: str | None
    content: str | None
    number: int | None
    candidacy: int | None
    race: int | None
    chosen: int | None
    version: int | None
    procedure: int | None
    first_at: dt.datetime | None
    second_at: dt.datetime | None
    third_at: dt.datetime | None
    fourth_at: dt.datetime | None
    fifth_at: dt.datetime | None
    day: dt.date | None


def _about(cycle: int, path: str = "") -> Q:
    # By the ids of what is in the cycle, which the database gathers once: to join four tables for it costs twice that.
    candidacies, races = Candidacy.objects.filter(race__cycle=cycle), Race.objects.filter(cycle=cycle)
    return Q(**{f"{path}candidacy__in": candidacies}) | Q(**{f"{path}race__in": races})


def _union(cycle: int, chapter: int) -> QuerySet[Any]:
    motions = Motion.objects.filter(_about(cycle))
    answered = FilteredRelation("national_reports", condition=Q(national_reports__is_current=True))
    ballots = Ballot.objects.filter(_about(cycle, "motion__"), voided_at__isnull=True)
    steps = StepDone.objects.filter(_about(cycle, "motion__"), undone_at__isnull=True)
    conditions = Condition.objects.filter(
        _about(cycle, "motion__"), motion__decision__result=DecisionResult.ADOPTED
    ).annotate(now=FilteredRelation("reports", condition=Q(reports__is_current=True)))
    branches = Body.objects.filter(chapter=chapter, kind=BodyKind.BRANCH)
    versions = ProcedureVersion.objects.filter(
        Q(procedure__chapter=chapter, is_current=True) | Q(pk__in=motions.order_by().values("version"))
    )
    return part(
        motions.annotate(answered=answered), _TYPES, "motion", id="pk", of="pk", name="title", said="type",
        more="decision__result", body="answered__answer", number="number",
        candidacy="candidacy_id", race="race_id", chosen="decision__chosen_id", version="version_id",
        procedure="procedure_id", first_at="decision__decided_at", second_at="withdrawn_at", third_at="moved_at",
    ).union(
        part(
            ballots, _TYPES, "ballot", id="pk", of="motion_id", name="stage", said="result__outcome",
            more="result__contest__winner", body="body__name", first_at="opens_at", second_at="opened_at",
            third_at="closes_at", fourth_at="closed_at", fifth_at="hard_stop_at", number="body_id",
            content="body__kind",
        ),
        part(steps, _TYPES, "step", id="pk", of="motion_id", name="stage", day="done_on"),
        part(conditions, _TYPES, "condition", id="pk", of="motion_id", name="text", said="now__state", day="due_on"),
        part(branches, _TYPES, "branch", id="pk", of="pk", name="name", day="dissolved_on"),
        part(
            versions, _TYPES, "procedure", id="pk", of="procedure_id", name="procedure__name", content="content",
            number="is_current", first_at="procedure__retired_at",
        ),
        all=True,
    ).order_by()  # fmt: skip


_ALL = Prepared(_union, int, int)


def kept(cycle: Cycle) -> list[Kept]:
    """Return all that bears on a cycle's motions, by kind. One query.

    `motion`: name its title, said its type, more its result, body what the national organization answered; first_at
    decided, second_at withdrawn, third_at moved.
    `ballot` (those that count): name its stage, said its outcome, more a contest's winner; first_at to fifth_at: opens,
    opened, closes, closed, hard stop; number its body, content that one's kind. `step`: name its stage, day when it was
    done. `condition` (of what was adopted): name its text, said its state, day when it is due. `branch`: one of the
    chapter's branches, day when it was dissolved. `procedure`: a version that a motion pins or that is current (number
    is then 1), `of` its procedure, content its JSON; first_at retired.
    """
    return [Kept(*row) for row in _ALL(cycle.pk, cycle.chapter_id)]

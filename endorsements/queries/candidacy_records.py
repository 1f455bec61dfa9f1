"""What people wrote of one candidacy, by one query: notes, scores, frozen assessments, conditions of endorsements."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, FilteredRelation, IntegerField, Q, QuerySet

from chapters.prepared import Prepared, part
from endorsements.models import Assessment, Condition, Note, Score
from endorsements.models.motion import ConditionState, MotionType
from endorsements.queries.decisions import ConditionNow
from endorsements.queries.weighing import Scored

_TYPES = {
    "kind": CharField,
    "id": IntegerField,
    "of": IntegerField,
    "number": IntegerField,
    "memo": IntegerField,
    "who": CharField,
    "said": CharField,
    "text": CharField,
    "source": CharField,
    "at": DateTimeField,
    "later": DateTimeField,
    "day": DateField,
    "found_on": DateField,
}


class Line(NamedTuple):
    """A row of the union; which columns it fills follows from its kind (see `_union`)."""

    kind: str
    id: int
    of: int
    number: int
    memo: int | None
    who: str
    said: str
    text: str
    source: str
    at: dt.datetime
    later: dt.datetime | None
    day: dt.date
    found_on: dt.date | None


@dataclass(slots=True)
class Written:
    """Lines of notes (the first written first) and of assessments (the newest first, one for each memo); scores by
    when they were given; conditions by motion."""

    notes: list[Line] = field(default_factory=list)
    assessments: list[Line] = field(default_factory=list)
    scored: list[Scored] = field(default_factory=list)
    conditions: dict[int, tuple[ConditionNow, ...]] = field(default_factory=dict)


def _union(candidacy: int, race: int) -> QuerySet[Any, Any]:
    """`note`: of who wrote it, said its side. `score`: of who gave it, later its revision. `frozen`: said its verdict,
    text its digest, memo a memo's number. `condition`: of its motion, said its state, source and found_on its report's.
    """
    notes = Note.objects.filter(candidacy=candidacy, withdrawn_at__isnull=True)
    scores, frozen = (model.objects.filter(candidacy=candidacy) for model in (Score, Assessment))
    conditions = Condition.objects.filter(
        Q(motion__candidacy=candidacy) | Q(motion__race=race), motion__type=MotionType.ENDORSE_CONDITIONALLY
    ).annotate(now=FilteredRelation("reports", condition=Q(reports__is_current=True)))
    return (
        part(
            notes, _TYPES, "note", id="pk", of="written_by_id", who="written_by__name", said="side", text="text",
            at="written_at",
        )
        .union(
            part(
                scores, _TYPES, "score", id="pk", of="member_id", who="member__name", at="scored_at",
                later="revised_at",
            ),
            part(
                frozen, _TYPES, "frozen", id="pk", number="number", who="frozen_by__name", said="verdict",
                text="digest", at="frozen_at", memo="memos__number",
            ),
            part(
                conditions, _TYPES, "condition", id="pk", of="motion_id", number="position", text="text", day="due_on",
                said="now__state", who="now__note", source="now__source", found_on="now__found_on",
            ),
            all=True,
        )
        .order_by()
    )  # fmt: skip


_ALL = Prepared(_union, int, int)


def written_of(candidacy: int, race: int) -> Written:
    """Return what was written of a candidacy in a race. One query."""
    lines = [Line(*row) for row in _ALL(candidacy, race)]

    def of(kind: str) -> Iterator[Line]:
        return (line for line in lines if line.kind == kind)

    conditions: dict[int, list[ConditionNow]] = {}
    for each in sorted(of("condition"), key=lambda line: (line.of, line.number)):
        now = ConditionNow(
            each.id, each.text, each.day, each.said or ConditionState.OPEN, each.who or "", each.source or "",
            each.found_on,
        )  # fmt: skip
        conditions.setdefault(each.of, []).append(now)
    return Written(
        notes=sorted(of("note"), key=lambda line: (line.at, line.id)),
        assessments=sorted(of("frozen"), key=lambda line: (-line.number, line.memo or 0)),
        scored=[
            Scored(line.of, line.who, line.at, line.later)
            for line in sorted(of("score"), key=lambda line: (line.at, line.id))
        ],
        conditions={motion: tuple(each) for motion, each in conditions.items()},
    )

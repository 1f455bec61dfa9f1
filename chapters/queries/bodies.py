"""The bodies of a chapter that vote, and who is in them on a day, with the weight of each vote."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from django.db import models
from django.db.models import Min, Q, QuerySet
from django.utils.text import capfirst

from chapters.models import Body, BodySeat, Chapter, Role, Seat
from chapters.models.body import FROM_SEATS, BodyKind
from chapters.policies import standing_name

SEATS_THAT_COUNT = {
    BodyKind.ELECTORAL: frozenset({Role.ELECTORAL}),
    BodyKind.STEERING: frozenset({Role.STEERING}),
    BodyKind.MEMBERSHIP: frozenset(Role),
}


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody in a body on a day, and their vote: `units` of `whole`, in lowest terms."""

    member_id: int
    name: str
    units: int
    whole: int

    @property
    def weight(self) -> Fraction:
        """The vote as a share of a whole one."""
        return Fraction(self.units, self.whole)


class Asked(Protocol):
    """What a procedure says of the body that votes (a `BodyVote`)."""

    @property
    def body(self) -> str: ...
    @property
    def name(self) -> str: ...


def called(body: Body) -> str:
    """Return a body's name in the reader's language; only those drawn from seats have one in each."""
    return capfirst(str(BodyKind(body.kind).label)) if body.kind in FROM_SEATS else body.name


def stands_on(body: Body, day: dt.date) -> bool:
    """Say whether a body is not dissolved on a day."""
    return body.dissolved_on is None or body.dissolved_on > day


def held_on(day: dt.date) -> Q:
    """Return the condition of body seats held on a day: begun, and not ended before or on it."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def people_of(body: Body, day: dt.date, since: dt.date | None = None) -> list[Voter]:
    """Return who is in a body on a day, by member id: members of the chapter on that day, two queries.

    With `since`, only those of whose seats held on `day` one began on that day or before. A dissolved body has nobody.
    A place in a branch or a committee counts only while its holder has a seat in the chapter.
    """
    if not stands_on(body, day):
        return []
    members = Seat.objects.held_on(day).filter(chapter=body.chapter_id).order_by()
    counted = members.values_list("member_id", "member__name").annotate(Min("starts_on"))
    if body.kind in FROM_SEATS:
        roles = SEATS_THAT_COUNT[BodyKind(body.kind)]
        # Standing counts from any seat: who was a member and has sat on a committee since last week is no newcomer.
        counted = counted.annotate(sits=models.Count("pk", filter=Q(role__in=roles))).filter(sits__gt=0)
        counted = counted.values_list("member_id", "member__name", "starts_on__min")
    weights: dict[int, tuple[int, int]] = {}
    if body.pk is not None:
        rows = BodySeat.objects.filter(held_on(day), body=body).order_by("starts_on", "pk")
        weights = {row.member_id: (row.units, row.whole) for row in rows}
    return [
        _voter(member_id, name, *weights.get(member_id, (1, 1)))
        for member_id, name, began in sorted(counted)
        if (body.kind in FROM_SEATS or member_id in weights) and (since is None or began <= since)
    ]


def _voter(member_id: int, name: str, units: int, whole: int) -> Voter:
    weight = Fraction(units, whole)
    return Voter(member_id, name, weight.numerator, weight.denominator)


def standing(chapter: Chapter, day: dt.date) -> QuerySet[Body]:
    """Return the chapter's stored bodies that are not dissolved on a day."""
    return Body.objects.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day), chapter=chapter)


def bodies_for(chapter: Chapter, vote: Asked, day: dt.date | None = None) -> list[Body]:
    """Return the bodies that a vote of a procedure is held in, by name; empty where the chapter has none such.

    Of a kind drawn from seats there is always one: unsaved where it has no row yet (`operations.bodies.standing_body`
    makes it). Without a name every body of the kind votes, as all branches do. With `day`, those that stand on it.
    """
    kind = str(vote.body)
    rows = list(Body.objects.filter(chapter=chapter, kind=kind).order_by("name"))
    if kind in FROM_SEATS:
        return rows or [Body(chapter=chapter, kind=kind, name=standing_name(kind))]
    wanted = vote.name.strip().casefold()
    return [
        body
        for body in rows
        if (not wanted or body.name.casefold() == wanted)
        and (stands_on(body, day) if day else body.dissolved_on is None)
    ]


def seats_of(body: Body, day: dt.date) -> Sequence[BodySeat]:
    """Return a body's seats that are held on a day or will be, by name. One query."""
    rows = BodySeat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), body=body).select_related("member")
    return list(rows.order_by("member__name", "starts_on", "pk").fetch_mode(models.FETCH_RAISE))

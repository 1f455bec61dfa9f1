"""The bodies of a chapter that vote, and who is in them on a day, with the weight of each vote."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from django.db import models
from django.db.models import Min, Q
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


def members_of(
    chapter_id: int, day: dt.date, since: dt.date | None = None, roles: frozenset[Role] = frozenset(Role)
) -> list[tuple[int, str]]:
    """Return who holds a seat in a chapter on a day (one of these, where roles are named) as (id, name), by id.

    Somebody whose account is shut can neither vote nor sign and is not among them. With `since`, only who has been a
    member from that day on or before without a day between, in whatever seats. One query, with `since` at most two.
    """
    held = Seat.objects.held_on(day).filter(chapter=chapter_id, member__is_active=True).order_by()
    counted = held.values_list("member_id", "member__name").annotate(
        began=Min("starts_on"), sits=models.Count("pk", filter=Q(role__in=roles))
    )
    people = sorted(row for row in counted if row[3])
    began = {member_id: began for member_id, _name, began, _sits in people}
    if since is not None and any(day > since for day in began.values()):
        before = Seat.objects.filter(chapter=chapter_id, ends_on__lte=day).order_by("-ends_on", "-starts_on")
        for member_id, starts_on, ends_on in before.values_list("member_id", "starts_on", "ends_on"):
            if member_id in began and ends_on >= began[member_id]:
                began[member_id] = min(began[member_id], starts_on)
    return [(pk, name) for pk, name, _began, _sits in people if since is None or began[pk] <= since]


def people_of(body: Body, day: dt.date, since: dt.date | None = None) -> list[Voter]:
    """Return who is in a body on a day, by member id: members of the chapter on that day (`members_of`).

    Standing counts from any seat: who was a member and has sat on a committee since last week is no newcomer. A
    dissolved body has nobody. A place in a branch or a committee counts only while its holder has a seat in the
    chapter. Two queries, three with `since` where somebody's seat began after that.
    """
    if not stands_on(body, day):
        return []
    drawn = SEATS_THAT_COUNT[BodyKind(body.kind)] if body.kind in FROM_SEATS else frozenset(Role)
    people = members_of(body.chapter_id, day, since, drawn)
    weights: dict[int, tuple[int, int]] = {}
    if body.pk is not None:
        rows = BodySeat.objects.filter(held_on(day), body=body).order_by("starts_on", "pk")
        weights = {row.member_id: (row.units, row.whole) for row in rows}
    return [
        _voter(member_id, name, *weights.get(member_id, (1, 1)))
        for member_id, name in people
        if body.kind in FROM_SEATS or member_id in weights
    ]


def _voter(member_id: int, name: str, units: int, whole: int) -> Voter:
    weight = Fraction(units, whole)
    return Voter(member_id, name, weight.numerator, weight.denominator)


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


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a body's page: who, the weight of their vote, and the stored place that says so, if any."""

    name: str
    weight: Fraction
    place: BodySeat | None
    counts: bool
    """False while the place has yet to begin, or its holder has no seat in the chapter or a shut account."""


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body with the people in it on a day, by name. `key` stands in addresses."""

    body: Body
    key: str
    title: str
    from_seats: bool
    voters: tuple[Voter, ...]
    stands: bool

    @property
    def weight(self) -> Fraction:
        """All votes of the body together."""
        return sum((voter.weight for voter in self.voters), Fraction())


def key_of(body: Body) -> str:
    """Return what names a body in addresses: the kind of those drawn from seats, else its number."""
    return str(body.kind) if body.kind in FROM_SEATS else str(body.pk)


def body_line(body: Body, day: dt.date) -> BodyLine:
    """Return a body with its people. Two queries."""
    return _line(body, people_of(body, day), day)


def _line(body: Body, voters: list[Voter], day: dt.date) -> BodyLine:
    by_name = tuple(sorted(voters, key=lambda voter: (voter.name.casefold(), voter.member_id)))
    return BodyLine(body, key_of(body), called(body), body.kind in FROM_SEATS, by_name, stands_on(body, day))


def overview(chapter: Chapter, day: dt.date) -> list[BodyLine]:
    """Return every body of the chapter with its people on a day: those drawn from seats, then the others by name.

    Three queries for any number of bodies and people. Dissolved bodies come last.
    """
    stored = list(Body.objects.filter(chapter=chapter))
    kinds = {body.kind for body in stored}
    unsaved = [Body(chapter=chapter, kind=kind, name=standing_name(kind)) for kind in FROM_SEATS if kind not in kinds]
    roles: dict[int, set[str]] = {}
    names: dict[int, str] = {}
    seats = Seat.objects.held_on(day).filter(chapter=chapter, member__is_active=True).order_by()
    for member_id, name, role in seats.values_list("member_id", "member__name", "role"):
        roles.setdefault(member_id, set()).add(role)
        names[member_id] = name
    weights: dict[int, dict[int, tuple[int, int]]] = {}
    places = BodySeat.objects.filter(held_on(day), body__chapter=chapter).order_by("starts_on", "pk")
    for body_id, member_id, units, whole in places.values_list("body_id", "member_id", "units", "whole"):
        weights.setdefault(body_id, {})[member_id] = (units, whole)

    def people(body: Body) -> list[Voter]:
        held = weights.get(body.pk, {})
        if not stands_on(body, day):
            return []
        if body.kind not in FROM_SEATS:
            return [_voter(pk, names[pk], *weight) for pk, weight in held.items() if pk in names]
        counted = SEATS_THAT_COUNT[BodyKind(body.kind)]
        return [_voter(pk, names[pk], *held.get(pk, (1, 1))) for pk, mine in roles.items() if mine & counted]

    lines = [_line(body, people(body), day) for body in (*stored, *unsaved)]
    order = {kind: at for at, kind in enumerate(FROM_SEATS)}
    return sorted(
        lines, key=lambda line: (not line.stands, order.get(line.body.kind, len(order)), line.title.casefold())
    )


def places_of(line: BodyLine, day: dt.date) -> list[Place]:
    """Return the rows of a body's page: who is in it, then places that do not count yet or any more. One query."""
    stored: list[BodySeat] = []
    if line.body.pk is not None:
        open_places = BodySeat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), body=line.body)
        rows = open_places.select_related("member").order_by("starts_on", "pk")
        stored = list(rows.fetch_mode(models.FETCH_RAISE))
    inside = {voter.member_id: voter for voter in line.voters}
    now = {place.member_id: place for place in stored if place.starts_on <= day and place.member_id in inside}
    counting = [Place(voter.name, voter.weight, now.get(voter.member_id), counts=True) for voter in line.voters]
    shown = {place.pk for place in now.values()}
    others = [
        Place(place.member.name, Fraction(place.units, place.whole), place, counts=False)
        for place in stored
        if place.pk not in shown
    ]
    return counting + sorted(others, key=lambda each: each.name.casefold())

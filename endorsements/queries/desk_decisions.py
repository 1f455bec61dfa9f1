"""What waits on the desk of decisions: votes to cast, stages to take up, results to certify, days that come near."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from django.db.models import Exists, OuterRef, Q

from chapters.models import Member, Role
from endorsements.models import Ballot, Certificate, Motion, Recusal
from endorsements.models.ballot import BallotKind
from endorsements.procedures.course import Course
from endorsements.procedures.records import Stage
from endorsements.queries.ballots import open_to
from endorsements.queries.deadline_rows import Due
from endorsements.queries.deadlines import deadlines_for
from endorsements.queries.desk_places import Place
from endorsements.queries.motions import courses_of, record_text
from endorsements.queries.national import unanswered
from endorsements.queries.register_motions import to_enter

DUE_WITHIN = dt.timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Ready:
    """A motion whose next stage nobody has taken up: a step to be done, or a vote of which ballots are missing."""

    place: Place
    motion: Motion
    stage: Stage
    scheduled: int
    expected: int


@dataclass(frozen=True, slots=True)
class Recused:
    """What a member is recused from."""

    candidacies: frozenset[int] = frozenset()
    motions: frozenset[int] = frozenset()


@dataclass(slots=True)
class Deciding:
    """What waits for a member; `red_lines` are adopted motions that nobody has entered in the register yet,
    `national` those whose request to the national organization has no answer on record."""

    ballots: list[Ballot] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    to_certify: list[Ballot] = field(default_factory=list)
    deadlines: list[Due] = field(default_factory=list)
    conditions: list[Due] = field(default_factory=list)
    red_lines: list[Motion] = field(default_factory=list)
    national: list[Motion] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def recused_from(member: Member) -> Recused:
    """Return what a member is recused from. One query."""
    rows = Recusal.objects.filter(member=member, lifted_at__isnull=True).order_by()
    pairs = list(rows.values_list("candidacy_id", "motion_id"))
    return Recused(frozenset(pk for pk, _m in pairs if pk), frozenset(pk for _c, pk in pairs if pk))


def deciding_of(member: Member, places: Mapping[int, Place], recused: Recused, *, at: dt.datetime) -> Deciding:
    """Return what waits for a member at a moment: one query, and more only with the seats that act on it."""
    found = Deciding(ballots=open_to(member, at))
    movers = _with(places, Role.ELECTORAL, Role.STEERING)
    if movers:
        under_way = _under_way(movers)
        found.ready = _ready(movers, recused, under_way)
        of_races = {motion: course for motion, course in under_way.items() if motion.candidacy_id or motion.race_id}
        near = [due for due in deadlines_for(movers.values(), of_races) if _is_near(due, movers[due.chapter.pk].today)]
        mine = [due for due in near if recused.candidacies.isdisjoint(due.candidacies)]
        found.conditions = [due for due in mine if due.key.startswith("condition/")]
        found.deadlines = _first_of_each(mine)
    if certifiers := _with(places, Role.STEERING):
        found.to_certify = _to_certify(certifiers)
        found.national = [motion for motion in unanswered(certifiers) if not _is_off(recused, motion)]
    if admins := _with(places, Role.ADMIN):
        found.red_lines = to_enter(admins)
    return found


def _with(places: Mapping[int, Place], *roles: str) -> dict[int, Place]:
    return {pk: place for pk, place in places.items() if place.roles & set(roles)}


def _is_near(due: Due, today: dt.date) -> bool:
    return due.day <= today + DUE_WITHIN


def _first_of_each(near: Iterable[Due]) -> list[Due]:
    """The first day of each race's and each motion's way; days to decide stand in a list of their own."""
    first: dict[str, Due] = {}
    for due in near:
        sort, of, *what = due.key.split("/")
        if sort in ("race", "motion") and what != ["decide-by"]:
            first.setdefault(f"{sort}/{of}", due)
    return list(first.values())


def _under_way(places: Mapping[int, Place]) -> dict[Motion, Course | None]:
    """Return the undecided motions of these chapters but for those of closed cycles, the longest moved first."""
    closed = Q(candidacy__race__cycle__closed_at__isnull=False) | Q(race__cycle__closed_at__isnull=False)
    rows = Motion.objects.filter(~closed, chapter__in=list(places), decision__isnull=True, withdrawn_at__isnull=True)
    rows = rows.annotate(record=record_text()).select_related("chapter", "candidacy").defer("text")
    motions = list(rows.order_by("moved_at", "pk"))
    courses: dict[int, Course | None] = courses_of(motions)
    return {motion: courses[motion.pk] for motion in motions}


def _ready(places: Mapping[int, Place], recused: Recused, under_way: Mapping[Motion, Course | None]) -> list[Ready]:
    """Return the motions that wait for somebody to take up their next stage."""
    found = [
        _waiting(places[motion.chapter_id], motion, course)
        for motion, course in under_way.items()
        if not _is_off(recused, motion)
    ]
    return [each for each in found if each]


def _is_off(recused: Recused, motion: Motion) -> bool:
    return motion.pk in recused.motions or motion.candidacy_id in recused.candidacies


def _waiting(place: Place, motion: Motion, course: Course | None) -> Ready | None:
    if course is None or course.current is None or course.outcome is not None:
        return None
    stations = list(course.stations)
    here = course.station(course.current.id)
    if here.stage.is_vote and len(here.ballots) >= here.expected:
        return None
    before = stations[max(stations.index(here) - 1, 0)].ended_on
    if here.stage.wait_days and before and before + dt.timedelta(days=here.stage.wait_days) > place.today:
        return None
    return Ready(place, motion, here.stage, len(here.ballots), here.expected)


def _to_certify(places: Collection[int]) -> list[Ballot]:
    """Return the closed ballots without a certificate, the longest closed first. A straw poll decides nothing."""
    certified = Certificate.objects.filter(ballot=OuterRef("pk"))
    rows = Ballot.objects.filter(~Exists(certified), motion__chapter__in=list(places), closed_at__isnull=False).exclude(
        kind=BallotKind.STRAW_POLL
    )
    rows = rows.select_related("motion__chapter", "body").defer("result", "receipts", "choices", "motion__text")
    found = list(rows.annotate(record=record_text("motion__")).order_by("closed_at", "pk"))
    for ballot in found:
        ballot.motion.record = ballot.record  # as `places_of` looks for it
    return found

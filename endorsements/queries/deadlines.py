"""What is due and when on the way to decisions: counted back by procedures, set by ballots, promised by conditions.

Nothing is stored of it. All of a cycle (or of all chapters of a desk) is read with the same number of queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from chapters.models import Chapter
from endorsements.models import Ballot, Condition, ConditionReport, Cycle, Motion, ProcedureVersion, Race
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import ConditionState, MotionType
from endorsements.procedures.course import Course
from endorsements.procedures.records import MotionType as TrackType
from endorsements.procedures.records import ProcedureRecord, Track
from endorsements.queries.deadline_rows import Due, Subject, of_ballot, of_condition, of_decide_by, of_motion, of_race
from endorsements.queries.motions import courses_of, record_in

DECIDING = (MotionType.ENDORSE, MotionType.ENDORSE_CONDITIONALLY, MotionType.RE_ENDORSE, MotionType.DO_NOT_ENDORSE)
"""The types after which a candidacy is decided on."""
BEFORE_THE_ELECTION = (*DECIDING, MotionType.SEEK_NATIONAL)
"""The types whose stages count back from the election; a censure or a rescission does not."""


Concluded = tuple[set[int], set[int]]
"""The candidacies and the races on which a motion to endorse or not was decided."""


class Place(Protocol):
    """A chapter, and the day it is there."""

    @property
    def chapter(self) -> Chapter: ...
    @property
    def today(self) -> dt.date: ...


def deadlines_of(cycle: Cycle, today: dt.date) -> list[Due]:
    """Return all days of a cycle, those over and done with among them, the earliest first."""
    only = Cycle.objects.filter(pk=cycle.pk)
    return _counted(only, only, {cycle.chapter_id: (cycle.chapter, today)}, with_ballots=True)


def next_deadlines(cycle: Cycle, today: dt.date) -> dict[int, Due]:
    """Return candidacy id → what is due next for it, or longest overdue; no entry where nothing is."""
    found: dict[int, Due] = {}
    for due in deadlines_of(cycle, today):
        if not due.done:
            for candidacy in due.candidacies:
                found.setdefault(candidacy, due)
    return found


def deadlines_for(places: Iterable[Place], under_way: Mapping[Motion, Course | None] | None = None) -> list[Due]:
    """Return what is still due in these chapters' open cycles, and conditions of all cycles; the earliest first.

    Without the days of ballots, which the desk tells to those who vote. `under_way`: all undecided motions of these
    cycles with their courses, where they are known already.
    """
    chapters = {place.chapter.pk: (place.chapter, place.today) for place in places}
    every = Cycle.objects.filter(chapter__in=list(chapters))
    return [due for due in _counted(every.filter(closed_at__isnull=True), every, chapters, under_way) if not due.done]


def procedures_in_use(chapters: Iterable[int]) -> dict[int, list[ProcedureRecord]]:
    """Return chapter id → what its procedures in use say now. One query."""
    rows = ProcedureVersion.objects.filter(
        procedure__chapter__in=list(chapters), procedure__retired_at__isnull=True, is_current=True
    ).annotate(said=Cast("content", TextField()))
    found: dict[int, list[ProcedureRecord]] = {}
    for chapter, content in rows.order_by("procedure__name").values_list("procedure__chapter_id", "said"):
        found.setdefault(chapter, []).append(record_in(content))
    return found


def _counted(
    cycles: QuerySet[Cycle],
    with_conditions: QuerySet[Cycle],
    chapters: Mapping[int, tuple[Chapter, dt.date]],
    under_way: Mapping[Motion, Course | None] | None = None,
    *,
    with_ballots: bool = False,
) -> list[Due]:
    subjects, concluded = _subjects(cycles, chapters)
    if under_way is None:
        motions = _undecided(cycles)
        courses = courses_of(motions)
        under_way = {motion: courses[motion.pk] for motion in motions}
    motions = list(under_way)
    found = _moved(subjects, under_way)
    found += _unmoved(subjects, motions, concluded, procedures_in_use(chapters))
    found += _ballots(subjects, cycles) if with_ballots else []
    found += _conditions(with_conditions, chapters)
    # Stable, so that stages due on one day stay in their order.
    return sorted(found, key=lambda due: (due.day, due.race))


def _within(cycles: QuerySet[Cycle], path: str = "") -> Q:
    """Narrow motions (or what leads to them by `path`) to those on a candidacy or a race of these cycles."""
    return Q(**{f"{path}candidacy__race__cycle__in": cycles}) | Q(**{f"{path}race__cycle__in": cycles})


def _subjects(
    cycles: QuerySet[Cycle], chapters: Mapping[int, tuple[Chapter, dt.date]]
) -> tuple[dict[int, Subject], Concluded]:
    """Return race id → race with its open candidacies, id → name; and what of them was decided. A row a candidacy."""
    still = FilteredRelation("candidacies", condition=Q(candidacies__closed_at__isnull=True))
    rows = Race.objects.filter(cycle__in=cycles).select_related("cycle").annotate(still=still)
    rows = rows.annotate(candidacy=F("still__pk"), name=F("still__candidate__name"))
    results = (DecisionResult.ADOPTED, DecisionResult.REJECTED, DecisionResult.NO_QUORUM)
    decided = Motion.objects.filter(type__in=DECIDING, decision__result__in=results)
    rows = rows.annotate(
        is_decided=Exists(decided.filter(race=OuterRef("pk"))),
        is_decided_on=Exists(decided.filter(candidacy=OuterRef("still__pk"))),
    )
    races: dict[int, Race] = {}
    running: dict[int, dict[int, str]] = defaultdict(dict)
    concluded: Concluded = set(), set()
    for race in rows.order_by("election_on", "office", "district", "pk", "name", "candidacy"):
        races.setdefault(race.pk, race)
        if race.candidacy is not None:
            running[race.pk][race.candidacy] = race.name
        concluded[0].update([race.candidacy] if race.is_decided_on else [])
        concluded[1].update([race.pk] if race.is_decided else [])
    return {pk: Subject(*chapters[race.cycle.chapter_id], race, running[pk]) for pk, race in races.items()}, concluded


def _undecided(cycles: QuerySet[Cycle]) -> list[Motion]:
    open_ones = Motion.objects.filter(_within(cycles), decision__isnull=True, withdrawn_at__isnull=True)
    return list(open_ones.select_related("chapter", "candidacy").defer("text").order_by("pk"))


def _concerned(motion: Motion, subject: Subject) -> tuple[int, ...]:
    return (motion.candidacy_id,) if motion.candidacy_id else tuple(subject.running)


def _race_of(motion: Motion) -> int:
    race = motion.candidacy.race_id if motion.candidacy else motion.race_id
    assert race is not None
    return race


def _moved(subjects: Mapping[int, Subject], motions: Mapping[Motion, Course | None]) -> list[Due]:
    found: list[Due] = []
    for motion, course in motions.items():
        subject = subjects[_race_of(motion)]
        if course and motion.type in BEFORE_THE_ELECTION and not subject.is_over:
            found += of_motion(subject, motion, course, _concerned(motion, subject))
    return found


def _unmoved(
    subjects: Mapping[int, Subject],
    motions: list[Motion],
    concluded: Concluded,
    procedures: Mapping[int, list[ProcedureRecord]],
) -> list[Due]:
    """Count back for races and candidacies on which nothing was moved, by the one procedure that there is."""
    deciding = [motion for motion in motions if motion.type in DECIDING]
    moved = {motion.candidacy_id for motion in deciding} | concluded[0]
    moved_races = {motion.race_id for motion in deciding} | concluded[1]
    found: list[Due] = []
    for pk, subject in subjects.items():
        left = {candidacy: name for candidacy, name in subject.running.items() if candidacy not in moved}
        if subject.is_over or pk in moved_races or (subject.running and not left):
            continue
        track = _one_track(procedures.get(subject.chapter.pk, []))
        found += of_race(subject, left, track) if track else of_decide_by(subject, left)
    return found


def _one_track(procedures: list[ProcedureRecord]) -> Track | None:
    """Return the stages of an endorsement where only one procedure can be meant."""
    return procedures[0].track_of(TrackType.ENDORSE) if len(procedures) == 1 else None


def _ballots(subjects: Mapping[int, Subject], cycles: QuerySet[Cycle]) -> list[Due]:
    rows = (
        Ballot.objects.filter(_within(cycles, "motion__"), voided_at__isnull=True)
        .select_related("motion__candidacy", "body")
        .only(
            "notice_at", "opens_at", "opened_at", "closes_at", "closed_at", "hard_stop_at", "body__kind", "body__name",
            "motion__title", "motion__race", "motion__candidacy__race",
        )
        .order_by("pk")
    )  # fmt: skip
    found: list[Due] = []
    for ballot in rows:
        subject = subjects[_race_of(ballot.motion)]
        found += of_ballot(subject, ballot, _concerned(ballot.motion, subject))
    return found


def _conditions(cycles: QuerySet[Cycle], chapters: Mapping[int, tuple[Chapter, dt.date]]) -> list[Due]:
    """Return the conditions of endorsements that were adopted and stand; those that were reported on are done."""
    replaced = Motion.objects.filter(
        type__in=(*DECIDING, MotionType.RESCIND),
        candidacy=OuterRef("motion__candidacy"),
        decision__result=DecisionResult.ADOPTED,
        decision__decided_at__gt=OuterRef("motion__decision__decided_at"),
    )
    reported = ConditionReport.objects.filter(condition=OuterRef("pk"), is_current=True)
    rows = (
        Condition.objects.filter(
            _within(cycles, "motion__"), ~Exists(replaced), motion__decision__result=DecisionResult.ADOPTED
        )
        .annotate(is_open=~Exists(reported.exclude(state=ConditionState.OPEN)))
        .select_related("motion__candidacy__candidate", "motion__candidacy__race", "motion__race")
        .defer("motion__text")
        .order_by("pk")
    )
    return [of_condition(*chapters[row.motion.chapter_id], row, is_open=row.is_open) for row in rows]

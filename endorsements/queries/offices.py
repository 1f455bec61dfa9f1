"""Those in office and their accountability record: conditions, attendance, votes on the chapter's positions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from chapters.models import Chapter
from endorsements.models import Attendance, Candidacy, Motion, OfficeTerm, Outcome, PositionVote
from endorsements.queries.office_conditions import ConditionLine, conditions_in_words, conditions_of
from endorsements.queries.office_words import (
    Counts,
    attendance_in_words,
    dates,
    place,
    state_of,
    votes_in_words,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A term in a few words: who, where, when, and what the record counts. `state` is now, ahead or over."""

    term_id: int
    candidate_id: int
    name: str
    office: str
    dates: str
    state: str
    conditions: str
    attendance: str
    votes: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What is on record of one candidate's terms, each as a `Line`; `conditions` are those of them all, each once."""

    candidate_id: int
    name: str
    lines: tuple[Line, ...]
    conditions: tuple[ConditionLine, ...]


def records_of(candidate_ids: Iterable[int], today: dt.date | None = None) -> dict[int, Summary]:
    """Return the records of several candidates by their id, of those who have one. Five queries, however many.

    `today`: the day that deadlines are held against; without one, the active time zone's.
    """
    terms = _terms(Q(candidate__in=list(candidate_ids)))
    if not terms:
        return {}
    today = today or timezone.localdate()
    conditions = conditions_of(terms, today)
    lines = {line.term_id: line for line in _lines(terms, conditions, today)}
    held: dict[int, list[OfficeTerm]] = defaultdict(list)
    for each in terms:
        held[each.candidate_id].append(each)
    return {
        candidate: Summary(
            candidate_id=candidate,
            name=theirs[0].candidate.name,
            lines=tuple(lines[each.pk] for each in theirs),
            conditions=tuple(dict.fromkeys(line for each in theirs for line in conditions[each.pk])),
        )
        for candidate, theirs in held.items()
    }


def records_for(motion: Motion, today: dt.date | None = None) -> list[Summary]:
    """Return the records of whom a motion is about, or of who runs in its race. Five queries at most, six of a race."""
    if motion.candidacy is not None:
        ids = [motion.candidacy.candidate_id]
    elif motion.race_id is not None:
        runs = Candidacy.objects.filter(race=motion.race_id, closed_at__isnull=True)
        ids = list(runs.order_by("candidate__name").values_list("candidate_id", flat=True))
    else:
        return []
    found = records_of(ids, today)
    return [found[each] for each in ids if each in found]


def records_for_run(candidacy_id: int, today: dt.date) -> list[Summary]:
    """Return the record of who runs in a candidacy, in a list of one; none where they held no office. Five queries."""
    runs = Candidacy.objects.filter(pk=candidacy_id).values_list("candidate", flat=True)
    return list(records_of(runs, today).values())


def newest_term(candidate_id: int) -> int | None:
    """Return the id of a candidate's newest term, or None. One query."""
    return OfficeTerm.objects.filter(candidate=candidate_id).order_by("-starts_on").values_list("pk", flat=True).first()


def lines_of(chapter: Chapter, today: dt.date) -> list[Line]:
    """Return every term of a chapter in a few words: by name, the newest first. Five queries at most."""
    terms = _terms(Q(chapter=chapter))
    return _lines(terms, conditions_of(terms, today), today)


def _terms(which: Q) -> list[OfficeTerm]:
    rows = OfficeTerm.objects.filter(which).select_related("candidate").order_by("candidate__name", "-starts_on", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def _lines(terms: list[OfficeTerm], conditions: dict[int, tuple[ConditionLine, ...]], today: dt.date) -> list[Line]:
    ids = [each.pk for each in terms]
    came = _counted(Attendance.objects.filter(term__in=ids, struck_at__isnull=True), "presence")
    voted = _counted(PositionVote.objects.filter(term__in=ids, struck_at__isnull=True), "alignment")
    return [
        Line(
            each.pk, each.candidate_id, each.candidate.name, place(each.office, each.district), dates(each),
            state_of(each, today), conditions_in_words(conditions[each.pk]),
            attendance_in_words(came[each.pk]), votes_in_words(voted[each.pk]),
        )
        for each in terms
    ]  # fmt: skip


def _counted(rows: "models.QuerySet[Attendance] | models.QuerySet[PositionVote]", field: str) -> dict[int, Counts]:
    found: dict[int, Counts] = defaultdict(dict)
    for term, value, number in rows.order_by().values_list("term", field).annotate(Count("pk")):
        found[term][value] = number
    return found


def winners(chapter: Chapter) -> "models.QuerySet[Candidacy]":
    """Return the candidacies that won, by the outcomes that stand, newest election first."""
    won = Outcome.won_by.through.objects.filter(outcome__is_current=True, outcome__race__cycle__chapter=chapter).values(
        "candidacy"
    )
    rows = Candidacy.objects.filter(pk__in=won).select_related("candidate", "race")
    return rows.order_by("-race__election_on", "candidate__name")


def winners_without_term(chapter: Chapter) -> list[Candidacy]:
    """Return the candidacies that won and led to no term on record yet. One query."""
    held = OfficeTerm.objects.filter(chapter=chapter, candidacy__isnull=False).values("candidacy")
    return list(winners(chapter).exclude(pk__in=held).fetch_mode(models.FETCH_RAISE))


def runs_of(term: OfficeTerm) -> list[Candidacy]:
    """Return the candidacies that a term may have come of: its own, and those that their candidate won. One query."""
    held = OfficeTerm.objects.filter(candidacy__isnull=False).exclude(pk=term.pk).values("candidacy")
    won = Q(pk__in=winners(term.chapter).order_by().values("pk")) & ~Q(pk__in=held)
    rows = Candidacy.objects.filter(Q(pk=term.candidacy_id) | won, candidate=term.candidate_id)
    return list(rows.select_related("candidate", "race").order_by("-race__election_on").fetch_mode(models.FETCH_RAISE))


def open_candidacies(candidate_id: int, today: dt.date) -> list[Candidacy]:
    """Return a candidate's open candidacies in open cycles whose election is ahead. One query."""
    rows = Candidacy.objects.filter(
        candidate=candidate_id, closed_at__isnull=True, race__cycle__closed_at__isnull=True,
        race__election_on__gte=today,
    )  # fmt: skip
    return list(rows.select_related("race__cycle").order_by("race__election_on", "pk").fetch_mode(models.FETCH_RAISE))

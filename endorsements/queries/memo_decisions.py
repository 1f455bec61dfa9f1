"""What a memo says of decisions: plain strings in the reader's language, to be frozen with the rest of it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from chapters.queries.bodies import called
from endorsements.models import Candidacy, Motion
from endorsements.procedures.course import Course
from endorsements.procedures.deadline_words import deadline_in_words
from endorsements.procedures.deadlines import deadlines
from endorsements.procedures.records import MotionType, Track
from endorsements.procedures.telling import stage_in_words
from endorsements.queries.ballots import result_words
from endorsements.queries.candidacy_course import Found, day_of, found_for, when
from endorsements.queries.deadline_rows import is_set
from endorsements.queries.decision_states import told
from endorsements.queries.memo_evidence import long_day
from endorsements.queries.motions import courses_of

type Strings = dict[str, Any]


def decisions_content(candidacy: Candidacy) -> Strings | None:
    """Return the votes, the next stages and the conditions; None where nothing was moved.

    At most six queries, or one without a motion. The candidacy comes with `race.cycle.chapter` fetched.
    """
    found = found_for(candidacy)
    if not found.motions:
        return None
    return {
        "status": _status(found),
        "votes": [vote for motion in reversed(found.motions) for vote in _votes(motion, found)],
        "next": _next(candidacy, found),
        "conditions": _conditions(found),
    }


def _status(found: Found) -> str:
    """How the candidacy stands, for the memo's head; "" where nothing came of anything yet."""
    now = found.course.stands()
    if now.by is None:
        return ""
    at, _event, moved = found.course.events[now.by]
    said = {"status": told(now.status, now.also), "day": day_of(at), "number": moved.number}
    return _("%(status)s (motion %(number)s, %(day)s)") % said


def _named(motion: Motion) -> str:
    return _("Motion %(number)s: %(title)s") % {"number": motion.number, "title": motion.title}


def _votes(motion: Motion, found: Found) -> list[Strings]:
    """Each vote that was closed or is open; of an open one nothing but until when."""
    return [
        {
            "motion": _named(motion),
            "body": called(ballot.body),
            "when": when(ballot),
            "words": result_words(ballot, _) if ballot.closed_at else [],
        }
        for ballot in found.ballots[motion.pk]
        if ballot.opened_at and not ballot.voided_at
    ]


def _next(candidacy: Candidacy, found: Found) -> list[Strings]:
    """The stage at which each motion that is under way stands: its rule, and its deadlines still ahead or missed."""
    numbers = {moved.motion for moved in found.course.under_way}
    motions = [motion for motion in reversed(found.motions) if motion.pk in numbers]
    if not motions:
        return []
    for motion in motions:
        motion.chapter = candidacy.race.cycle.chapter
    courses = courses_of(motions)
    stages = []
    for motion in motions:
        course: Course | None = courses[motion.pk]
        if course is None or course.current is None:
            continue
        is_last = course.current == course.stations[-1].stage
        stages.append(
            {
                "motion": _named(motion),
                "stage": course.current.title,
                "sentences": list(stage_in_words(course.current, _, is_last=is_last)),
                "deadlines": _deadlines(motion, course, candidacy, found),
            }
        )
    return stages


def _deadlines(motion: Motion, course: Course, candidacy: Candidacy, found: Found) -> list[Strings]:
    """Return the days of the stage: those of its ballots once all are set, else those counted back."""
    assert course.current is not None
    here = course.station(course.current.id)
    if is_set(here):
        ballots = [each for each in found.ballots[motion.pk] if each.stage == here.stage.id and not each.voided_at]
        return [{"what": called(each.body), "day": when(each)} for each in ballots if not each.closed_at]
    track = Track(types=(MotionType(motion.type),), stages=tuple(station.stage for station in course.stations))
    done: dict[str, dt.date] = {each.stage.id: each.ended_on for each in course.stations if each.ended_on}
    due = deadlines(track, candidacy.race.election_on, candidacy.race.decide_by_on, done=done)
    return [
        {"what": deadline_in_words(each, _), "day": long_day(each.day)}
        for each in due
        if each.stage_id == here.stage.id
    ]


def _conditions(found: Found) -> list[Strings]:
    """The conditions of every motion, each with how it stands and where that is from."""
    by_motion = found.conditions()
    return [
        {
            "motion": _named(motion),
            "text": each.text,
            "due": long_day(each.due_on),
            "word": each.word,
            "state": str(each.state),
            "source": ", ".join(
                part for part in (each.source, long_day(each.found_on) if each.found_on else "") if part
            ),
        }
        for motion in reversed(found.motions)
        for each in by_motion.get(motion.pk, ())
    ]

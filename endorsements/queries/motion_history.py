"""What happened to a motion, line by line, from the log."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from chapters.queries import log
from chapters.queries.bodies import called
from endorsements.models import Ballot, Motion, Recusal, Statement
from endorsements.procedures.course import Course
from endorsements.queries.motion_words import stage_title

HISTORY = 30


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what; `of`: the stage and body of the ballot that it was done to, "" for anything else."""

    at: dt.datetime
    who: str
    what: str
    of: str


def history_of(motion: Motion, ballots: Sequence[Ballot], course: Course | None) -> tuple[Event, ...]:
    """Return the last events of a motion, its ballots, statements and recusals, newest first. At most four queries."""
    records = {
        "endorsements.motion": [motion.pk],
        "endorsements.ballot": [ballot.pk for ballot in ballots],
        "endorsements.statement": Statement.objects.filter(motion=motion).values_list("pk", flat=True),
        "endorsements.recusal": Recusal.objects.filter(motion=motion).values_list("pk", flat=True),
    }
    titles = {each.stage.id: stage_title(each.stage) for each in course.stations} if course else {}
    places = {
        f"endorsements.ballot:{ballot.pk}": ", ".join(filter(None, [titles.get(ballot.stage), called(ballot.body)]))
        for ballot in ballots
    }
    lines = log.lines_of(f"chapter-{motion.chapter_id}", records, newest=HISTORY)
    events = [Event(line.at, line.who, line.what, places.get(line.record, "")) for line in lines]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))

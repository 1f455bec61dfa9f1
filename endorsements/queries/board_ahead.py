"""The days still ahead on the way to a decision, counted back by a procedure: pure, and remembered by the process."""

import datetime as dt
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from chapters.models import Body
from chapters.queries.bodies import called
from endorsements.procedures.course import BallotOutcome, BallotState, course
from endorsements.procedures.deadline_words import deadline_in_words
from endorsements.procedures.deadlines import Deadline, deadlines
from endorsements.procedures.records import MotionType as TrackType
from endorsements.queries.deadline_rows import BALLOT_DAYS, BEHIND, is_set
from endorsements.queries.motions import expected, record_in, track_in


class Day(NamedTuple):
    """A day on which something is due. Of equal days: motions' stages, races', ballots, conditions, as in `place`."""

    day: dt.date
    place: tuple[int, int, int]
    what: Deadline | str
    body: str = ""
    sort: str = ""

    def told(self) -> str:
        """What is due, in words."""
        if isinstance(self.what, Deadline):
            return deadline_in_words(self.what, _)
        if said := BALLOT_DAYS.get(self.what):
            return _(said) % {"body": called(Body(kind=self.sort, name=self.body))}
        return self.what


class Gone(NamedTuple):
    """How far a motion has come: its ballots (stage, body, its kind, outcome, closed on), its steps, the branches."""

    ballots: tuple[tuple[str, int, str, BallotOutcome | None, dt.date | None], ...]
    steps: tuple[tuple[str, dt.date], ...]
    branches: frozenset[int]


@lru_cache(maxsize=8192)
def ahead(
    content: str, type: str, gone: Gone, election_on: dt.date, decide_by_on: dt.date | None
) -> tuple[Deadline, ...]:
    """Count back the stages still ahead, but for those whose ballots are set. Pure, and therefore remembered."""
    track = track_in(record_in(content) if content else None, type)
    if track is None:
        return ()
    votes: dict[str, list[BallotState]] = defaultdict(list)
    asked: dict[str, dict[int, str]] = defaultdict(dict)
    for place, (stage, body, kind, outcome, closed_on) in enumerate(gone.ballots):
        votes[stage].append(BallotState(place, outcome, closed_on))
        asked[stage][body] = kind
    awaited = expected(track, gone.branches, asked, is_decided=False)
    way = course(track, votes, dict(gone.steps), expected=awaited)
    if way.outcome is not None:
        return ()
    ended = {s.stage.id: s.ended_on for s in way.stations if s.state in BEHIND and s.ended_on is not None}
    set_already = {station.stage.id for station in way.stations if is_set(station)}
    counted = deadlines(track, election_on, decide_by_on, done=ended)
    return tuple(each for each in counted if each.stage_id not in set_already)


def first_day(content: str, election_on: dt.date, decide_by_on: dt.date | None) -> Day | None:
    """The first day of a procedure's endorsement counted back; without one the day to decide by."""
    if found := _earliest(content, election_on, decide_by_on):
        return found
    return Day(decide_by_on, (1, 0, 0), _("Endorsement: to be decided")) if decide_by_on else None


@lru_cache(maxsize=8192)
def _earliest(content: str, election_on: dt.date, decide_by_on: dt.date | None) -> Day | None:
    track = record_in(content).track_of(TrackType.ENDORSE) if content else None
    if track is None:
        return None
    found = deadlines(track, election_on, decide_by_on)
    return min(Day(each.day, (1, 0, index), each) for index, each in enumerate(found))

"""Where a motion is on its track, and what it came to, from the results of its ballots and the steps done.

A result that is there is never weighed anew: with further results a decided course stays decided, and the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Literal

from endorsements.procedures.records import Failing, Join, Signers, Stage, Track

BallotOutcome = Literal["passed", "failed", "no-quorum"]
CourseOutcome = Literal["adopted", "rejected", "no-quorum"]


class State(StrEnum):
    """How a station stands."""

    DONE = "done"
    """A step that was taken."""
    PASSED = "passed"
    FAILED = "failed"
    REPORTED = "reported"
    """Every body reported, whatever it said."""
    NOW = "now"
    AHEAD = "ahead"
    SKIPPED = "skipped"
    """Not needed any more, since the end is certain."""


@dataclass(frozen=True, slots=True)
class BallotState:
    """A ballot that counts (not one called off): `outcome` is None until it closes. `key` is the caller's."""

    key: object
    outcome: BallotOutcome | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """A stage as the motion stands there: its ballots, how many bodies it waits for, the day on which it ended."""

    stage: Stage
    state: State
    ballots: tuple[BallotState, ...] = ()
    expected: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A motion's way so far. `deciding` is the ballot whose close made the end certain."""

    stations: tuple[Station, ...]
    current: Stage | None
    outcome: CourseOutcome | None
    deciding: BallotState | None

    def station(self, stage_id: str) -> Station:
        """Return a stage's station. Raises KeyError for an id that the track has not."""
        for station in self.stations:
            if station.stage.id == stage_id:
                return station
        raise KeyError(stage_id)

    def is_reached(self, stage_id: str) -> bool:
        """Say whether all before the stage is behind the motion and its ballots may be held. KeyError: no such id."""
        place = self.stations.index(self.station(stage_id))
        behind = {State.DONE, State.PASSED, State.FAILED, State.REPORTED}
        reached = all(station.state in behind for station in self.stations[:place])
        return reached and self.stations[place].state != State.SKIPPED


@dataclass(frozen=True, slots=True)
class _Found:
    state: State
    deciding: BallotState | None = None


def course(
    track: Track,
    votes: Mapping[str, Sequence[BallotState]],
    steps_done: Mapping[str, date],
    expected: Mapping[str, int] | None = None,
) -> Course:
    """Walk the track. `votes` has each stage's ballots, `expected` how many bodies it waits for (default: its votes).

    Ballots of one stage that closed on the same day are taken in the order given.
    """
    unwalked = [_unwalked(stage, votes, steps_done, expected or {}) for stage in track.stages]
    walked: list[Station] = []
    last = track.stages[-1]
    for station in unwalked:
        found = _found(station, is_last=station.stage is last)
        walked.append(replace(station, state=found.state, ended_on=_ended(station, found)))
        rest = unwalked[len(walked) :]
        if found.state == State.NOW:
            return Course((*walked, *rest), station.stage, None, None)
        if found.state == State.FAILED and _stops(station, found, is_last=station.stage is last):
            skipped = [each if each.state == State.DONE else replace(each, state=State.SKIPPED) for each in rest]
            return Course((*walked, *skipped), None, _failed_how(station, found), found.deciding)
    return Course(tuple(walked), None, "adopted", found.deciding)


def _unwalked(
    stage: Stage,
    votes: Mapping[str, Sequence[BallotState]],
    steps_done: Mapping[str, date],
    expected: Mapping[str, int],
) -> Station:
    """Return a stage as it is before the walk gets there: ahead, or a step that was taken early."""
    if not stage.is_vote:
        done = steps_done.get(stage.id)
        return Station(stage, State.DONE if done else State.AHEAD, ended_on=done)
    ballots = tuple(sorted(votes.get(stage.id, ()), key=lambda ballot: ballot.closed_on or date.max))
    # A stage for branches waits for one at least, even in a chapter that has none yet.
    awaited = max(expected.get(stage.id, len(stage.votes)), len(ballots), 1)
    return Station(stage, State.AHEAD, ballots, awaited)


def _found(station: Station, *, is_last: bool) -> _Found:
    if station.stage.is_vote:
        return _found_of_vote(station, is_last=is_last)
    return _Found(State.DONE if station.state == State.DONE else State.NOW)


def _found_of_vote(station: Station, *, is_last: bool) -> _Found:
    # The last stage decides, so that bodies which only report must all agree there.
    join = Join.ALL if is_last and station.stage.join == Join.REPORTED else station.stage.join
    closed = [ballot for ballot in station.ballots if ballot.outcome is not None]
    passed = [ballot for ballot in closed if ballot.outcome == "passed"]
    failed = [ballot for ballot in closed if ballot.outcome != "passed"]
    if lost := _lost(station.stage, join, failed):
        return _Found(State.FAILED, lost[0])
    match join:
        case Join.ANY if passed:
            return _Found(State.PASSED, passed[0])
        case Join.ANY if len(failed) == station.expected:
            return _Found(State.FAILED, failed[-1])
        case Join.ALL if len(passed) == station.expected:
            return _Found(State.PASSED, passed[-1])
        case Join.REPORTED if len(closed) == station.expected:
            return _Found(State.REPORTED, closed[-1])
    return _Found(State.NOW)


def _lost(stage: Stage, join: Join, failed: Sequence[BallotState]) -> list[BallotState]:
    """Return the ballots each of which alone fails a stage: of bodies that only report, a hard stop with no quorum."""
    if join == Join.ALL:
        return list(failed)
    is_lost = join == Join.REPORTED and stage.until_quorum
    return [ballot for ballot in failed if is_lost and ballot.outcome == "no-quorum"]


def _stops(station: Station, found: _Found, *, is_last: bool) -> bool:
    """Say whether a stage that failed ends the motion: a hard stop without a quorum does whatever else would go on."""
    if is_last or station.stage.failing == Failing.STOP:
        return True
    return station.stage.until_quorum and _failed_how(station, found) == "no-quorum"


def _ended(station: Station, found: _Found) -> date | None:
    return found.deciding.closed_on if found.deciding else station.ended_on


def _failed_how(station: Station, found: _Found) -> CourseOutcome:
    # Where any would have sufficed all of them failed; where all were needed, the first that failed says how.
    failing = station.ballots if station.stage.join == Join.ANY else (found.deciding,)
    return "no-quorum" if all(ballot and ballot.outcome == "no-quorum" for ballot in failing) else "rejected"


def signers_needed(signers: Signers, members: int) -> int | None:
    """Return how many must sign, a share rounded up; `members`: how many could. None: the number is not chosen."""
    if signers.number is not None:
        return signers.number
    return ceil(Fraction(*signers.share) * members) if signers.share is not None else None

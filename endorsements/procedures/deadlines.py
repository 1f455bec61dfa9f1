"""The last days by which the stages of a track must be done, counted back from the election. Exact days, no clock.

Each vote closes by its own last day, opens its window before that and is announced its notice before that; what comes
before it must be done when it is announced, and its waiting time before it opens. Where the stage before has a day of
its own, `within_days` counts on from there.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from endorsements.procedures.records import Stage, Track

Kind = Literal["step", "notice", "opens", "closes"]


class Why(StrEnum):
    """What a deadline follows from; `figure` is the number of days or months."""

    ELECTION = "election"
    DECIDE_BY = "decide-by"
    MONTHS = "months"
    DAYS = "days"
    STAGE_AFTER = "stage-after"
    WAIT = "wait"
    WITHIN = "within"
    WINDOW = "window"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deadline is on its day; `of` is the title of the stage it follows from, where that is another one."""

    why: Why
    figure: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for something: a step taken, or a vote announced, opened or closed."""

    stage_id: str
    title: str
    kind: Kind
    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Bound:
    day: date
    reason: Reason


def months_back(day: date, months: int) -> date:
    """Return the day so many months before; where that month is shorter, its last day (31 August − 6 → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_back(day: date, days: int) -> date:
    """Return the day so many days before, at the earliest the first that there is."""
    return day - timedelta(days=min(days, (day - date.min).days))


def deadlines(
    track: Track, election_on: date, decide_by_on: date | None = None, *, done: Mapping[str, date] | None = None
) -> list[Deadline]:
    """Return the deadlines in the order of the stages, within one in the order of time.

    `decide_by_on` bounds the last stage besides the election. `done`: the days on which stages ended; they have no
    deadline any more, and what is to follow within so many days counts on from them.
    """
    done = done or {}
    ends = _ends(track, election_on, decide_by_on)
    found: list[Deadline] = []
    before: tuple[date, str] | None = None
    for stage in track.stages:
        if stage.id in done:
            before = (done[stage.id], stage.title)
            continue
        end = ends[stage.id]
        if stage.within_days is not None and before is not None:
            counted_on = _days_on(before[0], stage.within_days)
            if counted_on < end.day:
                end = _Bound(counted_on, Reason(Why.WITHIN, stage.within_days, before[1]))
        found += _of_stage(stage, end)
        before = (end.day, stage.title)
    return found


def _ends(track: Track, election_on: date, decide_by_on: date | None) -> dict[str, _Bound]:
    """Return the last day of each stage, walked from the last to the first."""
    bound = _Bound(election_on, Reason(Why.ELECTION))
    if decide_by_on is not None and decide_by_on <= election_on:
        bound = _Bound(decide_by_on, Reason(Why.DECIDE_BY))
    ends: dict[str, _Bound] = {}
    for stage in reversed(track.stages):
        own = _own(stage, election_on)
        ends[stage.id] = min([bound, *own], key=lambda each: each.day)
        bound = _before(stage, ends[stage.id].day)
    return ends


def _own(stage: Stage, election_on: date) -> list[_Bound]:
    own = []
    if stage.months_before is not None:
        own.append(_Bound(months_back(election_on, stage.months_before), Reason(Why.MONTHS, stage.months_before)))
    if stage.days_before is not None:
        own.append(_Bound(days_back(election_on, stage.days_before), Reason(Why.DAYS, stage.days_before)))
    return own


def _before(stage: Stage, end: date) -> _Bound:
    """Return the last day of what comes before a stage that ends on this day."""
    opens = days_back(end, stage.window_days or 0) if stage.is_vote else end
    announced = days_back(opens, stage.notice_days or 0) if stage.is_vote else opens
    waited = days_back(opens, stage.wait_days or 0)
    if waited < announced:
        return _Bound(waited, Reason(Why.WAIT, stage.wait_days or 0, stage.title))
    return _Bound(announced, Reason(Why.STAGE_AFTER, 0, stage.title))


def _of_stage(stage: Stage, end: _Bound) -> list[Deadline]:
    if not stage.is_vote:
        return [Deadline(stage.id, stage.title, "step", end.day, end.reason)]
    found = [Deadline(stage.id, stage.title, "closes", end.day, end.reason)]
    opens = days_back(end.day, stage.window_days or 0)
    if stage.window_days is not None:
        found.insert(0, Deadline(stage.id, stage.title, "opens", opens, Reason(Why.WINDOW, stage.window_days)))
    if stage.notice_days is not None:
        announced = days_back(opens, stage.notice_days)
        found.insert(0, Deadline(stage.id, stage.title, "notice", announced, Reason(Why.NOTICE, stage.notice_days)))
    return found


def _days_on(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))

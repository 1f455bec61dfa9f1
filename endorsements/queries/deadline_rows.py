"""One thing that is due: made from a track counted back, from a ballot's times, or from a condition. No queries."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chapters.models import Chapter
from chapters.queries.bodies import called
from endorsements.models import Ballot, Condition, Motion, Race
from endorsements.procedures.course import Course, State, Station
from endorsements.procedures.deadline_words import deadline_in_words, reason_in_words
from endorsements.procedures.deadlines import deadlines
from endorsements.procedures.records import MotionType, Track

BEHIND = (State.DONE, State.PASSED, State.FAILED, State.REPORTED)
BALLOT_DAYS = {
    "notice": gettext_noop("%(body)s: vote announced"),
    "opens": gettext_noop("%(body)s: voting opens"),
    "closes": gettext_noop("%(body)s: voting closes"),
    "hard-stop": gettext_noop("%(body)s: voting closes even without its quorum"),
}
"""What a day of a ballot is, by its kind."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something due on a day. `about` names whom or what it concerns besides the race; `why` the reason for the day.

    `view` and `args` are the address it leads to (`args` after the chapter's short name). `key` is the same at each
    reading. `done`: over, or done; a day that is over and not done is `overdue`.
    """

    day: dt.date
    what: str
    why: str
    race: str
    about: str
    chapter: Chapter
    view: str
    args: tuple[int, ...]
    key: str
    candidacies: tuple[int, ...] = ()
    done: bool = False
    overdue: bool = False
    at: dt.datetime | None = None
    """The moment, of what has one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A race with its open candidacies (id → name), in its chapter and on the day it is there."""

    chapter: Chapter
    today: dt.date
    race: Race
    running: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether the election was before today."""
        return self.race.election_on < self.today


def of_race(subject: Subject, candidacies: Mapping[int, str], track: Track) -> list[Due]:
    """Count the stages back for candidacies on which nothing was moved; they share their race's days."""
    race = subject.race
    return [
        _of_running(
            subject,
            candidacies,
            each.day,
            what=deadline_in_words(each, _),
            why=reason_in_words(each.reason, _),
            key=f"{each.stage_id}/{each.kind}",
        )
        for each in deadlines(track, race.election_on, race.decide_by_on)
    ]


def of_decide_by(subject: Subject, candidacies: Mapping[int, str]) -> list[Due]:
    """Return the day to decide by, for candidacies whose stages nobody knows."""
    if subject.race.decide_by_on is None:
        return []
    what, why = _("Endorsement: to be decided"), _("the day by which the race is to be decided")
    return [_of_running(subject, candidacies, subject.race.decide_by_on, what=what, why=why, key="decide-by")]


def _of_running(
    subject: Subject, candidacies: Mapping[int, str], day: dt.date, *, what: str, why: str, key: str
) -> Due:
    """Something due for candidacies on which nothing was moved."""
    view, args = _address(subject.race, candidacies)
    return Due(
        day=day,
        what=what,
        why=why,
        race=str(subject.race),
        about=", ".join(candidacies.values()),
        chapter=subject.chapter,
        view=view,
        args=args,
        key=f"race/{subject.race.pk}/{key}",
        candidacies=tuple(candidacies),
        overdue=day < subject.today,
    )


def of_motion(subject: Subject, motion: Motion, course: Course, candidacies: Iterable[int]) -> list[Due]:
    """Count back the stages that are still before a motion; where all ballots of one are set, their days hold."""
    if course.outcome is not None:
        return []
    set_already = {station.stage.id for station in course.stations if is_set(station)}
    ended = {s.stage.id: s.ended_on for s in course.stations if s.state in BEHIND and s.ended_on is not None}
    race = subject.race
    track = Track(types=(MotionType(motion.type),), stages=tuple(station.stage for station in course.stations))
    return [
        Due(
            day=each.day,
            what=deadline_in_words(each, _),
            why=reason_in_words(each.reason, _),
            race=str(race),
            about=motion.title,
            chapter=subject.chapter,
            view="motion",
            args=(motion.pk,),
            key=f"motion/{motion.pk}/{each.stage_id}/{each.kind}",
            candidacies=tuple(candidacies),
            overdue=each.day < subject.today,
        )
        for each in deadlines(track, race.election_on, race.decide_by_on, done=ended)
        if each.stage_id not in set_already
    ]


def is_set(station: Station) -> bool:
    """Whether every body that a stage waits for has its ballot."""
    return station.stage.is_vote and len(station.ballots) >= station.expected


def of_ballot(subject: Subject, ballot: Ballot, candidacies: Iterable[int]) -> list[Due]:
    """Return the days on which a ballot was announced, opens and closes; none of them is ever overdue."""
    zone = ZoneInfo(subject.chapter.time_zone)
    closes = ballot.closed_at or ballot.closes_at
    days = [
        ("notice", ballot.notice_at, True),
        ("opens", ballot.opened_at or ballot.opens_at, ballot.opened_at is not None),
        ("closes", closes, ballot.closed_at is not None),
    ]
    if ballot.hard_stop_at is not None and ballot.closed_at is None:
        days.append(("hard-stop", ballot.hard_stop_at, False))
    return [
        Due(
            day=at.astimezone(zone).date(),
            what=_(BALLOT_DAYS[kind]) % {"body": called(ballot.body)},
            why=_("at %(time)s") % {"time": at.astimezone(zone).strftime("%H:%M %Z")},
            race=str(subject.race),
            about=ballot.motion.title,
            chapter=subject.chapter,
            view="ballot",
            args=(ballot.pk,),
            key=f"ballot/{ballot.pk}/{kind}",
            candidacies=tuple(candidacies),
            done=done or at.astimezone(zone).date() < subject.today,
            at=at,
        )
        for kind, at, done in days
    ]


def of_condition(chapter: Chapter, today: dt.date, condition: Condition, *, is_open: bool) -> Due:
    """Return the day by which a condition is to be met."""
    motion = condition.motion
    return Due(
        day=condition.due_on,
        what=_("Condition: to be met"),
        why=condition.text,
        race=str(motion.candidacy.race if motion.candidacy else motion.race),
        about=motion.candidacy.candidate.name if motion.candidacy else motion.title,
        chapter=chapter,
        view="motion",
        args=(motion.pk,),
        key=f"condition/{condition.pk}",
        candidacies=(motion.candidacy_id,) if motion.candidacy_id else (),
        done=not is_open,
        overdue=is_open and condition.due_on < today,
    )


def _address(race: Race, candidacies: Mapping[int, str]) -> tuple[str, tuple[int, ...]]:
    """Lead to the one candidacy that is meant, else to the race."""
    return ("candidacy", tuple(candidacies)) if len(candidacies) == 1 else ("race", (race.pk,))

"""What the board shows of decisions: how each candidacy stands, and what is due next on its way there.

The same days as `queries.deadlines` gives, worked out from one query, since the board has to be read at a glance.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from chapters.models import Body
from chapters.queries.bodies import called
from endorsements.models import Cycle
from endorsements.models.motion import ConditionState
from endorsements.procedures.course import BallotOutcome, BallotState, course
from endorsements.procedures.deadline_words import deadline_in_words
from endorsements.procedures.deadlines import Deadline, deadlines
from endorsements.procedures.records import MotionType as TrackType
from endorsements.queries.board_motions import Kept, kept
from endorsements.queries.board_row import Next, Row
from endorsements.queries.deadline_rows import BEHIND, is_set
from endorsements.queries.deadlines import BEFORE_THE_ELECTION, DECIDING
from endorsements.queries.decision_states import ENDORSED
from endorsements.queries.decisions import TYPES, Moved, Place, courses, shown
from endorsements.queries.motions import expected, record_in, track_in
from endorsements.tally.contests import NO_ENDORSEMENT

TIMES = ("opens", "closes", "hard-stop")
_OUTCOMES: dict[str, BallotOutcome] = {"passed": "passed", "failed": "failed", "no-quorum": "no-quorum"}


def with_decisions(cycle: Cycle, rows: list[Row], today: dt.date) -> None:
    """Set `decision`, `also` and `deadline` of a cycle's rows. One query; the cycle comes with its chapter."""
    of = defaultdict(list)
    for each in kept(cycle):
        of[each.kind].append(each)
    voting = {each.of for each in of["ballot"] if each.second_at and not each.fourth_at}
    motions = sorted(of["motion"], key=lambda each: each.number or 0)
    moved = [_moved(each, each.id in voting) for each in motions if each.said in TYPES]
    by_candidacy = {row.candidacy: row for row in rows if row.candidacy}
    places = {pk: Place(row.race, row.opened_at, row.closed_at) for pk, row in by_candidacy.items() if row.opened_at}
    endorsing: dict[int, int] = {}
    for pk, found in courses(moved, places).items():
        by_candidacy[pk].decision, by_candidacy[pk].also = shown(found)
        now = found.stands()
        if now.by is not None and now.status in ENDORSED:
            endorsing[pk] = found.events[now.by][2].motion
    _Clock(cycle, rows, today, of).set(endorsing)


def _moved(each: Kept, voting: bool) -> Moved:
    return Moved(
        each.id, each.number or 0, each.said or "", each.candidacy, each.race, each.more, each.first_at, each.chosen,
        each.second_at, voting, each.body or "",
    )  # fmt: skip


class _Gone(NamedTuple):
    """How far a motion has come: its ballots (stage, body, its kind, outcome, closed on), its steps, the branches."""

    ballots: tuple[tuple[str, int, str, BallotOutcome | None, dt.date | None], ...]
    steps: tuple[tuple[str, dt.date], ...]
    branches: frozenset[int]


@lru_cache(maxsize=8192)
def _ahead(
    content: str, type: str, gone: _Gone, election_on: dt.date, decide_by_on: dt.date | None
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


class _Records:
    """The procedures that a cycle's motions go by."""

    def __init__(self, rows: Iterable[Kept]) -> None:
        self.by_version: dict[int, str] = {}
        self.by_procedure: dict[int, str] = {}
        self.in_use: list[str] = []
        for each in rows:
            content = self.by_version[each.id] = each.content or ""
            if each.number:
                self.by_procedure[each.of] = content
                self.in_use += [] if each.first_at else [content]

    def of(self, motion: Kept) -> str:
        """The pinned version as it is stored, else the current one; "" for a motion without a procedure."""
        if motion.version:
            return self.by_version[motion.version]
        return self.by_procedure[motion.procedure] if motion.procedure else ""

    def only(self) -> str:
        """The one procedure that can be meant, as it is stored; "" where there is none or are several."""
        return self.in_use[0] if len(self.in_use) == 1 else ""


class _Day(NamedTuple):
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
        said = {
            "opens": _("Vote of %(body)s: opens"),
            "closes": _("Vote of %(body)s: closes"),
            "hard-stop": _("Vote of %(body)s: closes even without its quorum"),
        }.get(self.what)
        return said % {"body": called(Body(kind=self.sort, name=self.body))} if said else self.what


class _Clock:
    """Works out what is due next for each row of a cycle: the earliest day that is not done with, be it over.

    Days are compared first and only the one that is shown is put into words.
    """

    def __init__(self, cycle: Cycle, rows: list[Row], today: dt.date, of: Mapping[str, list[Kept]]) -> None:
        self.rows, self.today, self.of = rows, today, of
        self.zone = ZoneInfo(cycle.chapter.time_zone)
        self.records = _Records(of["procedure"])
        self.branches = frozenset(each.id for each in of["branch"] if each.day is None or each.day > today)
        self.ballots, self.steps = _by_motion(of["ballot"]), _by_motion(of["step"])
        self.in_race: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.in_race[row.race].append(row)
        self.row_of = {row.candidacy: row for row in rows if row.candidacy}
        self.due: dict[int, list[_Day]] = defaultdict(list)

    def set(self, endorsing: Mapping[int, int]) -> None:
        """Set each row's `deadline`; `endorsing`: candidacy id → the motion by which it is endorsed."""
        for motion in self.of["motion"]:
            rows = self._concerned(motion)
            if rows and (found := [*self._of_ballots(motion), *self._of_motion(motion, rows[0])]):
                for row in rows:
                    self.due[id(row)] += found
        carried: dict[int, list[int]] = defaultdict(list)
        for candidacy, of in endorsing.items():
            carried[of].append(candidacy)
        for each in self.of["condition"]:
            if each.day and (each.said or ConditionState.OPEN) == ConditionState.OPEN:
                for candidacy in carried[each.of]:
                    due = _Day(each.day, (3, each.id, 0), _("Condition: to be met"))
                    self.due[id(self.row_of[candidacy])].append(due)
        self._count_back()
        told: dict[object, str] = {}
        for row in self.rows:
            if first := min(self.due[id(row)], default=None):
                said = (first.what.title, first.what.kind) if isinstance(first.what, Deadline) else first[2:]
                if said not in told:
                    told[said] = first.told()
                row.deadline = Next(first.day, told[said])

    def _concerned(self, motion: Kept) -> list[Row]:
        if motion.candidacy:
            return [self.row_of[motion.candidacy]] if motion.candidacy in self.row_of else []
        return [row for row in self.in_race[motion.race or 0] if not row.closed]

    def _of_ballots(self, motion: Kept) -> Iterator[_Day]:
        """The days still ahead of ballots that are not closed."""
        for ballot in self.ballots[motion.id]:
            if ballot.fourth_at is None:
                opens = None if ballot.second_at else ballot.first_at
                for index, at in enumerate((opens, ballot.third_at, ballot.fifth_at)):
                    if at and (day := at.astimezone(self.zone).date()) >= self.today:
                        yield _Day(day, (2, ballot.id, index), TIMES[index], ballot.body or "", ballot.content or "")

    def _of_motion(self, motion: Kept, row: Row) -> Iterable[_Day]:
        """The days counted back of the stages that are still before a motion, but for those whose ballots are set."""
        if motion.more is not None or motion.second_at or motion.said not in BEFORE_THE_ELECTION:
            return ()
        if row.election_on < self.today:
            return ()
        ballots = tuple(
            (each.name, each.number or 0, each.content or "", _outcome(each), self._day(each.fourth_at))
            for each in self.ballots[motion.id]
        )
        steps = tuple((each.name, each.day) for each in self.steps[motion.id] if each.day)
        gone = _Gone(ballots, steps, self.branches)
        content = self.records.of(motion)
        ahead = _ahead(content, motion.said or "", gone, row.election_on, row.decide_by_on)
        return [_Day(each.day, (0, motion.id, index), each) for index, each in enumerate(ahead)]

    def _day(self, at: dt.datetime | None) -> dt.date | None:
        return at.astimezone(self.zone).date() if at else None

    def _count_back(self) -> None:
        """Count back for rows on which nothing was moved, by the one procedure that there is."""
        concluded = [each for each in self.of["motion"] if each.said in DECIDING and _counts(each)]
        candidacies = {each.candidacy for each in concluded if each.candidacy}
        races = {each.race for each in concluded if each.race}
        content = self.records.only()
        days: dict[tuple[dt.date, dt.date | None], _Day | None] = {}
        for row in self.rows:
            if row.closed or row.race in races or row.candidacy in candidacies or row.election_on < self.today:
                continue
            key = row.election_on, row.decide_by_on
            if key not in days:
                days[key] = _first(content, *key)
            if first := days[key]:
                self.due[id(row)].append(first)


def _by_motion(rows: Iterable[Kept]) -> dict[int, list[Kept]]:
    found: dict[int, list[Kept]] = defaultdict(list)
    for each in rows:
        found[each.of].append(each)
    return found


def _counts(motion: Kept) -> bool:
    """Whether a motion is under way or was decided: one that was withdrawn, or is void, decided nothing."""
    return motion.more not in ("withdrawn", "void") and (motion.more is not None or motion.second_at is None)


def _outcome(ballot: Kept) -> BallotOutcome | None:
    """What a closed ballot means for its motion's course, as `queries.motions.state_of` has it."""
    if ballot.said == "polled":
        return "passed"
    if ballot.said == "chosen":
        return "failed" if ballot.more in (None, NO_ENDORSEMENT) else "passed"
    return _OUTCOMES.get(ballot.said or "")


def _first(content: str, election_on: dt.date, decide_by_on: dt.date | None) -> _Day | None:
    """The first day of a procedure's endorsement counted back; without one the day to decide by."""
    if found := _earliest(content, election_on, decide_by_on):
        return found
    return _Day(decide_by_on, (1, 0, 0), _("Endorsement: to be decided")) if decide_by_on else None


@lru_cache(maxsize=8192)
def _earliest(content: str, election_on: dt.date, decide_by_on: dt.date | None) -> _Day | None:
    track = record_in(content).track_of(TrackType.ENDORSE) if content else None
    if track is None:
        return None
    found = deadlines(track, election_on, decide_by_on)
    return min(_Day(each.day, (1, 0, index), each) for index, each in enumerate(found))

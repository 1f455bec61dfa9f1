"""What is due next for each row of the board: the earliest day that is not done with, be it over.

The same days as `queries.deadlines` gives, worked out from one query, since the board has to be read at a glance.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from endorsements.models import Cycle
from endorsements.models.motion import ConditionState
from endorsements.procedures.course import BallotOutcome
from endorsements.procedures.deadlines import Deadline
from endorsements.queries.board_ahead import Day, Gone, ahead, first_day
from endorsements.queries.board_motions import Kept
from endorsements.queries.board_row import Next, Row
from endorsements.queries.deadlines import BEFORE_THE_ELECTION, DECIDING
from endorsements.tally.contests import NO_ENDORSEMENT

TIMES = ("opens", "closes", "hard-stop")
_OUTCOMES: dict[str, BallotOutcome] = {"passed": "passed", "failed": "failed", "no-quorum": "no-quorum"}


class Records:
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


class Clock:
    """Works out what is due next for each row of a cycle: the earliest day that is not done with, be it over.

    Days are compared first and only the one that is shown is put into words.
    """

    def __init__(self, cycle: Cycle, rows: list[Row], today: dt.date, of: Mapping[str, list[Kept]]) -> None:
        self.rows, self.today, self.of = rows, today, of
        self.zone = ZoneInfo(cycle.chapter.time_zone)
        self.records = Records(of["procedure"])
        self.branches = frozenset(each.id for each in of["branch"] if each.day is None or each.day > today)
        self.ballots, self.steps = _by_motion(of["ballot"]), _by_motion(of["step"])
        self.in_race: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.in_race[row.race].append(row)
        self.row_of = {row.candidacy: row for row in rows if row.candidacy}
        self.due: dict[int, list[Day]] = defaultdict(list)

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
                    due = Day(each.day, (3, each.id, 0), _("Condition: to be met"))
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

    def _of_ballots(self, motion: Kept) -> Iterator[Day]:
        """The days still ahead of ballots that are not closed."""
        for ballot in self.ballots[motion.id]:
            if ballot.fourth_at is None:
                opens = None if ballot.second_at else ballot.first_at
                for index, at in enumerate((opens, ballot.third_at, ballot.fifth_at)):
                    if at and (day := at.astimezone(self.zone).date()) >= self.today:
                        yield Day(day, (2, ballot.id, index), TIMES[index], ballot.body or "", ballot.content or "")

    def _of_motion(self, motion: Kept, row: Row) -> Iterable[Day]:
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
        gone = Gone(ballots, steps, self.branches)
        content = self.records.of(motion)
        counted = ahead(content, motion.said or "", gone, row.election_on, row.decide_by_on)
        return [Day(each.day, (0, motion.id, index), each) for index, each in enumerate(counted)]

    def _day(self, at: dt.datetime | None) -> dt.date | None:
        return at.astimezone(self.zone).date() if at else None

    def _count_back(self) -> None:
        """Count back for rows on which nothing was moved, by the one procedure that there is."""
        concluded = [each for each in self.of["motion"] if each.said in DECIDING and _counts(each)]
        candidacies = {each.candidacy for each in concluded if each.candidacy}
        races = {each.race for each in concluded if each.race}
        content = self.records.only()
        days: dict[tuple[dt.date, dt.date | None], Day | None] = {}
        for row in self.rows:
            if row.closed or row.race in races or row.candidacy in candidacies or row.election_on < self.today:
                continue
            key = row.election_on, row.decide_by_on
            if key not in days:
                days[key] = first_day(content, *key)
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

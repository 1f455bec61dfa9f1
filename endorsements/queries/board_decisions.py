"""What the board shows of decisions: how each candidacy stands, and what is due next on its way there.

The same days as `queries.deadlines` gives, worked out from two queries, since the board has to be read at a glance.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from chapters.models import Body
from endorsements.models import Ballot, Cycle, Motion, ProcedureVersion, Race
from endorsements.models.motion import ConditionState
from endorsements.procedures.course import BallotOutcome, BallotState, Course, course
from endorsements.procedures.deadline_words import deadline_in_words
from endorsements.procedures.deadlines import deadlines
from endorsements.procedures.records import MotionType as TrackType
from endorsements.procedures.records import ProcedureRecord, Track
from endorsements.queries.board import Next, Row
from endorsements.queries.board_motions import Kept, kept
from endorsements.queries.deadline_rows import Due, Subject, of_ballot, of_motion
from endorsements.queries.deadlines import BEFORE_THE_ELECTION, DECIDING
from endorsements.queries.decision_states import ENDORSED
from endorsements.queries.decisions import TYPES, Moved, Place, courses, shown
from endorsements.queries.motions import expected, track_in
from endorsements.tally.contests import NO_ENDORSEMENT

_OUTCOMES: dict[str, BallotOutcome] = {"passed": "passed", "failed": "failed", "no-quorum": "no-quorum"}


def with_decisions(cycle: Cycle, rows: list[Row], today: dt.date) -> None:
    """Set `decision`, `also` and `deadline` of a cycle's rows. Two queries; the cycle comes with its chapter."""
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
        each.second_at, voting,
    )  # fmt: skip


class _Clock:
    """Works out what is due next for each row of a cycle."""

    def __init__(self, cycle: Cycle, rows: list[Row], today: dt.date, of: Mapping[str, list[Kept]]) -> None:
        self.cycle, self.rows, self.today, self.of = cycle, rows, today, of
        self.zone = ZoneInfo(cycle.chapter.time_zone)
        self.motions = {each.id: each for each in of["motion"]}
        self.ballots: dict[int, list[Kept]] = defaultdict(list)
        for each in of["ballot"]:
            self.ballots[each.of].append(each)
        self.in_race: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.in_race[row.race].append(row)
        self.row_of = {row.candidacy: row for row in rows if row.candidacy}

    def set(self, endorsing: Mapping[int, int]) -> None:
        """Set each row's `deadline` to the earliest day that is not done with, be it over."""
        due: dict[int, list[Next]] = defaultdict(list)
        records = _records(self.cycle.chapter_id, self.motions.values())
        for motion in self.motions.values():
            rows = self._concerned(motion)
            if not rows:
                continue
            ahead = [ballot for ballot in self.ballots[motion.id] if ballot.fourth_at is None]
            found = [each for ballot in ahead for each in self._of_ballot(motion, ballot, rows[0])]
            if motion.more is None and motion.second_at is None and motion.said in BEFORE_THE_ELECTION:
                found += self._of_motion(motion, rows[0], records)
            for row in rows:
                due[id(row)] += [Next(each.day, each.what) for each in found if not each.done]
        for each in self.of["condition"]:
            for pk in (pk for pk, motion in endorsing.items() if motion == each.of):
                if each.day and (each.said or ConditionState.OPEN) == ConditionState.OPEN:
                    due[id(self.row_of[pk])].append(Next(each.day, _("Condition: to be met")))
        self._count_back(due, records)
        for row in self.rows:
            row.deadline = min(due[id(row)], key=lambda each: each.day, default=None)

    def _concerned(self, motion: Kept) -> list[Row]:
        if motion.candidacy:
            return [self.row_of[motion.candidacy]] if motion.candidacy in self.row_of else []
        return [row for row in self.in_race[motion.race or 0] if not row.closed]

    def _subject(self, row: Row) -> Subject:
        race = Race(pk=row.race, office=row.office, district=row.district, election_on=row.election_on)
        race.decide_by_on = row.decide_by_on
        return Subject(self.cycle.chapter, self.today, race)

    def _of_ballot(self, motion: Kept, ballot: Kept, row: Row) -> Iterable[Due]:
        made = Ballot(pk=ballot.id, motion=Motion(pk=motion.id, title=motion.name), body=Body(name=ballot.body or ""))
        made.opens_at, made.opened_at = ballot.first_at, ballot.second_at
        made.closes_at, made.closed_at, made.hard_stop_at = ballot.third_at, ballot.fourth_at, ballot.fifth_at
        made.notice_at = ballot.first_at
        return of_ballot(self._subject(row), made, ())

    def _of_motion(self, motion: Kept, row: Row, records: "_Records") -> Iterable[Due]:
        track = track_in(records.of(motion), motion.said or "")
        if track is None or row.election_on < self.today:
            return ()
        made = Motion(pk=motion.id, title=motion.name, type=motion.said)
        return of_motion(self._subject(row), made, self._course(motion, track), ())

    def _course(self, motion: Kept, track: Track) -> Course:
        votes: dict[str, list[BallotState]] = defaultdict(list)
        for each in self.ballots[motion.id]:
            closed_on = each.fourth_at.astimezone(self.zone).date() if each.fourth_at else None
            votes[each.name].append(BallotState(str(each.id), _outcome(each), closed_on))
        steps = {each.name: each.day for each in self.of["step"] if each.of == motion.id and each.day}
        voted = {stage: len(states) for stage, states in votes.items()}
        return course(track, votes, steps, expected=expected(track, len(self.of["branch"]), voted))

    def _count_back(self, due: Mapping[int, list[Next]], records: "_Records") -> None:
        """Count back for rows on which nothing was moved, by the one procedure that there is."""
        concluded = [each for each in self.motions.values() if each.said in DECIDING and _counts(each)]
        candidacies = {each.candidacy for each in concluded}
        races = {each.race for each in concluded if each.race}
        track = records.only()
        days: dict[tuple[dt.date, dt.date | None], Next | None] = {}
        for row in self.rows:
            if row.closed or row.race in races or (row.candidacy and row.candidacy in candidacies):
                continue
            if row.election_on < self.today:
                continue
            key = row.election_on, row.decide_by_on
            if key not in days:
                days[key] = _first(track, *key)
            if first := days[key]:
                due[id(row)].append(first)


def _counts(motion: Kept) -> bool:
    """Whether a motion is under way or was decided: one that was withdrawn decided nothing."""
    return motion.more != "withdrawn" and (motion.more is not None or motion.second_at is None)


def _outcome(ballot: Kept) -> BallotOutcome | None:
    """What a closed ballot means for its motion's course, as `queries.motions.state_of` has it."""
    if ballot.said == "polled":
        return "passed"
    if ballot.said == "chosen":
        return "failed" if ballot.more in (None, NO_ENDORSEMENT) else "passed"
    return _OUTCOMES.get(ballot.said or "")


def _first(track: Track | None, election_on: dt.date, decide_by_on: dt.date | None) -> Next | None:
    """The first day of a track counted back; without one the day to decide by."""
    if track is None:
        return Next(decide_by_on, _("Endorsement: to be decided")) if decide_by_on else None
    first = min(deadlines(track, election_on, decide_by_on), key=lambda each: each.day)
    return Next(first.day, deadline_in_words(first, _))


def _records(chapter: int, motions: Iterable[Kept]) -> "_Records":
    """Return the versions that motions pin and the current ones of the chapter's procedures. One query."""
    pinned = {each.version for each in motions if each.version}
    rows = ProcedureVersion.objects.filter(Q(pk__in=pinned) | Q(procedure__chapter=chapter, is_current=True)).order_by()
    columns = rows.values_list("pk", "procedure_id", "is_current", "procedure__retired_at", "content")
    return _Records((pk, of, now, retired is not None, content) for pk, of, now, retired, content in columns)


class _Records:
    """The procedures that a cycle's motions go by."""

    def __init__(self, rows: Iterable[tuple[int, int, bool, bool, object]]) -> None:
        self.by_version: dict[int, ProcedureRecord] = {}
        self.by_procedure: dict[int, ProcedureRecord] = {}
        self.in_use: list[ProcedureRecord] = []
        for pk, procedure, is_current, is_retired, content in rows:
            record = self.by_version[pk] = ProcedureRecord.model_validate(content)
            if is_current:
                self.by_procedure[procedure] = record
                self.in_use += [] if is_retired else [record]

    def of(self, motion: Kept) -> ProcedureRecord | None:
        """The pinned version, else the current one; None for a motion without a procedure."""
        if motion.version:
            return self.by_version[motion.version]
        return self.by_procedure[motion.procedure] if motion.procedure else None

    def only(self) -> Track | None:
        """The stages of an endorsement where only one procedure can be meant."""
        return self.in_use[0].track_of(TrackType.ENDORSE) if len(self.in_use) == 1 else None

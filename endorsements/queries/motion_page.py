"""A motion's page: its way by stations with their ballots, statements, conditions, recusals, what happened to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chapters.models import Chapter
from chapters.queries.bodies import called
from endorsements.models import Ballot, Motion, RegisterEntry, Statement, StepDone
from endorsements.models.ballot import DecisionResult
from endorsements.models.dossier import Side
from endorsements.models.motion import MotionType
from endorsements.procedures.course import Course, State, Station
from endorsements.procedures.telling import stage_in_words
from endorsements.procedures.titles import STATE_TITLES
from endorsements.queries.ballot_rule import when
from endorsements.queries.ballots import result_words, void_words
from endorsements.queries.motion_history import Event, history_of
from endorsements.queries.motion_parts import (
    ConditionRow,
    RecusalRow,
    conditions_of,
    recusal_rows,
)
from endorsements.queries.motion_words import (
    after_in_words,
    chosen_apart_in_words,
    decided_in_words,
    next_in_words,
    openings_in_words,
    stage_title,
    subject_of,
    type_title,
)
from endorsements.queries.motions import POLL, courses_of, motions_of, standing_recusals
from endorsements.queries.national import NationalRow, request_of
from endorsements.queries.register_motions import ON_RED_LINES, entry_of
from endorsements.wording import day, moment

BEHIND = (State.DONE, State.PASSED, State.FAILED, State.REPORTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A motion in the list; `next` is the next step, or what it came to."""

    motion: Motion
    type: str
    subject: str
    is_decided: bool
    state: str
    next: str


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A ballot at a station: whose, when, and once it has closed its result in words."""

    ballot: Ballot
    body: str
    when: str
    result: tuple[str, ...]
    void: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station of the way. `does`: what can be done here now: "vote", "step" or ""."""

    id: str
    title: str
    state: str
    is_behind: bool
    is_now: bool
    note: str
    rule: tuple[str, ...]
    missing: str
    ballots: tuple[BallotRow, ...]
    step: StepDone | None
    step_note: str
    does: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that a motion's page shows.

    `after`: what is left to do; `apart`: why it is rejected though its ballots passed; `entry`, `national`: what came
    of it so far.
    """

    row: Row
    stations: tuple[StationRow, ...]
    statements: tuple[tuple[str, tuple[Statement, ...]], ...]
    conditions: tuple[ConditionRow, ...]
    recusals: tuple[RecusalRow, ...]
    history: tuple[Event, ...]
    after: str
    apart: str
    entry: RegisterEntry | None
    national: NationalRow | None
    is_adopted: bool
    has_open_ballot: bool


def pending_of(motions: Sequence[Motion]) -> dict[int, list[Ballot]]:
    """Return motion id → its ballots that have neither closed nor been voided, those that are open first. One query."""
    rows = Ballot.objects.filter(motion__in=[motion.pk for motion in motions], closed_at=None, voided_at=None)
    found: dict[int, list[Ballot]] = {}
    for ballot in rows.select_related("body").order_by(F("opened_at").asc(nulls_last=True), "opens_at", "pk"):
        found.setdefault(ballot.motion_id, []).append(ballot)
    return found


def rows_of(motions: Sequence[Motion]) -> list[Row]:
    """Return motions from `motions_of` as the list shows them. Five queries, however many."""
    courses, pending = courses_of(motions), pending_of(motions)
    return [_row(motion, courses[motion.pk], pending.get(motion.pk, [])) for motion in motions]


def _row(motion: Motion, course: Course | None, pending: Sequence[Ballot]) -> Row:
    decision = getattr(motion, "decision", None)
    if decision is not None:
        state, said = decided_in_words(decision), moment(decision.decided_at)
    else:
        state, said = pgettext("a motion", "Open"), next_in_words(motion, course, pending)
    return Row(motion, type_title(motion.type), subject_of(motion), decision is not None, state, said)


def motion_page(motion: Motion, today: dt.date) -> Page:
    """Return the page of a motion from `motions_of`. At most 16 queries, however much is on it."""
    course = courses_of([motion])[motion.pk]
    ballots = list(
        Ballot.objects.filter(motion=motion).select_related("body", "motion__chapter").order_by("opens_at", "pk")
    )
    pending = [ballot for ballot in ballots if ballot.closed_at is None and ballot.voided_at is None]
    pending.sort(key=lambda ballot: ballot.opened_at is None)
    row = _row(motion, course, pending)
    is_adopted = row.is_decided and motion.decision.result == DecisionResult.ADOPTED
    entry = entry_of(motion) if is_adopted and motion.type in ON_RED_LINES else None
    national = request_of(motion) if is_adopted and motion.type == MotionType.SEEK_NATIONAL else None
    is_done = entry is not None or (national is not None and national.is_answered)
    recusals = tuple(recusal_rows(standing_recusals(motion)))
    statements = _statements(motion)
    return Page(
        row=row,
        stations=_stations(motion, course, ballots, is_decided=row.is_decided),
        statements=statements,
        conditions=conditions_of(motion, today),
        recusals=recusals,
        history=history_of(motion, ballots, course),
        after=after_in_words(motion) if is_adopted and not is_done else "",
        apart=chosen_apart_in_words(motion.decision, ballots) if row.is_decided else "",
        entry=entry,
        national=national,
        is_adopted=is_adopted,
        has_open_ballot=any(ballot.opened_at for ballot in pending),
    )


def _stations(
    motion: Motion, course: Course | None, ballots: Sequence[Ballot], *, is_decided: bool
) -> tuple[StationRow, ...]:
    if course is None:
        return ()
    steps = {
        step.stage: step
        for step in StepDone.objects.filter(motion=motion, undone_at=None).select_related("recorded_by")
    }
    last = course.stations[-1].stage
    return tuple(
        _station(
            station,
            [ballot for ballot in ballots if ballot.stage == station.stage.id],
            steps.get(station.stage.id),
            is_last=station.stage is last,
            is_decided=is_decided,
        )
        for station in course.stations
    )


def _station(
    station: Station, ballots: Sequence[Ballot], step: StepDone | None, *, is_last: bool, is_decided: bool
) -> StationRow:
    stage, is_now = station.stage, station.state == State.NOW and not is_decided
    live = [ballot for ballot in ballots if ballot.voided_at is None]
    missing = openings_in_words(stage)
    does = ""
    if not is_decided and not stage.is_vote and step is None and not missing:
        does = "step"
    elif is_now and len(live) < station.expected and not missing:
        does = "vote"
    state = _(STATE_TITLES[station.state])
    if is_decided and station.state in (State.NOW, State.AHEAD):
        state = _("not reached")
    if station.ended_on:
        state = _("%(state)s, %(day)s") % {"state": state, "day": day(station.ended_on)}
    rule = (_("Any body can be asked; the answers are counted and decide nothing."),)
    if stage.id != POLL:
        rule = stage_in_words(stage, _, is_last=is_last)
    return StationRow(
        id=stage.id,
        title=stage_title(stage),
        state=state,
        is_behind=station.state in BEHIND,
        is_now=is_now,
        note=stage.note,
        rule=rule,
        missing=missing,
        ballots=tuple(_ballot(ballot) for ballot in ballots),
        step=step,
        step_note=_signed(step) if step else "",
        does=does,
    )


def _signed(step: StepDone) -> str:
    if step.signers is None:
        return ""
    told = ngettext("%(count)d member signed", "%(count)d members signed", step.signers) % {"count": step.signers}
    if step.in_district is None:
        return told
    return _("%(signed)s, %(count)d of them in the district") % {"signed": told, "count": step.in_district}


def _ballot(ballot: Ballot) -> BallotRow:
    closed = ballot.closed_at is not None
    result = tuple(result_words(ballot)) if closed else ()
    return BallotRow(ballot, called(ballot.body), when(ballot), result, void_words(ballot))


def _statements(motion: Motion) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    rows = Statement.objects.filter(motion=motion, withdrawn_at=None).select_related("written_by")
    written = list(rows.order_by("written_at", "pk"))
    return tuple((str(side), tuple(each for each in written if each.side == side)) for side in Side)


def of_chapter(chapter: Chapter, motion_id: int) -> QuerySet[Motion]:
    """Return the motion of that id, where the chapter has it."""
    return motions_of(chapter).filter(pk=motion_id)

"""The motions on one candidacy with their ballots, as its page and its memos tell of them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.prepared import PreparedObjects
from endorsements.models import Ballot, Candidacy, Decision, Motion, NationalReport
from endorsements.models.motion import MotionType
from endorsements.queries.ballots import void_words
from endorsements.queries.decisions import ConditionNow, Course, Moved, Place, answered, conditions_of, courses
from endorsements.queries.motions import record_text
from endorsements.wording import day, moment


@dataclass(slots=True)
class Found:
    """What was moved and voted on a candidacy: motions, the newest first, their ballots by motion, its course."""

    motions: list[Motion]
    ballots: dict[int, list[Ballot]]
    course: Course

    def conditions(self) -> dict[int, tuple[ConditionNow, ...]]:
        """Motion id → its conditions. One query, none where no motion can have any."""
        conditional = [motion.pk for motion in self.motions if motion.type == MotionType.ENDORSE_CONDITIONALLY]
        return conditions_of(conditional) if conditional else {}


def found_for(candidacy: Candidacy) -> Found:
    """Return the motions on a candidacy, and on its race while it stood in it. Two queries, one without a motion."""
    motions = _motions(candidacy)
    ballots = _ballots(candidacy, motions) if motions else {}
    place = Place(candidacy.race_id, candidacy.opened_at, candidacy.closed_at)
    moved = [_moved(motion, ballots[motion.pk]) for motion in reversed(motions)]
    return Found(motions, ballots, courses(moved, {candidacy.pk: place}).get(candidacy.pk, Course()))


def _motions_on(candidacy: int, race: int) -> QuerySet[Motion]:
    found = Motion.objects.filter(Q(candidacy=candidacy) | Q(race=race)).annotate(**answered(), record=record_text())
    return found.select_related("decision", "moved_by", "reported").order_by("-number").fetch_mode(models.FETCH_RAISE)


def _ballots_on(candidacy: int, race: int) -> QuerySet[Ballot]:
    found = Ballot.objects.filter(Q(motion__candidacy=candidacy) | Q(motion__race=race)).select_related("body")
    return found.order_by("opens_at", "pk").fetch_mode(models.FETCH_RAISE)


_MOTIONS = PreparedObjects[Motion](_motions_on, int, int)
_BALLOTS = PreparedObjects[Ballot](_ballots_on, int, int)


def _motions(candidacy: Candidacy) -> list[Motion]:
    rows = _MOTIONS.objects(candidacy.pk, candidacy.race_id)
    return [motion for motion in rows if motion.candidacy_id or _bears(motion, candidacy)]


def _bears(motion: Motion, candidacy: Candidacy) -> bool:
    """Whether a contest is about a candidacy: not one that left before it was moved or came after its decision."""
    decision = decision_of(motion)
    if candidacy.closed_at and candidacy.closed_at < motion.moved_at:
        return False
    return decision is None or candidacy.opened_at <= decision.decided_at


def decision_of(motion: Motion) -> Decision | None:
    found: Decision | None = getattr(motion, "decision", None)
    return found


def reported_of(motion: Motion) -> list[NationalReport]:
    """Return what the national organization said last to a motion that `found_for` found, if it did. No query."""
    report = getattr(motion, "reported", None)
    return [report] if report else []


def _ballots(candidacy: Candidacy, motions: Sequence[Motion]) -> dict[int, list[Ballot]]:
    of = {motion.pk: motion for motion in motions}
    by_motion: dict[int, list[Ballot]] = {pk: [] for pk in of}
    for ballot in _BALLOTS.objects(candidacy.pk, candidacy.race_id):
        if ballot.motion_id in of:
            ballot.motion = of[ballot.motion_id]
            by_motion[ballot.motion_id].append(ballot)
    return by_motion


def _moved(motion: Motion, ballots: Iterable[Ballot]) -> Moved:
    decision = decision_of(motion)
    return Moved(
        motion.pk,
        motion.number,
        motion.type,
        motion.candidacy_id,
        motion.race_id,
        decision.result if decision else None,
        decision.decided_at if decision else None,
        decision.chosen_id if decision else None,
        motion.withdrawn_at,
        any(is_open(ballot) for ballot in ballots),
        getattr(motion, "answer", ""),
    )


def is_open(ballot: Ballot) -> bool:
    return ballot.opened_at is not None and ballot.closed_at is None and ballot.voided_at is None


def when(ballot: Ballot) -> str:
    """Return in words when a ballot opens, is open, was closed, or why it was called off."""
    if ballot.voided_at is not None:
        return _("Called off: %(why)s") % {"why": void_words(ballot)}
    if ballot.closed_at is not None:
        return _("Closed %(at)s") % {"at": moment(ballot.closed_at)}
    if ballot.opened_at is None:
        return _("Opens %(at)s") % {"at": moment(ballot.opens_at)}
    until = _("Open until %(at)s") % {"at": moment(ballot.closes_at)}
    if ballot.hard_stop_at:
        last = _("without its quorum until %(at)s at the latest") % {"at": moment(ballot.hard_stop_at)}
        return f"{until}; {last}"
    return until


def day_of(at: dt.datetime) -> str:
    return day(timezone.localdate(at))

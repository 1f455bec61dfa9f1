"""Motions as others ask of them: who is recused, by which stages they go, how far they have come."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from chapters.models import Body, Chapter, Member, RedLineVersion
from chapters.models.body import BodyKind
from endorsements.models import Ballot, Motion, ProcedureVersion, Recusal, StepDone
from endorsements.models.motion import MotionType
from endorsements.procedures.course import BallotOutcome, BallotState, Course, course
from endorsements.procedures.records import BodyKind as VotingKind
from endorsements.procedures.records import BodyVote, ProcedureRecord, Stage, Track
from endorsements.procedures.records import MotionType as TrackType

POLL = "poll"
STATES = ("open", "decided")
# A straw poll without a procedure has one stage, at which any body may be asked; nothing is counted against a rule.
POLL_TRACK = Track(
    types=(TrackType.STRAW_POLL,),
    stages=(Stage(id=POLL, title=gettext_noop("Straw poll"), votes=(BodyVote(body=VotingKind.MEMBERSHIP),)),),
)


def standing_recusals(motion: Motion) -> QuerySet[Recusal]:
    """Return the recusals that keep somebody off a motion, in the order in which they were declared.

    They are from itself, its candidacy, or any candidacy of its race.
    """
    about = Q(motion=motion)
    if motion.candidacy_id:
        about |= Q(candidacy=motion.candidacy_id)
    if motion.race_id:
        about |= Q(candidacy__race=motion.race_id)
    return Recusal.objects.filter(about, lifted_at__isnull=True).order_by("declared_at", "pk")


def recused_ids(motion: Motion) -> set[int]:
    """Return the members who are recused from a motion. One query."""
    return set(standing_recusals(motion).order_by().values_list("member", flat=True))


def recused_from_candidacy(candidacy_id: int) -> set[int]:
    """Return the members who are recused from a candidacy. One query."""
    standing = Recusal.objects.filter(candidacy=candidacy_id, lifted_at__isnull=True).order_by()
    return set(standing.values_list("member", flat=True))


def recused_from(member: Member) -> set[int]:
    """Return the candidacies that a member is recused from, in every chapter. One query."""
    standing = Recusal.objects.filter(member=member, candidacy__isnull=False, lifted_at__isnull=True).order_by()
    return {pk for pk in standing.values_list("candidacy", flat=True) if pk is not None}


def motions_of(chapter: Chapter, state: str = "") -> QuerySet[Motion]:
    """Return a chapter's motions, newest first, with all that names them; `state` is one of `STATES` or "" for all."""
    titles = RedLineVersion.objects.filter(red_line=OuterRef("red_line"), is_current=True).order_by()
    rows = (
        Motion.objects.filter(chapter=chapter)
        .select_related(
            "chapter", "candidacy__candidate", "candidacy__race__cycle", "race__cycle", "red_line", "procedure",
            "version", "moved_by", "decision__ballot", "decision__chosen__candidate",
        )
        .annotate(red_line_title=Subquery(titles.values("title")[:1]))
        .order_by("-number")
        .fetch_mode(models.FETCH_RAISE)
    )  # fmt: skip
    if state in STATES:
        rows = rows.filter(decision__isnull=state == "open")
    return rows


@lru_cache(maxsize=256)
def record_in(content: str) -> ProcedureRecord:
    """Return the procedure that a version's content says, as it is stored.

    A record is frozen and made from its text alone: what a process has read once it need not check again.
    """
    return ProcedureRecord.model_validate_json(content)


def record_text(path: str = "") -> Coalesce:
    """Return an annotation of motions, or of what leads to them by `path`: the content of the pinned version, else of
    the current one; "" without one."""
    current = ProcedureVersion.objects.filter(procedure=OuterRef(f"{path}procedure"), is_current=True).order_by()
    following = Subquery(current.annotate(said=Cast("content", TextField())).values("said")[:1])
    return Coalesce(Cast(f"{path}version__content", TextField()), following, Value(""), output_field=TextField())


def records_of(motions: Iterable[Motion]) -> dict[int, ProcedureRecord]:
    """Return motion id → procedure: the pinned version, else the current one.

    At most one query; none where the motions come with its text, as `record` (`record_text`).
    """
    motions = [motion for motion in motions if motion.procedure_id]
    if all(hasattr(motion, "record") for motion in motions):
        return {motion.pk: record_in(motion.record) for motion in motions}
    pinned = {motion.version_id for motion in motions if motion.version_id}
    following = {motion.procedure_id for motion in motions if not motion.version_id}
    rows = ProcedureVersion.objects.filter(Q(pk__in=pinned) | Q(procedure__in=following, is_current=True)).order_by()
    by_version, by_procedure = {}, {}
    said = rows.annotate(said=Cast("content", TextField()))
    for pk, procedure, is_current, content in said.values_list("pk", "procedure", "is_current", "said"):
        record = record_in(content)
        by_version[pk] = record
        if is_current:
            by_procedure[procedure] = record
    return {
        motion.pk: by_version[motion.version_id] if motion.version_id else by_procedure[motion.procedure_id]
        for motion in motions
    }


def track_in(record: ProcedureRecord | None, type: str) -> Track | None:
    """Return the stages of a type by a procedure; a straw poll has its one stage without. None: no way for it."""
    track = record.track_of(TrackType(type)) if record else None
    return POLL_TRACK if track is None and type == MotionType.STRAW_POLL else track


def track_of(motion: Motion) -> Track | None:
    """Return the stages that a motion goes through, or None where its procedure has none for its type any more."""
    return track_in(records_of([motion]).get(motion.pk), motion.type)


def stage_of(motion: Motion, stage_id: str) -> Stage | None:
    """Return a motion's stage of that id, or None."""
    track = track_of(motion)
    return next((stage for stage in track.stages if stage.id == stage_id), None) if track else None


def state_of(ballot: Ballot) -> BallotOutcome | None:
    """Return what a ballot means for its motion's course: passed, failed, no-quorum; None until it has closed.

    A contest passes where it chose a candidacy; a poll passes by being taken.
    """
    if ballot.closed_at is None or ballot.result is None:
        return None
    match ballot.result["outcome"]:
        case "passed" | "polled":
            return "passed"
        case "no-quorum":
            return "no-quorum"
        case "chosen" if chosen_in(ballot) is not None:
            return "passed"
    return "failed"


def chosen_in(ballot: Ballot) -> int | None:
    """Return the candidacy that a closed contest chose, or None: nobody, or no endorsement at all."""
    winner = ((ballot.result or {}).get("contest") or {}).get("winner")
    runs = {str(choice["id"]): choice.get("candidacy") for choice in ballot.choices}
    return runs.get(str(winner)) if winner is not None else None


def expected(
    track: Track, standing: Collection[int], asked: Mapping[str, Mapping[int, str]], *, is_decided: bool
) -> dict[str, int]:
    """Return stage id → how many bodies it waits for; where every branch votes, those that stand and those that voted.

    `standing`: the branches that are not dissolved. `asked`: stage id → body id → kind, of the bodies with a ballot
    there. Once a later stage has a ballot, or all is decided, a stage is settled: a branch founded after that changes
    nothing.
    """
    found: dict[str, int] = {}
    is_settled = is_decided
    for stage in reversed(track.stages):
        here = asked.get(stage.id, {})
        found[stage.id] = len(here) if is_settled and here else _awaited(stage, set(standing), here)
        is_settled = is_settled or bool(here)
    return {stage_id: number for stage_id, number in found.items() if number}


def _awaited(stage: Stage, standing: set[int], here: Mapping[int, str]) -> int:
    named = sum(vote.body != VotingKind.BRANCH or bool(vote.name) for vote in stage.votes)
    if named == len(stage.votes):
        return max(named, len(here))
    branches = standing | {body for body, kind in here.items() if kind == BodyKind.BRANCH}
    return len(branches) + max(named, len(here.keys() - branches))


def course_of(motion: Motion) -> Course | None:
    """Return how far a motion has come; None where its procedure has no way for it any more. Four queries."""
    return courses_of([motion])[motion.pk]


def courses_of(motions: Sequence[Motion]) -> dict[int, Course | None]:
    """Return motion id → its course, or None where its procedure has no way for it. Four queries, however many."""
    records = records_of(motions)
    zones = {motion.pk: ZoneInfo(motion.chapter.time_zone) for motion in motions}
    votes: dict[int, dict[str, list[BallotState]]] = {motion.pk: {} for motion in motions}
    asked: dict[int, dict[str, dict[int, str]]] = {motion.pk: {} for motion in motions}
    # In the order in which they closed, so that what decided first is told to have decided.
    ballots = Ballot.objects.filter(motion__in=zones, voided_at__isnull=True).order_by("closed_at", "pk")
    ballots = ballots.select_related("body").annotate(decision=F("motion__decision"))
    decided = set()
    for ballot in ballots.only("motion", "stage", "closed_at", "result", "choices", "body", "body__kind"):
        if ballot.decision:
            decided.add(ballot.motion_id)
        closed_on = ballot.closed_at.astimezone(zones[ballot.motion_id]).date() if ballot.closed_at else None
        state = BallotState(ballot.pk, state_of(ballot), closed_on)
        votes[ballot.motion_id].setdefault(ballot.stage, []).append(state)
        asked[ballot.motion_id].setdefault(ballot.stage, {})[ballot.body_id] = ballot.body.kind
    steps: dict[int, dict[str, dt.date]] = {motion.pk: {} for motion in motions}
    done = StepDone.objects.filter(motion__in=zones, undone_at__isnull=True).order_by()
    for motion_id, stage, day in done.values_list("motion", "stage", "done_on"):
        steps[motion_id][stage] = day
    branches = _branches({motion.chapter for motion in motions})
    courses: dict[int, Course | None] = {}
    for motion in motions:
        track = track_in(records.get(motion.pk), motion.type)
        courses[motion.pk] = track and course(
            track,
            votes[motion.pk],
            steps[motion.pk],
            expected=expected(track, branches[motion.chapter_id], asked[motion.pk], is_decided=motion.pk in decided),
        )
    return courses


def _branches(chapters: Collection[Chapter]) -> dict[int, set[int]]:
    """Return chapter id → its branches that are not dissolved today. One query."""
    today = {chapter.pk: timezone.localdate(timezone=ZoneInfo(chapter.time_zone)) for chapter in chapters}
    found: dict[int, set[int]] = {chapter.pk: set() for chapter in chapters}
    rows = Body.objects.filter(chapter__in=today, kind=BodyKind.BRANCH).order_by()
    for pk, chapter, dissolved_on in rows.values_list("pk", "chapter", "dissolved_on"):
        if dissolved_on is None or dissolved_on > today[chapter]:
            found[chapter].add(pk)
    return found

"""Procedures as pages show them: each path with its stages in words, and what is still to be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from chapters.models import Body, Chapter
from chapters.models.body import FROM_SEATS
from endorsements.models import Procedure, ProcedureVersion
from endorsements.procedures.openings import open_choices, stage_openings
from endorsements.procedures.records import BodyVote, MotionType, ProcedureRecord, QuorumRecord, Stage, Track
from endorsements.procedures.telling import body_in_words, counted, stage_in_words, vote_in_words
from endorsements.procedures.titles import (
    CONTEST_TITLES,
    JOIN_TITLES,
    METHOD_TITLES,
    OPEN_TITLES,
    TYPE_TITLES,
)
from endorsements.rules.wording import gettext_noop
from endorsements.tally import BASE_TITLES, Comparison

MONTHS_BEFORE = (gettext_noop("%s month before the election"), gettext_noop("%s months before the election"))
DAYS_BEFORE = (gettext_noop("%s day before the election"), gettext_noop("%s days before the election"))
WITHIN = (gettext_noop("within %s day"), gettext_noop("within %s days"))
THRESHOLDS = {
    Comparison.AT_LEAST: gettext_noop("at least %(share)s"),
    Comparison.MORE_THAN: gettext_noop("more than %(share)s"),
    None: gettext_noop("%(share)s, “at least” or “more than” it"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a vote: `value` is None while it is still to be chosen."""

    title: str
    value: str | None


@dataclass(frozen=True, slots=True)
class VoteLines:
    """One body's vote: its name, its rule line by line, and in a sentence. `missing`: the chapter has no such body."""

    body: str
    lines: tuple[Line, ...]
    sentence: str
    missing: bool


@dataclass(frozen=True, slots=True)
class StageLines:
    """A station: `notes` are its lines on the diagram, `sentences` what it asks for and leads to."""

    stage: Stage
    number: int
    notes: tuple[str, ...]
    votes: tuple[VoteLines, ...]
    sentences: tuple[str, ...]
    open: tuple[str, ...]
    join: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class TrackLines:
    """A path: the types of motion that go it, its stages, and how many choices are still to be made."""

    key: str
    types: str
    stages: tuple[StageLines, ...]
    open: int


def record_of(version: ProcedureVersion) -> ProcedureRecord:
    """Return what a version says."""
    return ProcedureRecord.model_validate(version.content)


def current(chapter: Chapter) -> QuerySet[ProcedureVersion]:
    """Return what the chapter's procedures in use say now, by name. One query."""
    return (
        ProcedureVersion.objects.filter(procedure__chapter=chapter, procedure__retired_at=None, is_current=True)
        .select_related("procedure", "edited_by")
        .order_by("procedure__name")
        .fetch_mode(models.FETCH_RAISE)
    )


def all_of(chapter: Chapter) -> QuerySet[Procedure]:
    """Return every procedure of the chapter by name, each with its current version as `now[0]`. Two queries."""
    now = ProcedureVersion.objects.filter(is_current=True).select_related("edited_by")
    return (
        Procedure.objects.filter(chapter=chapter)
        .prefetch_related(Prefetch("versions", now, to_attr="now"))
        .order_by("name")
        .fetch_mode(models.FETCH_RAISE)
    )


def history(procedure: Procedure) -> QuerySet[ProcedureVersion]:
    """Return a procedure's versions without what they say, the latest first. One query."""
    return (
        procedure.versions.defer("content")
        .select_related("edited_by")
        .order_by("-number")
        .fetch_mode(models.FETCH_RAISE)
    )


def types_in_words(types: Iterable[MotionType]) -> str:
    """Return types of motion as a list, as a sentence would begin with it."""
    return capfirst(get_text_list([_(TYPE_TITLES[type]) for type in types], _("and")))


def bodies_known(chapter: Chapter) -> set[tuple[str, str]]:
    """Return the kinds and names (folded) of the bodies that vote, the kind alone among them. One query."""
    rows = Body.objects.filter(chapter=chapter, dissolved_on=None).values_list("kind", "name")
    known = {(kind, name.casefold()) for kind, name in rows}
    return known | {(kind, "") for kind, _name in known} | {(str(kind), "") for kind in FROM_SEATS}


def tracks_in_words(record: ProcedureRecord, known: set[tuple[str, str]] | None = None) -> tuple[TrackLines, ...]:
    """Return a procedure's paths; with the bodies `known`, votes of a body that is not among them are marked."""
    return tuple(_track(track, known) for track in record.tracks)


def _track(track: Track, known: set[tuple[str, str]] | None) -> TrackLines:
    last = len(track.stages) - 1
    stages = tuple(
        StageLines(
            stage=stage,
            number=at + 1,
            notes=_notes(stage),
            votes=tuple(_vote(vote, known) for vote in stage.votes),
            sentences=stage_in_words(stage, _, is_last=at == last)[len(stage.votes) :],
            open=tuple(_(OPEN_TITLES[opening.field]) for opening in stage_openings(stage)),
            join=_(JOIN_TITLES[stage.join]) if len(stage.votes) > 1 else "",
            first=at == 0,
            last=at == last,
        )
        for at, stage in enumerate(track.stages)
    )
    return TrackLines(str(track.types[0]), types_in_words(track.types), stages, len(open_choices(track)))


def _notes(stage: Stage) -> tuple[str, ...]:
    """Return a station's lines on the diagram: who votes with which share, or when a step is due."""
    if not stage.is_vote:
        dues = (
            (stage.months_before, *MONTHS_BEFORE),
            (stage.days_before, *DAYS_BEFORE),
            (stage.within_days, *WITHIN),
        )
        return tuple(counted(count, one, many, _) for count, one, many in dues if count is not None)
    told = []
    for vote in stage.votes:
        name = body_in_words(vote, _)
        share = _share(vote)
        told.append(f"{name}, {share}" if share else name)
    return tuple(told)


def _share(vote: BodyVote) -> str | None:
    if vote.threshold is None:
        return None
    above, below = vote.threshold
    return _(THRESHOLDS[vote.comparison]) % {"share": f"{above}/{below}"}


def _quorum(quorum: QuorumRecord) -> str:
    if quorum.number is not None:
        return counted(quorum.number, gettext_noop("%s person"), gettext_noop("%s people"), _)
    if quorum.share is None:
        return _("none: any number may decide")
    said = {"share": f"{quorum.share[0]}/{quorum.share[1]}"}
    if quorum.attendance is None:
        return _("%(share)s of the roll") % said
    came = get_text_list([str(people) for people in quorum.attendance], _("and"))
    return _("%(share)s of the average attendance at the last meetings (%(came)s)") % {**said, "came": came}


def _vote(vote: BodyVote, known: set[tuple[str, str]] | None) -> VoteLines:
    lines = [
        Line(_("Passes with"), _share(vote) if vote.comparison else None),
        Line(_("A share of"), _(BASE_TITLES[vote.base]) if vote.base else None),
        Line(_("Quorum"), _quorum(vote.quorum) if vote.quorum else None),
        Line(_("How they vote"), _(METHOD_TITLES[vote.method]) if vote.method else None),
    ]
    if vote.contest:
        lines.append(Line(_("Where several stand for one seat"), _(CONTEST_TITLES[vote.contest])))
    if vote.standing_months:
        one, many = gettext_noop("members for %s month or more"), gettext_noop("members for %s months or more")
        lines.append(Line(_("Who may vote"), counted(vote.standing_months, one, many, _)))
    return VoteLines(
        body=body_in_words(vote, _),
        lines=tuple(lines),
        sentence=vote_in_words(vote, _),
        missing=known is not None and (str(vote.body), vote.name.strip().casefold()) not in known,
    )

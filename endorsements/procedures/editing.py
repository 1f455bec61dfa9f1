"""Changing a procedure: each function returns another record, checked anew, and leaves the one it got as it is."""

import re
from collections.abc import Callable, Sequence

from endorsements.procedures.records import MotionType, ProcedureRecord, Stage, Track
from endorsements.rules.wording import gettext_noop


class Impossible(ValueError):
    """The procedure would make no sense; the message is a msgid fit for the page."""


ENDS_WITH_A_VOTE = gettext_noop("The last stage decides, so it must be a vote. Put a vote after it first.")
ONE_STAGE = gettext_noop("These motions need at least one stage. Remove the whole path instead.")
ONE_TRACK = gettext_noop("A procedure needs at least one path. Retire the procedure instead.")
TYPE_TWICE = gettext_noop("A type of motion goes one path only; take it out of the other one first.")
NO_TYPE = gettext_noop("Choose at least one type of motion.")
GONE = gettext_noop("This is no longer in the procedure.")


def stage_id(title: str, taken: Sequence[str]) -> str:
    """Return an id for a new stage, made of its title, that none of `taken` is."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:34].strip("-") or "stage"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def stage_of(record: ProcedureRecord, type: MotionType, id: str) -> Stage | None:
    """Return a stage by the type of motion and its id, or None."""
    track = record.track_of(type)
    return next((stage for stage in track.stages if stage.id == id), None) if track else None


def _with_stages(
    record: ProcedureRecord, type: MotionType, change: Callable[[list[Stage]], Sequence[Stage]]
) -> ProcedureRecord:
    track = record.track_of(type)
    if track is None:
        raise Impossible(GONE)
    stages = change(list(track.stages))
    if not stages:
        raise Impossible(ONE_STAGE)
    if not stages[-1].is_vote:
        raise Impossible(ENDS_WITH_A_VOTE)
    changed = Track(types=track.types, stages=tuple(stages))
    return _with_tracks(record, [changed if each is track else each for each in record.tracks])


def _with_tracks(record: ProcedureRecord, tracks: Sequence[Track]) -> ProcedureRecord:
    if not tracks:
        raise Impossible(ONE_TRACK)
    types = [type for track in tracks for type in track.types]
    if len(set(types)) < len(types):
        raise Impossible(TYPE_TWICE)
    return ProcedureRecord(title=record.title, source=record.source, note=record.note, tracks=tuple(tracks))


def _place(stages: Sequence[Stage], id: str) -> int:
    for at, stage in enumerate(stages):
        if stage.id == id:
            return at
    raise Impossible(GONE)


def add_stage(record: ProcedureRecord, type: MotionType, stage: Stage, after: str | None) -> ProcedureRecord:
    """Put a stage after the one of that id; with None, first. Raises Impossible."""

    def change(stages: list[Stage]) -> list[Stage]:
        at = 0 if after is None else _place(stages, after) + 1
        return [*stages[:at], stage, *stages[at:]]

    return _with_stages(record, type, change)


def change_stage(record: ProcedureRecord, type: MotionType, stage: Stage) -> ProcedureRecord:
    """Put a stage in the place of the one with its id. Raises Impossible."""

    def change(stages: list[Stage]) -> list[Stage]:
        at = _place(stages, stage.id)
        return [*stages[:at], stage, *stages[at + 1 :]]

    return _with_stages(record, type, change)


def move_stage(record: ProcedureRecord, type: MotionType, id: str, by: int) -> ProcedureRecord:
    """Move a stage one place earlier (`by` −1) or later (1). At the end it stays. Raises Impossible."""

    def change(stages: list[Stage]) -> list[Stage]:
        at = _place(stages, id)
        stage = stages.pop(at)
        stages.insert(max(0, at + by), stage)
        return stages

    return _with_stages(record, type, change)


def remove_stage(record: ProcedureRecord, type: MotionType, id: str) -> ProcedureRecord:
    """Take a stage out. Raises Impossible."""

    def change(stages: list[Stage]) -> list[Stage]:
        del stages[_place(stages, id)]
        return stages

    return _with_stages(record, type, change)


def add_track(record: ProcedureRecord, track: Track) -> ProcedureRecord:
    """Add a path for types of motion that have none. Raises Impossible."""
    return _with_tracks(record, [*record.tracks, track])


def change_types(record: ProcedureRecord, type: MotionType, types: Sequence[MotionType]) -> ProcedureRecord:
    """Say anew which types of motion go the path of `type`. Raises Impossible."""
    track = record.track_of(type)
    if track is None:
        raise Impossible(GONE)
    if not types:
        raise Impossible(NO_TYPE)
    changed = Track(types=tuple(types), stages=track.stages)
    return _with_tracks(record, [changed if each is track else each for each in record.tracks])


def remove_track(record: ProcedureRecord, type: MotionType) -> ProcedureRecord:
    """Take a path out: its types of motion cannot be moved under the procedure any more. Raises Impossible."""
    track = record.track_of(type)
    if track is None:
        raise Impossible(GONE)
    return _with_tracks(record, [each for each in record.tracks if each is not track])

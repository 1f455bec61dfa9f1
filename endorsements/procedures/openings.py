"""What a track leaves open, and a chapter must choose before the first ballot opens."""

from dataclasses import dataclass

from endorsements.procedures.records import Stage, Track

SIGNERS = "signers"


@dataclass(frozen=True, slots=True)
class Opening:
    """One choice still to be made. `vote_index` is the vote's place in its stage; None: `field` is the step's."""

    stage_id: str
    stage_title: str
    vote_index: int | None
    field: str


def stage_openings(stage: Stage) -> list[Opening]:
    """Return what one stage leaves open, votes in order."""
    of_votes = [
        Opening(stage.id, stage.title, index, field)
        for index, vote in enumerate(stage.votes)
        for field in vote.open_choices
    ]
    of_step = [Opening(stage.id, stage.title, None, SIGNERS)] if stage.open else []
    return of_step + of_votes


def open_choices(track: Track) -> list[Opening]:
    """Return what a track leaves open, in the order of its stages."""
    return [opening for stage in track.stages for opening in stage_openings(stage)]

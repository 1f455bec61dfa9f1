"""The published procedures of six chapters, which a chapter can copy and change. English; `translated` for the rest.

They hold what the chapters published as of 2026 (their own pages and bylaws). What a text leaves open is None here;
what we had to assume, the record's note says. Straw polls need no track; red lines get one where a chapter adds it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from endorsements.procedures.records import BodyVote, ProcedureRecord, Stage, Track
from endorsements.procedures.templates.bay import EAST_BAY
from endorsements.procedures.templates.branches import NEW_YORK_CITY
from endorsements.procedures.templates.committees import CHICAGO
from endorsements.procedures.templates.members import METRO_DC, TWIN_CITIES
from endorsements.procedures.templates.questionnaire import SACRAMENTO

TEMPLATES: Final[Mapping[str, ProcedureRecord]] = {
    "sacramento": SACRAMENTO,
    "chicago": CHICAGO,
    "new-york-city": NEW_YORK_CITY,
    "twin-cities": TWIN_CITIES,
    "metro-dc": METRO_DC,
    "east-bay": EAST_BAY,
}


def translated(record: ProcedureRecord, translate: Callable[[str], str]) -> ProcedureRecord:
    """Return a template with its sentences as `translate` says them; ids and figures stay."""

    def told(text: str) -> str:
        # gettext answers an empty message with the catalogue's head.
        return translate(text) if text else ""

    def vote(of: BodyVote) -> BodyVote:
        return of.model_copy(update={"name": told(of.name)})

    def stage(of: Stage) -> Stage:
        return of.model_copy(
            update={"title": told(of.title), "note": told(of.note), "votes": tuple(map(vote, of.votes))}
        )

    def track(of: Track) -> Track:
        return of.model_copy(update={"stages": tuple(map(stage, of.stages))})

    return record.model_copy(
        update={
            "title": told(record.title),
            "source": told(record.source),
            "note": told(record.note),
            "tracks": tuple(map(track, record.tracks)),
        }
    )

"""What is read from a file: drafts of dossiers, each with the place it stands at."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from endorsements.dossier_files.problems import Place

LONGEST_NAME = 120
LONGEST_OFFICE = 120
LONGEST_DISTRICT = 60
LONGEST_SOURCE = 200


class Said(NamedTuple):
    """An answer as a file gives it; empty parts say nothing."""

    value: str
    place: Place
    evidence: str = ""
    link: str = ""
    source: str = ""
    evidence_on: dt.date | None = None

    @property
    def bare(self) -> bool:
        """Whether the file gives the value and nothing for it."""
        return not (self.evidence or self.link or self.source or self.evidence_on)


class Draft(NamedTuple):
    """One dossier of a file. `place` is its row; `id` and `as_of` only JSON gives; `rulebook` is an id, or None for
    the newest. `answers` go by fact (`red_lines.<id>` for a red line); a fact the file does not answer is absent.
    """

    place: Place
    name: str
    office: str
    district: str
    election_on: dt.date
    answers: Mapping[str, Said]
    id: str = ""
    as_of: dt.date | None = None
    rulebook: str | None = None

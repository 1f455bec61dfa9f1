"""The board's rows: what each holds of a candidacy, and how far that one has come."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from endorsements.queries.capacity import CapacityStanding
from endorsements.queries.judged import Judged

STAGES = {
    "dossier": _("Dossier"),
    "weighed": _("Weighed"),
    "assessed": _("Assessed"),
    "memo-issued": _("Memo issued"),
    "closed": _("Closed"),
}
"""How far a candidacy has come, first to last; derived by `stage_of`, never stored."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done with a dossier: `assessment` and `memo` are numbers of assessments, 0 for none."""

    scored: bool = False
    assessment: int = 0
    memo: int = 0
    changed_since: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The next day by which a stage on the way to a decision must have come to something; `what` says to what."""

    day: dt.date
    what: str


@dataclass(slots=True)
class Row:
    """One candidacy in its race; `candidacy` is None for a race that has none yet.

    `decision` is a key of `decision_states.STATUSES` or "", `also` what stands beside it.
    """

    race: int
    office: str
    district: str
    election_on: dt.date
    decide_by_on: dt.date | None
    far_right: bool
    candidacy: int | None
    name: str
    assigned_to: int | None
    assignee: str
    closed: bool
    judged: Judged
    progress: Progress
    stage: str
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    capacity: CapacityStanding | None = None
    decision: str = ""
    also: tuple[str, ...] = ()
    deadline: Next | None = None


def stage_of(progress: Progress, *, closed: bool) -> str:
    """Return a candidacy's stage (a key of `STAGES`): the last one it has reached."""
    if closed:
        return "closed"
    if progress.assessment:
        return "memo-issued" if progress.memo == progress.assessment else "assessed"
    return "weighed" if progress.scored else "dossier"

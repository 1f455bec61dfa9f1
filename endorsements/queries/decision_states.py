"""How a candidacy stands after what was decided on it, in the decisions' order. Pure: it knows no database.

A decision that endorses, declines or rescinds stands until another such one; a motion that failed is told only while
nothing stands. Censure and seeking the national endorsement stand beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import MotionType

STATUSES: Final[Mapping[str, Promise]] = {
    "endorsed": pgettext_lazy("a candidacy", "Endorsed"),
    "endorsed-conditionally": pgettext_lazy("a candidacy", "Endorsed with conditions"),
    "re-endorsed": pgettext_lazy("a candidacy", "Re-endorsed"),
    "voting": pgettext_lazy("a candidacy", "Voting is open"),
    "moved": pgettext_lazy("a candidacy", "Moved, not decided"),
    "not-endorsed": pgettext_lazy("a candidacy", "Decided not to endorse"),
    "rescinded": pgettext_lazy("a candidacy", "Endorsement rescinded"),
    "censured": pgettext_lazy("a candidacy", "Censured"),
    "not-chosen": pgettext_lazy("a candidacy", "Another was chosen"),
    "failed": pgettext_lazy("a candidacy", "Motion to endorse failed"),
    "no-quorum": pgettext_lazy("a candidacy", "Failed for want of a quorum"),
    "withdrawn": pgettext_lazy("a candidacy", "Motion withdrawn"),
    "void": pgettext_lazy("a candidacy", "Motion void"),
}
"""Every status in words, in the order in which the board sorts them. “” is none: nothing was moved yet."""

ALSO: Final[Mapping[str, Promise]] = {
    "censured": pgettext_lazy("a candidacy", "censured"),
    "national": gettext_lazy("national endorsement sought"),
    "national-endorsed": gettext_lazy("endorsed nationally"),
    "national-declined": gettext_lazy("national endorsement declined"),
    "national-silent": gettext_lazy("national endorsement sought without an answer"),
}
"""What may stand beside a status."""

SHAPES: Final[Mapping[str, str]] = {
    "endorsed": "made",
    "endorsed-conditionally": "made",
    "re-endorsed": "made",
    "voting": "open",
    "moved": "open",
    "not-endorsed": "declined",
    "rescinded": "declined",
    "censured": "declined",
}
"""A status's mark; where it has none here it is `lapsed`."""

STANDS: Final = frozenset({"endorsed", "endorsed-conditionally", "re-endorsed", "not-endorsed", "rescinded"})
ENDORSED: Final = frozenset({"endorsed", "endorsed-conditionally", "re-endorsed"})
ENDORSING = {
    MotionType.ENDORSE: "endorsed",
    MotionType.ENDORSE_CONDITIONALLY: "endorsed-conditionally",
    MotionType.RE_ENDORSE: "re-endorsed",
}
_LAPSED = {
    DecisionResult.REJECTED: "failed",
    DecisionResult.NO_QUORUM: "no-quorum",
    DecisionResult.WITHDRAWN: "withdrawn",
    DecisionResult.VOID: "void",
}


@dataclass(frozen=True, slots=True)
class Event:
    """What one motion came to for one candidacy; `chosen` is False where a contest chose somebody else.

    `answer`: what the national organization said to a motion that asks it (`NationalAnswer`).
    """

    type: str
    result: str
    chosen: bool = True
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """A candidacy's status, the place of the event that made it (None: none did), and what stands beside it.

    `national` is a key of `ALSO`, "" where the national endorsement was not sought.
    """

    status: str = ""
    by: int | None = None
    censured: bool = False
    national: str = ""

    @property
    def also(self) -> tuple[str, ...]:
        """What stands beside the status (keys of `ALSO`)."""
        censured = "censured" if self.censured and self.status != "censured" else ""
        return tuple(name for name in (censured, self.national) if name)


def stands(events: Sequence[Event]) -> Stands:
    """Return how it stands after these events, the earliest first. Pure."""
    now = Stands()
    for place, event in enumerate(events):
        now = _after(now, event, place)
    return now


def _after(now: Stands, event: Event, place: int) -> Stands:
    if event.type in ENDORSING:
        return _after_endorsing(now, event, place)
    if event.result == DecisionResult.ADOPTED:
        match event.type:
            case MotionType.DO_NOT_ENDORSE:
                return Stands("not-endorsed", place, now.censured)
            case MotionType.RESCIND:
                return Stands("rescinded", place, now.censured)
            case MotionType.CENSURE:
                status, by = (now.status, now.by) if now.status else ("censured", place)
                return Stands(status, by, censured=True, national=now.national)
            case MotionType.SEEK_NATIONAL:
                sought = f"national-{event.answer}" if event.answer else "national"
                return Stands(now.status, now.by, now.censured, national=sought)
    return now


def _after_endorsing(now: Stands, event: Event, place: int) -> Stands:
    if event.result == DecisionResult.ADOPTED and event.chosen:
        return Stands(ENDORSING[MotionType(event.type)], place, now.censured, now.national)
    lapsed = "not-chosen" if event.result == DecisionResult.ADOPTED else _LAPSED.get(DecisionResult(event.result))
    if lapsed is None or now.status in STANDS:
        return now
    return Stands(lapsed, place, now.censured, now.national)


def told(status: str, also: Iterable[str] = ()) -> str:
    """Return a status and what stands beside it in words; "" for none."""
    return ", ".join(str(word) for word in (STATUSES.get(status, ""), *(ALSO[each] for each in also)) if word)


def shape(status: str) -> str:
    """Return the mark of a status: made, open, declined or lapsed."""
    return SHAPES.get(status, "lapsed")

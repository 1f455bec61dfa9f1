"""The doors a race needs, and whether there are that many. Fractions inside; needs are rounded up, ceilings down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from capacity.planning.parameters import (
    CONTACT_RATE,
    FIELD_SHARE,
    PASSES,
    REACH,
    SUPPORT,
    SUPPORTER_TURNOUT,
    Level,
    Parameter,
    Span,
    Terrain,
)
from capacity.planning.wording import gettext_noop


@dataclass(frozen=True, slots=True)
class Rates:
    """What the doors of a race depend on. The contact rate is zero at no level."""

    contact_rate: Parameter
    field_share: Parameter = FIELD_SHARE
    support: Parameter = SUPPORT
    supporter_turnout: Parameter = SUPPORTER_TURNOUT
    passes: Parameter = PASSES
    reach: Parameter = REACH

    def __post_init__(self) -> None:
        for parameter in (self.contact_rate, self.support, self.supporter_turnout):
            if not parameter.low:
                message = f"{parameter.id}: found a range that begins at 0, expected more than 0"
                raise ValueError(message)

    @classmethod
    def of(cls, terrain: Terrain) -> "Rates":
        """The published defaults."""
        return cls(CONTACT_RATE[terrain])


@dataclass(frozen=True, slots=True)
class DoorsNeeded:
    """What a race needs of the doors, from the win number it was worked out for."""

    win_number: int
    contacts: Span[int]
    doors: Span[int]
    strict_contacts: int
    """With the doors bringing the whole win number, everything else at its default."""
    strict_doors: int
    rates: Rates


# Pure, and in exact fractions slow enough to be worth remembering: a cycle's plans are worked out at each look at it.
@lru_cache(maxsize=4096)
def doors_needed(win_number: int, rates: Rates) -> DoorsNeeded:
    """contacts = field share × win number / (support × turnout of supporters); doors = contacts / contact rate."""
    if win_number < 0:
        message = f"found a win number of {win_number}, expected at least 0"
        raise ValueError(message)

    votes = {level: _votes_a_contact(rates, level) for level in Level}
    contacts = {level: rates.field_share.for_more(level) * win_number / votes[level] for level in Level}
    strict = win_number / votes[Level.DEFAULT]
    return DoorsNeeded(
        win_number,
        contacts=_up(lambda level: contacts[level]),
        doors=_up(lambda level: contacts[level] / rates.contact_rate.for_less(level)),
        strict_contacts=strict.__ceil__(),
        strict_doors=(strict / rates.contact_rate.value).__ceil__(),
        rates=rates,
    )


def _votes_a_contact(rates: Rates, level: Level) -> Fraction:
    return rates.support.for_less(level) * rates.supporter_turnout.for_less(level)


def _up(of: Callable[[Level], Fraction]) -> Span[int]:
    low, default, high = (of(level).__ceil__() for level in Level)
    return Span(low, default, high)


def field_share(contacts: Fraction, turnout: int, rates: Rates) -> Fraction:
    """The part of a bare majority that this many contacts brought, at default rates: what one campaign teaches."""
    return contacts * _votes_a_contact(rates, Level.DEFAULT) / (turnout // 2 + 1)


class Ceiling(StrEnum):
    """How a need stands to what the district has."""

    WITHIN = "within"
    DOORS = "doors-above-ceiling"
    CONTACTS = "contacts-above-ceiling"
    BOTH = "both-above-ceiling"


SENTENCES: Final[Mapping[Ceiling, str]] = {
    Ceiling.WITHIN: gettext_noop("The district has the doors this race needs."),
    Ceiling.DOORS: gettext_noop(
        "This race cannot be won at the doors alone: it needs %(doors)s doors, and there are %(most_doors)s to knock."
    ),
    Ceiling.CONTACTS: gettext_noop(
        "This race cannot be won at the doors alone: it needs %(contacts)s contacts, and there are %(most_contacts)s "
        "to reach."
    ),
    Ceiling.BOTH: gettext_noop(
        "This race cannot be won at the doors alone: it needs %(doors)s doors and %(contacts)s contacts, and there are "
        "%(most_doors)s doors to knock and %(most_contacts)s contacts to reach."
    ),
}


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most that a district gives, and how the need stands to it, at each level of the need."""

    most_doors: int
    """passes × reachable households."""
    most_contacts: int
    """households × reach."""
    stands: Mapping[Level, Ceiling]


def ceilings(need: DoorsNeeded, households: int, reachable_households: int | None = None) -> Ceilings:
    """Hold a need against the district's households; all are reachable where it is not known how many are.

    Both ceilings are at the default passes and reach, so that the levels are those of the need alone.
    """
    reachable = households if reachable_households is None else reachable_households
    if not 0 <= reachable <= households:
        message = f"found {reachable} reachable households of {households}, expected no more than there are"
        raise ValueError(message)
    most_doors = (need.rates.passes.value * reachable).__floor__()
    most_contacts = (need.rates.reach.value * households).__floor__()

    def stands(level: Level) -> Ceiling:
        over = (need.doors.at(level) > most_doors, need.contacts.at(level) > most_contacts)
        return {
            (False, False): Ceiling.WITHIN,
            (True, False): Ceiling.DOORS,
            (False, True): Ceiling.CONTACTS,
            (True, True): Ceiling.BOTH,
        }[over]

    return Ceilings(most_doors, most_contacts, {level: stands(level) for level in Level})

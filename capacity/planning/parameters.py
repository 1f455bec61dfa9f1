"""The figures a plan rests on, each with its range, where it comes from and how far it can be trusted."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, Self

from capacity.planning.wording import gettext_noop


class Standing(StrEnum):
    """Whose figure it is."""

    DEFAULT = "default"
    OWN = "own"
    """The chapter's, by its own judgement."""
    LEARNED = "learned"
    """From the chapter's own past campaigns."""


class Level(StrEnum):
    """One of the three ways a plan is worked out. `low` and `high` are about the result, not each figure in it."""

    LOW = "low"
    DEFAULT = "default"
    HIGH = "high"


class Terrain(StrEnum):
    """How close the doors are to each other."""

    DENSE = "dense"
    SUBURBAN = "suburban"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure with its range. Raises ValueError when the value is outside it, or a learned one has no cases."""

    id: str
    name: str
    """To translate."""
    value: Fraction
    low: Fraction
    high: Fraction
    source: str
    """To translate."""
    standing: Standing = Standing.DEFAULT
    cases: int | None = None
    """For a learned figure: how many past campaigns, weeks or shifts it rests on."""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high:
            message = f"{self.id}: found {self.value}, expected a value from {self.low} to {self.high}"
            raise ValueError(message)
        if (self.standing is Standing.LEARNED) != (self.cases is not None and self.cases > 0):
            message = f"{self.id}: found {self.cases} cases, expected some for a learned figure and none for another"
            raise ValueError(message)

    def own(self, value: Fraction, low: Fraction, high: Fraction, source: str) -> Self:
        """The same figure as the chapter sets it, with its reason as the source."""
        return replace(self, value=value, low=low, high=high, source=source, standing=Standing.OWN, cases=None)

    def learned(self, value: Fraction, low: Fraction, high: Fraction, source: str, cases: int) -> Self:
        """The same figure from the chapter's past, with the number of cases it rests on."""
        return replace(self, value=value, low=low, high=high, source=source, standing=Standing.LEARNED, cases=cases)

    def for_more(self, level: Level) -> Fraction:
        """The figure at a level of a result that grows with it."""
        return {Level.LOW: self.low, Level.DEFAULT: self.value, Level.HIGH: self.high}[level]

    def for_less(self, level: Level) -> Fraction:
        """The figure at a level of a result that shrinks as it grows."""
        return {Level.LOW: self.high, Level.DEFAULT: self.value, Level.HIGH: self.low}[level]


@dataclass(frozen=True, slots=True)
class Span[Number: (int, Fraction)]:
    """A result at the three levels, least first."""

    low: Number
    default: Number
    high: Number

    def at(self, level: Level) -> Number:
        """The result at one level."""
        return {Level.LOW: self.low, Level.DEFAULT: self.default, Level.HIGH: self.high}[level]


def percent(value: int) -> Fraction:
    """A share, exactly."""
    return Fraction(value, 100)


_WYOMING: Final = gettext_noop("a state party's training deck (50+1 Wyoming)")
_WELLSTONE: Final = gettext_noop("Wellstone voter contact formulas")
_OURS: Final = gettext_noop("our own assumption")
_CALLBACKS: Final = gettext_noop("two to three callbacks lift reach from 25 % to 48 % (a vendor's figure)")

SAFER_SHARE: Final = Parameter(
    "safer_share", gettext_noop("share of the votes to work for"), percent(52), percent(50), percent(55), _OURS
)
FIELD_SHARE: Final = Parameter(
    "field_share", gettext_noop("part of the win number that doors must bring"), percent(35), percent(20), percent(100),
    gettext_noop(
        "our arithmetic on one published DSA campaign (Milwaukee, April 2025: 151 volunteers, 881 shifts, 24,129 "
        "doors, 4,506 canvassed, 15,294 votes cast, won): 31 to 39 %. One case; the strict reading is 100 %"
    ),
)  # fmt: skip
SUPPORT: Final = Parameter(
    "support", gettext_noop("support among those reached"), percent(65), percent(40), percent(80), _WYOMING
)
SUPPORTER_TURNOUT: Final = Parameter(
    "supporter_turnout", gettext_noop("turnout among supporters"), percent(80), percent(60), percent(90), _WYOMING
)
CONTACT_RATE: Final = {
    Terrain.DENSE: Parameter(
        "contact_rate_dense", gettext_noop("contacts a knock, dense"), percent(24), percent(10), percent(50),
        gettext_noop("Wellstone voter contact formulas (6 of 25)"),
    ),
    Terrain.SUBURBAN: Parameter(
        "contact_rate_suburban", gettext_noop("contacts a knock, suburban"), percent(27), percent(10), percent(50),
        gettext_noop("Wellstone voter contact formulas (4 of 15)"),
    ),
}  # fmt: skip
PASSES: Final = Parameter(
    "passes", gettext_noop("times each door is knocked"), Fraction(1), Fraction(1), Fraction(3), _CALLBACKS
)
REACH: Final = Parameter(
    "reach", gettext_noop("households reached at all"), percent(25), percent(25), percent(48), _CALLBACKS
)

DOORS_PER_HOUR: Final = {
    Terrain.DENSE: Parameter(
        "doors_per_hour_dense", gettext_noop("doors an hour, dense"), Fraction(25), Fraction(20), Fraction(30),
        _WELLSTONE,
    ),
    Terrain.SUBURBAN: Parameter(
        "doors_per_hour_suburban", gettext_noop("doors an hour, suburban"), Fraction(15), Fraction(12), Fraction(20),
        _WELLSTONE,
    ),
}  # fmt: skip
CANVASS_HOURS: Final = Parameter(
    "canvass_hours", gettext_noop("hours knocking in a three-hour shift"), Fraction(5, 2), Fraction(2), Fraction(11, 4),
    gettext_noop("training and travel taken off"),
)  # fmt: skip
FLAKE: Final = Parameter(
    "flake", gettext_noop("shifts promised and not kept"), percent(50), percent(20), percent(60),
    gettext_noop("The Campaign Workshop; party training"),
)  # fmt: skip
RESERVE: Final = Parameter(
    "reserve", gettext_noop("doors kept in reserve"), percent(10), Fraction(0), percent(30), _OURS
)
SHIFTS_PER_WEEK: Final = Parameter(
    "shifts_per_week", gettext_noop("shifts a canvasser a week"), Fraction(1), Fraction(1, 2), Fraction(2), _OURS
)
SUSTAINABLE_HOURS: Final = Parameter(
    "sustainable_hours", gettext_noop("political hours a volunteer can keep up a week, all work counted"), Fraction(6),
    Fraction(3), Fraction(10), _OURS,
)  # fmt: skip
ATTRITION: Final = Parameter(
    "attrition", gettext_noop("volunteers lost a week, well below the ceiling"), Fraction(1, 400), Fraction(0),
    Fraction(1, 100), _OURS,
)  # fmt: skip
ATTRITION_AT_CEILING: Final = Parameter(
    "attrition_at_ceiling", gettext_noop("volunteers lost a week, at the ceiling"), Fraction(1, 78), Fraction(1, 104),
    Fraction(1, 52),
    gettext_noop("our arithmetic: people who are asked for too much leave after a year or two"),
)  # fmt: skip
NEAR_CEILING: Final = Parameter(
    "near_ceiling", gettext_noop("part of the ceiling from which attrition rises"), Fraction(2, 3), Fraction(1, 2),
    Fraction(1), _OURS,
)  # fmt: skip

DEFAULTS: Final = {
    parameter.id: parameter
    for parameter in (
        SAFER_SHARE, FIELD_SHARE, SUPPORT, SUPPORTER_TURNOUT, *CONTACT_RATE.values(), PASSES, REACH,
        *DOORS_PER_HOUR.values(), CANVASS_HOURS, FLAKE, RESERVE, SHIFTS_PER_WEEK, SUSTAINABLE_HOURS, ATTRITION,
        ATTRITION_AT_CEILING, NEAR_CEILING,
    )
}  # fmt: skip
"""All by id."""

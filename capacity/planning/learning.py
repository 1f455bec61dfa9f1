"""What past campaigns teach: a chapter's own rates, each with how much it rests on and how far it ranged.

A rate is the sum over all weeks that have both its numbers, not the mean of rates, so that a week of ten doors does
not count as one of a thousand. Its range is from the lowest to the highest race, or, of a single race, week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from capacity.planning.parameters import Terrain


@dataclass(frozen=True, slots=True)
class WeekDone:
    """One week of a campaign, in whole numbers."""

    doors: int = 0
    contacts: int = 0
    shifts: int = 0
    shifts_planned: int = 0


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign's record. `ballots_cast` and `votes_a_contact` (at the planning figures) are None if not known."""

    name: str
    terrain: Terrain
    weeks: tuple[WeekDone, ...]
    ballots_cast: int | None = None
    votes_a_contact: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the record shows of one parameter: its value, range, and the races and weeks it rests on."""

    parameter: str
    value: Fraction
    low: Fraction
    high: Fraction
    races: tuple[str, ...]
    weeks: int


Pair = tuple[Fraction, Fraction]
CONTACT_RATE: Final = "contact_rate_"
DOORS_PER_HOUR: Final = "doors_per_hour_"
FIELD_SHARE: Final = "field_share"
FLAKE: Final = "flake"


def lessons(campaigns: Iterable[Campaign], canvass_hours: Fraction) -> dict[str, Lesson]:
    """Return what campaigns teach, by parameter id; what nothing was recorded of is left out.

    `canvass_hours`: hours at the doors in one shift, which turn doors a shift into doors an hour.
    """
    told = list(campaigns)
    found = [_lesson(FLAKE, [(each, _flake(each)) for each in told])]
    for terrain in Terrain:
        here = [each for each in told if each.terrain is terrain]
        found.append(_lesson(f"{CONTACT_RATE}{terrain}", [(each, _contacts(each)) for each in here]))
        found.append(_lesson(f"{DOORS_PER_HOUR}{terrain}", [(each, _hours(each, canvass_hours)) for each in here]))
    found.append(_lesson(FIELD_SHARE, [(each, _field_share(each)) for each in told]))
    return {lesson.parameter: lesson for lesson in found if lesson}


def _lesson(parameter: str, told: Sequence[tuple[Campaign, list[Pair]]]) -> Lesson | None:
    races = [(campaign.name, pairs) for campaign, pairs in told if pairs]
    if not races:
        return None
    cases = [_sum(pairs) for _name, pairs in races] if len(races) > 1 else races[0][1]
    rates = [part / whole for part, whole in cases]
    part, whole = _sum([pair for _name, pairs in races for pair in pairs])
    names = tuple(name for name, _pairs in races)
    return Lesson(parameter, part / whole, min(rates), max(rates), names, sum(len(pairs) for _name, pairs in races))


def _sum(pairs: Sequence[Pair]) -> Pair:
    return sum((part for part, _w in pairs), Fraction(0)), sum((whole for _p, whole in pairs), Fraction(0))


def _flake(campaign: Campaign) -> list[Pair]:
    """Shifts promised and not kept; people who came unasked make up for nobody beyond the week's promises."""
    return [
        (Fraction(max(0, week.shifts_planned - week.shifts)), Fraction(week.shifts_planned))
        for week in campaign.weeks
        if week.shifts_planned
    ]


def _contacts(campaign: Campaign) -> list[Pair]:
    return [(Fraction(week.contacts), Fraction(week.doors)) for week in campaign.weeks if week.doors]


def _hours(campaign: Campaign, canvass_hours: Fraction) -> list[Pair]:
    return [
        (Fraction(week.doors), week.shifts * canvass_hours) for week in campaign.weeks if week.shifts and week.doors
    ]


def _field_share(campaign: Campaign) -> list[Pair]:
    """Votes that the contacts brought, of a bare majority of the ballots cast: one pair a campaign.

    A campaign that brought more than the majority has brought all of it.
    """
    contacts = sum(week.contacts for week in campaign.weeks)
    if not contacts or campaign.ballots_cast is None or campaign.votes_a_contact is None:
        return []
    majority = Fraction(campaign.ballots_cast // 2 + 1)
    return [(min(contacts * campaign.votes_a_contact, majority), majority)]

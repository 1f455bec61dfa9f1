"""Figures in words, in the reader's language: shares as percentages, ranges, and whose figure it is."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from capacity.planning.parameters import DEFAULTS, Parameter, Span, Standing

SPACE: Final = "\u00a0"


class Unit(StrEnum):
    """What a planning parameter is counted in."""

    SHARE = "share"
    HOURS = "hours"
    DOORS = "doors"
    SHIFTS = "shifts"
    TIMES = "times"


_UNITS: Final = {
    "passes": Unit.TIMES,
    "doors_per_hour_dense": Unit.DOORS,
    "doors_per_hour_suburban": Unit.DOORS,
    "canvass_hours": Unit.HOURS,
    "shifts_per_week": Unit.SHIFTS,
    "sustainable_hours": Unit.HOURS,
}
UNITS: Final = {parameter: _UNITS.get(parameter, Unit.SHARE) for parameter in DEFAULTS}
"""Parameter id → its unit."""
GROUPS: Final = {
    gettext_noop("What a race needs"): (
        "safer_share", "field_share", "support", "supporter_turnout", "contact_rate_dense", "contact_rate_suburban",
        "passes", "reach",
    ),
    gettext_noop("What a week brings"): (
        "shifts_per_week", "flake", "canvass_hours", "doors_per_hour_dense", "doors_per_hour_suburban", "reserve",
    ),
    gettext_noop("What people can keep up"): (
        "sustainable_hours", "near_ceiling", "attrition", "attrition_at_ceiling",
    ),
}  # fmt: skip
"""Every parameter once, under what it is about."""
STANDINGS: Final = {
    Standing.DEFAULT: gettext_noop("published default"),
    Standing.OWN: gettext_noop("the chapter's own"),
}


def number(value: Fraction | Decimal | int, places: int = 3, *, fixed: bool = False) -> str:
    """Return the nearest number with so many places, thousands grouped; without zeros at the end unless `fixed`."""
    return _number(value, places, fixed, get_language())


@lru_cache(maxsize=8192)
def _number(value: Fraction | Decimal | int, places: int, fixed: bool, _language: str | None) -> str:
    # A plan's page prints a hundred of them, and most are the same for every plan.
    scaled = round(Fraction(value) * 10**places)
    text = format(Decimal(scaled).scaleb(-places), "f")
    whole = text.rstrip("0").rstrip(".") if "." in text and not fixed else text
    return str(number_format(Decimal(whole), force_grouping=True))


def percent(share: Fraction, places: int = 3) -> str:
    """Return a share as `35 %`."""
    return f"{number(share * 100, places)}{SPACE}%"


def amount(unit: Unit, value: Fraction) -> str:
    """Return a value in its unit: `35 %`, `2.5 hours`."""
    said = number(value)
    # The form of the word follows the number as it is read: "1 hour", but "1.5 hours".
    many = 1 if value == 1 else 2
    return {
        Unit.SHARE: percent(value),
        Unit.HOURS: ngettext("%(number)s hour", "%(number)s hours", many) % {"number": said},
        Unit.DOORS: ngettext("%(number)s door", "%(number)s doors", many) % {"number": said},
        Unit.SHIFTS: ngettext("%(number)s shift", "%(number)s shifts", many) % {"number": said},
        Unit.TIMES: ngettext("%(number)s time", "%(number)s times", many) % {"number": said},
    }[unit]


def bounds(unit: Unit, low: Fraction, high: Fraction) -> str:
    """Return a range in its unit: `20–60 %`, `2–2.75 hours`; a single value where both ends are the same."""
    if low == high:
        return amount(unit, low)
    if unit is Unit.SHARE:
        return f"{number(low * 100)}–{percent(high)}"
    return f"{number(low)}–{amount(unit, high)}"


def value_of(figure: Parameter) -> str:
    """Return a parameter's value in its unit."""
    return amount(UNITS[figure.id], figure.value)


def range_of(figure: Parameter) -> str:
    """Return a parameter's range in its unit."""
    return bounds(UNITS[figure.id], figure.low, figure.high)


def standing_of(figure: Parameter) -> str:
    """Return whose figure it is: the published default, the chapter's own, or learned from so many cases."""
    if figure.standing is Standing.LEARNED:
        return _("learned, n = %(cases)s") % {"cases": number(figure.cases or 0)}
    return _(STANDINGS[figure.standing])


def source_of(figure: Parameter) -> str:
    """Return where a figure is from: a default's source is translated, the chapter's own words are not."""
    return _(figure.source) if figure.standing is Standing.DEFAULT else figure.source


def spread(span: Span[int]) -> str:
    """Return a result as `1,125 (224–5,280)`: default, low and high."""
    return f"{number(span.default)} ({number(span.low)}–{number(span.high)})"


def day(on: dt.date) -> str:
    """Return a day as `3 Mar 2026`."""
    return date_format(on, "DATE_FORMAT")


def moment(at: dt.datetime) -> str:
    """Return a moment as `3 Mar 2026, 14:05 EST`, in the active time zone, which it names."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")

"""A forecast in words and as a chart: week by week, and what each of the chapter's rows asks of a volunteer."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from capacity import charts, wording
from capacity.planning.forecast import WeekSupply
from capacity.planning.parameters import Level, Span


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """What the capacity page shows of some weeks."""

    chart: SafeString
    weeks: list[dict[str, str]]
    loads: list[dict[str, Any]]
    first: str
    last: str
    doors: str
    """Of all the weeks together."""
    number: int
    without: int
    """How many of the weeks come before the chapter's first row."""
    is_capped: bool
    is_over: bool


def page_of(weeks: Sequence[WeekSupply]) -> ForecastPage:
    """Put a forecast of at least one week into words."""
    total = Span(*(sum(getattr(week.doors, level) for week in weeks) for level in Level))
    carried = [load for week in weeks for load in week.load.values()]
    return ForecastPage(
        chart=_chart(weeks),
        weeks=[_week(week) for week in weeks],
        loads=_loads(weeks),
        first=wording.day(weeks[0].start),
        last=wording.day(weeks[-1].start),
        doors=wording.spread(total),
        number=len(weeks),
        without=sum(week.said is None for week in weeks),
        is_capped=any(load.is_capped for load in carried),
        is_over=any(load.is_over for load in carried),
    )


def _chart(weeks: Sequence[WeekSupply]) -> SafeString:
    entries = [
        charts.Column(
            date_format(week.start, "MONTH_DAY_FORMAT"),
            have=week.doors.default,
            low=week.doors.low,
            high=week.doors.high,
        )
        for week in weeks
    ]  # fmt: skip
    between = {"first": wording.day(weeks[0].start), "last": wording.day(weeks[-1].start)}
    title = _("Doors that can be knocked in each week from %(first)s to %(last)s, with the range from low to high")
    return charts.columns("doors-by-week", title % between, entries, unit=_("doors a week"))


def _week(week: WeekSupply) -> dict[str, str]:
    return {
        "start": wording.day(week.start),
        "canvassers": _between(week.canvassers),
        "shifts": _between(week.shifts),
        "doors": wording.spread(week.doors),
    }


def _between(span: Span[Fraction]) -> str:
    every = (span.low, span.default, span.high)
    # One place for all three or none, so that a column reads straight down.
    fixed = any(round(each, 1) % 1 for each in every)
    low, default, high = (wording.number(each, 1, fixed=fixed) for each in every)
    return default if low == high else f"{default} ({low}–{high})"


def _loads(weeks: Sequence[WeekSupply]) -> list[dict[str, Any]]:
    """Return one line for each of the chapter's rows that these weeks fall under."""
    lines = []
    for said, under in groupby(weeks, key=lambda week: week.said):
        first = next(under)
        if said is None:
            continue
        loads = first.load
        carried = loads[Level.DEFAULT]
        lines.append({
            "starts_on": wording.day(said.starts_on),
            "canvassers": wording.number(said.canvassers),
            "other_hours": wording.number(said.habits.other_hours),
            "asked": _between(_levels(loads, "asked_shifts")),
            "shifts": _between(_levels(loads, "shifts")),
            "hours": _between(_levels(loads, "hours")),
            "ceiling": wording.number(carried.ceiling),
            "share": wording.percent(carried.share, 0),
            "attrition": _lost(first),
            "is_capped": carried.is_capped,
            "is_over": carried.is_over,
        })  # fmt: skip
    return lines


def _levels(loads: Any, name: str) -> Span[Fraction]:
    every = [getattr(loads[level], name) for level in Level]
    return Span(min(every), getattr(loads[Level.DEFAULT], name), max(every))


def _lost(week: WeekSupply) -> str:
    low, high = min(week.attrition.values()), max(week.attrition.values())
    default = wording.percent(week.attrition[Level.DEFAULT], 2)
    if low == high:
        return default
    return f"{default} ({wording.number(low * 100, 2)}–{wording.percent(high, 2)})"

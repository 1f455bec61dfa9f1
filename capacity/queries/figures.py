"""The figures a chapter plans with: the published defaults, overlaid by what the chapter sets or has learned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import QuerySet

from capacity.models import OwnFigure
from capacity.planning.doors import Rates
from capacity.planning.parameters import DEFAULTS, Parameter, Standing, Terrain
from capacity.planning.supply import Habits
from chapters.models import Chapter
from chapters.prepared import PreparedObjects

HISTORY = 100


def figures_of(chapter: Chapter | int) -> dict[str, Parameter]:
    """Return every planning parameter by id, as the chapter plans with it today. One query."""
    current = _CURRENT.objects(chapter.pk if isinstance(chapter, Chapter) else chapter)
    return DEFAULTS | {row.parameter: overlaid(row) for row in current if row.parameter in DEFAULTS}


def _current(chapter: int) -> QuerySet[OwnFigure]:
    return OwnFigure.objects.filter(chapter=chapter, is_current=True, value__isnull=False).order_by()


_CURRENT = PreparedObjects[OwnFigure](_current, int)


def overlaid(row: OwnFigure) -> Parameter:
    """Return a parameter as a row sets it, exactly; the default where it has no value. KeyError for no such id."""
    default = DEFAULTS[row.parameter]
    if row.value is None or row.low is None or row.high is None:
        return default
    value, low, high = Fraction(row.value), Fraction(row.low), Fraction(row.high)
    if row.standing == Standing.LEARNED and row.cases:
        return default.learned(value, low, high, row.source, row.cases)
    return default.own(value, low, high, row.source)


def habits_of(figures: Mapping[str, Parameter], terrain: str, other_hours: Fraction = Fraction(0)) -> Habits:
    """Return what a week's doors depend on. `other_hours`: political hours a volunteer gives beside canvassing."""
    return Habits(
        doors_per_hour=figures[f"doors_per_hour_{Terrain(terrain)}"],
        canvass_hours=figures["canvass_hours"],
        flake=figures["flake"],
        reserve=figures["reserve"],
        shifts_per_week=figures["shifts_per_week"],
        sustainable_hours=figures["sustainable_hours"],
        attrition=figures["attrition"],
        attrition_at_ceiling=figures["attrition_at_ceiling"],
        near_ceiling=figures["near_ceiling"],
        other_hours=other_hours,
    )


def rates_of(figures: Mapping[str, Parameter], terrain: str, passes: int | None = None) -> Rates:
    """Return what a race's doors depend on. `passes` is a plan's own number, exact; None takes the chapter's figure."""
    knocked = figures["passes"]
    if passes is not None:
        exactly = Fraction(passes)
        knocked = replace(knocked, value=exactly, low=exactly, high=exactly)
    return Rates(
        contact_rate=figures[f"contact_rate_{Terrain(terrain)}"],
        field_share=figures["field_share"],
        support=figures["support"],
        supporter_turnout=figures["supporter_turnout"],
        passes=knocked,
        reach=figures["reach"],
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a figure's history: what was set, and who set it when."""

    row: OwnFigure
    figure: Parameter
    """As it was from then on; the default where the chapter went back to it."""


def history_of(chapter: Chapter | int, parameter: str) -> list[Change]:
    """Return what the chapter set a figure to, the newest first and at most 100. One query; KeyError for no such id."""
    rows = OwnFigure.objects.filter(chapter=chapter, parameter=parameter).select_related("set_by")
    return [Change(row, overlaid(row)) for row in rows.order_by("-set_at", "-pk")[:HISTORY]]

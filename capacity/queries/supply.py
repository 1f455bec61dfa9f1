"""The chapter's canvassers and doors, week by week."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.db import models

from capacity.models import SupplyWeek
from capacity.planning.forecast import Statement, WeekSupply, forecast
from capacity.planning.parameters import Parameter
from capacity.queries.figures import habits_of
from chapters.models import Chapter
from chapters.prepared import PreparedObjects

__all__ = ["WeekSupply", "monday_of", "statements_by", "statements_of", "supply_of", "weeks_between"]


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def weeks_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the Mondays of the weeks from `first`'s to `last`'s, both with; none when `last` is in an earlier week."""
    monday = monday_of(first)
    return [monday + dt.timedelta(weeks=number) for number in range((monday_of(last) - monday).days // 7 + 1)]


def statements_of(rows: Iterable[SupplyWeek], figures: Mapping[str, Parameter]) -> list[Statement]:
    """Return what the forecast reads of each row."""
    return [
        Statement(row.starts_on, row.canvassers, habits_of(figures, row.terrain, Fraction(row.other_hours)))
        for row in rows
    ]


def _said(chapter: int) -> models.QuerySet[SupplyWeek]:
    return SupplyWeek.objects.filter(chapter=chapter).order_by("starts_on").fetch_mode(models.FETCH_RAISE)


_SAID = PreparedObjects[SupplyWeek](_said, int)


def statements_by(chapter: int, figures: Mapping[str, Parameter]) -> tuple[Statement, ...]:
    """Return all that a chapter has said of its people, the earliest week first. One query."""
    return tuple(statements_of(_SAID.objects(chapter), figures))


def supply_of(
    chapter: Chapter | int,
    mondays: Sequence[dt.date],
    figures: Mapping[str, Parameter],
    arriving: Sequence[int] = (),
) -> list[WeekSupply]:
    """Forecast these weeks, which follow each other: canvassers, shifts and doors. One query.

    A row of the chapter holds until its next, with attrition from its first week on; weeks before the first row have
    nothing. `arriving`: canvassers who join at the beginning of each of the weeks, from the first on. Run it with and
    without them to show what renewed capacity would change.
    """
    if not mondays:
        return []
    rows = SupplyWeek.objects.filter(chapter=chapter, starts_on__lte=mondays[-1])
    return forecast(statements_of(rows.fetch_mode(models.FETCH_RAISE), figures), mondays, arriving)

"""Setting a chapter's own figures for planning, learning them from its past, and going back to the defaults."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import OwnFigure
from capacity.planning.parameters import DEFAULTS, Parameter, Standing
from capacity.policies import FieldRefused, Refused
from capacity.wording import UNITS, Unit, range_of
from chapters.models import Chapter, Member
from chapters.operations import log

FIGURE_SET = log.action("figure.set", "parameter", "figure", "low", "high")
FIGURE_LEARNED = log.action("figure.learned", "parameter", "figure", "low", "high", "cases")
FIGURE_RESET = log.action("figure.reset", "parameter")
PLACES = 6  # as many as the record holds


@transaction.atomic
def set_figure(
    *,
    chapter: Chapter,
    parameter: str,
    value: Decimal,
    low: Decimal,
    high: Decimal,
    source: str,
    by: Member,
    at: dt.datetime,
) -> OwnFigure:
    """Set the chapter's own value and range for a parameter, with where it is from. Shares are given as 0.35.

    The same again changes nothing. Raises `FieldRefused` (`value`, `low`, `high` or `source`) outside the allowed
    range, in the wrong order or without a source, `KeyError` for an id that is none.
    """
    default = DEFAULTS[parameter]
    _check_source(source)
    for field, given in (("value", value), ("low", low), ("high", high)):
        if not default.low <= Fraction(given) <= default.high:
            raise FieldRefused(field, _("Expected %(range)s: the range that published figures allow.") % {
                "range": range_of(default),
            })  # fmt: skip
    row = _row(chapter, parameter, value, low, high, standing=Standing.OWN, source=source, by=by, at=at)
    return _take_over(row, FIGURE_SET)


@transaction.atomic
def learn_figure(
    *,
    chapter: Chapter,
    parameter: str,
    value: Decimal,
    low: Decimal,
    high: Decimal,
    source: str,
    cases: int,
    by: Member,
    at: dt.datetime,
) -> OwnFigure:
    """Take over what the chapter's past campaigns show, from so many `cases`. It may lie outside the published range.

    Raises `FieldRefused` for a range in the wrong order, below 0, a share above 100 %, a 0 where something is divided
    by it, or no cases; `KeyError` for an id that is none.
    """
    default = DEFAULTS[parameter]
    _check_source(source)
    if cases < 1:
        raise FieldRefused("cases", _("A learned figure rests on at least one case."))
    if low < 0 or (default.low > 0 and low == 0):
        raise FieldRefused("low", _("Expected more than 0."))
    if UNITS[parameter] is Unit.SHARE and high > 1:
        raise FieldRefused("high", _("A share cannot be more than the whole."))
    row = _row(chapter, parameter, value, low, high, standing=Standing.LEARNED, source=source, by=by, at=at)
    row.cases = cases
    return _take_over(row, FIGURE_LEARNED)


@transaction.atomic
def reset_figure(*, chapter: Chapter, parameter: str, source: str, by: Member, at: dt.datetime) -> OwnFigure:
    """Go back to the published default, saying why. Raises `FieldRefused` without a reason, `Refused` when it holds."""
    figure: Parameter = DEFAULTS[parameter]
    if not source.strip():
        raise FieldRefused("source", _("Say why; the reason stays on record."))
    row = OwnFigure(
        chapter=chapter, parameter=figure.id, standing=Standing.OWN, source=source.strip(), set_by=by, set_at=at
    )
    current = _lock(row)
    if current is None or current.value is None:
        raise Refused(_("The published default holds already."))
    return _replace(current, row, FIGURE_RESET)


def _check_source(source: str) -> None:
    if not source.strip():
        raise FieldRefused("source", _("Say where the figure is from: it is shown beside every number made with it."))


def _row(
    chapter: Chapter, parameter: str, value: Decimal, low: Decimal, high: Decimal,
    *, standing: Standing, source: str, by: Member, at: dt.datetime,
) -> OwnFigure:  # fmt: skip
    if not low <= value:
        raise FieldRefused("low", _("The low figure must not be above the value."))
    if not value <= high:
        raise FieldRefused("high", _("The high figure must not be below the value."))
    for field, given in (("value", value), ("low", low), ("high", high)):
        if given != round(given, PLACES):
            raise FieldRefused(field, _("Too many decimal places; the record holds %(places)s.") % {"places": PLACES})
    return OwnFigure(
        chapter=chapter, parameter=parameter, value=value, low=low, high=high,
        standing=standing, source=source.strip(), set_by=by, set_at=at,
    )  # fmt: skip


def _lock(row: OwnFigure) -> OwnFigure | None:
    # The chapter's row is the lock: there may be no figure yet to lock.
    Chapter.objects.select_for_update(no_key=True).get(pk=row.chapter_id)
    return OwnFigure.objects.filter(chapter=row.chapter_id, parameter=row.parameter, is_current=True).first()


def _take_over(row: OwnFigure, action: log.Action) -> OwnFigure:
    current = _lock(row)
    same = ("value", "low", "high", "standing", "cases", "source")
    if current and all(getattr(current, name) == getattr(row, name) for name in same):
        return current
    return _replace(current, row, action)


def _replace(current: OwnFigure | None, row: OwnFigure, action: log.Action) -> OwnFigure:
    if current:
        OwnFigure.objects.filter(pk=current.pk).update(is_current=False)
    row.save()
    said = {
        "parameter": row.parameter, "figure": _plain(row.value), "low": _plain(row.low), "high": _plain(row.high),
        "cases": row.cases or None,
    }  # fmt: skip
    detail = {name: said[name] for name in said.keys() & action.fields}
    log.append(action, chapter=row.chapter, subject=row, by=row.set_by, at=row.set_at, **detail)
    return row


def _plain(value: Decimal | None) -> str | None:
    """Write a value the same whether it was given as 0.35 or as 0.350000."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

"""A candidacy's field record as its page shows it: the weeks, their sum, and the exports they were counted from."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from capacity.charts import Column, columns
from capacity.wording import number, percent
from endorsements.canvass_files import OTHER
from endorsements.models import Candidacy, CanvassFile, FieldWeek
from endorsements.wording import day, moment

FIELDS = ("doors", "contacts", "shifts", "shifts_planned", "volunteers", "returning", "new_members")


@dataclass(frozen=True, slots=True)
class Week:
    """One row: the numbers in the order of the table, in words."""

    starts_on: str
    iso: str
    numbers: tuple[str, ...]
    counted: bool
    """Whether doors and contacts are from exports."""
    who: str


@dataclass(frozen=True, slots=True)
class Export:
    """An export and what is left of it: its rows by result."""

    name: str
    days: str
    rows: str
    results: tuple[tuple[str, str, bool], ...]
    """Result, rows, whether it is a contact."""
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """The whole record; `totals` are empty without a week."""

    weeks: tuple[Week, ...]
    totals: tuple[str, ...]
    contact_rate: str
    flake: str
    exports: tuple[Export, ...]
    chart: SafeString | str


def rows_of(candidacy: Candidacy) -> list[FieldWeek]:
    """Return the weeks on record, the earliest first. One query."""
    rows = FieldWeek.objects.filter(candidacy=candidacy).select_related("entered_by").order_by("starts_on")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def record_of(candidacy: Candidacy, rows: list[FieldWeek]) -> FieldRecord:
    """Put the record into words. One query, for the exports."""
    files = list(
        CanvassFile.objects.filter(candidacy=candidacy)
        .select_related("imported_by")
        .order_by("-imported_at", "-pk")
        .fetch_mode(models.FETCH_RAISE)
    )
    days = {dt.date.fromisoformat(row[0]) for file in files for row in file.counts}
    mondays = {on - dt.timedelta(days=on.weekday()) for on in days}
    sums = [sum(getattr(week, name) for week in rows) for name in FIELDS]
    doors, contacts, *_rest = sums
    planned = [week for week in rows if week.shifts_planned]
    promised, kept = sum(w.shifts_planned for w in planned), sum(w.shifts for w in planned)
    return FieldRecord(
        weeks=tuple(_week(week, week.starts_on in mondays) for week in rows),
        totals=tuple(map(number, sums)) if rows else (),
        contact_rate=percent(Fraction(contacts, doors), 1) if doors else "",
        flake=percent(1 - Fraction(min(kept, promised), promised), 1) if promised else "",
        exports=tuple(map(_export, files)),
        chart=_chart(rows) if doors else "",
    )


def _week(week: FieldWeek, counted: bool) -> Week:
    numbers = tuple(number(getattr(week, name)) for name in FIELDS)
    return Week(day(week.starts_on), week.starts_on.isoformat(), numbers, counted, week.entered_by.name)


def _export(file: CanvassFile) -> Export:
    results: Counter[tuple[str, bool]] = Counter()
    for _on, result, rows, contact in file.counts:
        results[result, contact] += rows
    on = sorted({dt.date.fromisoformat(row[0]) for row in file.counts})
    span = _("no days left: later exports have taken them over")
    if on:
        span = day(on[0]) if len(on) == 1 else f"{day(on[0])} – {day(on[-1])}"
    told = [(_("other") if said == OTHER else said, number(n), contact) for (said, contact), n in results.most_common()]
    return Export(file.name, span, number(file.rows), tuple(told), file.imported_by.name, moment(file.imported_at))


def _chart(rows: list[FieldWeek]) -> SafeString:
    bars = [Column(day(week.starts_on)[:-5], have=week.doors, committed=week.contacts) for week in rows]
    return columns("doors-done", _("Doors knocked by week, and the contacts among them"), bars, unit=_("doors a week"))

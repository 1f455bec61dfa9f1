"""What the chapter says of its canvassers: so many from a week on, until it says otherwise."""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import SupplyWeek
from capacity.policies import FieldRefused, Refused
from chapters.models import Chapter, Member
from chapters.operations import log

FIELDS = ("starts_on", "canvassers", "terrain", "other_hours")
SUPPLY_STATED = log.action("supply.stated", *FIELDS)
SUPPLY_CHANGED = log.action("supply.changed", *FIELDS, "changed")
SUPPLY_REMOVED = log.action("supply.removed", *FIELDS)
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Stated:
    """One row: `starts_on` is a Monday; `other_hours` are political hours a week beside canvassing."""

    starts_on: dt.date
    canvassers: int
    terrain: str = "dense"
    other_hours: Decimal = Decimal(0)
    note: str = ""


def _lock(chapter: Chapter) -> None:
    # The chapter's row is the lock: of two who state the same week at once, the second is told.
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)


def _check(chapter: Chapter, stated: Stated, *, but: int | None = None) -> None:
    if stated.starts_on.weekday() != 0:
        raise FieldRefused("starts_on", _("A week begins on a Monday."))
    rows = SupplyWeek.objects.filter(chapter=chapter)
    if rows.filter(starts_on=stated.starts_on).exclude(pk=but).exists():
        raise FieldRefused(
            "starts_on", _("There is a row from the week of %(day)s already. Change that one, or remove it first.")
            % {"day": stated.starts_on.isoformat()},
        )  # fmt: skip
    if but is None and rows.count() >= MOST_ROWS:
        raise Refused(_("There are %(most)s rows already; remove old ones first.") % {"most": MOST_ROWS})


def _said(row: SupplyWeek) -> dict[str, log.Scalar]:
    return {
        "starts_on": row.starts_on.isoformat(), "canvassers": row.canvassers, "terrain": row.terrain,
        "other_hours": str(row.other_hours),
    }  # fmt: skip


@transaction.atomic
def state_supply(*, chapter: Chapter, stated: Stated, by: Member, at: dt.datetime) -> SupplyWeek:
    """State how many canvassers there are from a week on. Raises `FieldRefused` when it has a row, or is no Monday."""
    _lock(chapter)
    _check(chapter, stated)
    row = SupplyWeek.objects.create(chapter=chapter, **asdict(stated), set_by=by, set_at=at)
    log.append(SUPPLY_STATED, chapter=chapter, subject=row, by=by, at=at, **_said(row))
    return row


@transaction.atomic
def change_supply(*, row: SupplyWeek, stated: Stated, by: Member, at: dt.datetime) -> SupplyWeek:
    """Change a row. The same again changes nothing. Raises as `state_supply`, and `Refused` when it was removed."""
    _lock(row.chapter)
    row = _found(row)
    _check(row.chapter, stated, but=row.pk)
    values: dict[str, Any] = asdict(stated)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.set_by, row.set_at = by, at
        row.save()
        said = {**_said(row), "changed": ", ".join(sorted(changed))}
        log.append(SUPPLY_CHANGED, chapter=row.chapter, subject=row, by=by, at=at, **said)
    return row


@transaction.atomic
def remove_supply(*, row: SupplyWeek, by: Member, at: dt.datetime) -> None:
    """Remove a row: the one before it then holds on. The log keeps what it said. Raises `Refused` when it is gone."""
    _lock(row.chapter)
    row = _found(row)
    log.append(SUPPLY_REMOVED, chapter=row.chapter, subject=row, by=by, at=at, **_said(row))
    row.delete()


def _found(row: SupplyWeek) -> SupplyWeek:
    found = SupplyWeek.objects.select_related("chapter").filter(pk=row.pk).first()
    if found is None:
        raise Refused(_("Somebody removed this row a moment ago."))
    return found

"""Opening, editing and closing cycles, and the races in them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements import policies
from endorsements.models import Cycle, Race
from endorsements.policies import FieldRefused

CYCLE_OPENED = log.action("cycle.opened", "name")
CYCLE_EDITED = log.action("cycle.edited", "name", "changed")
CYCLE_CLOSED = log.action("cycle.closed", "name")
RACE_ADDED = log.action("race.added", "office", "district")
RACE_EDITED = log.action("race.edited", "office", "district", "changed")


def _lock_cycle(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=cycle.pk)


def lock_race(race: Race) -> Race:
    """Return the race with its row locked, and its cycle and chapter fetched."""
    return Race.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle__chapter").get(pk=race.pk)


def _check_cycle_name(chapter: Chapter, name: str, *, but: int | None = None) -> None:
    if Cycle.objects.filter(chapter=chapter, name=name).exclude(pk=but).exists():
        raise FieldRefused(
            "name", _("The chapter has a cycle called %(name)s already; choose another name.") % {"name": name}
        )


@transaction.atomic
def open_cycle(*, chapter: Chapter, name: str, starts_on: dt.date, by: Member, at: dt.datetime) -> Cycle:
    """Open a round of endorsements. Raises `FieldRefused` when the chapter has one of that name."""
    # The chapter's row is the lock: of two who open the same name at once, the second is told.
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    _check_cycle_name(chapter, name)
    cycle = Cycle.objects.create(chapter=chapter, name=name, starts_on=starts_on)
    log.append(CYCLE_OPENED, chapter=chapter, subject=cycle, by=by, at=at, name=name)
    return cycle


@transaction.atomic
def edit_cycle(*, cycle: Cycle, name: str, starts_on: dt.date, by: Member, at: dt.datetime) -> Cycle:
    """Rename a cycle or move its start. Raises `FieldRefused`, or `Refused` when it is closed."""
    Chapter.objects.select_for_update(no_key=True).get(pk=cycle.chapter_id)
    cycle = _lock_cycle(cycle)
    policies.check_cycle_open(cycle)
    _check_cycle_name(cycle.chapter, name, but=cycle.pk)
    changed = _set(cycle, {"name": name, "starts_on": starts_on})
    if changed:
        log.append(CYCLE_EDITED, chapter=cycle.chapter, subject=cycle, by=by, at=at, name=name, changed=changed)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: Member, at: dt.datetime) -> Cycle:
    """Close a cycle: from then on nothing in it changes. Raises `Refused` when it is closed already."""
    cycle = _lock_cycle(cycle)
    policies.check_cycle_open(cycle)
    cycle.closed_at = at
    cycle.save(update_fields=["closed_at"])
    log.append(CYCLE_CLOSED, chapter=cycle.chapter, subject=cycle, by=by, at=at, name=cycle.name)
    return cycle


def _set(record: Cycle | Race, values: dict[str, Any]) -> str:
    """Set and save what differs; return the names of those fields with commas between, empty when nothing did."""
    changed = [field for field, value in values.items() if getattr(record, field) != value]
    for field in changed:
        setattr(record, field, values[field])
    if changed:
        record.save(update_fields=changed)
    return ", ".join(sorted(changed))


def _check_race(cycle: Cycle, details: dict[str, Any], *, but: int | None = None) -> None:
    same = {field: details[field] for field in ("office", "district", "election_on")}
    if Race.objects.filter(cycle=cycle, **same).exclude(pk=but).exists():
        raise FieldRefused("office", _("This cycle has a race for that office and district on that day already."))
    decide_by_on = details.get("decide_by_on")
    if decide_by_on and decide_by_on > details["election_on"]:
        raise FieldRefused("decide_by_on", _("The day to decide by must not come after election day."))


@transaction.atomic
def add_race(*, cycle: Cycle, by: Member, at: dt.datetime, **details: Any) -> Race:
    """Add a race to a cycle; `details` are the fields of `Race` (office, district, election_on, …).

    Raises `FieldRefused` when the cycle has it already or the days contradict, `Refused` when it is closed.
    """
    cycle = _lock_cycle(cycle)
    policies.check_cycle_open(cycle)
    _check_race(cycle, details)
    race = Race.objects.create(cycle=cycle, **details)
    log.append(
        RACE_ADDED, chapter=cycle.chapter, subject=race, by=by, at=at, office=race.office, district=race.district
    )
    return race


@transaction.atomic
def edit_race(*, race: Race, by: Member, at: dt.datetime, **details: Any) -> Race:
    """Change a race's fields. Raises as `add_race`."""
    cycle = _lock_cycle(race.cycle)
    policies.check_cycle_open(cycle)
    race = lock_race(race)
    _check_race(cycle, details, but=race.pk)
    changed = _set(race, details)
    if changed:
        said = {"office": race.office, "district": race.district, "changed": changed}
        log.append(RACE_EDITED, chapter=cycle.chapter, subject=race, by=by, at=at, **said)
    return race

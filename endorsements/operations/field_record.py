"""What was done in the field for a candidacy: its weeks as entered, and doors and contacts from canvassing exports.

After an election its cycle is usually closed; the record of the work is kept all the same.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.queries.supply import monday_of
from chapters.models import Member
from chapters.operations import log
from endorsements import policies
from endorsements.canvass_files import CanvassRead, Counted, read_canvass
from endorsements.models import Candidacy, CanvassFile, FieldWeek
from endorsements.operations.dossiers import lock
from endorsements.policies import FieldRefused
from endorsements.wording import day

FIELDS = ("doors", "contacts", "shifts", "shifts_planned", "volunteers", "returning", "new_members")
FIELD_WEEK_ENTERED = log.action("field_week.entered", "starts_on", *FIELDS)
CANVASS_IMPORTED = log.action("canvass.imported", "sha256", "rows", "doors", "contacts", "replaced")


@dataclass(frozen=True, slots=True)
class Done:
    """One week's work, in numbers."""

    doors: int = 0
    contacts: int = 0
    shifts: int = 0
    shifts_planned: int = 0
    volunteers: int = 0
    returning: int = 0
    new_members: int = 0


class NotUnderstood(policies.Refused):
    """Rows of an export were not understood; `read` names them by line. Nothing was written."""

    def __init__(self, read: CanvassRead) -> None:
        super().__init__(_("Nothing was imported: some rows are not understood. Each is named below by its line."))
        self.read = read


class Overlaps(policies.Refused):
    """Days of an export stand in an earlier one too, and nobody has said what that means. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an export: `same` when nothing was written."""

    file: CanvassFile
    same: bool
    weeks: int = 0


@transaction.atomic
def record_week(
    *, candidacy: Candidacy, starts_on: dt.date, done: Done, today: dt.date, by: Member, at: dt.datetime
) -> FieldWeek:
    """Enter or correct the week that `starts_on` is in. The same again changes nothing.

    Raises `FieldRefused`: a week that has not begun, more contacts than doors or returning than volunteers, doors or
    contacts other than those counted from the candidacy's canvassing exports.
    """
    monday = monday_of(starts_on)
    if monday > today:
        raise FieldRefused("starts_on", _("This week has not begun yet."))
    if done.contacts > done.doors:
        raise FieldRefused("contacts", _("There are no more contacts than doors knocked."))
    if done.returning > done.volunteers:
        raise FieldRefused("returning", _("No more volunteers can return than there are."))
    candidacy = lock(candidacy)
    counted = counted_weeks(CanvassFile.objects.filter(candidacy=candidacy)).get(monday)
    if counted:
        for name, value in zip(("doors", "contacts"), counted, strict=True):
            if getattr(done, name) != value:
                said = _("The canvassing exports count %(count)s in this week; import a newer export to change it.")
                raise FieldRefused(name, said % {"count": f"{value:,}"})
    week = FieldWeek.objects.filter(candidacy=candidacy, starts_on=monday).first()
    return _write(candidacy, week, monday, done, by=by, at=at, logged=True)


def _write(
    candidacy: Candidacy, week: FieldWeek | None, monday: dt.date, done: Done,
    *, by: Member, at: dt.datetime, logged: bool,
) -> FieldWeek:  # fmt: skip
    if week and all(getattr(week, name) == value for name, value in asdict(done).items()):
        return week
    week = week or FieldWeek(candidacy=candidacy, starts_on=monday)
    for name, value in asdict(done).items():
        setattr(week, name, value)
    week.entered_by, week.entered_at = by, at
    week.save()
    if logged:
        chapter = candidacy.race.cycle.chapter
        said = {"starts_on": monday.isoformat(), **asdict(done)}
        log.append(FIELD_WEEK_ENTERED, chapter=chapter, subject=candidacy, by=by, at=at, **said)
    return week


def counted_weeks(files: Iterable[CanvassFile]) -> dict[dt.date, tuple[int, int]]:
    """Return doors and contacts by Monday, from what exports were reduced to. Every row is a door knocked."""
    weeks: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    for file in files:
        for on, _result, rows, contact in file.counts:
            week = weeks[monday_of(dt.date.fromisoformat(on))]
            week[0] += rows
            week[1] += rows if contact else 0
    return {monday: (doors, contacts) for monday, (doors, contacts) in weeks.items()}


@transaction.atomic
def import_canvass(
    *,
    candidacy: Candidacy,
    name: str,
    content: bytes,
    contacts: Collection[str],
    replace: bool | None,
    today: dt.date,
    by: Member,
    at: dt.datetime,
) -> Imported:
    """Reduce an export to counts by day and result and take doors and contacts by week from them; whole or not at all.

    `contacts`: the results that are contacts. Days that an earlier export has too: `replace` True takes them from
    this one alone, False adds them up (other turfs), None raises `Overlaps`. The same file with the same contacts
    changes nothing. Raises `canvass_files.Unreadable`, `NotUnderstood`.
    """
    read = read_canvass(content, contacts, today=today)
    if read.faults:
        raise NotUnderstood(read)
    candidacy = lock(candidacy)
    files = list(CanvassFile.objects.filter(candidacy=candidacy))
    digest = hashlib.sha256(content).hexdigest()
    same = next((file for file in files if file.sha256 == digest), None)
    if same:
        return _counted_again(candidacy, files, same, read, by=by, at=at)
    before = set(counted_weeks(files))
    replaced = _make_room(files, {each.day for each in read.counts}, replace)
    file = CanvassFile.objects.create(
        candidacy=candidacy, name=name[:200], sha256=digest, rows=read.rows, counts=_as_json(read.counts),
        imported_by=by, imported_at=at,
    )  # fmt: skip
    return Imported(file, False, _taken_over(candidacy, [*files, file], file, before, replaced, by=by, at=at))


def _counted_again(
    candidacy: Candidacy, files: list[CanvassFile], same: CanvassFile, read: CanvassRead, *, by: Member, at: dt.datetime
) -> Imported:
    """A file that is there already: only which results are contacts can be new, for the days that it still has."""
    kept = {on for on, *_rest in same.counts}
    counts = [row for row in _as_json(read.counts) if row[0] in kept]
    if counts == same.counts:
        return Imported(same, True)
    before = set(counted_weeks(files))
    same.counts = counts
    same.save(update_fields=["counts"])
    return Imported(same, False, _taken_over(candidacy, files, same, before, 0, by=by, at=at))


def _make_room(files: list[CanvassFile], days: set[dt.date], replace: bool | None) -> int:
    """Return how many days leave earlier files for this one."""
    told = {on.isoformat() for on in days}
    shared = {on for file in files for on, *_rest in file.counts if on in told}
    if not shared or replace is False:
        return 0
    if replace is None:
        first, last = (day(dt.date.fromisoformat(pick(shared))) for pick in (min, max))
        said = _(
            "Days from %(first)s to %(last)s stand in an earlier export too (%(count)s days). Say below whether this "
            "file takes their place or adds to them. Nothing was imported."
        )
        raise Overlaps(said % {"first": first, "last": last, "count": len(shared)})
    for file in files:
        left = [row for row in file.counts if row[0] not in shared]
        if len(left) != len(file.counts):
            file.counts = left
            file.save(update_fields=["counts"])
    return len(shared)


def _taken_over(
    candidacy: Candidacy, files: list[CanvassFile], file: CanvassFile, before: set[dt.date], replaced: int,
    *, by: Member, at: dt.datetime,
) -> int:  # fmt: skip
    """Write doors and contacts of every week that the exports count, and log it. Returns how many weeks."""
    counted = counted_weeks(files)
    weeks = {week.starts_on: week for week in FieldWeek.objects.filter(candidacy=candidacy)}
    for monday in sorted(before | counted.keys()):
        doors, contacts = counted.get(monday, (0, 0))
        week = weeks.get(monday)
        rest = {name: getattr(week, name) for name in FIELDS[2:]} if week else {}
        _write(candidacy, week, monday, Done(doors, contacts, **rest), by=by, at=at, logged=False)
    own = counted_weeks([file]).values()
    said = {"doors": sum(doors for doors, _c in own), "contacts": sum(contacts for _d, contacts in own)}
    log.append(
        CANVASS_IMPORTED, chapter=candidacy.race.cycle.chapter, subject=candidacy, by=by, at=at,
        sha256=file.sha256, rows=file.rows, replaced=replaced or None, **said,
    )  # fmt: skip
    return len(counted)


def _as_json(counts: Iterable[Counted]) -> list[list[object]]:
    return [[each.day.isoformat(), each.result, each.rows, each.contact] for each in counts]

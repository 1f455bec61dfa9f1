"""The log as a page shows it: each entry in words, with the names of the people and the records that it tells of."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chapters.models import LogEntry, LogHead, Member, Role
from chapters.queries.log_words import FIELDS, KINDS, NAMES, VALUES, WORDS

PER_PAGE = 50
PEOPLE = ("member", "assigned_to", "owner")  # details that hold a member's id


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it. `record` is what filters by its record; `details` are label and value."""

    number: int
    at: dt.datetime
    who: str
    what: str
    subject: str
    record: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first; `older` is the number to go on from, or None at the end."""

    lines: tuple[Line, ...]
    older: int | None
    head: LogHead | None


def page(chain: str, *, before: int | None = None, subject: str = "", subject_id: int | None = None) -> LogPage:
    """Return up to 50 entries of a chain below the number `before`, of one record where one is named.

    Reads the entries by their index and counts none, so that a long log is as quick as a short one.
    """
    rows = LogEntry.objects.filter(chain=chain).select_related("by").order_by("-number").fetch_mode(models.FETCH_RAISE)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if subject:
        rows = rows.filter(subject=subject, subject_id=subject_id)
    entries = list(rows[: PER_PAGE + 1])
    shown = entries[:PER_PAGE]
    older = shown[-1].number if len(entries) > PER_PAGE else None
    return LogPage(_lines(shown, _called(shown)), older, LogHead.objects.filter(chain=chain).first())


def lines_of(chain: str, records: Mapping[str, Iterable[int]], *, newest: int = PER_PAGE) -> tuple[Line, ...]:
    """Return the last entries of a chain about these records (kind → ids), newest first, unnamed. Two queries."""
    about = models.Q()
    for subject, ids in records.items():
        about |= models.Q(subject=subject, subject_id__in=list(ids))
    rows = LogEntry.objects.filter(about, chain=chain).select_related("by").order_by("-number")
    return _lines(list(rows[:newest]), {}) if records else ()


def kind_of(subject: str) -> str:
    """Return the kind of a record in words, such as “seat”; the label itself for a model that is no more."""
    if subject in KINDS:
        return _(KINDS[subject])
    try:
        return str(apps.get_model(subject)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject


def _lines(entries: list[LogEntry], called: Mapping[tuple[str, int], str]) -> tuple[Line, ...]:
    people = {e.detail[field] for e in entries for field in PEOPLE if isinstance(e.detail.get(field), int)}
    names = dict(Member.objects.filter(pk__in=people).values_list("pk", "name"))
    return tuple(_line(entry, names, called) for entry in entries)


def _called(entries: list[LogEntry]) -> dict[tuple[str, int], str]:
    """Return the names of the records: one query for each kind of record that has names."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        if entry.subject in NAMES:
            wanted.setdefault(entry.subject, set()).add(entry.subject_id)
    found: dict[tuple[str, int], str] = {}
    for subject, ids in wanted.items():
        rows = apps.get_model(subject)._base_manager.filter(pk__in=ids).values_list("pk", NAMES[subject])
        found.update({(subject, pk): name for pk, name in rows})
    return found


def _line(entry: LogEntry, names: dict[int, str], called: Mapping[tuple[str, int], str]) -> Line:
    said = WORDS.get(entry.action)
    kind = capfirst(kind_of(entry.subject))
    name = called.get((entry.subject, entry.subject_id))
    return Line(
        number=entry.number,
        at=entry.at,
        who=entry.by.name if entry.by else _("the server"),
        what=_(said) if said else entry.action.replace(".", " ").replace("_", " "),
        subject=f"{kind} {entry.subject_id}: {name}" if name else f"{kind} {entry.subject_id}",
        record=f"{entry.subject}:{entry.subject_id}",
        details=tuple(
            (_(FIELDS[field]) if field in FIELDS else field.replace("_", " "), _value(field, value, names))
            for field, value in sorted(entry.detail.items())
            if value is not None
        ),
    )


def _value(field: str, value: Any, names: dict[int, str]) -> str:
    if field in PEOPLE:
        return names.get(value, str(value))
    if field == "role" and value in Role.values:
        return str(Role(value).label)
    if isinstance(value, str) and (said := VALUES.get(field, {}).get(value)):
        return _(said)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)

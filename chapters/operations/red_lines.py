"""The red-line register. What a line says is never changed: each edit writes a new version beside the old ones."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Self

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chapters import policies
from chapters.models import Chapter, Member, RedLine, RedLineVersion
from chapters.operations import log

ADOPTED = log.action("red_line.adopted", "number", "in_force_from", "in_force_until", "verdicts_changed")
REVISED = log.action("red_line.revised", "number", "in_force_from", "in_force_until", "verdicts_changed")
RETIRED = log.action("red_line.retired", "number", "in_force_until", "verdicts_changed")
REAFFIRMED = log.action("red_line.reaffirmed", "number", "reaffirmed_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All that one version of a red line says; in force from `in_force_from` up to, not including, `in_force_until`."""

    title: str
    text: str
    why: str = ""
    applies_to: str = ""
    adopted_on: dt.date
    adopted_by: str
    reaffirmed_on: dt.date | None = None
    in_force_from: dt.date
    in_force_until: dt.date | None = None

    @classmethod
    def of(cls, version: RedLineVersion) -> Self:
        """Return what a stored version says."""
        return cls(**{field.name: getattr(version, field.name) for field in fields(cls)})

    def in_force_on(self, day: dt.date) -> bool:
        """Say whether it binds on a day."""
        return self.in_force_from <= day and (self.in_force_until is None or self.in_force_until > day)


class ChangedMeanwhile(Exception):
    """Somebody else wrote a version after the one that was edited; `current` is theirs."""

    def __init__(self, current: RedLineVersion) -> None:
        super().__init__(_("Somebody else changed this red line while you were writing."))
        self.current = current


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _logged(action: log.Action, version: RedLineVersion, *, by: Member, at: dt.datetime, changed: int) -> None:
    said: dict[str, log.Scalar] = {
        "number": version.number,
        "in_force_from": _day(version.in_force_from),
        "in_force_until": _day(version.in_force_until),
        "reaffirmed_on": _day(version.reaffirmed_on),
        "verdicts_changed": changed,
    }
    detail = {name: value for name, value in said.items() if name in action.fields}
    line = version.red_line
    log.append(action, chapter=line.chapter, subject=line, by=by, at=at, **detail)


@transaction.atomic
def adopt(
    *, chapter: Chapter, slug: str, wording: Wording, changed: int, by: Member, at: dt.datetime
) -> RedLineVersion:
    """Enter a new red line. `changed` is how many open candidacies' verdicts it changes, for the log.

    Raises `policies.Refused` when the chapter has a line of that id.
    """
    try:
        with transaction.atomic():
            line = RedLine.objects.create(chapter=chapter, slug=slug)
    except IntegrityError as error:
        raise policies.Refused(_("The chapter has a red line with this id; choose another one.")) from error
    version = RedLineVersion.objects.create(red_line=line, number=1, edited_by=by, edited_at=at, **asdict(wording))
    _logged(ADOPTED, version, by=by, at=at, changed=changed)
    return version


def _write(
    line: RedLine, rewrite: Callable[[Wording], Wording], *, seen: int, reason: str, by: Member, at: dt.datetime
) -> RedLineVersion:
    """Write the next version. Every edit comes through here, so that none skips the lock."""
    line = RedLine.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=line.pk)
    current = RedLineVersion.objects.select_related("red_line", "edited_by").get(red_line=line, is_current=True)
    if current.number != seen:
        raise ChangedMeanwhile(current)
    before = Wording.of(current)
    after = rewrite(before)
    if after == before:
        raise policies.Refused(_("Nothing was changed, so there is nothing to save."))
    current.is_current = False
    current.save(update_fields=["is_current"])
    return RedLineVersion.objects.create(
        red_line=line, number=seen + 1, reason=reason, edited_by=by, edited_at=at, **asdict(after)
    )


@transaction.atomic
def revise(
    *, line: RedLine, seen: int, wording: Wording, reason: str, changed: int, by: Member, at: dt.datetime
) -> RedLineVersion:
    """Write a new version, with the reason for it. `seen` is the number of the version that was edited.

    Raises `ChangedMeanwhile` when that is no longer the current one, `policies.Refused` when nothing is different.
    """
    version = _write(line, lambda _before: wording, seen=seen, reason=reason, by=by, at=at)
    _logged(REVISED, version, by=by, at=at, changed=changed)
    return version


@transaction.atomic
def retire(
    *, line: RedLine, seen: int, day: dt.date, reason: str, changed: int, by: Member, at: dt.datetime
) -> RedLineVersion:
    """Take a line out of force from a day on. Raises as `revise`, and `policies.Refused` on a day that cannot be."""

    def ended(before: Wording) -> Wording:
        policies.check_retirable(before.in_force_from, before.in_force_until, day=day)
        return replace(before, in_force_until=day)

    version = _write(line, ended, seen=seen, reason=reason, by=by, at=at)
    _logged(RETIRED, version, by=by, at=at, changed=changed)
    return version


@transaction.atomic
def reaffirm(*, line: RedLine, seen: int, day: dt.date, reason: str, by: Member, at: dt.datetime) -> RedLineVersion:
    """Record that a line was reaffirmed on a day. Raises as `revise`, and `policies.Refused` before its adoption."""

    def renewed(before: Wording) -> Wording:
        policies.check_reaffirmable(before.adopted_on, day=day)
        return replace(before, reaffirmed_on=day)

    version = _write(line, renewed, seen=seen, reason=reason, by=by, at=at)
    _logged(REAFFIRMED, version, by=by, at=at, changed=0)
    return version

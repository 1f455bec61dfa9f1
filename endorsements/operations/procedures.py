"""A chapter's procedures. What one says is never changed: each edit writes a new version beside the old ones."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements.models import Procedure, ProcedureVersion
from endorsements.policies import Refused
from endorsements.procedures.records import ProcedureRecord
from endorsements.procedures.templates import TEMPLATES, translated

STARTED = log.action("procedure.started", "name", "template")
EDITED = log.action("procedure.edited", "name", "number", "reason")
RETIRED = log.action("procedure.retired", "name")


class ProcedureChangedMeanwhile(Exception):
    """Somebody else wrote a version after the one that was edited; `current` is theirs."""

    def __init__(self, current: ProcedureVersion) -> None:
        super().__init__(_("Somebody else changed this procedure while you were writing."))
        self.current = current


def _locked(procedure: Procedure) -> Procedure:
    rows = Procedure.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter")
    return rows.get(pk=procedure.pk)


def _name_taken() -> Refused:
    return Refused(_("The chapter has or had a procedure of this name; choose another one."))


@transaction.atomic
def start_procedure(
    *, chapter: Chapter, name: str, content: ProcedureRecord, by: Member, at: dt.datetime, template: str = ""
) -> Procedure:
    """Enter a procedure as version 1. Raises `Refused` when the name is taken."""
    try:
        with transaction.atomic():
            procedure = Procedure.objects.create(chapter=chapter, name=name, template=template)
    except IntegrityError as error:
        raise _name_taken() from error
    ProcedureVersion.objects.create(
        procedure=procedure, number=1, content=content.model_dump(mode="json"), edited_by=by, edited_at=at
    )
    log.append(STARTED, chapter=chapter, subject=procedure, by=by, at=at, name=name, template=template or None)
    return procedure


def copy_template(*, chapter: Chapter, key: str, name: str, by: Member, at: dt.datetime) -> Procedure:
    """Copy a published procedure under a name, its sentences in the language of who copies it. Raises `Refused`."""
    if key not in TEMPLATES:
        raise Refused(_("There is no published procedure of that id."))
    content = translated(TEMPLATES[key], _).model_copy(update={"title": name})
    return start_procedure(chapter=chapter, name=name, content=content, template=key, by=by, at=at)


@transaction.atomic
def edit_procedure(
    *,
    procedure: Procedure,
    content: ProcedureRecord | Callable[[ProcedureRecord], ProcedureRecord],
    reason: str,
    by: Member,
    at: dt.datetime,
    seen: int | None = None,
) -> ProcedureVersion:
    """Write the next version, and go by its title from then on. Motions frozen before keep the version they have.

    `content` is what it says from now on, or a function to that from what it says now. `seen` is the number of the
    version that was edited: raises `ProcedureChangedMeanwhile` when it is no longer the current one. Raises `Refused`
    for a retired procedure, a name that is taken, and where nothing is different.
    """
    procedure = _locked(procedure)
    current = ProcedureVersion.objects.select_related("procedure", "edited_by").get(
        procedure=procedure, is_current=True
    )
    if procedure.retired_at is not None:
        raise Refused(_("This procedure is retired; nothing in it changes any more."))
    if seen is not None and seen != current.number:
        raise ProcedureChangedMeanwhile(current)
    before = ProcedureRecord.model_validate(current.content)
    after = content(before) if callable(content) else content
    if after == before:
        raise Refused(_("Nothing was changed, so there is nothing to save."))
    _rename(procedure, after.title)
    version = _next(current, after, reason, by, at)
    said = {"name": procedure.name, "number": version.number, "reason": reason}
    log.append(EDITED, chapter=procedure.chapter, subject=procedure, by=by, at=at, **said)
    return version


def _next(
    current: ProcedureVersion, content: ProcedureRecord, reason: str, by: Member, at: dt.datetime
) -> ProcedureVersion:
    """Write the version after the current one."""
    current.is_current = False
    current.save(update_fields=["is_current"])
    return ProcedureVersion.objects.create(
        procedure=current.procedure,
        number=current.number + 1,
        content=content.model_dump(mode="json"),
        reason=reason,
        edited_by=by,
        edited_at=at,
    )


def _rename(procedure: Procedure, name: str) -> None:
    if procedure.name == name:
        return
    procedure.name = name
    try:
        with transaction.atomic():
            procedure.save(update_fields=["name"])
    except IntegrityError as error:
        raise _name_taken() from error


@transaction.atomic
def retire_procedure(*, procedure: Procedure, by: Member, at: dt.datetime) -> Procedure:
    """Take a procedure out of use: no motion is moved under it from now on. Raises `Refused` when it is retired."""
    procedure = _locked(procedure)
    if procedure.retired_at is not None:
        raise Refused(_("This procedure is retired already."))
    procedure.retired_at = at
    procedure.save(update_fields=["retired_at"])
    log.append(RETIRED, chapter=procedure.chapter, subject=procedure, by=by, at=at, name=procedure.name)
    return procedure

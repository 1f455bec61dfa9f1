"""The steps of a path: who owns each, when it is due, when it was done; and steps of the chapter's own."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from capacity.models import OfficePath, PathStep
from capacity.operations.path import lock
from capacity.planning.path_steps import ELECTION
from capacity.policies import FieldRefused, Refused
from chapters.models import Member
from chapters.operations import log

FIELDS = ("number", "due_on", "owner", "done_on")
STEP_ADDED = log.action("path.step_added", *FIELDS)
STEP_CHANGED = log.action("path.step_changed", *FIELDS, "changed")
STEP_REMOVED = log.action("path.step_removed", *FIELDS)
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a step. `title` counts for the chapter's own steps only; the strategy's keep theirs."""

    due_on: dt.date
    owner: Member | None = None
    done_on: dt.date | None = None
    note: str = ""
    title: str = ""


def _values(said: Said) -> dict[str, Any]:
    return {field.name: getattr(said, field.name) for field in fields(said)}


def _logged(step: PathStep) -> dict[str, log.Scalar]:
    return {
        "number": step.position, "due_on": step.due_on.isoformat(), "owner": step.owner_id,
        "done_on": step.done_on.isoformat() if step.done_on else None,
    }  # fmt: skip


def _check(said: Said, *, today: dt.date) -> None:
    if said.done_on is not None and said.done_on > today:
        raise FieldRefused("done_on", _("A step is done today or was done before, not on a day to come."))


@transaction.atomic
def add_step(*, path: OfficePath, said: Said, today: dt.date, by: Member, at: dt.datetime) -> PathStep:
    """Add a step of the chapter's own. Raises `FieldRefused` without a title or done after today; else as `lock`."""
    path = lock(path)
    _check(said, today=today)
    if not said.title:
        raise FieldRefused("title", _("Say what is to be done."))
    if path.steps.count() >= MOST_STEPS:
        raise Refused(_("There are %(most)s steps already; remove some first.") % {"most": MOST_STEPS})
    last = path.steps.aggregate(last=Max("position"))["last"] or 0
    step = PathStep.objects.create(path=path, position=last + 1, key="", **_values(said))
    log.append(STEP_ADDED, chapter=path.chapter, subject=path, by=by, at=at, **_logged(step))
    return step


@transaction.atomic
def change_step(*, step: PathStep, said: Said, today: dt.date, by: Member, at: dt.datetime) -> PathStep:
    """Change a step. The same again changes nothing. Raises as `add_step`, and `Refused` when it was removed.

    The due day of election day is the path's: changed here it is changed there, and the other steps stay.
    """
    path = lock(step.path)
    step = _found(step)
    _check(said, today=today)
    values = _values(said)
    if step.key:
        values["title"] = step.title
    elif not said.title:
        raise FieldRefused("title", _("Say what is to be done."))
    changed = [name for name, value in values.items() if getattr(step, name) != value]
    if not changed:
        return step
    for name in changed:
        setattr(step, name, values[name])
    step.save(update_fields=changed)
    if step.key == ELECTION and "due_on" in changed:
        path.election_on = step.due_on
        path.save(update_fields=["election_on"])
    noted = {**_logged(step), "changed": ", ".join(sorted(changed))}
    log.append(STEP_CHANGED, chapter=path.chapter, subject=path, by=by, at=at, **noted)
    return step


@transaction.atomic
def remove_step(*, step: PathStep, by: Member, at: dt.datetime) -> None:
    """Remove a step of the chapter's own. Raises `Refused` for one of the strategy's, and when it is gone."""
    path = lock(step.path)
    step = _found(step)
    if step.key:
        raise Refused(_("This step is the strategy's and stays. If it does not apply, say why in its note."))
    log.append(STEP_REMOVED, chapter=path.chapter, subject=path, by=by, at=at, **_logged(step))
    step.delete()


def _found(step: PathStep) -> PathStep:
    found = PathStep.objects.select_related("owner").filter(pk=step.pk).first()
    if found is None:
        raise Refused(_("Somebody removed this step a moment ago."))
    return found

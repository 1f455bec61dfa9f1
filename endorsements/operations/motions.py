"""Moving a motion under the chapter's next number, editing it until its first ballot opens, and freezing it then."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member, RedLine
from chapters.operations import log
from endorsements import policies_motions as policies
from endorsements.models import Candidacy, Condition, Motion, Procedure, ProcedureVersion, Race
from endorsements.models.motion import MotionType
from endorsements.policies import FieldRefused, Refused
from endorsements.procedures.records import ProcedureRecord

MOVED = log.action("motion.moved", "number", "type", "name")
EDITED = log.action("motion.edited", "number", "changed")
FROZEN = log.action("motion.frozen", "number", "version")
Dated = Sequence[tuple[str, dt.date]]


class Subject(TypedDict):
    """What a motion is about: one of these, or none but its text."""

    candidacy: Candidacy | None
    race: Race | None
    red_line: RedLine | None


def lock(motion: Motion) -> Motion:
    """Return the motion with its row locked. Who locks a ballot too locks its motion first."""
    return (
        Motion.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "chapter", "candidacy__candidate", "candidacy__race__cycle", "race__cycle", "red_line", "procedure"
        )
        .get(pk=motion.pk)
    )


@contextmanager
def _beside(field: str) -> Iterator[None]:
    """Turn what is refused inside into a refusal beside a field of the form."""
    try:
        yield
    except Refused as refused:
        raise FieldRefused(field, str(refused)) from refused


def _record(procedure: Procedure | None) -> ProcedureRecord | None:
    if procedure is None:
        return None
    return ProcedureRecord.model_validate(procedure.versions.get(is_current=True).content)


def _check_of_chapter(
    chapter: Chapter,
    candidacy: Candidacy | None,
    race: Race | None,
    red_line: RedLine | None,
    procedure: Procedure | None,
) -> None:
    homes = [
        candidacy and candidacy.race.cycle.chapter_id,
        race and race.cycle.chapter_id,
        red_line and red_line.chapter_id,
        procedure and procedure.chapter_id,
    ]
    if any(home is not None and home != chapter.pk for home in homes):
        raise Refused(_("That belongs to another chapter."))


def _contenders(race: Race | None) -> int:
    return race.candidacies.filter(closed_at__isnull=True).count() if race else 0


def _check_subject(chapter: Chapter, type: str, subject: Subject, *, but: int = 0) -> None:
    policies.check_subject(type, **subject, contenders=_contenders(subject["race"]))
    policies.check_endorsed_before(type, subject["candidacy"])
    policies.check_only_one(chapter, type, **subject, but=but)


def _check_way(type: str, subject: Subject, procedure: Procedure | None, conditions: Dated) -> None:
    contest = subject["race"] is not None and type == MotionType.ENDORSE
    with _beside("procedure"):
        policies.check_procedure(type, procedure, _record(procedure), contest=contest)
    policies.check_conditions(type, conditions)


@transaction.atomic
def move(
    *,
    chapter: Chapter,
    type: str,
    title: str,
    text: str,
    by: Member,
    at: dt.datetime,
    candidacy: Candidacy | None = None,
    race: Race | None = None,
    red_line: RedLine | None = None,
    procedure: Procedure | None = None,
    conditions: Dated = (),
) -> Motion:
    """Move a motion; `conditions` are (text, to be met by), for an endorsement with conditions only.

    Numbers have no gaps, since the chapter's row is locked while the next one is taken. Raises `FieldRefused` where
    type, subject and procedure do not go together or a motion of this type on the same subject is undecided, `Refused`
    where the conditions do not fit.
    """
    # NO KEY: other writes that only refer to the chapter go on meanwhile.
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    subject: Subject = {"candidacy": candidacy, "race": race, "red_line": red_line}
    _check_of_chapter(chapter, candidacy, race, red_line, procedure)
    with _beside("subject"):
        _check_subject(chapter, type, subject)
        policies.check_open_subject(type, candidacy, race)
    _check_way(type, subject, procedure, conditions)
    last = Motion.objects.filter(chapter=chapter).aggregate(last=Max("number"))["last"] or 0
    motion = Motion.objects.create(
        chapter=chapter,
        number=last + 1,
        type=type,
        title=title,
        text=text,
        **subject,
        procedure=procedure,
        moved_by=by,
        moved_at=at,
    )
    _set_conditions(motion, conditions)
    log.append(MOVED, chapter=chapter, subject=motion, by=by, at=at, number=motion.number, type=type, name=title)
    return motion


def _set(motion: Motion, said: Mapping[str, Any]) -> list[str]:
    """Set and save what differs; return the names of those fields."""
    changed = [name for name, value in said.items() if getattr(motion, name) != value]
    for name in changed:
        setattr(motion, name, said[name])
    if changed:
        motion.save(update_fields=changed)
    return changed


def _set_conditions(motion: Motion, conditions: Dated) -> bool:
    """Make the conditions these; say whether that changed anything."""
    if _conditions(motion) == list(conditions):
        return False
    motion.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(motion=motion, position=position, text=text, due_on=due_on)
        for position, (text, due_on) in enumerate(conditions, start=1)
    )
    return True


class MotionChangedMeanwhile(Refused):
    """Somebody saved the motion since the form was opened; `motion` is how it stands now."""

    def __init__(self, motion: Motion) -> None:
        super().__init__(_("Somebody else changed this motion since you opened it. Nothing of yours is saved yet."))
        self.motion = motion


def edition(motion: Motion) -> str:
    """Return a digest of all that can be edited of a motion, so that a form can say what it was made from."""
    conditions = [[text, due_on.isoformat()] for text, due_on in _conditions(motion)]
    said = [motion.type, motion.title, motion.text, motion.procedure_id, conditions]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _conditions(motion: Motion) -> list[tuple[str, dt.date]]:
    return list(motion.conditions.order_by("position").values_list("text", "due_on"))


@transaction.atomic
def edit_motion(
    *,
    motion: Motion,
    type: str,
    title: str,
    text: str,
    procedure: Procedure | None,
    by: Member,
    at: dt.datetime,
    conditions: Dated = (),
    seen: str = "",
) -> Motion:
    """Change a motion before its first ballot opens; its subject stays. `seen` is the `edition` that was edited.

    Raises `MotionChangedMeanwhile` when that is no longer how it stands; `Refused` when it is frozen or decided, when
    the type or procedure would change under a scheduled ballot, and as `move` does.
    """
    # The chapter first, as moving does: a type that changes must not become the second of its kind on a subject.
    Chapter.objects.select_for_update(no_key=True).get(pk=motion.chapter_id)
    motion = lock(motion)
    policies.check_editable(motion)
    if seen and seen != edition(motion):
        raise MotionChangedMeanwhile(motion)
    if (type, procedure and procedure.pk) != (motion.type, motion.procedure_id):
        policies.check_unscheduled(motion)
    subject: Subject = {"candidacy": motion.candidacy, "race": motion.race, "red_line": motion.red_line}
    _check_of_chapter(motion.chapter, None, None, None, procedure)
    with _beside("type"):
        _check_subject(motion.chapter, type, subject, but=motion.pk)
    _check_way(type, subject, procedure, conditions)
    changed = _set(motion, {"type": type, "title": title, "text": text, "procedure": procedure})
    if _set_conditions(motion, conditions):
        changed.append("conditions")
    if changed:
        said_to_log = {"number": motion.number, "changed": ", ".join(sorted(changed))}
        log.append(EDITED, chapter=motion.chapter, subject=motion, by=by, at=at, **said_to_log)
    return motion


@transaction.atomic
def freeze(motion: Motion, at: dt.datetime) -> Motion:
    """Freeze a motion's text and pin the current version of its procedure; the first ballot's opening calls this.

    Once frozen it stays as it is. Raises `Refused` when it is decided or withdrawn.
    """
    motion = lock(motion)
    policies.check_undecided(motion)
    if motion.frozen_at is not None:
        return motion
    version = ProcedureVersion.objects.filter(procedure=motion.procedure_id, is_current=True).first()
    motion.frozen_at, motion.version = at, version
    motion.save(update_fields=["frozen_at", "version"])
    number = version.number if version else None
    log.append(FROZEN, chapter=motion.chapter, subject=motion, by=None, at=at, number=motion.number, version=number)
    return motion

"""Stages that are no vote (a questionnaire, a forum, a petition): recorded as done with a day, and undone again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapters.models import Member
from chapters.operations import log
from chapters.queries.bodies import members_of
from endorsements import policies_motions as policies
from endorsements.models import Ballot, Motion, StepDone
from endorsements.operations.motions import lock
from endorsements.policies import FieldRefused, Refused
from endorsements.procedures.course import signers_needed
from endorsements.procedures.deadlines import months_back
from endorsements.procedures.records import Stage
from endorsements.queries.motions import stage_of, track_of

DONE = log.action("step.done", "number", "stage", "done_on", "signers", "in_district")
UNDONE = log.action("step.undone", "number", "stage")


def members_on(motion: Motion, day: dt.date, standing_months: int = 0) -> int:
    """Return how many people hold a seat in the motion's chapter on a day, members for so many months without a gap."""
    return len(members_of(motion.chapter_id, day, months_back(day, standing_months)))


def needed_on(motion: Motion, stage: Stage, day: dt.date) -> int | None:
    """Return how many must sign at a stage on a day; None where nobody has to, or the number is still open."""
    if stage.signers is None:
        return None
    return signers_needed(stage.signers, members_on(motion, day, stage.signers.standing_months))


def _check_signers(
    motion: Motion, stage: Stage, done_on: dt.date, signers: int | None, in_district: int | None
) -> None:
    if in_district is not None and in_district > (signers or 0):
        raise FieldRefused("in_district", _("No more can be in the district than signed."))
    if stage.open:
        raise Refused(_("The procedure leaves open how many must sign. A chapter admin chooses that first."))
    if stage.signers is None:
        return
    needed = needed_on(motion, stage, done_on)
    if needed is None:
        raise Refused(_("The procedure leaves open how many must sign. A chapter admin chooses that first."))
    if (signers or 0) < needed:
        raise FieldRefused(
            "signers",
            ngettext(
                "%(count)s member must sign here. With fewer the step is not done.",
                "%(count)s members must sign here. With fewer the step is not done.",
                needed,
            )
            % {"count": needed},
        )
    if (in_district or 0) < stage.signers.in_district:
        raise FieldRefused(
            "in_district",
            ngettext(
                "%(count)s of them must live in the district. With fewer the step is not done.",
                "%(count)s of them must live in the district. With fewer the step is not done.",
                stage.signers.in_district,
            )
            % {"count": stage.signers.in_district},
        )


@transaction.atomic
def record_step(
    *,
    motion: Motion,
    stage_id: str,
    done_on: dt.date,
    today: dt.date,
    by: Member,
    at: dt.datetime,
    signers: int | None = None,
    in_district: int | None = None,
    note: str = "",
) -> StepDone:
    """Record that a step was done on a day, with how many signed where the stage asks for signers.

    Raises `Refused` when the motion is decided, the stage is a vote or none, it is done already, or how many sign is
    open; `FieldRefused` for a day to come, and for too few signers.
    """
    motion = lock(motion)
    policies.check_undecided(motion)
    stage = stage_of(motion, stage_id)
    if stage is None or stage.is_vote:
        raise Refused(_("This motion's procedure has no such step."))
    if StepDone.objects.filter(motion=motion, stage=stage_id, undone_at__isnull=True).exists():
        raise Refused(_("This step is recorded as done already."))
    if done_on > today:
        raise FieldRefused("done_on", _("A step is recorded once it is done; this day is still to come."))
    _check_signers(motion, stage, done_on, signers, in_district)
    step = StepDone.objects.create(
        motion=motion,
        stage=stage_id,
        done_on=done_on,
        signers=signers,
        in_district=in_district,
        note=note,
        recorded_by=by,
        recorded_at=at,
    )
    said = {"stage": stage_id, "done_on": done_on.isoformat(), "signers": signers, "in_district": in_district}
    log.append(DONE, chapter=motion.chapter, subject=motion, by=by, at=at, number=motion.number, **said)
    return step


@transaction.atomic
def undo_step(*, step: StepDone, by: Member, at: dt.datetime) -> StepDone:
    """Take back that a step was done; the record stays.

    Raises `Refused` when the motion is decided, it is undone already, or a vote after it is scheduled.
    """
    motion = lock(step.motion)
    policies.check_undecided(motion)
    step = StepDone.objects.select_for_update(no_key=True, of=("self",)).get(pk=step.pk)
    if step.undone_at is not None:
        raise Refused(_("This step is undone already."))
    track = track_of(motion)
    ids = [stage.id for stage in track.stages] if track else []
    later = ids[ids.index(step.stage) + 1 :] if step.stage in ids else []
    if Ballot.objects.filter(motion=motion, stage__in=later, voided_at__isnull=True).exists():
        raise Refused(_("A vote that comes after this step is scheduled or held, so the step stays done."))
    step.undone_at = at
    step.save(update_fields=["undone_at"])
    log.append(UNDONE, chapter=motion.chapter, subject=motion, by=by, at=at, number=motion.number, stage=step.stage)
    return step

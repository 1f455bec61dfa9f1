"""Declared conflicts: who is recused is off the reviews, the rolls and the bases until the recusal is lifted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member, Seat
from chapters.operations import log
from endorsements import policies
from endorsements import policies_motions as motion_policies
from endorsements.models import Candidacy, Motion, Recusal
from endorsements.operations.candidacies import CANDIDACY_EDITED
from endorsements.operations.dossiers import lock as lock_candidacy
from endorsements.operations.motions import lock as lock_motion
from endorsements.policies import Refused

DECLARED = log.action("recusal.declared", "member", "reason")
LIFTED = log.action("recusal.lifted", "member", "reason")


@transaction.atomic
def recuse(
    *,
    member: Member,
    reason: str,
    by: Member,
    at: dt.datetime,
    candidacy: Candidacy | None = None,
    motion: Motion | None = None,
) -> Recusal:
    """Recuse a member from a candidacy, and so from every motion about it, or from one motion.

    Whoever is recused from a candidacy that is assigned to them loses it. A roll that is drawn already stays as it is:
    strike them from it as a correction.

    Raises `Refused` without a reason, for somebody who never had a seat in the chapter, when they are recused already,
    when the motion is decided or the candidacy closed; ValueError unless exactly one of the two is given.
    """
    candidacy, motion, chapter = _locked(candidacy, motion)
    if not reason.strip():
        raise Refused(_("Say what the conflict is; it stays on record."))
    if not Seat.objects.filter(chapter=chapter, member=member).exists():
        raise Refused(_("%(name)s has no seat in this chapter.") % {"name": member.name})
    if Recusal.objects.filter(candidacy=candidacy, motion=motion, member=member, lifted_at__isnull=True).exists():
        raise Refused(_("%(name)s is recused from this already.") % {"name": member.name})
    recusal = Recusal.objects.create(
        candidacy=candidacy, motion=motion, member=member, reason=reason, declared_by=by, declared_at=at
    )
    if candidacy is not None and candidacy.assigned_to_id == member.pk:
        _unassign(candidacy, by, at)
    log.append(DECLARED, chapter=chapter, subject=recusal, by=by, at=at, member=member.pk, reason=reason)
    return recusal


def _locked(candidacy: Candidacy | None, motion: Motion | None) -> tuple[Candidacy | None, Motion | None, Chapter]:
    """Lock what somebody is recused from, which must be open; return it with its chapter."""
    if candidacy is not None and motion is None:
        candidacy = lock_candidacy(candidacy)
        policies.check_open(candidacy)
        return candidacy, None, candidacy.race.cycle.chapter
    if motion is not None and candidacy is None:
        motion = lock_motion(motion)
        motion_policies.check_undecided(motion)
        return None, motion, motion.chapter
    raise ValueError("a recusal is from a candidacy or from a motion")


def _unassign(candidacy: Candidacy, by: Member, at: dt.datetime) -> None:
    candidacy.assigned_to = None
    candidacy.save(update_fields=["assigned_to"])
    said = {"race": candidacy.race_id, "assigned_to": None}
    log.append(CANDIDACY_EDITED, chapter=candidacy.race.cycle.chapter, subject=candidacy, by=by, at=at, **said)


@transaction.atomic
def lift(*, recusal: Recusal, reason: str, by: Member, at: dt.datetime) -> Recusal:
    """Lift a recusal, saying why. Raises `Refused` without a reason, or when it is lifted already."""
    recusal = (
        Recusal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("candidacy__race__cycle__chapter", "motion__chapter")
        .get(pk=recusal.pk)
    )
    if recusal.lifted_at is not None:
        raise Refused(_("This recusal is lifted already."))
    if not reason.strip():
        raise Refused(_("Say why the conflict no longer stands; it stays on record."))
    recusal.lifted_at, recusal.lifted_because = at, reason
    recusal.save(update_fields=["lifted_at", "lifted_because"])
    chapter = recusal.candidacy.race.cycle.chapter if recusal.candidacy else recusal.motion.chapter
    log.append(LIFTED, chapter=chapter, subject=recusal, by=by, at=at, member=recusal.member_id, reason=reason)
    return recusal

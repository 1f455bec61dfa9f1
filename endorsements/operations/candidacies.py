"""Opening, editing and closing candidacies: one person's run in one race."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member, Role, Seat
from chapters.operations import log
from endorsements import policies, policies_motions, rules
from endorsements.models import Answer, Candidacy, Candidate, Race
from endorsements.operations.cycles import lock_race
from endorsements.operations.dossiers import lock, set_answer
from endorsements.policies import FieldRefused, Refused

CANDIDACY_OPENED = log.action("candidacy.opened", "race", "rulebook")
CANDIDACY_EDITED = log.action("candidacy.edited", "race", "assigned_to")
CANDIDACY_CLOSED = log.action("candidacy.closed")
CANDIDACY_REOPENED = log.action("candidacy.reopened")

RACE_FACTS = ("branch", "symbolic", "contest", "conservative_area")
"""What is so of a race whoever runs in it. The ballot line is not: two candidates may run on two lines."""


def _check_runs_once(race: Race, candidate: Candidate, *, field: str, but: int | None = None) -> None:
    if Candidacy.objects.filter(race=race, candidate=candidate).exclude(pk=but).exists():
        raise FieldRefused(field, _("%(name)s has a candidacy in this race already.") % {"name": candidate.name})


def _check_assignable(chapter: Chapter, member: Member | None, at: dt.datetime) -> None:
    today = at.astimezone(ZoneInfo(chapter.time_zone)).date()
    if member and not Seat.objects.held_on(today).filter(chapter=chapter, member=member, role=Role.ELECTORAL).exists():
        raise FieldRefused("assigned_to", _("%(name)s has no seat on the electoral committee.") % {"name": member.name})


def _check_takes_part(candidacy: Candidacy, assigned_to: Member | None) -> None:
    if assigned_to is None:
        return
    try:
        policies_motions.check_not_recused(candidacy, assigned_to)
    except Refused as refused:
        raise FieldRefused("assigned_to", str(refused)) from refused


def _check_not_voted_on(candidacy: Candidacy) -> None:
    try:
        policies_motions.check_race_not_voted_on(candidacy)
    except Refused as refused:
        raise FieldRefused("race", str(refused)) from refused


@transaction.atomic
def open_candidacy(
    *,
    race: Race,
    name: str,
    by: Member,
    at: dt.datetime,
    assigned_to: Member | None = None,
    rulebook: str | None = None,
) -> Candidacy:
    """Open one person's run in a race, to be judged by `rulebook` (an id; without one, the newest registered).

    The person is the chapter's candidate of that name, or a new one. What another dossier of the same race says of the
    race itself is taken over, with a note of whence.

    Raises `FieldRefused` (with the field), `Refused` when the cycle is closed, `rules.UnknownRulebook`.
    """
    race = lock_race(race)
    chapter = race.cycle.chapter
    policies.check_cycle_open(race.cycle)
    _check_assignable(chapter, assigned_to, at)
    book = rules.rulebook(rulebook) if rulebook else rules.rulebooks()[0]
    candidate, _new = Candidate.objects.get_or_create(chapter=chapter, name=name)
    _check_runs_once(race, candidate, field="name")
    candidacy = Candidacy.objects.create(
        race=race, candidate=candidate, rulebook=book.id, assigned_to=assigned_to, opened_at=at, opened_by=by
    )
    log.append(CANDIDACY_OPENED, chapter=chapter, subject=candidacy, by=by, at=at, race=race.pk, rulebook=book.id)
    _take_over_race_facts(candidacy, by=by, at=at)
    return candidacy


def _take_over_race_facts(candidacy: Candidacy, *, by: Member, at: dt.datetime) -> None:
    known = (
        Answer.objects.filter(
            candidacy__race=candidacy.race_id,
            candidacy__rulebook=candidacy.rulebook,
            is_current=True,
            fact__in=RACE_FACTS,
        )
        .exclude(candidacy=candidacy)
        .exclude(value="unknown")
        .select_related("candidacy__candidate")
        .order_by("set_at", "pk")
    )
    # Where siblings differ, the answer given last is the one taken.
    for fact, answer in {answer.fact: answer for answer in known}.items():
        set_answer(
            candidacy=candidacy,
            fact=fact,
            value=answer.value,
            evidence=_("Taken over from the dossier of %(name)s in the same race.")
            % {"name": answer.candidacy.candidate.name},
            link=answer.link,
            source=answer.source,
            evidence_on=answer.evidence_on,
            by=by,
            at=at,
        )


@transaction.atomic
def edit_candidacy(
    *, candidacy: Candidacy, race: Race, assigned_to: Member | None, by: Member, at: dt.datetime
) -> Candidacy:
    """Assign a candidacy, or move it to another race of its cycle.

    Raises `FieldRefused` (also for a race elsewhere), `Refused` when the candidacy or its cycle is closed.
    """
    target = lock_race(race)
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    if target.cycle_id != candidacy.race.cycle_id:
        raise FieldRefused("race", _("That race belongs to another cycle."))
    _check_runs_once(target, candidacy.candidate, field="race", but=candidacy.pk)
    if target.pk != candidacy.race_id:
        _check_not_voted_on(candidacy)
    assignee = assigned_to.pk if assigned_to else None
    if assignee != candidacy.assigned_to_id:
        _check_assignable(target.cycle.chapter, assigned_to, at)
        _check_takes_part(candidacy, assigned_to)
    if (target.pk, assignee) != (candidacy.race_id, candidacy.assigned_to_id):
        candidacy.race, candidacy.assigned_to = target, assigned_to
        candidacy.save(update_fields=["race", "assigned_to"])
        said = {"race": target.pk, "assigned_to": assignee}
        log.append(CANDIDACY_EDITED, chapter=target.cycle.chapter, subject=candidacy, by=by, at=at, **said)
    return candidacy


@transaction.atomic
def close_candidacy(*, candidacy: Candidacy, because: str, by: Member, at: dt.datetime) -> Candidacy:
    """Close a candidacy, saying why. Raises `Refused` without a reason, or when it or its cycle is closed already."""
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    if not because.strip():
        raise Refused(_("Say why it is closed; the reason stays on record."))
    candidacy.closed_at, candidacy.closed_because = at, because
    candidacy.save(update_fields=["closed_at", "closed_because"])
    log.append(CANDIDACY_CLOSED, chapter=candidacy.race.cycle.chapter, subject=candidacy, by=by, at=at)
    return candidacy


@transaction.atomic
def reopen_candidacy(*, candidacy: Candidacy, by: Member, at: dt.datetime) -> Candidacy:
    """Open a closed candidacy again. Raises `Refused` when it is open, or its cycle is closed."""
    candidacy = lock(candidacy)
    policies.check_cycle_open(candidacy.race.cycle)
    if candidacy.closed_at is None:
        raise Refused(_("This candidacy is open; there is nothing to reopen."))
    candidacy.closed_at, candidacy.closed_because = None, ""
    candidacy.save(update_fields=["closed_at", "closed_because"])
    log.append(CANDIDACY_REOPENED, chapter=candidacy.race.cycle.chapter, subject=candidacy, by=by, at=at)
    return candidacy

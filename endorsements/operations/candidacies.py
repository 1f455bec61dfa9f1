"""Opening, editing and closing what a chapter is asked about: cycles, their races, the candidacies in them."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Chapter, Member, Role, Seat
from chapters.operations import log
from endorsements import policies, policies_motions, rules
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Race
from endorsements.operations.dossiers import lock, set_answer

CYCLE_OPENED = log.action("cycle.opened", "name")
CYCLE_EDITED = log.action("cycle.edited", "name", "changed")
CYCLE_CLOSED = log.action("cycle.closed", "name")
RACE_ADDED = log.action("race.added", "office", "district")
RACE_EDITED = log.action("race.edited", "office", "district", "changed")
CANDIDACY_OPENED = log.action("candidacy.opened", "race", "rulebook")
CANDIDACY_EDITED = log.action("candidacy.edited", "race", "assigned_to")
CANDIDACY_CLOSED = log.action("candidacy.closed")
CANDIDACY_REOPENED = log.action("candidacy.reopened")

RACE_FACTS = ("branch", "symbolic", "contest", "conservative_area")
"""What is so of a race whoever runs in it. The ballot line is not: two candidates may run on two lines."""


class FieldRefused(policies.Refused):
    """What one field says stands against it: `field` is its name, the message belongs beside it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def _lock_cycle(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=cycle.pk)


def _lock_race(race: Race) -> Race:
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
    race = _lock_race(race)
    _check_race(cycle, details, but=race.pk)
    changed = _set(race, details)
    if changed:
        said = {"office": race.office, "district": race.district, "changed": changed}
        log.append(RACE_EDITED, chapter=cycle.chapter, subject=race, by=by, at=at, **said)
    return race


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
    except policies.Refused as refused:
        raise FieldRefused("assigned_to", str(refused)) from refused


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
    race = _lock_race(race)
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
    target = _lock_race(race)
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    if target.cycle_id != candidacy.race.cycle_id:
        raise FieldRefused("race", _("That race belongs to another cycle."))
    _check_runs_once(target, candidacy.candidate, field="race", but=candidacy.pk)
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
        raise policies.Refused(_("Say why it is closed; the reason stays on record."))
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
        raise policies.Refused(_("This candidacy is open; there is nothing to reopen."))
    candidacy.closed_at, candidacy.closed_because = None, ""
    candidacy.save(update_fields=["closed_at", "closed_because"])
    log.append(CANDIDACY_REOPENED, chapter=candidacy.race.cycle.chapter, subject=candidacy, by=by, at=at)
    return candidacy

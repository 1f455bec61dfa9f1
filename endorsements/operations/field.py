"""Planning a candidacy's field work, and answering whether it has a viable path with what the figures propose."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements import policies
from endorsements.models import Answer, Candidacy, FieldPlan
from endorsements.operations.dossiers import lock, set_answer
from endorsements.policies import FieldRefused
from endorsements.queries.dossiers import current_values, explained
from endorsements.queries.field import MILLE, MOST_DAYS, field_for
from endorsements.queries.field_proposal import proposed
from endorsements.wording import day

FIELD_PLANNED = log.action("field.planned", "starts_on", "changed", "exception", "promised", "renews")
VIABLE_PATH = "viable_path"
SAID = frozenset(
    field.name
    for field in FieldPlan._meta.concrete_fields
    if field.name not in {"id", "candidacy", "set_by", "set_at", "is_current"}
)
"""What a plan says; the rest is who said it when."""
REASONS = {
    "own_turnout": "own_turnout_reason",
    "exception": "exception_reason",
    "pinned": "pinned_reason",
    "renews": "renews_reason",
}
"""What needs a reason, and where it stands."""


@transaction.atomic
def plan_field(*, candidacy: Candidacy, by: Member, at: dt.datetime, seen: int | None = -1, **said: Any) -> FieldPlan:
    """Write a candidacy's field plan; the plan before it stays in the history.

    `said` are fields of `FieldPlan`; one left out has its default. `seen` is the id of the plan that the writer saw
    (None: there was none; -1: do not compare). A plan that says what the current one says is not written again.

    Raises `FieldRefused` with the field that stands against it, `policies.Refused` when the candidacy is closed or
    somebody else planned meanwhile.
    """
    if said.keys() - SAID:
        raise TypeError(f"a field plan has no {', '.join(sorted(said.keys() - SAID))}")
    candidacy = lock(candidacy)
    policies.check_open(candidacy)
    current = _seen(candidacy, seen)
    plan = FieldPlan(candidacy=candidacy, set_by=by, set_at=at, **said)
    _check(plan, candidacy)
    changed = [name for name in sorted(SAID) if current is None or getattr(current, name) != getattr(plan, name)]
    if current and not changed:
        return current
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    plan.save(force_insert=True)
    noted = {"exception": plan.exception or None, "promised": plan.pinned, "renews": plan.renews or None}
    log.append(
        FIELD_PLANNED,
        chapter=candidacy.race.cycle.chapter,
        subject=candidacy,
        by=by,
        at=at,
        starts_on=plan.starts_on.isoformat(),
        changed=", ".join(changed) if current else None,
        **noted,
    )
    return plan


def _seen(candidacy: Candidacy, seen: int | None) -> FieldPlan | None:
    current = FieldPlan.objects.filter(candidacy=candidacy, is_current=True).first()
    if seen not in (-1, current.pk if current else None):
        raise policies.Refused(
            _(
                "Somebody else changed this plan after your page was shown. What they said stands in the history "
                "below; save again to replace it."
            )
        )
    return current


def _check(plan: FieldPlan, candidacy: Candidacy) -> None:
    _check_days(plan, candidacy)
    _check_households(plan)
    _check_share(plan, candidacy)
    for name, reason in REASONS.items():
        value = getattr(plan, name)
        given = value is not None if name == "own_turnout" else bool(value)
        if given and not getattr(plan, reason).strip():
            raise FieldRefused(reason, _("Say why; the reason is shown wherever this counts."))
    if not plan.exception and not plan.renews:
        return
    values = current_values([candidacy.pk])[candidacy.pk]
    found = explained(candidacy.rulebook, values, ())
    blocker = policies.exception_blocker(plan.exception, found, values)
    if blocker:
        raise FieldRefused("exception", blocker)
    blocker = policies.renewal_blocker(found) if plan.renews else ""
    if blocker:
        raise FieldRefused("renews", blocker)


def _check_days(plan: FieldPlan, candidacy: Candidacy) -> None:
    election_on = candidacy.race.election_on
    if plan.starts_on >= election_on:
        raise FieldRefused(
            "starts_on", _("Field work begins before election day, %(day)s.") % {"day": day(election_on)}
        )
    if (election_on - plan.starts_on).days > MOST_DAYS:
        raise FieldRefused("starts_on", _("Field work begins at most four years before election day."))


def _check_households(plan: FieldPlan) -> None:
    if plan.reachable is None:
        return
    if plan.households is None:
        raise FieldRefused("households", _("Of how many households are these the ones that can be reached?"))
    if plan.reachable > plan.households:
        raise FieldRefused("reachable", _("No more households can be reached than there are."))


def _check_share(plan: FieldPlan, candidacy: Candidacy) -> None:
    """An even split is a floor, but not where several seats are filled at once: voters may have several votes."""
    if plan.ranked or candidacy.race.seats > 1 or plan.candidates < 2:
        return
    shared = plan.needed_permille * plan.candidates
    if shared < MILLE or (shared == MILLE and plan.candidates > 2):
        raise FieldRefused(
            "needed_permille",
            _("With %(candidates)d candidates this is no more than an even split: a floor to be passed, not the goal.")
            % {"candidates": plan.candidates},
        )


@transaction.atomic
def accept_proposal(*, candidacy: Candidacy, value: str, by: Member, at: dt.datetime) -> Answer:
    """Answer `viable_path` as the figures propose, with the figures as evidence. `value` is what the person saw.

    Raises `policies.Refused` when there is no such proposal any more, or the dossier is closed.
    """
    candidacy = lock(candidacy)
    field = field_for(candidacy)
    offer = proposed(field) if field else None
    if offer is None or offer.is_open or offer.value != value:
        raise policies.Refused(_("The figures propose something else by now. Look at them again."))
    today = at.astimezone(ZoneInfo(candidacy.race.cycle.chapter.time_zone)).date()
    return set_answer(
        candidacy=candidacy,
        fact=VIABLE_PATH,
        value=offer.value,
        evidence=offer.evidence,
        source=_("capacity figures, %(day)s") % {"day": day(today)},
        evidence_on=today,
        by=by,
        at=at,
    )


def check_answer(*, candidacy: Candidacy, fact: str, value: str, reason: str) -> None:
    """Raise `policies.Refused` when an answer to `viable_path` goes against the figures without a reason."""
    if fact != VIABLE_PATH or reason.strip():
        return
    field = field_for(candidacy)
    if field:
        policies.check_own_view(field.proposal, value, reason)

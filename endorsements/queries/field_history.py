"""What was said of a candidacy's field work before, and what earlier races that were to renew capacity brought."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Max, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from capacity.wording import number, percent
from chapters.models import Chapter
from endorsements.models import Candidacy, FieldPlan
from endorsements.queries.field import MILLE
from endorsements.queries.field_words import contest
from endorsements.wording import day, moment

SHOWN = 30
CLAIMS = 20
PAST = ("state", "past_office", "past_district", "past_kind", "past_party")
REST = frozenset({"id", "candidacy", "set_by", "set_at", "is_current", *PAST})


@dataclass(frozen=True, slots=True)
class Version:
    """One plan as it was written: who wrote it when, and what it changed, as (field, text)."""

    at: str
    at_iso: str
    who: str
    changes: tuple[tuple[str, str], ...]


def versions(candidacy: Candidacy) -> list[Version]:
    """Return a candidacy's last 30 plans, newest first, each with what it changed. One query."""
    rows = FieldPlan.objects.filter(candidacy=candidacy).select_related("set_by").order_by("-set_at", "-pk")
    plans = list(rows[: SHOWN + 1])
    pairs = zip(plans, [*plans[1:], None], strict=False)
    return [
        Version(moment(plan.set_at), plan.set_at.isoformat(), plan.set_by.name, tuple(_changes(plan, before)))
        for plan, before in pairs
    ][:SHOWN]


def _changes(plan: FieldPlan, before: FieldPlan | None) -> Iterator[tuple[str, str]]:
    """Yield what a plan says otherwise than the one before it; of a first one what it says at all."""
    old = before or FieldPlan()
    for field in FieldPlan._meta.concrete_fields:
        if field.name in REST or getattr(plan, field.name) == getattr(old, field.name):
            continue
        yield capfirst(str(field.verbose_name)), _text(plan, field.name)
    if [getattr(plan, name) for name in PAST] != [getattr(old, name) for name in PAST]:
        yield _("Past contest"), contest(plan) or _("none")


def _text(plan: FieldPlan, name: str) -> str:
    value = getattr(plan, name)
    if name.endswith("_permille"):
        return percent(Fraction(value, MILLE))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return day(value)
    if name in ("terrain", "exception"):
        return str(getattr(plan, f"get_{name}_display")())
    if isinstance(value, int):
        return number(value)
    return str(value or _("none"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A race that was to renew capacity and is over: new canvassers it was said to bring, new members it brought."""

    candidate: str
    race: str
    election_on: str
    said: str
    brought: str
    returning: str
    """Volunteers who came back, in the week that had most of them: over weeks they cannot be added up."""


def claims_of(chapter: Chapter, today: dt.date) -> list[Claim]:
    """Return the chapter's last 20 claims whose election is over, latest first. One query.

    `brought` is empty where nothing was entered of the campaign.
    """
    rows = (
        FieldPlan.objects.filter(
            candidacy__race__cycle__chapter=chapter,
            is_current=True,
            renews__gt=0,
            candidacy__race__election_on__lt=today,
        )
        .annotate(brought=Sum("candidacy__field_weeks__new_members"), back=Max("candidacy__field_weeks__returning"))
        .order_by("-candidacy__race__election_on", "-pk")
        .values_list(
            "candidacy__candidate__name",
            "candidacy__race__office",
            "candidacy__race__district",
            "candidacy__race__election_on",
            "renews",
            "brought",
            "back",
        )
    )
    return [
        Claim(name, f"{office} {district}".strip(), day(on), number(said), *map(_entered, came))
        for name, office, district, on, said, *came in rows[:CLAIMS]
    ]


def _entered(value: int | None) -> str:
    return "" if value is None else number(value)

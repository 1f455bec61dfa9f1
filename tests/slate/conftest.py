"""A chapter with people for some doors, and campaigns that ask for more: each needs what its turnout says."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from capacity.models import SupplyWeek
from endorsements.models import Candidacy, Cycle, FieldPlan
from tests import factories
from tests.factories import NOW

STARTS, ELECTION = dt.date(2027, 3, 1), dt.date(2027, 6, 22)
INCUMBENT = {**factories.CADRE, "endorsed_incumbent": "yes", "worked_with_chapter": "yes"}


def people(cycle: Cycle, canvassers: int = 100, starts_on: dt.date = dt.date(2027, 1, 4)) -> SupplyWeek:
    """Say how many canvassers a chapter has from a Monday on."""
    setter = factories.member("Setter")
    return SupplyWeek.objects.create(
        chapter=cycle.chapter, starts_on=starts_on, canvassers=canvassers, set_by=setter, set_at=NOW
    )


def plan(candidacy: Candidacy, turnout: int | None = 6000, **said: Any) -> FieldPlan:
    """Plan a candidacy's field work; a turnout of 6,000 needs 8,750 doors at the default figures."""
    own = {"own_turnout": turnout, "own_turnout_reason": "As four years ago."} if turnout is not None else {}
    return FieldPlan.objects.create(
        candidacy=candidacy, set_by=candidacy.opened_by, set_at=NOW, **{"starts_on": STARTS, **own, **said}
    )


def runs(cycle: Cycle, name: str, answers: dict[str, str] | None = None, **said: Any) -> Candidacy:
    """Open a candidacy in a race of its own, with a field plan."""
    race = said.pop("race", None) or factories.race(cycle, election_on=said.pop("election_on", ELECTION))
    made = factories.candidacy(race, answers or factories.CADRE, name=name)
    plan(made, **said)
    return made


@pytest.fixture
def cycle(cast) -> Cycle:
    return factories.cycle(cast.chapter, name="Spring")


@pytest.fixture
def at(cycle) -> Callable[..., str]:
    """Return a function from a query to the slate's address with it."""

    def address(query: str = "") -> str:
        return reverse("slate", args=[cycle.chapter.slug, cycle.pk]) + query

    return address

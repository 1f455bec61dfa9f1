"""A candidacy in the cast's chapter, with what the tests of its page need around it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from endorsements.models import Answer, Candidacy
from tests import factories


@pytest.fixture
def candidacy(cast) -> Candidacy:
    """A class-struggle campaign with every gate passed and one red line held."""
    factories.red_line(cast.chapter, "rent-control", title="Universal rent control")
    race = factories.race(factories.cycle(cast.chapter), office="City Council", district="3")
    answers = {**factories.STRUGGLE, "red_lines.rent-control": "holds"}
    return factories.candidacy(race, answers, name="Alma Reyes", opened_by=cast.electoral)


@pytest.fixture
def at(candidacy) -> Callable[..., str]:
    """Return a function from an address's name and further arguments to the candidacy's address of that name."""

    def address(name: str = "candidacy", *more: Any, of: Candidacy | None = None) -> str:
        record = of or candidacy
        return reverse(name, args=[record.race.cycle.chapter.slug, record.pk, *more])

    return address


@pytest.fixture
def seen(candidacy) -> Callable[[str], str]:
    """Return a function from a fact to the id of its current answer, as the page posts it."""

    def of(fact: str) -> str:
        current = Answer.objects.filter(candidacy=candidacy, fact=fact, is_current=True).first()
        return str(current.pk) if current else ""

    return of


@pytest.fixture
def current(candidacy) -> Callable[[str], Answer]:
    """Return a function from a fact to its current answer."""
    return lambda fact: Answer.objects.get(candidacy=candidacy, fact=fact, is_current=True)


HTMX = {"HX-Request": "true"}

"""Somebody in office, and the days that the record has."""

import datetime as dt

import pytest
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import Candidacy, OfficeTerm, Outcome
from endorsements.operations import offices as operations
from tests import factories
from tests.factories import NOW

TODAY = dt.date(2026, 11, 20)
START = dt.date(2025, 1, 1)


def enter(cast, name="Alma Reyes", office="City Council", district="3", **days) -> OfficeTerm:
    term = operations.Term(office, district, days.pop("starts_on", START), days.pop("ends_on", None))
    return operations.enter_term(chapter=cast.chapter, name=name, term=term, by=cast.electoral, at=NOW)


def meeting(term, by, on=dt.date(2026, 5, 4), presence="present", source="Minutes"):
    said = operations.Meeting(on, presence, source)
    return operations.enter_attendance(term=term, meeting=said, today=TODAY, by=by, at=NOW)


def vote(term, by, on=dt.date(2026, 5, 5), alignment="with", measure="Rent control", source="Council journal"):
    said = operations.Vote(on, measure, "For", alignment, source)
    return operations.enter_vote(term=term, vote=said, today=TODAY, by=by, at=NOW)


def won(cast, name="Alma Reyes", **fields) -> Candidacy:
    """Make a candidacy that won, by the outcome on record."""
    race = factories.race(factories.cycle(cast.chapter), election_on=dt.date(2024, 11, 5), **fields)
    candidacy = factories.candidacy(race, name=name, opened_by=cast.electoral)
    outcome = Outcome.objects.create(
        race=race, ballots_cast=10, votes={}, source="Board", entered_by=cast.electoral, entered_at=NOW
    )
    outcome.won_by.set([candidacy])
    return candidacy


def actions() -> list[str]:
    return list(LogEntry.objects.order_by("number").values_list("action", flat=True))


def page_of(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


@pytest.fixture
def slug(cast):
    return cast.chapter.slug


@pytest.fixture
def term(cast) -> OfficeTerm:
    return enter(cast)

"""A candidacy whose election is over, with a plan behind it."""

import datetime as dt

import pytest

from endorsements.models import Candidacy, FieldPlan
from tests import factories
from tests.factories import NOW

TODAY = dt.date(2026, 11, 20)
ELECTION = dt.date(2026, 6, 23)
HEADER = "Voter File VANID\tContact Name\tDate Canvassed\tResult\r\n"


def over(cycle, by, name="Alma Reyes", district="57", **plan) -> Candidacy:
    """Make a candidacy in a race that is over, with a plan."""
    race = factories.race(cycle, district=district, election_on=ELECTION)
    made = factories.candidacy(race, factories.CADRE, name=name, opened_by=by)
    said = {"starts_on": dt.date(2026, 4, 6), "own_turnout": 9000, "own_turnout_reason": "As before.", **plan}
    FieldPlan.objects.create(candidacy=made, set_by=by, set_at=NOW, **said)
    return made


@pytest.fixture
def candidacy(cast) -> Candidacy:
    return over(factories.cycle(cast.chapter), cast.electoral)

"""What was decided on candidacies, read from the database."""

import datetime as dt

import pytest

from endorsements.queries.decisions import standing_decisions
from tests import factories
from tests.decisions.records import condition, decide, hours, motion, report


@pytest.fixture
def race(cast):
    return factories.race(factories.cycle(cast.chapter))


def test_nothing_decided_is_nothing_told(race):
    motion(candidacy := factories.candidacy(race))
    assert standing_decisions([candidacy.pk]) == {}
    assert standing_decisions([]) == {}


def test_a_decision_comes_with_its_motion_ballot_day_and_conditions(race):
    candidacy = factories.candidacy(race)
    asked = motion(candidacy, "endorse-with-conditions")
    met, still = condition(asked), condition(asked, "Opposes the stadium", dt.date(2026, 1, 5))
    report(met, "broken")
    report(met)
    decide(asked)
    found = standing_decisions([candidacy.pk])[candidacy.pk]
    assert (found.status, found.word) == ("endorsed-conditionally", "Endorsed with conditions")
    assert found.motion == asked
    assert found.ballot == asked.ballots.get()
    assert found.decided_on == hours(-1).date()
    assert [(each.id, each.state, each.word) for each in found.conditions] == [
        (met.pk, "met", "met"),
        (still.pk, "open", "open"),
    ]
    assert [each.is_overdue(factories.TODAY) for each in found.conditions] == [False, True]


def test_a_later_decision_takes_over_in_the_order_of_decisions(race):
    candidacy = factories.candidacy(race)
    decide(motion(candidacy, "rescind"), at=hours(2))
    decide(motion(candidacy, "endorse"), at=hours(1))
    decide(motion(candidacy, "censure"), at=hours(3))
    found = standing_decisions([candidacy.pk])[candidacy.pk]
    assert (found.status, found.also, found.motion.type) == ("rescinded", ("censured",), "rescind")


def test_a_contest_tells_each_of_its_candidacies(race):
    one, two = factories.candidacy(race), factories.candidacy(race)
    gone = factories.candidacy(race, closed_at=hours(-30), closed_because="Withdrew")
    late = factories.candidacy(race, opened_at=hours(5))
    decide(motion(race), chosen=two, at=hours(1))
    found = standing_decisions([one.pk, two.pk, gone.pk, late.pk])
    assert {pk: each.status for pk, each in found.items()} == {one.pk: "not-chosen", two.pk: "endorsed"}


def test_a_motion_withdrawn_before_any_ballot_is_told(race):
    candidacy = factories.candidacy(race)
    motion(candidacy, withdrawn_at=hours(1), withdrawn_by="candidate", withdrawn_because="Left the race")
    found = standing_decisions([candidacy.pk])[candidacy.pk]
    assert (found.status, found.ballot, found.words) == ("withdrawn", None, ())


@pytest.mark.parametrize("rows", [1, 3])
def test_four_queries_however_many(race, rows, django_assert_num_queries):
    ids = []
    for _ in range(rows):
        candidacy = factories.candidacy(race)
        asked = motion(candidacy)
        report(condition(asked))
        decide(asked)
        ids.append(candidacy.pk)
    with django_assert_num_queries(4):
        found = standing_decisions(ids)
        assert [each.ballot.body.name for each in found.values()] == ["membership"] * rows
        assert all(each.conditions[0].source for each in found.values())

"""Writing a plan: what is checked, what is kept, and what follows from it."""

import datetime as dt

import pytest

from capacity.planning.doors import Ceiling
from capacity.planning.parameters import DEFAULTS, Level
from chapters.models import LogEntry
from endorsements.models import FieldPlan, Race
from endorsements.operations.candidacies import close_candidacy
from endorsements.operations.dossiers import set_value
from endorsements.operations.field import plan_field
from endorsements.policies import FieldRefused, Refused
from endorsements.queries.field import Proposal, field_for, needs_of, plans_of, usable_weeks
from tests import factories
from tests.field.conftest import NOW, results


def test_a_plan_takes_over_and_the_one_before_stays(plan, candidacy, library):
    first = plan()
    assert plan() == first  # the same again is not written again
    second = plan(weight=5)
    assert plans_of([candidacy.pk]) == {candidacy.pk: second}
    assert list(FieldPlan.objects.filter(candidacy=candidacy).values_list("pk", "is_current")) == [
        (second.pk, True),
        (first.pk, False),
    ]
    logged = LogEntry.objects.filter(action="field.planned").order_by("number")
    assert [entry.detail["changed"] for entry in logged] == [None, "weight"]


def test_what_somebody_else_planned_meanwhile_is_not_overwritten_unseen(plan, candidacy):
    first = plan()
    plan(weight=5, seen=first.pk)
    for seen in (first.pk, None):
        with pytest.raises(Refused, match="Somebody else"):
            plan(weight=1, seen=seen)
    close_candidacy(candidacy=candidacy, because="Withdrew.", by=first.set_by, at=NOW)
    with pytest.raises(Refused, match="closed"):
        plan(weight=2)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_on": dt.date(2027, 6, 22)}, "starts_on"),
        ({"starts_on": dt.date(2020, 1, 1)}, "starts_on"),
        ({"reachable": 10}, "households"),
        ({"reachable": 11, "households": 10}, "reachable"),
        ({"candidates": 4, "needed_permille": 250}, "needed_permille"),
        ({"candidates": 2, "needed_permille": 499}, "needed_permille"),
        ({"own_turnout": 100, "own_turnout_reason": " "}, "own_turnout_reason"),
        ({"pinned": True}, "pinned_reason"),
        ({"exception": "mass-race"}, "exception_reason"),
        ({"renews": 5}, "renews_reason"),
        ({"exception": "incumbent", "exception_reason": "Has done well."}, "exception"),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(plan, said, field):
    with pytest.raises(FieldRefused) as refused:
        plan(**said)
    assert refused.value.field == field
    assert not FieldPlan.objects.exists()


def test_exceptions_and_renewal_follow_the_dossier(plan, candidacy, cast):
    mass = {"exception": "mass-race", "exception_reason": "Rallies."}
    renews = {"renews": 40, "renews_reason": "As in 2025."}
    assert plan(**mass).exception == "mass-race"  # the campaign passes S4
    assert plan(**renews).renews == 40
    set_value(candidacy=candidacy, fact="visible", value="unknown", by=cast.electoral, at=NOW)
    with pytest.raises(FieldRefused, match="S4; CAES, Chapter Strategy"):
        plan(**mass)
    with pytest.raises(FieldRefused, match="renewing capacity"):
        plan(**renews, weight=1)
    incumbent = {"exception": "incumbent", "exception_reason": "Has worked with us."}
    set_value(candidacy=candidacy, fact="endorsed_incumbent", value="yes", by=cast.electoral, at=NOW)
    with pytest.raises(FieldRefused, match="worked"):
        plan(**incumbent)
    set_value(candidacy=candidacy, fact="worked_with_chapter", value="yes", by=cast.electoral, at=NOW)
    assert plan(**incumbent).exception == "incumbent"


def test_a_need_follows_from_the_three_last_elections(plan, candidacy, library, people, cast):
    results(cast.chapter, cast.electoral, dt.date(2012, 6, 26), 100_000)
    results(cast.chapter, cast.electoral, dt.date(2027, 6, 22), 100_000)  # the race itself
    plan(households=60_000, reachable=50_000)
    field = field_for(candidacy)
    need = field.need
    assert need.past.years == (2020, 2016, 2014) and need.turnout == 24_000
    assert (need.win.bare, need.win.goal) == (12_001, 12_480)
    # 0.35 × 12,480 / (0.65 × 0.8) = 8,400 contacts; / 0.24 = 35,000 doors
    assert (need.needed.contacts.default, need.doors.default) == (8_400, 35_000)
    assert need.doors.low < need.doors.default < need.needed.strict_doors < need.doors.high
    assert need.ceilings.most_doors == 50_000 and need.stands(Level.DEFAULT) is Ceiling.WITHIN
    assert len(field.weeks) == 17 and field.weeks[0].start == dt.date(2027, 3, 1)
    assert field.proposal is Proposal.YES


def test_no_doors_means_none_to_the_slate_and_no_proposal(plan, candidacy, library, people):
    plan(no_doors=True)
    field = field_for(candidacy)
    assert (field.need.doors.low, field.need.doors.high) == (0, 0)
    assert field.need.needed.doors.default == 35_000
    assert field.proposal is Proposal.UNKNOWN


def test_what_is_not_known_stays_unknown(plan, candidacy):
    plan()
    field = field_for(candidacy)
    assert (field.need.turnout, field.need.win, field.need.doors, field.have) == (None, None, None, None)
    assert field.proposal is Proposal.UNKNOWN


@pytest.mark.parametrize(("canvassers", "proposal"), [(2000, "yes"), (100, "yes"), (50, "unknown"), (1, "no")])
def test_the_proposal_weighs_need_against_doors(plan, candidacy, library, people, canvassers, proposal):
    people.canvassers = canvassers
    people.save()
    plan()
    assert field_for(candidacy).proposal == proposal


def test_a_race_above_its_ceiling_is_not_won_at_the_doors(plan, candidacy, library, people):
    plan(households=3_000)
    field = field_for(candidacy)
    assert field.need.stands(Level.LOW) is not Ceiling.WITHIN
    assert field.proposal is Proposal.NO


def test_several_seats_ranked(plan, candidacy, library):
    Race.objects.filter(pk=candidacy.race_id).update(seats=2)
    candidacy.race.refresh_from_db()
    plan(ranked=True)
    assert field_for(candidacy).need.win.bare == 8_001


def test_a_plan_uses_whole_weeks_before_the_election_and_no_more_than_four_years():
    assert usable_weeks(dt.date(2027, 6, 2), dt.date(2027, 6, 22)) == [
        dt.date(2027, 6, 7), dt.date(2027, 6, 14), dt.date(2027, 6, 21),
    ]  # fmt: skip
    assert usable_weeks(dt.date(2027, 6, 22), dt.date(2027, 6, 22)) == []
    assert len(usable_weeks(dt.date(2, 1, 1), dt.date.max)) == 208


@pytest.mark.parametrize("more", [1, 3])
def test_needs_of_a_cycle_take_two_queries(plan, candidacy, library, cast, more, django_assert_num_queries):
    plan()
    for number in range(more):
        other = factories.candidacy(factories.race(candidacy.race.cycle, district=str(100 + number)))
        plan_field(candidacy=other, starts_on=dt.date(2027, 3, 1), by=cast.electoral, at=NOW, state="NY",
                   past_office="State Assembly", past_district=str(100 + number), past_kind="primary")  # fmt: skip
    with django_assert_num_queries(2):
        needs = needs_of(candidacy.race.cycle, DEFAULTS)
    assert len(needs) == more + 1 and needs[candidacy.pk].turnout == 24_000

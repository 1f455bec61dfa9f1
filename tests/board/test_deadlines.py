"""What the board says is due next: the same day and words as the calendar of the whole cycle gives."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.models import Body
from endorsements.models import Ballot, Procedure, ProcedureVersion, StepDone
from endorsements.procedures.templates import TEMPLATES
from endorsements.queries.board import board_of
from endorsements.queries.board_decisions import with_decisions
from endorsements.queries.deadlines import next_deadlines
from tests import factories
from tests.decisions.records import body, condition, decide, hours, motion, report, result
from tests.factories import NOW, TODAY

SOON = dt.date(2026, 8, 4)


def procedure(cast, key: str, **fields) -> Procedure:
    made = Procedure.objects.create(chapter=cast.chapter, name=f"By {key}", template=key, **fields)
    content = TEMPLATES[key].model_dump(mode="json")
    ProcedureVersion.objects.create(procedure=made, number=1, content=content, edited_by=cast.admin, edited_at=NOW)
    return made


@pytest.fixture
def cycle(cast):
    return factories.cycle(cast.chapter)


def running(cycle, name: str, **fields):
    race = factories.race(cycle, **{"election_on": SOON, "district": name, **fields})
    return factories.candidacy(race, name=name, opened_at=hours(-500))


def both(cycle):
    """Return what the board and the calendar each say is due next, by candidacy."""
    board = board_of(cycle, ())
    with_decisions(cycle, board.rows, TODAY)
    ours = {
        row.candidacy: (row.deadline.day, row.deadline.what) for row in board.rows if row.candidacy and row.deadline
    }
    theirs = {pk: (due.day, due.what) for pk, due in next_deadlines(cycle, TODAY).items()}
    return ours, theirs


def fill(cast, cycle, key: str) -> None:
    """Put a candidacy into every state that a motion by this procedure goes through."""
    by = procedure(cast, key)
    stages = TEMPLATES[key].tracks[0].stages
    running(cycle, "Unmoved", decide_by_on=dt.date(2026, 7, 1))
    motion(running(cycle, "Moved"), procedure=by)
    for each in stages:
        asked = motion(running(cycle, f"At {each.id}"), procedure=by)
        if not each.is_vote:
            StepDone.objects.create(
                motion=asked, stage=each.id, done_on=TODAY, recorded_by=cast.electoral, recorded_at=NOW
            )
            continue
        vote = {"body": body(cast.chapter), "kind": "yes-no", "method": "roll-call", "scheduled_by": cast.electoral}
        times = {"notice_at": NOW, "opens_at": hours(100), "closes_at": hours(300)}
        Ballot.objects.create(motion=asked, stage=each.id, **vote, **times)
        opened = motion(running(cycle, f"Open {each.id}"), procedure=by)
        times |= {"opens_at": hours(1), "opened_at": hours(1), "text_sha256": "0", "hard_stop_at": hours(400)}
        Ballot.objects.create(motion=opened, stage=each.id, **vote, **times)
        for outcome in ("passed", "failed", "no-quorum"):
            counted = motion(running(cycle, f"{outcome} {each.id}"), procedure=by)
            Ballot.objects.create(
                motion=counted, stage=each.id, **vote, **times, closed_at=hours(2), result=result(outcome)
            )
    decide(motion(running(cycle, "Rejected"), procedure=by), "rejected")
    decide(motion(running(cycle, "Withdrawn"), procedure=by), "withdrawn")
    asked = motion(running(cycle, "Conditional"), "endorse-with-conditions", procedure=by)
    report(condition(asked, due_on=dt.date(2026, 3, 1)))
    condition(asked, due_on=dt.date(2026, 4, 1))
    decide(asked)
    rescinded = motion(running(cycle, "Rescinded"), "endorse-with-conditions", procedure=by)
    condition(rescinded)
    decide(rescinded)
    decide(motion(rescinded.candidacy, "rescind", procedure=by), at=hours(1))
    contest = factories.race(cycle, election_on=SOON, district="Contest")
    for name in ("One", "Two"):
        factories.candidacy(contest, name=name)
    motion(contest, procedure=by)
    factories.candidacy(factories.race(cycle, election_on=dt.date(2026, 2, 1)), name="Over")
    factories.candidacy(contest, name="Closed", closed_at=NOW, closed_because="Left")


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_the_board_agrees_with_the_calendar(cast, cycle, key):
    Body.objects.create(chapter=cast.chapter, kind="branch", name="North")
    fill(cast, cycle, key)
    ours, theirs = both(cycle)
    assert ours == theirs
    assert len(ours) > 5


def test_without_a_procedure_or_with_two_only_the_day_to_decide_is_known(cast, cycle):
    candidacy = running(cycle, "Unmoved", decide_by_on=dt.date(2026, 7, 1))
    expected = {candidacy.pk: (dt.date(2026, 7, 1), "Endorsement: to be decided")}
    assert both(cycle) == (expected, expected)
    procedure(cast, "metro-dc")
    assert both(cycle)[0] == both(cycle)[1] != expected
    procedure(cast, "chicago")
    assert both(cycle) == (expected, expected)
    procedure(cast, "sacramento", retired_at=NOW)
    assert both(cycle) == (expected, expected)


def test_the_column_sorts_and_counts_days(as_, cast, cycle):
    election = timezone.localdate() + dt.timedelta(days=90)
    decide_by = timezone.localdate() + dt.timedelta(days=60)
    running(cycle, "Late", election_on=election, decide_by_on=decide_by)
    running(cycle, "Never", election_on=election)
    client = as_("member")
    address = reverse("board", args=[cast.chapter.slug, cycle.pk])
    page = client.get(f"{address}?sort=deadline").content.decode()
    assert page.index("Late</a>") < page.index("Never</a>")
    assert "Endorsement: to be decided" in page
    table = client.get(f"{address}board.csv").content.decode()
    assert "Endorsement: to be decided" in table
    assert decide_by.isoformat() in table


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_however_much_is_due(cast, cycle, rows, django_assert_num_queries):
    by = procedure(cast, "metro-dc")
    for number in range(rows):
        condition(motion(running(cycle, f"Nr {number}"), procedure=by))
        running(cycle, f"Unmoved {number}")
    board = board_of(cycle, ())
    with django_assert_num_queries(1):
        with_decisions(cycle, board.rows, TODAY)

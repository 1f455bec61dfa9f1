"""The desk of decisions: votes to cast first, then what the seats have to take up; nothing of a vote that is open."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.models import Role
from endorsements.models import (
    Certificate,
    Motion,
    Procedure,
    ProcedureVersion,
    Recusal,
    RegisterEntry,
    RollEntry,
    StoredFile,
)
from endorsements.procedures.templates import TEMPLATES
from endorsements.queries.desk import desk_of
from tests import factories
from tests.decisions import records
from tests.factories import NOW, TODAY


@pytest.fixture
def by(cast):
    """Chicago's procedure, in use."""
    made = Procedure.objects.create(chapter=cast.chapter, name="Ours")
    content = TEMPLATES["chicago"].model_dump(mode="json")
    ProcedureVersion.objects.create(procedure=made, number=1, content=content, edited_by=cast.admin, edited_at=NOW)
    return made


@pytest.fixture
def race(cast):
    return factories.race(factories.cycle(cast.chapter))


def on_roll(ballot, *members, voted=False):
    RollEntry.objects.bulk_create(RollEntry(ballot=ballot, member=each, voted=voted) for each in members)
    return ballot


def test_ballots_open_to_me_come_first_the_soonest_close_first(as_, cast, race, by):
    late = records.ballot(records.motion(factories.candidacy(race), procedure=by), "open", closes_at=records.hours(72))
    soon = records.ballot(records.motion(factories.candidacy(race), procedure=by), "open")
    done = records.ballot(records.motion(factories.candidacy(race), procedure=by), "open")
    shut = records.ballot(records.motion(factories.candidacy(race), procedure=by), "open", closes_at=records.hours(-1))
    for each in (late, soon, shut):
        on_roll(each, cast.member, cast.steering)
    on_roll(done, cast.member, voted=True)
    assert desk_of(cast.member, at=NOW).deciding.ballots == [soon, late]
    assert desk_of(cast.admin, at=NOW).deciding.ballots == []
    type(soon).objects.update(closes_at=timezone.now() + dt.timedelta(hours=5))
    page = as_("member").get(reverse("desk")).content.decode()
    assert page.index("Ballots open to you") < page.index(soon.motion.title)
    assert reverse("ballot", args=[cast.chapter.slug, soon.pk]) in page
    assert "Membership vote\u00a0· Membership" in page  # one body may vote at several stages
    assert "Nothing waits for you" not in page


def test_a_ballot_past_its_close_waits_for_its_quorum_until_the_hard_stop(as_, cast, race):
    ballot = records.ballot(
        records.motion(factories.candidacy(race)), "open", closes_at=records.hours(-1),
        hard_stop_at=timezone.now() + dt.timedelta(days=2),
    )  # fmt: skip
    on_roll(ballot, cast.member)
    assert desk_of(cast.member, at=NOW).deciding.ballots == [ballot]
    assert "Open until its quorum is reached" in as_("member").get(reverse("desk")).content.decode()


def test_who_lost_their_seat_still_votes_where_they_are_on_the_roll(as_, cast, race):
    ballot = records.ballot(
        records.motion(factories.candidacy(race)), "open", closes_at=timezone.now() + dt.timedelta(1)
    )
    gone = factories.member("Gone Since")
    on_roll(ballot, gone)
    client = as_("anonymous")
    client.force_login(gone, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desk")).content.decode()
    assert ballot.motion.title in page
    assert cast.chapter.name in page


def test_motions_wait_for_who_can_take_up_their_next_stage(cast, race, by):
    fresh = records.motion(factories.candidacy(race), procedure=by)
    scheduled = records.motion(factories.candidacy(race), procedure=by)
    records.ballot(scheduled, "scheduled", stage="interview", opens_at=records.hours(5))
    half = records.motion(factories.candidacy(race), procedure=by)
    records.ballot(half, "closed", stage="interview")
    records.ballot(half, "open", stage="recommendation")
    decided = records.motion(factories.candidacy(race), procedure=by)
    records.decide(decided)
    for person in (cast.electoral, cast.steering):
        ready = desk_of(person, at=NOW).deciding.ready
        assert [(each.motion, each.stage.id, each.expected - each.scheduled) for each in ready] == [
            (fresh, "interview", 1),
            (half, "recommendation", 1),
        ]
    assert desk_of(cast.member, at=NOW).deciding.ready == []
    Recusal.objects.create(
        candidacy=fresh.candidacy, member=cast.steering, reason="Kin", declared_by=cast.steering, declared_at=NOW
    )
    Recusal.objects.create(motion=half, member=cast.steering, reason="Kin", declared_by=cast.steering, declared_at=NOW)
    assert desk_of(cast.steering, at=NOW).deciding.ready == []


def test_who_is_recused_is_not_asked_to_score(cast, race):
    struggle = factories.candidacy(race, factories.STRUGGLE)
    assert len(desk_of(cast.electoral, at=NOW).to_score) == 1
    recusal = Recusal.objects.create(
        candidacy=struggle, member=cast.electoral, reason="Kin", declared_by=cast.electoral, declared_at=NOW
    )
    assert desk_of(cast.electoral, at=NOW).to_score == []
    Recusal.objects.filter(pk=recusal.pk).update(lifted_at=NOW, lifted_because="No longer")
    assert len(desk_of(cast.electoral, at=NOW).to_score) == 1


def test_results_are_certified_by_the_steering_committee(cast, race):
    ballot = records.ballot(records.motion(factories.candidacy(race)))
    poll = Motion.objects.create(
        chapter=cast.chapter, number=90, type="straw-poll", title="Poll", text="?", moved_by=cast.admin, moved_at=NOW
    )
    records.ballot(poll, kind="straw-poll", rule={}, result={"outcome": "polled", "poll": {}})
    assert desk_of(cast.steering, at=NOW).deciding.to_certify == [ballot]
    assert desk_of(cast.electoral, at=NOW).deciding.to_certify == []
    file = StoredFile.objects.create(
        name="c.pdf", media_type="application/pdf", size=1, sha256="0", content=b"x", stored_at=NOW
    )
    Certificate.objects.create(
        ballot=ballot, language="en", content={}, file=file, certified_by=cast.steering, certified_at=NOW
    )
    assert desk_of(cast.steering, at=NOW).deciding.to_certify == []


@pytest.mark.parametrize(("days", "near"), [(-3, True), (0, True), (21, True), (22, False)])
def test_conditions_of_the_next_three_weeks(cast, race, days, near):
    asked = records.motion(factories.candidacy(race), "endorse-with-conditions")
    condition = records.condition(asked, due_on=TODAY + dt.timedelta(days=days))
    assert desk_of(cast.electoral, at=NOW).deciding.conditions == []
    records.decide(asked)
    found = desk_of(cast.electoral, at=NOW).deciding.conditions
    assert [(due.why, due.overdue) for due in found] == ([(condition.text, days < 0)] if near else [])
    assert desk_of(cast.admin, at=NOW).deciding.conditions == []
    records.report(condition)
    assert desk_of(cast.electoral, at=NOW).deciding.conditions == []


def test_the_first_deadline_of_each_way_within_three_weeks(cast, by):
    cycle = factories.cycle(cast.chapter)
    near = factories.race(cycle, election_on=TODAY + dt.timedelta(days=20))
    factories.race(cycle, election_on=TODAY + dt.timedelta(days=400))
    asked = records.motion(factories.candidacy(near), procedure=by)
    other = factories.race(cycle, election_on=TODAY + dt.timedelta(days=20))
    keys = {due.key.rsplit("/", 2)[0] for due in desk_of(cast.electoral, at=NOW).deciding.deadlines}
    assert keys == {f"motion/{asked.pk}", f"race/{other.pk}"}
    assert desk_of(cast.member, at=NOW).deciding.deadlines == []


def test_a_race_that_is_decided_is_due_no_more(cast):
    race = factories.race(factories.cycle(cast.chapter), decide_by_on=TODAY)
    asked = records.motion(factories.candidacy(race))
    assert [due.race for due in desk_of(cast.steering, at=NOW).due] == [race.pk]
    records.decide(asked)
    assert desk_of(cast.steering, at=NOW).due == []


def red_line_motion(cast, number, type="adopt-red-line", **fields):
    made = Motion.objects.create(
        chapter=cast.chapter, number=number, type=type, title=f"Red line {number}", text="No.", moved_by=cast.admin,
        moved_at=NOW, **fields,
    )  # fmt: skip
    records.decide(made)
    return made


def test_adopted_red_lines_wait_for_the_admin_until_they_are_entered(cast):
    kept = factories.red_line(cast.chapter, edited_at=records.hours(-99))
    one, two = red_line_motion(cast, 1), red_line_motion(cast, 2)
    again = red_line_motion(cast, 3, "reaffirm-red-line", red_line=kept.red_line)
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == [one, two, again]
    assert desk_of(cast.steering, at=NOW).deciding.red_lines == []
    new = factories.red_line(cast.chapter, "new-one")
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == [one, two, again]
    RegisterEntry.objects.create(motion=one, version=new)
    RegisterEntry.objects.create(motion=again, version=kept)
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == [two]


def fill(cast, by, rows):
    """Make so many of everything that the desk shows."""
    today = timezone.localdate()
    cycle = factories.cycle(cast.chapter)
    people = (cast.member, cast.electoral, cast.steering)
    for number in range(rows):
        race = factories.race(cycle, decide_by_on=today, election_on=today + dt.timedelta(days=15))
        factories.candidacy(race, {"member": "yes"}, assigned_to=cast.electoral)
        records.motion(factories.candidacy(race, factories.STRUGGLE), procedure=by)
        closes = {"closes_at": timezone.now() + dt.timedelta(days=1)}
        on_roll(records.ballot(records.motion(factories.candidacy(race), procedure=by), "open", **closes), *people)
        asked = records.motion(factories.candidacy(race), "endorse-with-conditions", procedure=by)
        records.condition(asked, due_on=today)
        records.decide(asked)
        records.decide(records.motion(factories.candidacy(race), "seek-national", procedure=by))
        red_line_motion(cast, 500 + number)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("principal", "queries"), [("member", 7), ("admin", 8), ("electoral", 16), ("steering", 17)])
def test_the_desk_costs_the_same_however_much_waits(as_, cast, by, principal, queries, rows, django_assert_num_queries):
    fill(cast, by, rows)
    client = as_(principal)
    with django_assert_num_queries(queries):
        page = client.get(reverse("desk")).content.decode()
    assert page.count('class="desk__note"') >= (0 if principal == "admin" else rows)


def test_everything_stands_on_the_page_in_words(as_, cast, by):
    fill(cast, by, 1)
    factories.seat(cast.chapter, Role.ADMIN, cast.steering)
    page = as_("steering").get(reverse("desk")).content.decode()
    for words in (
        "Ballots open to you", "Motions that wait for their next stage", "1 ballot to be scheduled:",
        "Results to certify", "Adopted, and to be entered among the red lines", "Conditions due within three weeks",
        "Deadlines within three weeks, by your procedures", "Attends every meeting",
        "National endorsements to ask for, or to be answered",
    ):  # fmt: skip
        assert words in page

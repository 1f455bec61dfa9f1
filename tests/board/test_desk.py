"""The desk: what waits for whoever is signed in, and nothing else."""

import datetime as dt

import pytest
from django.urls import reverse

from chapters.models import Role
from endorsements.models import Packet, Score, StoredFile
from endorsements.models.weighing import ASPECTS
from endorsements.operations import assessments, cycles
from endorsements.queries.desk import desk_of
from tests import factories

NOW = factories.NOW


def test_open_dossiers_assigned_to_me_and_scores_i_owe(cast):
    cycle = factories.cycle(cast.chapter)
    mine = factories.candidacy(factories.race(cycle), {"member": "yes"}, assigned_to=cast.electoral)
    factories.candidacy(factories.race(cycle), {"member": "yes"})
    factories.candidacy(factories.race(cycle), factories.CADRE, assigned_to=cast.electoral)
    struggle = factories.candidacy(factories.race(cycle), factories.STRUGGLE)
    desk = desk_of(cast.electoral, at=NOW)
    assert [d.candidacy for d in desk.dossiers] == [mine.pk]
    assert "accountable" in desk.dossiers[0].judged.open_facts
    assert [d.candidacy for d in desk.to_score] == [struggle.pk]
    Score.objects.create(candidacy=struggle, member=cast.electoral, scored_at=NOW, **dict.fromkeys(ASPECTS, 0))
    assert desk_of(cast.electoral, at=NOW).to_score == []


def test_a_weighing_that_is_over_asks_nobody(cast):
    struggle = factories.candidacy(factories.race(factories.cycle(cast.chapter)), factories.STRUGGLE)
    Score.objects.create(candidacy=struggle, member=factories.member(), scored_at=NOW, **dict.fromkeys(ASPECTS, 0))
    assert len(desk_of(cast.electoral, at=NOW).to_score) == 1
    assessments.freeze(candidacy=struggle, as_of=NOW.date(), by=cast.electoral, at=NOW)
    assert desk_of(cast.electoral, at=NOW).to_score == []


def test_only_who_can_do_it_is_asked(cast):
    cycle = factories.cycle(cast.chapter)
    race = factories.race(cycle, decide_by_on=NOW.date())
    factories.candidacy(race, factories.STRUGGLE, assigned_to=cast.member)
    for person, due in ((cast.member, 0), (cast.admin, 0), (cast.steering, 1), (cast.outsider, 0)):
        desk = desk_of(person, at=NOW)
        assert (desk.dossiers, desk.to_score, len(desk.due)) == ([], [], due)


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (21, True), (22, False)])
def test_decisions_of_the_next_three_weeks(cast, days, due):
    race = factories.race(factories.cycle(cast.chapter), decide_by_on=NOW.date() + dt.timedelta(days=days))
    assert [found.race for found in desk_of(cast.steering, at=NOW).due] == ([race.pk] if due else [])


def test_nothing_of_a_closed_cycle_waits(cast):
    cycle = factories.cycle(cast.chapter)
    factories.candidacy(factories.race(cycle, decide_by_on=NOW.date()), factories.STRUGGLE, assigned_to=cast.electoral)
    cycles.close_cycle(cycle=cycle, by=cast.electoral, at=NOW)
    desk = desk_of(cast.electoral, at=NOW)
    assert (desk.dossiers, desk.to_score, desk.due) == ([], [], [])


def test_packets_that_i_asked_for_wait_a_week(cast):
    file = StoredFile.objects.create(
        name="p.pdf", media_type="application/pdf", size=1, sha256="0", content=b"x", stored_at=NOW
    )
    Packet.objects.create(
        chapter=cast.chapter, cycle=factories.cycle(cast.chapter), title="March", language="en", status="done", total=0,
        file=file, asked_by=cast.steering, asked_at=NOW, finished_at=NOW, heard_from_at=NOW,
    )  # fmt: skip
    assert len(desk_of(cast.steering, at=NOW).packets) == 1
    assert desk_of(cast.electoral, at=NOW).packets == []
    assert desk_of(cast.steering, at=NOW + dt.timedelta(days=8)).packets == []


def test_the_page_says_what_to_do(as_, cast):
    desk = reverse("desk")
    assert as_("anonymous").get(desk).status_code == 302
    assert "Nothing waits for you" in as_("member").get(desk).content.decode()
    assert "you found chapters" in as_("operator").get(desk).content.decode()
    lapsed = factories.member("Lapsed")
    cast_client = as_("member")
    cast_client.force_login(lapsed, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You hold no seat in a chapter" in cast_client.get(desk).content.decode()


def test_two_chapters_share_one_desk(as_, cast):
    for chapter in (cast.chapter, cast.other_chapter):
        factories.candidacy(factories.race(factories.cycle(chapter)), {}, assigned_to=cast.electoral, name="Ada Both")
    factories.seat(cast.other_chapter, Role.ELECTORAL, cast.electoral)
    page = as_("electoral").get(reverse("desk")).content.decode()
    assert page.count("Ada Both") == 2
    assert cast.other_chapter.name in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_however_much_waits(as_, cast, rows, django_assert_num_queries):
    cycle = factories.cycle(cast.chapter)
    for _ in range(rows):
        race = factories.race(cycle, decide_by_on=NOW.date() + dt.timedelta(days=300), election_on=dt.date(2030, 1, 1))
        factories.candidacy(race, {"member": "yes"}, assigned_to=cast.electoral)
        factories.candidacy(race, factories.STRUGGLE)
    client = as_("electoral")
    with django_assert_num_queries(13):
        client.get(reverse("desk"))

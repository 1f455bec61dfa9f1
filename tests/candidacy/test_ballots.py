"""The candidacy's section of ballots: motions, votes with their arithmetic, conditions, and who is recused."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from endorsements.models import Answer, Recusal, Score
from endorsements.models.weighing import ASPECTS
from tests import factories
from tests.candidacy.conftest import HTMX
from tests.decisions import records
from tests.factories import NOW


def page_of(client, address):
    got = client.get(address)
    assert got.status_code == 200
    return got.content.decode()


def recuse(candidacy, member, reason="Works for the campaign"):
    return Recusal.objects.create(
        candidacy=candidacy, member=member, reason=reason, declared_by=member, declared_at=NOW
    )


def test_a_decision_stands_with_its_arithmetic_base_and_conditions(as_, at, candidacy):
    asked = records.motion(candidacy, "endorse-with-conditions", title="Endorse <Alma>")
    records.report(records.condition(asked, "Attends meetings"), note="Came to all three")
    records.condition(asked, "Opposes the stadium", timezone.localdate() + dt.timedelta(days=5))
    records.condition(asked, "Pays dues", dt.date(2026, 1, 5))
    records.decide(asked)
    page = page_of(as_("member"), at())
    for words in (
        '<strong class="decision decision--made">Endorsed with conditions</strong>',
        "by motion 1, 2 Mar 2026",
        "Motion 1: Endorse &lt;Alma&gt;",
        "30 yes of 40 yes and no, 75.0\u00a0%; at least 3/5 needed, that is 24; quorum 20, met by 42: passed.",
        "decided it",
        "Came to all three",
        "Minutes of 3 May",
        "in 5 days",
        "overdue",
        '<span class="mark mark--yes">met</span>',
        '<span class="mark mark--unknown">open</span>',
        reverse("motion", args=[candidacy.race.cycle.chapter.slug, asked.pk]),
        reverse("ballot", args=[candidacy.race.cycle.chapter.slug, asked.ballots.get().pk]),
    ):
        assert words in page
    assert "No ballots yet" not in page


@pytest.mark.parametrize(
    ("state", "words", "when"),
    [
        ("none", "moved, no ballot yet", "Moved by"),
        ("scheduled", "a ballot is scheduled", "Opens "),
        ("open", "being voted on", "Open until "),
        ("voided", "moved, no ballot yet", "Called off: The roll is too small"),
        ("closed", "waits for its next stage", "Closed "),
    ],
)
def test_a_motion_under_way_says_how_far_it_has_come(as_, at, candidacy, state, words, when):
    asked = records.motion(candidacy)
    if state != "none":
        records.ballot(asked, state)
    page = page_of(as_("member"), at())
    assert words in page
    assert when in page
    assert ("yes of" in page) == (state == "closed")


def test_an_open_ballot_tells_nothing_of_its_votes(as_, at, candidacy, cast):
    records.ballot(records.motion(candidacy), "open", result=None)
    section = page_of(as_("steering"), at()).split('id="ballots"')[1].split("</section>")[0]
    for telling in ("took part", "%", "quorum", " yes", "turnout"):
        assert telling not in section


def test_a_contest_of_the_race_stands_on_each_of_its_candidacies(as_, at, candidacy):
    other = factories.candidacy(candidacy.race, name="Bo Other")
    records.decide(records.motion(candidacy.race, title="Choose one"), chosen=other, at=records.hours(1))
    assert "Another was chosen" in page_of(as_("member"), at())
    assert ">Endorsed<" in page_of(as_("member"), at(of=other))
    late = factories.candidacy(candidacy.race, opened_at=records.hours(9))
    assert "No ballots yet" in page_of(as_("member"), at(of=late))


def test_a_withdrawn_motion_says_why(as_, at, candidacy):
    asked = records.motion(candidacy, withdrawn_at=NOW, withdrawn_by="candidate", withdrawn_because="Left the race")
    records.decide(asked, "withdrawn")
    assert "withdrawn: Left the race" in page_of(as_("member"), at())


@pytest.mark.parametrize(("principal", "moves"), [("member", False), ("electoral", True), ("steering", True)])
def test_who_may_move_finds_the_way_and_everybody_the_recusals(as_, at, candidacy, cast, principal, moves):
    page = page_of(as_(principal), at())
    way = f"{reverse('motion_new', args=[cast.chapter.slug])}?candidacy={candidacy.pk}"
    assert (f'href="{way}"' in page) == moves
    assert f'href="{reverse("candidacy_recusals", args=[cast.chapter.slug, candidacy.pk])}"' in page


def test_who_is_recused_reads_it_and_gets_no_forms(as_, at, candidacy, cast):
    recuse(candidacy, cast.electoral)
    client = as_("electoral")
    told = "You are recused from this candidacy (Works for the campaign)"
    for address in (at(), at() + "?edit=member", at() + "?write=for", at("weighing"), at("freeze")):
        page = page_of(client, address)
        assert told in page
        forms = page.split("<main")[1].split("</main>")[0]
        assert 'method="post"' not in forms
    row = client.get(at("fact", "member"), headers=HTMX).content.decode()
    assert "<form" not in row
    assert client.post(at("fact", "member"), {"value": "no", "seen": ""}).status_code == 422
    assert client.post(at("weighing"), dict.fromkeys(ASPECTS, 1)).status_code == 422
    assert not Score.objects.exists()
    assert Answer.objects.get(candidacy=candidacy, fact="member", is_current=True).value == "yes"
    others = page_of(as_("steering"), at())
    assert told not in others
    assert f"{cast.electoral.name} (Works for the campaign)" in others


def test_a_lifted_recusal_is_over(as_, at, candidacy, cast):
    Recusal.objects.filter(pk=recuse(candidacy, cast.electoral).pk).update(lifted_at=NOW, lifted_because="Quit the job")
    page = page_of(as_("electoral"), at())
    assert "You are recused" not in page
    assert "Freeze as assessment" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_queries_do_not_grow_with_motions(as_, at, candidacy, rows, django_assert_num_queries):
    for _ in range(rows):
        asked = records.motion(candidacy, "endorse-with-conditions")
        records.report(records.condition(asked))
        records.decide(asked)
        records.ballot(records.motion(candidacy, "censure"), "open")
        asked = records.motion(candidacy, "seek-national")
        records.decide(asked)
        records.national(asked, "endorsed")
        recuse(candidacy, factories.member())
    client = as_("electoral")
    page_of(client, at())
    with django_assert_num_queries(9):
        page_of(client, at())


def test_history_tells_of_motions_ballots_and_decisions_in_order(as_, at, candidacy, cast):
    asked = records.motion(candidacy, "endorse-with-conditions")
    records.report(records.condition(asked), "broken")
    records.decide(asked, at=records.hours(1))
    records.ballot(records.motion(candidacy), "voided", body=records.body(cast.chapter, "branch", "North <Side>"))
    recuse(candidacy, cast.steering)
    page = page_of(as_("member"), at("candidacy_history"))
    for words in (
        "moved motion 1: endorse with conditions",
        "scheduled a ballot on motion 1, of this body: Membership",
        "The ballot on motion 1 opened, of this body: Membership",
        "The ballot on motion 1 closed, of this body: Membership",
        "The ballot on motion 2 was called off, of this body: North &lt;Side&gt;",
        "Motion 1 was decided: adopted",
        "reported on a condition of motion 1: broken",
        f"recused {cast.steering.name}: Works for the campaign",
    ):
        assert words in page
    latest = page_of(as_("member"), at()).split('id="history-title"')[1]
    assert "Motion 1 was decided: adopted" in latest

"""The public page of endorsements: what stands, to everybody; nothing else of the chapter, and nothing unasked."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from chapters.models import LogEntry
from endorsements.models import Decision
from endorsements.operations.publishing import publish_endorsements
from endorsements.queries.published import published
from tests import factories
from tests.access.test_matrix import fingerprint
from tests.decisions.records import ballot, condition, decide, hours, motion, report, result
from tests.factories import NOW, TODAY

PUBLIC_QUERIES = 7  # signed out: chapter, decisions, candidacies, and four for what stands
CHOICES = (("Ada Chosen", "one"), ("Bo Passed-Over", "two"))


@pytest.fixture
def chapter(cast):
    return publish_endorsements(chapter=cast.chapter, publish=True, by=cast.admin, at=NOW)


@pytest.fixture
def race(chapter):
    return factories.race(factories.cycle(chapter), office="Mayor", district="", election_on=dt.date(2099, 6, 2))


@pytest.fixture
def at(chapter):
    return reverse("public_endorsements", args=[chapter.slug])


def page_of(client, at) -> str:
    got = client.get(at)
    assert got.status_code == 200
    return got.content.decode()


def endorsed(race, name, type="endorse", **fields):
    candidacy = factories.candidacy(race, name=name, **fields)
    decide(motion(candidacy, type))
    return candidacy


def test_what_stands_is_read_without_signing_in(client, race, at):
    endorsed(race, "Alma Reyes")
    candidacy = factories.candidacy(race, name="Cy Conditional")
    asked = motion(candidacy, "endorse-with-conditions")
    report(condition(asked, "Opposes the stadium"), "broken", note="Ms. Informer saw it.")
    decide(asked)
    page = page_of(client, at)
    assert "Alma Reyes" in page and "Mayor" in page and "Decided on 2 Mar 2026" in page
    assert "30 yes of 40 yes and no, 75.0\u00a0%; at least 3/5 needed" in page
    assert "Opposes the stadium" in page and "To be met by 1 Jun 2026" in page
    assert 'name="robots" content="index"' in page
    assert reverse("chapter_criteria", args=[race.cycle.chapter.slug]) in page


def test_nothing_else_of_the_chapter_leaks(client, race, at):
    """Every name, text and note that the chapter has but for those endorsed is looked for on the page."""
    candidacy = factories.candidacy(race, name="Alma Reyes", opened_by=factories.member("Olga Opener"))
    asked = motion(candidacy, "endorse-with-conditions", title="Titled secretly", moved_by=factories.member("Mo Mover"))
    report(condition(asked, "Public condition"), "broken", note="Ms. Informer saw it.", source="Confidential minutes")
    decide(asked)
    factories.candidacy(race, name="Nobody Decided")
    decide(motion(factories.candidacy(race, name="Rex Rejected")), "rejected")
    decide(motion(factories.candidacy(race, name="Dan Declined"), "do-not-endorse"))
    decide(motion(factories.candidacy(race, name="Nora Quorum")), "no-quorum")
    motion(factories.candidacy(race, name="Una Undecided"))
    censured = endorsed(race, "Cleo Censured")
    decide(motion(censured, "censure"), at=hours(3))
    page = page_of(client, at)
    assert "Alma Reyes" in page and "Public condition" in page and "Cleo Censured" in page
    for hidden in (
        "Nobody Decided", "Rex Rejected", "Dan Declined", "Nora Quorum", "Una Undecided", "Olga Opener", "Mo Mover",
        "Informer", "Confidential", "broken", "Titled secretly", "ensured,", "censured", "Resolved", "/candidacies/",
    ):  # fmt: skip
        assert hidden not in page, hidden


def test_rescinded_withdrawn_and_closed_are_no_endorsements(client, race, at):
    rescinded = endorsed(race, "Rita Rescinded")
    decide(motion(rescinded, "rescind"), at=hours(2))
    gone = endorsed(race, "Will Withdrew")
    gone.motions.update(withdrawn_at=hours(3), withdrawn_by="candidate", withdrawn_because="Left the race")
    endorsed(race, "Clo Closed", closed_at=hours(4), closed_because="Withdrew")
    page = page_of(client, at)
    assert "No endorsement stands today" in page
    assert not re.search("Rita|Will Withdrew|Clo Closed", page)
    decide(motion(rescinded, "re-endorse"), at=hours(5))
    page = page_of(client, at)
    assert "Rita Rescinded" in page and "re-endorsed" in page


@pytest.mark.parametrize(
    ("kind", "votes", "words"),
    [
        ("approval", [[["one"], "1", 5], [["one", "two"], "1", 2], [[], "1", 1]], "7 of 8 votes cast, 87.5\u00a0%"),
        (
            "ranked",
            [[["one", "two"], "1", 5], [["two"], "1/2", 3]],
            "5 of the 6\u00a01/2 votes counted in the last round",
        ),
    ],
)
def test_a_contest_tells_of_whom_it_chose_and_of_nobody_else(client, race, at, kind, votes, words):
    runners = [(factories.candidacy(race, name=name), id) for name, id in CHOICES]
    choices = [{"id": id, "title": each.candidate.name, "candidacy": each.pk} for each, id in runners]
    choices.append({"id": "no-endorsement", "title": "No endorsement", "candidacy": None})
    asked = motion(race)
    held = ballot(
        asked, kind=kind, choices=choices, ties={"order": ["no-endorsement", "two", "one"]},
        result={**result("chosen"), "recount": None, "outcome": "chosen", "contest": {"winner": "one", "ballots": votes}},
    )  # fmt: skip
    Decision.objects.create(
        motion=asked, result="adopted", stage=held.stage, ballot=held, chosen=runners[0][0], decided_at=hours(1)
    )
    page = page_of(client, at)
    assert "Ada Chosen" in page and words in page
    assert "Passed-Over" not in page


def test_by_election_day_those_ahead_first(race):
    chapter = race.cycle.chapter
    for number, day in enumerate((dt.date(2025, 6, 1), dt.date(2025, 11, 4), dt.date(2026, 6, 1))):
        endorsed(factories.race(race.cycle, election_on=day), f"Runner {number}")
    endorsed(race, "Last")
    days = published(chapter, TODAY)
    assert [(each.iso, each.is_over) for each in days] == [
        ("2026-06-01", False), ("2099-06-02", False), ("2025-11-04", True), ("2025-06-01", True),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "outsider", "operator", "member", "admin"])
def test_a_chapter_that_publishes_nothing_is_like_none(cast, as_, race, at, who):
    endorsed(race, "Alma Reyes")
    publish_endorsements(chapter=cast.chapter, publish=False, by=cast.admin, at=NOW)
    none = reverse("public_endorsements", args=["no-such-chapter"])
    there, nowhere = (fingerprint(as_(who).get(path), path) for path in (at, none))
    assert there[0] == 404 and there == nowhere


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(client, race, at, many, django_assert_num_queries):
    for number in range(many):
        asked = motion(factories.candidacy(race, name=f"Runner {number}"), "endorse-with-conditions")
        condition(asked)
        decide(asked)
    with django_assert_num_queries(PUBLIC_QUERIES):
        page_of(client, at)


def test_the_admin_sees_what_would_be_published_and_switches(as_, cast, client):
    endorsed(factories.race(factories.cycle(cast.chapter)), "Alma Reyes")
    admin, at = as_("admin"), reverse("publishing", args=[cast.chapter.slug])
    assert "Alma Reyes" in page_of(admin, at)
    public = reverse("public_endorsements", args=[cast.chapter.slug])
    assert client.get(public).status_code == 404
    for value, status in (("", 422), ("maybe", 422), ("yes", 302), ("yes", 302)):
        assert admin.post(at, {"publish": value}).status_code == status
    assert "Alma Reyes" in page_of(client, public)
    admin.post(at, {"publish": "no"})
    assert client.get(public).status_code == 404
    said = list(LogEntry.objects.order_by("number").values_list("action", flat=True))
    assert said == ["chapter.published_endorsements", "chapter.unpublished_endorsements"]
    assert as_("steering").post(at, {"publish": "yes"}).status_code == 403


def test_a_member_sees_their_chapters_frame_and_a_stranger_none(as_, cast, chapter, at):
    nav = reverse("offices", args=[chapter.slug])
    assert nav in page_of(as_("member"), at)
    assert nav not in page_of(as_("outsider"), at)
    assert as_("member").post(at).status_code == 405

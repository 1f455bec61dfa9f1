"""Freezing from the page, and the frozen page that proves itself."""

import pytest

from endorsements.models import Answer, Assessment
from endorsements.operations import assessments, candidacies, dossiers
from endorsements.queries.assessments import verify
from tests import factories
from tests.factories import NOW, TODAY


@pytest.fixture
def frozen(candidacy, cast):
    dossiers.set_answer(
        candidacy=candidacy,
        fact="rooted",
        value="yes",
        evidence="<b>Ten</b> years",
        source="Minutes",
        by=cast.electoral,
        at=NOW,
    )
    return assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)


def test_freezing_asks_first_and_then_leads_to_the_assessment(as_, at):
    client = as_("electoral")
    assert "What would be frozen" in client.get(at("freeze")).content.decode()
    done = client.post(at("freeze"))
    assert (done.status_code, done.url) == (302, at("assessment", 1))
    page = client.get(at()).content.decode()
    assert Assessment.objects.get().digest in page and "Assessment 1" in page


def test_an_undetermined_dossier_is_frozen_with_a_warning(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="member", value="unknown", by=cast.electoral, at=NOW)
    assert "It is still undetermined" in as_("electoral").get(at("freeze")).content.decode()
    assert as_("electoral").post(at("freeze")).status_code == 302


def test_what_stands_against_freezing_is_listed_and_guards(as_, at, candidacy, cast):
    candidacies.close_candidacy(candidacy=candidacy, because="Withdrew", by=cast.electoral, at=NOW)
    page = as_("electoral").get(at("freeze")).content.decode()
    assert "It cannot be frozen now" in page and "Freeze it now" not in page
    assert as_("electoral").post(at("freeze")).status_code == 422
    assert not Assessment.objects.exists()


def test_the_frozen_page_shows_the_record_and_verifies_it(as_, at, frozen):
    page = as_("member").get(at("assessment", 1)).content.decode()
    for words in (
        "Verified:",
        frozen.digest,
        frozen.rulebook_digest,
        "&lt;b&gt;Ten&lt;/b&gt; years",
        "Universal rent control",
    ):
        assert words in page
    assert "Supports it without exceptions." in page


def test_the_frozen_page_does_not_follow_later_changes(as_, at, frozen, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="rooted", value="no", by=cast.electoral, at=NOW)
    factories.red_line(cast.chapter, "later", title="Adopted later")
    page = as_("member").get(at("assessment", 1)).content.decode()
    assert "Ten&lt;/b&gt; years" in page and "Adopted later" not in page and "Verified:" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content["answers"]["rooted"].update(value="no"), "Judged again, the record does not give"),
        (lambda content: content["answers"]["rooted"].update(evidence="Other"), "does not match its digest"),
        (lambda content: content["rulebook"].update(id="nowhere-2020"), "no rulebook of that id and digest"),
        (lambda content: content["rulebook"].update(digest="0" * 64), "no rulebook of that id and digest"),
        (
            lambda content: content["answers"]["rooted"].update(value="perhaps"),
            "Judged again, the record does not give",
        ),
        (
            lambda content: content["judgement"].update(verdict="not-endorsable"),
            "Judged again, the record does not give",
        ),
    ],
)
def test_a_record_tampered_with_says_so(as_, at, frozen, change, words):
    change(frozen.content)
    Assessment.objects.filter(pk=frozen.pk).update(content=frozen.content)
    page = as_("member").get(at("assessment", 1)).content.decode()
    assert "Not verified" in page and words in page and "Verified:" not in page


def test_verification_reads_nothing_but_the_record(frozen, django_assert_num_queries):
    record = Assessment.objects.get()
    Answer.objects.all().update(value="no")
    with django_assert_num_queries(0):
        assert verify(record).holds


def test_there_is_no_such_assessment(as_, at, frozen):
    assert as_("member").get(at("assessment", 2)).status_code == 404

"""What a memo says of capacity, frozen with it."""

import io

import pypdf
import pytest

from endorsements.operations import assessments
from endorsements.printing import assessments_to_print, draft, issue_memo
from tests.field.conftest import NOW, TODAY


@pytest.fixture
def assessment(candidacy, cast):
    made = assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    return assessments_to_print().get(pk=made.pk)


def test_without_a_plan_it_says_so(assessment, cast):
    assert draft(assessment, by=cast.steering, at=NOW)["capacity"] is None


def test_the_figures_are_printed_with_their_ranges_and_stay_as_they_were(assessment, cast, plan, library, people):
    plan(households=60_000)
    memo = issue_memo(assessment, by=cast.steering, at=NOW)
    plan(own_turnout=1, own_turnout_reason="Another view.")
    memo.refresh_from_db()
    told = memo.content["capacity"]
    rows = {row["name"]: row for row in told["figures"]}
    assert rows["Win number"]["text"] == "12,001"
    assert rows["Doors needed"]["text"].startswith("35,000 (")
    assert rows["Expected turnout"]["whose"] == "past results"
    assert told["standing"]["code"] == "fits"
    text = " ".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(memo.file.content))).pages
    ).replace("\n", " ")
    for words in ("Win number and doors", "12,001", "35,000", "50+1 Wyoming", "Against the chapter's capacity: Fits."):
        assert words in text, words


def test_its_queries_do_not_grow(assessment, cast, plan, library, people, django_assert_max_num_queries):
    plan()
    with django_assert_max_num_queries(24):
        draft(assessment, by=cast.steering, at=NOW)

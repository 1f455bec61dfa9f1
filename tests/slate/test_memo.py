"""What a memo says of the slate, in plain strings."""

import json

import pytest
from django.template.loader import render_to_string

from endorsements.operations import assessments
from endorsements.printing import assessments_to_print, draft
from endorsements.queries.memo_slate import slate_content
from tests import factories
from tests.factories import NOW, TODAY
from tests.slate.conftest import people, runs


@pytest.fixture
def crowded(cycle):
    people(cycle, 20)
    return runs(cycle, "Ada", weight=5), runs(cycle, "Bo")


def test_one_that_is_in_says_who_would_be_in_its_place(crowded):
    told = slate_content(crowded[0], TODAY)
    json.dumps(told)
    said = " ".join(told["sentences"])
    assert "It is on the slate, with 1 of 2 candidacies supported." in said
    assert "Without it, these would come in: Bo. Chance × weight changes: Cadre: −1." in said
    assert "would not change that" in said
    assert told["totals"] == "8,750 of the chapter's 9,180 doors are committed; all together ask for 17,500."
    assert [row["name"] for row in told["rows"]] == ["Ada"]


def test_one_that_is_out_says_why_and_what_it_would_cost(crowded):
    said = " ".join(slate_content(crowded[1], TODAY)["sentences"])
    assert "It is not on the slate, which supports 1 of 2 candidacies." in said
    assert "Short by 8,320 doors" in said
    assert "With it, these would fall out: Ada." in said


def test_there_is_nothing_to_say_without_a_plan_or_people(cycle):
    unplanned = factories.candidacy(factories.race(cycle), factories.CADRE)
    assert slate_content(unplanned, TODAY) is None
    assert slate_content(runs(cycle, "Ada"), TODAY) is None


def test_the_memo_prints_it(crowded, cast):
    frozen = assessments.freeze(candidacy=crowded[1], as_of=TODAY, by=cast.electoral, at=NOW)
    content = draft(assessments_to_print().get(pk=frozen.pk), by=cast.steering, at=NOW)
    html = render_to_string("memos/print.html", {"memo": content})
    assert "With it, these would fall out: Ada." in html
    assert "No slate yet" not in html

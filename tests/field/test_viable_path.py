"""Whether there is a viable path: the figures propose, the committee accepts or says why not."""

import pytest
from django.urls import reverse

from endorsements.models import Answer
from endorsements.operations.field import accept_proposal
from endorsements.policies import Refused
from tests.field.conftest import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def fact(candidacy):
    return reverse("fact", args=[candidacy.race.cycle.chapter.slug, candidacy.pk, "viable_path"])


def current() -> Answer:
    return Answer.objects.get(fact="viable_path", is_current=True)


def test_the_page_proposes_beside_the_fact(as_, at, plan, library, people):
    plan()
    page = as_("electoral").get(at("candidacy")).content.decode()
    assert "The capacity figures propose: Yes" in page
    assert page.index('id="fact-viable_path"') < page.index("The capacity figures propose")
    assert "Answer Yes, with these figures as evidence" in page
    assert "with these figures as evidence" not in as_("member").get(at("candidacy")).content.decode()


def test_one_button_accepts_with_the_figures_as_evidence(as_, at, plan, library, people):
    plan()
    got = as_("electoral").post(at("accept_viable_path"), {"value": "yes"})
    assert got.url == at("candidacy") + "#fact-viable_path"
    answer = current()
    assert answer.value == "yes" and answer.source.startswith("capacity figures, ")
    assert "Doors needed: 35,000" in answer.evidence and "12,001" in answer.evidence


@pytest.mark.parametrize("value", ["no", "unknown", "", "maybe"])
def test_only_what_is_proposed_now_can_be_accepted(candidacy, cast, plan, library, people, value):
    plan()
    before = current().pk
    with pytest.raises(Refused, match="something else"):
        accept_proposal(candidacy=candidacy, value=value, by=cast.electoral, at=NOW)
    assert current().pk == before


def test_nothing_is_accepted_without_a_plan(candidacy, cast):
    with pytest.raises(Refused):
        accept_proposal(candidacy=candidacy, value="yes", by=cast.electoral, at=NOW)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_another_answer_needs_its_reason(as_, at, fact, plan, library, people, headers):
    plan()
    client = as_("electoral")
    quick = client.post(fact, {"value": "no", "seen": current().pk}, headers=headers)
    page = quick.content.decode()
    assert quick.status_code == 422 and "The figures propose another answer" in page and 'name="evidence"' in page
    assert current().value == "yes"
    said = {"value": "no", "seen": current().pk, "link": "", "source": "", "evidence_on": ""}
    blank = client.post(fact, {**said, "evidence": "  "}, headers=headers)
    assert blank.status_code == 422 and current().value == "yes"
    client.post(fact, {**said, "evidence": "The incumbent polls at 80 %."}, headers=headers)
    assert (current().value, current().evidence) == ("no", "The incumbent polls at 80 %.")


def test_unknown_and_the_proposed_answer_need_no_reason(as_, fact, plan, library, people):
    plan()
    client = as_("electoral")
    client.post(fact, {"value": "unknown", "seen": current().pk})
    assert current().value == "unknown"
    client.post(fact, {"value": "yes", "seen": current().pk})
    assert current().value == "yes"


def test_without_a_proposal_the_committee_answers_freely(as_, fact, plan, library):
    plan()  # the chapter has said nothing of its people
    as_("electoral").post(fact, {"value": "no", "seen": current().pk})
    assert current().value == "no"

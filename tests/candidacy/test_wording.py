"""Everything the rules can say has words."""

import pytest
from django.utils.translation import override

from endorsements import rules, wording
from endorsements.models.weighing import ASPECTS
from endorsements.queries.dossiers import explained
from endorsements.queries.judgement_panel import told
from endorsements.rules import FACTS, Kind, Verdict
from tests.factories import CADRE, RULEBOOK, STRUGGLE


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_has_words(verdict):
    assert wording.verdict(str(verdict)) == wording.words().verdicts[verdict] != str(verdict)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_words(kind):
    assert wording.kind(str(kind)) == wording.words().kinds[kind] != str(kind)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_each_fact_has_a_name_a_question_and_words_for_every_value(fact):
    said = wording.words()
    assert wording.fact_name(fact.id) == said.names[fact.id] != fact.id
    assert said.questions[fact.id].endswith("?")
    for value in fact.values:
        assert said.label(fact.id, value) != value


@pytest.mark.parametrize("value", ["holds", "crosses", "unknown"])
def test_each_answer_to_a_red_line_has_words(value):
    assert wording.words().label("red_lines.any", value) != value


@pytest.mark.parametrize("aspect", ASPECTS)
def test_each_aspect_that_is_weighed_has_words(aspect):
    assert wording.aspect(aspect) != aspect


@pytest.mark.parametrize("bad", ["", "perhaps"])
def test_no_words_for_what_there_is_not(bad):
    with pytest.raises(ValueError, match="is not a valid"):
        wording.verdict(bad)
    with pytest.raises(ValueError, match="is not a valid"):
        wording.kind(bad)


def panel_of(values, lines=None):
    lines = lines or {}
    found = explained(RULEBOOK, values, lines)
    return told(found, rulebook_id=RULEBOOK, values=values, red_lines=lines)


DOSSIERS = {
    "empty": {},
    "cadre": {**CADRE, "open_socialist": "yes"},
    "struggle": STRUGGLE,
    "both": {**STRUGGLE, "rooted": "yes"},
    "neither": {**CADRE, "rooted": "no"},
    "barred": {**STRUGGLE, "member": "no", "solicited": "no"},
    "independent": {**CADRE, "ballot_line": "independent", "conservative_area": "yes", "independent_exception": "no"},
    "one open": {**CADRE, "accountable": "unknown"},
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("values", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_every_finding_is_told_with_its_facts_and_locator(values, language):
    with override(language):
        panel = panel_of(values)
    rows = [row for group in panel.groups for row in group.rows]
    assert [row.code for row in rows] == [criterion.code for criterion in rules.CRITERIA]
    for row in rows:
        assert row.title and row.label and row.source.startswith("CAES, ")
        assert row.because or row.code == "G4"
        assert all(link.name and link.href.startswith("#fact-") for link in row.because)
    assert panel.why and panel.label and panel.kind


@pytest.mark.parametrize("values", DOSSIERS.values(), ids=DOSSIERS.keys())
def test_sets_lead_only_where_no_single_answer_does(values):
    panel = panel_of(values)
    assert not {way.verdict for way in panel.sets} & {way.verdict for way in panel.settle}
    assert all(len(way.answers) > 1 for way in panel.sets)
    assert bool(panel.open) == (panel.verdict == "undetermined")


def test_red_lines_go_by_their_titles():
    values = {**CADRE, "red_lines.rent": "crosses"}
    panel = panel_of(values, {"rent": "Rent control", "police": "No police money"})
    finding = next(row for group in panel.groups for row in group.rows if row.code == "G4")
    assert [(link.name, link.label, link.href) for link in finding.because] == [
        ("Rent control", "Crosses", "#fact-red_lines--rent")
    ]


def test_no_red_line_in_force_is_said():
    finding = next(row for group in panel_of(CADRE).groups for row in group.rows if row.code == "G4")
    assert finding.lead == "No red line is in force." and finding.value == "yes"

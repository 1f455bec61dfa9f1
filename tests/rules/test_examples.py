"""The worked examples come out as they say, in every language they are told in."""

import pytest

from endorsements.rules import CRITERIA, Citation, Kind, Verdict
from endorsements.rules.examples import LANGUAGES, Case, load_cases

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_example(case: Case) -> None:
    told = case.explained()
    expected = case.expected
    assert (told.verdict, told.kind) == (expected.verdict, expected.kind)
    assert told.qualifies_as_both is expected.qualifies_as_both
    assert told.coalition_advocacy is expected.coalition_advocacy
    values = {finding.code: finding.value for finding in told.findings}
    assert {code: values[code] for code in expected.findings} == expected.findings
    assert told.could_raise == expected.could_raise
    if expected.open_facts is not None:
        assert told.open_facts == expected.open_facts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_example_is_told_in_every_language_with_its_source(case: Case) -> None:
    assert set(case.title) == set(case.story) == set(LANGUAGES)
    assert all(set(line.title) == set(LANGUAGES) for line in case.red_line_register)
    assert str(Citation.parse(case.source)) == case.source
    assert set(case.red_line_answers) <= {line.id for line in case.red_line_register}


def test_examples_show_every_verdict_kind_and_gate() -> None:
    assert {case.expected.verdict for case in CASES} == set(Verdict)
    assert {case.expected.kind for case in CASES} == set(Kind)
    closed = {code for case in CASES for code, value in case.expected.findings.items() if value == "no"}
    assert closed >= {rule.code for rule in CRITERIA if rule.part == "gates"}
    shown = {code for case in CASES for code in case.expected.findings}
    assert shown == {rule.code for rule in CRITERIA}


def test_examples_stand_in_an_order_of_their_own() -> None:
    assert len({case.order for case in CASES}) == len(CASES)
    assert [case.order for case in CASES] == sorted(case.order for case in CASES)


def test_told_falls_back_to_english() -> None:
    case = CASES[0]
    assert case.told("es-mx") == (case.title["es"], case.story["es"])
    assert case.told("fr") == (case.title["en"], case.story["en"])

"""Declarations: citations are required, the digest binds, and several rulebooks stand side by side."""

from dataclasses import replace
from datetime import date

import pytest

from endorsements.rules import (
    CAES_2026,
    CRITERIA,
    FACTS,
    Citation,
    Criterion,
    InvalidAnswer,
    Part,
    Rulebook,
    UnknownRulebook,
    Verdict,
    explain,
    judge,
    register,
    rulebook,
    rulebooks,
)
from endorsements.rules import rulebook as lookup
from endorsements.rules.citations import caes
from endorsements.rules.expressions import Truth, fact, no_red_line_crossed, one_of
from tests.rules import naive

CADRE = dict.fromkeys(naive.TRI, "yes") | {
    "symbolic": "no", "branch": "legislative", "contest": "partisan-primary", "ballot_line": "democratic",
    "coheres_left_labor": "no",
}  # fmt: skip


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    module = sys.modules[Rulebook.__module__]
    monkeypatch.setattr(module, "_registered", dict(module._registered))


def with_criterion(code: str, /, **changed: object) -> Rulebook:
    criteria = tuple(replace(rule, **changed) if rule.code == code else rule for rule in CRITERIA)
    return replace(CAES_2026, criteria=criteria)


def test_fourteen_criteria_in_the_published_order_each_with_its_source() -> None:
    assert [rule.code for rule in CRITERIA] == list(naive.ASKED_BY)
    for rule in CRITERIA:
        assert rule.title and rule.sentence
        assert Citation.parse(str(rule.citation)) == rule.citation


def test_a_criterion_cannot_be_declared_without_its_source() -> None:
    with pytest.raises(TypeError):
        Criterion("X1", Part.GATES, "Title", "Sentence.", fact("member"))  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="at least one paragraph"):
        caes()
    with pytest.raises(ValueError, match="at least one paragraph"):
        caes("Ballot Line")
    with pytest.raises(ValueError, match="no such passage"):
        caes("Ballot Line", 7)
    with pytest.raises(ValueError, match="no such passage"):
        caes("Ballot Lines", 1)


def test_facts_are_the_ones_of_the_rulebook_page() -> None:
    assert {item.id for item in FACTS if not item.is_choice} == set(naive.TRI)
    assert {item.id: sorted(item.answers) for item in FACTS if item.is_choice} == {
        id: sorted(values) for id, values in naive.CHOICES.items()
    }
    assert all(item.question.endswith("?") and item.help for item in FACTS)
    assert all(item.label(value) for item in FACTS for value in item.values)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another title"},
        {"sentence": "Another sentence."},
        {"test": fact("member") & fact("solicited")},
        {"test": ~fact("solicited")},
        {"citation": caes("Class Struggle Elections", 3)},
        {"part": Part.CADRE},
        {"code": "G9"},
    ],
)
def test_any_change_to_a_criterion_changes_the_digest(changed: dict[str, object]) -> None:
    assert with_criterion("G1", **changed).digest != CAES_2026.digest


@pytest.mark.parametrize("rule", CRITERIA, ids=lambda rule: rule.code)
def test_every_criterion_is_in_the_digest(rule: Criterion) -> None:
    assert with_criterion(rule.code, sentence=rule.sentence + " ").digest != CAES_2026.digest
    assert with_criterion(rule.code, test=rule.test | fact("member")).digest != CAES_2026.digest


def test_id_date_source_and_verdict_rules_are_in_the_digest() -> None:
    changed = [
        replace(CAES_2026, id="other"),
        replace(CAES_2026, dated=date(2026, 1, 25)),
        replace(CAES_2026, source="Another document"),
        replace(CAES_2026, criteria=CRITERIA[:-1]),
        replace(CAES_2026, verdict_rules=CAES_2026.verdict_rules[::-1]),
    ]
    assert len({CAES_2026.digest, *(book.digest for book in changed)}) == len(changed) + 1


def test_the_digest_is_the_same_for_the_same_declaration() -> None:
    assert replace(CAES_2026).digest == CAES_2026.digest
    assert len(CAES_2026.digest) == 64


def test_a_second_rulebook_judges_otherwise(registry: None) -> None:
    stricter = register(
        replace(
            with_criterion("C5", test=fact("socialist_governance") & fact("sio_commitment")),
            id="stricter",
            dated=date(2027, 1, 1),
        )
    )
    answers = CADRE | {"sio_commitment": "no"}
    assert judge(rulebook("caes-2026-01-24"), answers).verdict is Verdict.CADRE
    assert judge(rulebook("stricter"), answers).verdict is Verdict.NOT_ENDORSABLE
    told = explain(stricter, CADRE | {"sio_commitment": "unknown"})
    assert told.open_facts == ("sio_commitment",)
    assert told.findings[-1].because == ("sio_commitment",)
    assert rulebooks() == (stricter, CAES_2026)


def test_another_rulebook_may_put_its_verdicts_in_another_order(registry: None) -> None:
    struggle_first = replace(CAES_2026, id="struggle-first", verdict_rules=CAES_2026.verdict_rules[::-1])
    answers = CADRE | {"coheres_left_labor": "yes"}
    assert judge(CAES_2026, answers).verdict is Verdict.CADRE
    assert judge(struggle_first, answers).verdict is Verdict.CLASS_STRUGGLE


def test_facts_and_red_lines_may_be_shared_by_criteria_of_every_part() -> None:
    """Open facts stay exact when criteria share facts in both directions, and ask about red lines twice."""
    tangled = with_criterion("S1", test=fact("labor_against_capital") & no_red_line_crossed())
    tangled = replace(
        tangled,
        criteria=tuple(
            replace(rule, test=fact("accountable") | ~fact("labor_against_capital")) if rule.code == "C2" else rule
            for rule in tangled.criteria
        ),
    )
    answers = CADRE | {"coheres_left_labor": "yes", "labor_against_capital": "unknown", "accountable": "no"}
    # With a yes it is a class-struggle campaign, with a no a cadre one: open, though endorsable either way.
    told = explain(tangled, answers, {"a": "holds", "b": "unknown"})
    assert told.verdict is Verdict.UNDETERMINED
    assert told.open_facts == ("labor_against_capital", "red_lines.b")
    assert ("red_lines.b", "crosses", Verdict.NOT_ENDORSABLE) in told.would_settle
    told = explain(tangled, answers, {"a": "holds"})
    assert told.open_facts == ("labor_against_capital",)
    assert [(change.to, change.verdict) for change in told.would_settle] == [("no", "cadre"), ("yes", "class-struggle")]


def test_an_unknown_rulebook_is_told_with_the_known_ones(registry: None) -> None:
    register(replace(CAES_2026, id="another"))
    with pytest.raises(UnknownRulebook, match=r"unknown rulebook 'nope'; known: another, caes-2026-01-24"):
        lookup("nope")


def test_a_registered_rulebook_cannot_be_replaced(registry: None) -> None:
    assert register(replace(CAES_2026)) is CAES_2026
    with pytest.raises(ValueError, match="another rulebook is registered"):
        register(with_criterion("G1", title="Another title"))


def test_two_criteria_with_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="two criteria with one code"):
        replace(CAES_2026, criteria=(*CRITERIA, CRITERIA[0]))


@pytest.mark.parametrize(
    "declare",
    [
        lambda: fact("branch"),
        lambda: fact("no_such_fact"),
        lambda: one_of("member", "yes"),
        lambda: one_of("branch", "unknown"),
        lambda: one_of("branch"),
    ],
)
def test_a_test_about_no_fact_or_answer_cannot_be_declared(declare) -> None:
    with pytest.raises(ValueError, match=r"fact|answered"):
        declare()


def test_kleene_tables() -> None:
    yes, no, unknown = Truth.YES, Truth.NO, Truth.UNKNOWN
    both = {
        (yes, yes): yes, (yes, no): no, (yes, unknown): unknown,
        (no, no): no, (no, unknown): no, (unknown, unknown): unknown,
    }  # fmt: skip
    for (one, other), value in both.items():
        answers = {"member": one.value, "rooted": other.value}
        opposite = {yes: no, no: yes, unknown: unknown}
        assert (fact("member") & fact("rooted")).value(answers) is value
        assert (fact("rooted") & fact("member")).value(answers) is value
        assert (~(fact("member") & fact("rooted"))).value(answers) is opposite[value]
        assert (~fact("member") | ~fact("rooted")).value(answers) is opposite[value]


@pytest.mark.parametrize(
    ("answers", "lines", "fact_id"),
    [
        ({"member": "maybe"}, {}, "member"),
        ({"member": "executive"}, {}, "member"),
        ({"branch": "yes"}, {}, "branch"),
        ({"sio_commitment": "holds"}, {}, "sio_commitment"),
        ({"stranger": "yes"}, {}, "stranger"),
        ({"red_lines": "yes"}, {}, "red_lines"),
        ({"member": True}, {}, "member"),
        ({"member": ["yes"]}, {}, "member"),
        ({"member": None}, {}, "member"),
        ({}, {"a": "yes"}, "red_lines.a"),
        ({}, {"a": None}, "red_lines.a"),
    ],
)
def test_an_answer_that_no_dossier_can_hold_is_refused(answers, lines, fact_id) -> None:
    for judging in (judge, explain):
        with pytest.raises(InvalidAnswer) as caught:
            judging(CAES_2026, answers, lines)
        assert caught.value.fact == fact_id

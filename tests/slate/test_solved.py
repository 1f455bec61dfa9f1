"""The check of an answer before it is shown, on its own: it agrees with the solver, and finds every sort of fault."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.planning.slate import Candidacy, Infeasible, LeftOut, Level, Slate, solve
from endorsements.queries import slate_solved
from endorsements.queries.slate_solved import Faulty, Question, faults, solved, tightest, usable

MONDAY = dt.date(2026, 3, 2)
DAYS = st.integers(-10, 60).map(lambda days: MONDAY + dt.timedelta(days=days))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Draw a small question, with promises, exceptions and seats for several."""
    weeks = draw(st.lists(st.integers(0, 12), max_size=7))
    runs = []
    for number in range(draw(st.integers(0, 7))):
        first, more = draw(DAYS), draw(st.integers(1, 40))
        runs.append(
            Candidacy(
                id=f"{number:012d}", seat=draw(st.sampled_from("abc")), doors=draw(st.integers(0, 20)),
                rank=draw(st.sampled_from(["incumbent", "cadre", "class-struggle"])), from_on=first,
                until_on=first + dt.timedelta(days=more), win_chance_permille=draw(st.integers(0, 4)),
                weight=draw(st.integers(1, 3)), pinned=draw(st.integers(0, 5)) == 0,
                exception=draw(st.sampled_from([None, None, None, "incumbent", "mass-race"])),
            )
        )  # fmt: skip
    seats = draw(st.dictionaries(st.sampled_from("abc"), st.integers(0, 3)))
    return Question(MONDAY, tuple(weeks), tuple(sorted(seats.items())), tuple(runs))


@given(questions())
@settings(max_examples=150, deadline=None)
def test_the_solver_and_the_check_agree(question: Question):
    answer = solve(question.problem())
    assert list(faults(question, answer)) == []
    if isinstance(answer, Slate):
        by_id = {each.id: each for each in question.candidacies}
        for left in answer.left_out:
            tight = tightest(question, answer.supported, by_id[left.id])
            doors = by_id[left.id].doors_taken
            assert left.short_by == (doors if tight is None else max(doors - max(tight.left, 0), 0))


def candidacy(key: str, doors: int = 10, **said: object) -> Candidacy:
    return Candidacy.model_validate(
        {
            "id": key, "seat": key, "rank": "cadre", "doors": doors, "from_on": MONDAY,
            "until_on": MONDAY + dt.timedelta(days=14), "win_chance_permille": 500, "weight": 2, "pinned": False,
            "exception": None, **said,
        },
        by_name=True,
    )  # fmt: skip


QUESTION = Question(MONDAY, (10, 10), (), (candidacy("a", 12), candidacy("b", 12, pinned=True)))
RIGHT = solve(QUESTION.problem())
B = {"b": {MONDAY: 10, MONDAY + dt.timedelta(days=7): 2}}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(RIGHT, supported=(), left_out=(LeftOut("a", 1, ()), LeftOut("b", 1, ()))), "promised and left out"),
        (replace(RIGHT, left_out=()), "not every candidacy is in or out"),
        (replace(RIGHT, levels=(*RIGHT.levels[:1], Level(("cadre",), 999), *RIGHT.levels[2:])), "found 999"),
        (replace(RIGHT, plan={"b": {MONDAY: 12}}), "12 doors are used in the week"),
        (replace(RIGHT, plan={"b": {MONDAY: 10}}), "takes 12 doors and gets 10"),
        (replace(RIGHT, plan={"b": {MONDAY - dt.timedelta(days=7): 2, MONDAY: 10}}), "gets 2 doors in the week of"),
        (replace(RIGHT, plan={**B, "a": {MONDAY: 0}}), "left out and has doors"),
        (Infeasible(("a",)), "a conflict of"),
    ],
)
def test_what_is_wrong_is_found(wrong, told):
    assert list(faults(QUESTION, RIGHT)) == []
    assert any(told in said for said in faults(QUESTION, wrong))


def test_a_seat_given_twice_and_one_left_free_are_found():
    question = Question(
        MONDAY, (50,), (), (candidacy("a", 5, seat="x"), candidacy("b", 5, seat="x"), candidacy("c", 5))
    )
    plan = {"a": {MONDAY: 5}, "b": {MONDAY: 5}}
    wrong = Slate((Level(("cadre",), 2000),), ("a", "b"), plan, (LeftOut("c", 0, ()),))
    told = list(faults(question, wrong))
    assert "seat x is given 2 times" in told
    assert "c is left out of a free seat and would fit" in told


def test_a_wrong_answer_is_never_shown(monkeypatch):
    question = replace(QUESTION, doors=(11, 10))
    monkeypatch.setattr(slate_solved, "solve", lambda _problem: RIGHT)
    monkeypatch.setattr(slate_solved, "faults", lambda *_: iter(["it does not add up"]))
    assert solved(question) == Faulty("it does not add up")
    solved.cache_clear()


def test_usable_weeks_begin_on_or_after_the_start_and_before_election_day():
    question = Question(MONDAY, (1,) * 5, (), ())
    day = dt.timedelta(days=1)
    for start, end, weeks in [
        (0, 14, (0, 1)),
        (1, 14, (1, 1)),
        (0, 15, (0, 2)),
        (-9, 1, (0, 0)),
        (1, 7, (1, 0)),
        (30, 90, (5, 4)),
    ]:
        assert usable(question, candidacy("a", from_on=MONDAY + start * day, until_on=MONDAY + end * day)) == weeks

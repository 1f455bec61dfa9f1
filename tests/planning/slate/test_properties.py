"""The planner against trying everything, on small problems; and what must hold whatever the problem."""

import json
import random
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capacity.planning.slate import Infeasible, search, solve
from capacity.planning.slate.reading import read
from capacity.planning.slate.writing import as_values
from tests.planning.slate import naive
from tests.planning.slate.strategies import problems


def answer(problem: dict) -> dict:
    return as_values(solve(read(json.dumps(problem).encode())))


def check(problem: dict) -> None:
    told = answer(problem)
    expected = naive.best(problem)
    if expected is None:
        assert told["status"] == "infeasible" and set(told) == {"status", "conflict"}
        assert told["conflict"] == sorted(told["conflict"]) and naive.is_smallest_conflict(problem, told["conflict"])
        return
    values, supported = expected
    assert told["status"] == "optimal"
    assert [level["value"] for level in told["levels"]] == values
    assert told["supported"] == supported
    check_plan(problem, told)


def check_plan(problem: dict, told: dict) -> None:
    by_id = {one["id"]: one for one in problem["candidacies"]}
    used = dict.fromkeys((week["start"] for week in problem["weeks"]), 0)
    assert list(told["plan"]) == [id for id in told["supported"] if not by_id[id]["exception"]]
    for id, weeks in told["plan"].items():
        assert sum(weeks.values()) == by_id[id]["doors"]
        assert list(weeks) == sorted(weeks)
        for start, doors in weeks.items():
            assert type(doors) is int and doors > 0
            assert by_id[id]["from"] <= start < by_id[id]["until"]
            used[start] += doors
    assert all(used[week["start"]] <= week["doors"] for week in problem["weeks"])


@settings(max_examples=300, deadline=None)
@given(problems())
def test_it_is_the_best_of_all_slates(problem: dict) -> None:
    check(problem)


@settings(max_examples=100, deadline=None)
@given(problems(pinned=0.6))
def test_pinned_ones_are_supported_or_stand_against_each_other(problem: dict) -> None:
    check(problem)


@settings(max_examples=60, deadline=None)
@given(problems(most=6, unit=10**11 // 9))
def test_doors_beyond_what_the_solver_can_trust(problem: dict) -> None:
    check(problem)


@settings(max_examples=60, deadline=None)
@given(problems(most=6), st.integers(1, 3))
def test_coarse_numbers_change_nothing(problem: dict, largest: int) -> None:
    """With next to nothing told to the solver as it is, the whole-number checks must still find the best slate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("capacity.planning.slate.solver.LARGEST", largest)
        patch.setattr(search, "LARGEST", max(largest, 2))
        patch.setattr(search, "_BLOCK", 1)
        check(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_without_bounds_the_core_is_everything(problem: dict) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_CORE", 0)
        patch.setattr(search, "_BLOCK", 2)
        check(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_where_no_prices_are_found_the_answer_is_the_same(problem: dict) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search.Relaxation, "solve", lambda self: None)
        check(problem)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_what_would_let_the_others_in(problem: dict) -> None:
    told = answer(problem)
    assume(told["status"] == "optimal")
    assert told["left_out"] == naive.left_out(problem, told["supported"])


@settings(max_examples=100, deadline=None)
@given(problems(most=9, pinned=0.3), st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(problem: dict, chance: random.Random) -> None:
    shuffled = problem | {"candidacies": chance.sample(problem["candidacies"], len(problem["candidacies"]))}
    shuffled["seats"] = dict(chance.sample(sorted(problem["seats"].items()), len(problem["seats"])))
    assert json.dumps(answer(problem)) == json.dumps(answer(shuffled))


def made(chance: random.Random, count: int, *, alike: bool = False, largest: int = 8000) -> dict:
    weeks = [date.fromordinal(date(2026, 1, 5).toordinal() + 7 * number).isoformat() for number in range(104)]
    candidacies = []
    for number in range(count):
        first = chance.randrange(80)
        candidacies.append({
            "id": f"{number:04}",
            "seat": f"seat {chance.randrange(count)}",
            "rank": chance.choice(("incumbent", "cadre", "cadre", "class-struggle", "class-struggle")),
            "doors": 1000 if alike else chance.randint(1, largest),
            "from": weeks[first],
            "until": weeks[min(103, first + chance.randint(4, 30))],
            "win_chance_permille": 500 if alike else chance.randint(50, 950),
            "weight": 1 if alike else chance.randint(1, 5),
            "pinned": False,
            "exception": None,
        })  # fmt: skip
    demand = sum(one["doors"] for one in candidacies)
    return {
        "weeks": [{"start": start, "doors": demand * 35 // 100 // 104} for start in weeks],
        "seats": {},
        "candidacies": candidacies,
    }


@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("largest", [8000, 10**9])
def test_at_the_size_of_a_chapter_nothing_left_out_fits(alike: bool, largest: int) -> None:
    chance = random.Random(7)
    problem = made(chance, 60, alike=alike, largest=largest)
    told = answer(problem)
    check_plan(problem, told)
    assert all(one["short_by"] or one["instead_of"] for one in told["left_out"])
    problem["candidacies"].reverse()
    assert answer(problem) == told


def test_a_large_conflict_is_found_at_once() -> None:
    problem = made(random.Random(3), 400)
    for one in problem["candidacies"]:
        one["pinned"] = True
    answer = solve(read(json.dumps(problem).encode()))
    assert isinstance(answer, Infeasible)
    assert naive.is_smallest_conflict(problem, list(answer.conflict))

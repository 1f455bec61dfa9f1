"""The records as the web makes them: by name, checking themselves."""

from datetime import date

import pytest
from pydantic import ValidationError

from capacity.planning.slate import Candidacy, Infeasible, LeftOut, Level, Problem, Slate, Week, solve

WEEK = Week(start=date(2026, 3, 2), doors=1200)


def candidacy(id: str, **more: object) -> Candidacy:
    fields = {
        "id": id, "seat": id, "rank": "cadre", "doors": 900, "from_on": date(2026, 3, 2), "until_on": date(2026, 6, 23),
        "win_chance_permille": 550, "weight": 3, "pinned": False, "exception": None,
    }  # fmt: skip
    return Candidacy(**(fields | more))


def test_records_in_records_out() -> None:
    problem = Problem(weeks=[WEEK], seats={}, candidacies=[candidacy("b", weight=1), candidacy("a")])
    assert solve(problem) == Slate(
        levels=(Level(("incumbent",), 0), Level(("cadre",), 1650), Level(("class-struggle",), 0)),
        supported=("a",),
        plan={"a": {date(2026, 3, 2): 900}},
        left_out=(LeftOut("b", 600, ("a",)),),
    )


def test_of_slates_as_good_the_earliest_ids_are_taken() -> None:
    problem = Problem(weeks=[WEEK], seats={}, candidacies=[candidacy(id, doors=600) for id in "dbca"])
    answer = solve(problem)
    assert isinstance(answer, Slate) and answer.supported == ("a", "b")


def test_pins_against_each_other() -> None:
    problem = Problem(weeks=[WEEK], seats={}, candidacies=[candidacy(id, pinned=True) for id in "ab"])
    assert solve(problem) == Infeasible(("a", "b"))


def test_a_record_that_exists_is_in_its_form() -> None:
    with pytest.raises(ValidationError):
        candidacy("a", until_on=date(2026, 3, 2))
    with pytest.raises(ValidationError):
        candidacy("a", doors=True)
    with pytest.raises(ValidationError):
        Problem(weeks=[WEEK, WEEK], seats={}, candidacies=[])
    with pytest.raises(ValidationError):
        Problem(weeks=[WEEK], seats={}, candidacies=[candidacy("a"), candidacy("a")])
    with pytest.raises(ValidationError):
        WEEK.doors = 3

"""`manage.py slate` as a program: what goes in, what comes out, and how it refuses what is not in its form."""

import copy
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.planning.slate.reading import Malformed, read

ROOT = Path(__file__).resolve().parents[2]
A = {
    "id": "a", "seat": "ny-ad-57", "rank": "cadre", "doors": 900, "from": "2026-03-02", "until": "2026-06-23",
    "win_chance_permille": 550, "weight": 3, "pinned": False, "exception": None,
}  # fmt: skip
B = A | {"id": "b", "seat": "ny-sd-20", "doors": 600, "win_chance_permille": 500}
EXAMPLE = {
    "weeks": [{"start": "2026-03-02", "doors": 1200}],
    "seats": {"ny-ad-57": 1},
    "ranks": [["incumbent"], ["cadre"], ["class-struggle"]],
    "candidacies": [A, B],
}
ANSWER = {
    "status": "optimal",
    "levels": [
        {"ranks": ["incumbent"], "value": 0},
        {"ranks": ["cadre"], "value": 1650},
        {"ranks": ["class-struggle"], "value": 0},
    ],
    "supported": ["a"],
    "plan": {"a": {"2026-03-02": 900}},
    "left_out": [{"id": "b", "short_by": 300, "instead_of": ["a"]}],
}


def program(*arguments: str, stdin: bytes | int = b"", **options) -> subprocess.CompletedProcess:
    """The command as a process of its own, where no site was set up."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    return subprocess.run(
        [sys.executable, "manage.py", "slate", *arguments],
        cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120, **given, **options,
    )  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(content: object) -> Path:
        path = tmp_path / "problem.json"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def slate(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("slate", str(path), *arguments, stdout=out)
    return out.getvalue()


def refused(path: Path) -> str:
    """What a refusal says after the file's name."""
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("slate", str(path), stdout=out)
    assert caught.value.returncode == 2 and out.getvalue() == ""
    message = str(caught.value)
    named = str(path) if str(path).isprintable() else repr(str(path))
    assert message.startswith(f"{named}: ") and "\n" not in message
    return message.removeprefix(f"{named}: ")


def changed(*place: str | int, to: object) -> dict:
    """The example with one value changed, or a field added."""
    problem = copy.deepcopy(EXAMPLE)
    part = problem
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = to
    return problem


def without(*place: str | int) -> dict:
    problem = copy.deepcopy(EXAMPLE)
    part = problem
    for key in place[:-1]:
        part = part[key]
    del part[place[-1]]
    return problem


def test_the_published_example(write) -> None:
    text = slate(write(EXAMPLE))
    assert text.endswith("}\n")
    told = json.loads(text)
    assert told == ANSWER
    assert list(told) == list(ANSWER)
    assert [list(level) for level in told["levels"]] == [["ranks", "value"]] * 3
    assert list(told["left_out"][0]) == ["id", "short_by", "instead_of"]


def test_the_ranks_may_be_left_to_their_default(write) -> None:
    assert json.loads(slate(write(without("ranks")))) == ANSWER


def test_ranks_in_one_group_are_weighed_against_each_other(write) -> None:
    problem = changed("candidacies", 1, to=B | {"rank": "incumbent", "doors": 1200})
    assert json.loads(slate(write(problem)))["supported"] == ["b"]
    problem["ranks"] = [["cadre", "incumbent"], ["class-struggle"]]
    told = json.loads(slate(write(problem)))
    assert told["supported"] == ["a"] and told["levels"][0] == {"ranks": ["cadre", "incumbent"], "value": 1650}


def test_a_seat_taken_is_not_short_of_doors(write) -> None:
    problem = changed("candidacies", 1, to=B | {"seat": "ny-ad-57", "doors": 200})
    told = json.loads(slate(write(problem)))
    assert told["left_out"] == [{"id": "b", "short_by": 0, "instead_of": ["a"]}]
    problem["seats"]["ny-ad-57"] = 2
    assert json.loads(slate(write(problem)))["supported"] == ["a", "b"]


def test_an_exception_takes_no_doors_and_has_no_plan(write) -> None:
    told = json.loads(slate(write(changed("candidacies", 1, "exception", to="mass-race"))))
    assert told["supported"] == ["a", "b"] and list(told["plan"]) == ["a"]
    assert told["levels"][1]["value"] == 3150


def test_without_a_usable_week_all_doors_are_missing(write) -> None:
    told = json.loads(slate(write(changed("candidacies", 1, "from", to="2026-03-03"))))
    assert told["left_out"] == [{"id": "b", "short_by": 600, "instead_of": []}]


def test_pins_that_stand_against_each_other(write) -> None:
    problem = EXAMPLE | {
        "candidacies": [one | {"pinned": True} for one in (B, A, A | {"id": "c", "seat": "elsewhere"})]
    }
    assert slate(write(problem)) == '{"status": "infeasible", "conflict": ["b", "c"]}\n'
    assert "pinned candidacies cannot be supported together" in slate(write(problem), "--format", "text")


def test_a_file_without_candidacies(write) -> None:
    told = json.loads(slate(write(EXAMPLE | {"candidacies": [], "weeks": []})))
    assert told["supported"] == [] and told["plan"] == {} and told["left_out"] == []


def test_doors_that_no_week_could_hold(write) -> None:
    told = json.loads(slate(write(changed("candidacies", 1, "doors", to=10**12))))
    assert told["left_out"] == [{"id": "b", "short_by": 10**12 - 300, "instead_of": []}]


def test_text_for_people(write) -> None:
    text = slate(write(changed("candidacies", 1, "id", to="b\x1b[2J")), "--format", "text")
    assert "a: 900 doors" in text and "2026-03-02" in text and "short by 300 doors; in place of one of: a" in text
    assert "\x1b" not in text


MALFORMED = [
    ([], "found a list, expected an object"),
    (without("weeks"), "weeks: found nothing, expected the field, which is required"),
    (without("seats"), "seats: found nothing, expected"),
    (without("candidacies"), "candidacies: found nothing, expected"),
    (changed("more", to=1), "more: found an unknown field, expected one of weeks, seats, ranks, candidacies"),
    (changed("weeks", to={}), "weeks: found an object, expected a list"),
    (changed("weeks", 0, to=3), "weeks, number 1: found 3, expected an object"),
    (changed("weeks", 0, "doors", to=-1), "weeks, number 1, doors: found -1, expected a whole number from 0 to"),
    (changed("weeks", 0, "doors", to=12.0), "weeks, number 1, doors: found 12.0, expected a whole number"),
    (changed("weeks", 0, "doors", to=True), "weeks, number 1, doors: found true, expected a whole number"),
    (
        changed("weeks", 0, "hours", to=1),
        "weeks, number 1, hours: found an unknown field, expected one of start, doors",
    ),
    (changed("weeks", 0, "start", to="2026-02-30"), "start: found '2026-02-30', expected a day that exists"),
    (changed("weeks", 0, "start", to="2026-W10-1"), "start: found '2026-W10-1', expected a day that exists"),
    (changed("weeks", 0, "start", to="20260302"), "start: found '20260302', expected a day that exists"),
    (changed("weeks", 0, "start", to=20260302), "start: found 20260302, expected a day that exists"),
    (
        changed("weeks", to=[{"start": "2026-03-02", "doors": 1}, {"start": "2026-03-08", "doors": 1}]),
        "weeks, number 2, start: found 2026-03-08, expected the day seven days after 2026-03-02",
    ),
    (changed("seats", to=[]), "seats: found a list, expected an object"),
    (changed("seats", "ny-ad-57", to=-1), "seats, 'ny-ad-57': found -1, expected a whole number from 0 to"),
    (changed("seats", "ny-ad-57", to="1"), "seats, 'ny-ad-57': found '1', expected a whole number"),
    (changed("seats", "", to=1), "seats, '': found '', expected text that is not empty"),
    (changed("ranks", to=None), "ranks: found null, expected a list"),
    (changed("ranks", to=["cadre"]), "ranks, number 1: found 'cadre', expected a list"),
    (changed("ranks", 0, to=[]), "ranks, number 1: found [], expected a group with at least one rank"),
    (changed("ranks", 0, 0, to="cadre"), "ranks, number 2, number 1: found 'cadre', expected each rank in one group"),
    (changed("ranks", 0, 0, to=4), "ranks, number 1, number 1: found 4, expected text"),
    (changed("candidacies", 0, "rank", to="other"), "candidacy 'a', rank: found 'other', expected a rank that is in a"),
    (changed("candidacies", 1, "id", to="a"), "candidacy 'a', id: found 'a', expected an id that no candidacy before"),
    (changed("candidacies", 1, "id", to=""), "candidacy '', id: found '', expected text that is not empty"),
    (changed("candidacies", 1, "id", to=7), "candidacies, number 2, id: found 7, expected text"),
    (changed("candidacies", 1, "id", to="\ud800"), r"id: found '\ud800', expected text in valid Unicode"),
    (changed("candidacies", 1, to=[]), "candidacies, number 2: found a list, expected an object"),
    (changed("candidacies", 1, "doors", to=-5), "candidacies, candidacy 'b', doors: found -5, expected a whole number"),
    (
        changed("candidacies", 1, "doors", to=10**12 + 1),
        "doors: found 1000000000001, expected a whole number from 0 to",
    ),
    (changed("candidacies", 1, "until", to="2026-03-02"), "until: found '2026-03-02', expected a day after 2026-03-02"),
    (changed("candidacies", 1, "win_chance_permille", to=1001), "win_chance_permille: found 1001, expected a whole"),
    (changed("candidacies", 1, "win_chance_permille", to=-1), "win_chance_permille: found -1, expected a whole number"),
    (changed("candidacies", 1, "weight", to=0), "weight: found 0, expected a whole number from 1 to 5"),
    (changed("candidacies", 1, "weight", to=6), "weight: found 6, expected a whole number from 1 to 5"),
    (changed("candidacies", 1, "weight", to=3.0), "weight: found 3.0, expected a whole number from 1 to 5"),
    (changed("candidacies", 1, "pinned", to=0), "pinned: found 0, expected true or false"),
    (changed("candidacies", 1, "pinned", to=None), "pinned: found null, expected true or false"),
    (changed("candidacies", 1, "exception", to="other"), "exception: found 'other', expected one of null, 'mass-race'"),
    (changed("candidacies", 1, "exception", to=[]), "exception: found a list, expected one of null, 'mass-race'"),
    (
        changed("candidacies", 1, "from_on", to="2026-03-02"),
        "from_on: found an unknown field, expected one of id, seat",
    ),
]


@pytest.mark.parametrize(("problem", "message"), MALFORMED, ids=range(len(MALFORMED)))
def test_malformed(write, problem: object, message: str) -> None:
    assert message in refused(write(problem))


@pytest.mark.parametrize("field", A)
def test_every_field_of_a_candidacy_is_required(write, field: str) -> None:
    assert f"{field}: found nothing, expected the field" in refused(write(without("candidacies", 1, field)))


TEXTS = [
    ("", "found nothing, expected JSON"),
    (b"\xff", "found bytes that are not UTF-8 (after 0 bytes), expected text in UTF-8"),
    ("{", "found what is not JSON"),
    ("[" * 100_000, "nested too deeply"),
    (json.dumps(EXAMPLE).replace("1200", "NaN"), "doors: found NaN, expected a whole number"),
    (json.dumps(EXAMPLE).replace("1200", "1e3"), "doors: found 1e3, expected a whole number"),
    (json.dumps(EXAMPLE).replace("1200", "9" * 5000), "doors: found 99999"),
    (
        json.dumps(EXAMPLE).replace('"doors": 600', '"doors": 600, "doors": 1'),
        "candidacy 'b', doors: found the field twice",
    ),
    ('{"weeks": [], "weeks": []}', "weeks: found the field twice, expected each field once"),
]


@pytest.mark.parametrize(("text", "message"), TEXTS, ids=range(len(TEXTS)))
def test_what_is_not_even_json(write, text: str | bytes, message: str) -> None:
    assert message in refused(write(text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "expected a file" in refused(tmp_path / "missing.json")
    assert "expected a file" in refused(tmp_path)
    assert "expected a file" in refused(Path("with\0nul"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    problem = copy.deepcopy(EXAMPLE)
    part: object = problem
    while True:
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        if not isinstance(part[key], dict | list) or not part[key] or data.draw(st.booleans()):
            break
        part = part[key]
    part[key] = data.draw(JSON)
    try:
        read(json.dumps(problem).encode())
    except Malformed as fault:
        assert "found" in str(fault) and "expected" in str(fault) and "\n" not in str(fault)


def test_as_a_program() -> None:
    done = program("-", stdin=json.dumps(EXAMPLE).encode())
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, ANSWER, b"")


def test_a_refusal_as_a_program() -> None:
    done = program("-", stdin=json.dumps(changed("candidacies", 1, "doors", to=-5)).encode())
    assert done.returncode == 2 and done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert "standard input: candidacies, candidacy 'b', doors: found -5, expected a whole number" in line

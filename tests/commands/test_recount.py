"""`manage.py recount` as a program: what goes in, what comes out, and how it refuses what is not in its form."""

import copy
import io
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endorsements.rules.malformed import Malformed
from endorsements.tally import decide, read_votes
from endorsements.tally.reading import read
from endorsements.tally.writing import record
from tests.tally import plain
from tests.tally.test_deciding import counts_of, rules

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = {
    "rule": {
        "threshold": [3, 5], "comparison": "at-least", "base": "yes-no",
        "quorum": {"kind": "share-of-roll", "share": [1, 20]},
    },
    "roll": 840, "present": None, "participants": 61, "votes": {"yes": "38 1/2", "no": "20", "abstain": "2"},
}  # fmt: skip
ATTENDANCE = {"kind": "share-of-average-attendance", "share": [1, 2], "attendance": [10, 11]}


def changed(**fields: object) -> dict:
    """The example with fields replaced; a double underscore leads inside; `...` takes a field away."""
    content = copy.deepcopy(EXAMPLE)
    for path, value in fields.items():
        *outer, last = path.split("__")
        inner = content
        for name in outer:
            inner = inner[name]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value
    return content


@pytest.fixture
def file(tmp_path: Path):
    def write(content: object) -> Path:
        path = tmp_path / "tally.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def recount(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("recount", str(path), *arguments, stdout=out)
    return out.getvalue()


def refused(path: Path) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("recount", str(path), stdout=out)
    assert caught.value.returncode == 2 and out.getvalue() == ""
    message = str(caught.value)
    assert str(path) in message and "found" in message and "expected" in message and message.isprintable()
    return message


def test_the_published_example(file) -> None:
    told = recount(file(EXAMPLE))
    assert told.endswith("}\n") and told.count("\n") == 1
    fields = json.loads(told)
    assert list(fields) == ["outcome", "quorum_met", "quorum_needed", "base", "yes_share", "needed", "in_words"]
    assert fields.pop("in_words") == (
        "38 1/2 yes of 58 1/2 yes and no, 65.8 %; at least 3/5 needed, that is 35 1/10; "
        "quorum 42 (1/20 of 840 on the roll), met by 61: passed."
    )
    assert fields == {
        "outcome": "passed", "quorum_met": True, "quorum_needed": 42, "base": "58 1/2", "yes_share": [77, 117],
        "needed": "35 1/10",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"participants": 41}, {"outcome": "no-quorum", "quorum_met": False, "yes_share": [77, 117]}),
        ({"participants": 42}, {"outcome": "passed", "quorum_met": True}),
        ({"roll": 841}, {"quorum_needed": 43}),
        ({"rule__base": "cast"}, {"outcome": "passed", "base": "60 1/2", "needed": "36 3/10"}),
        ({"rule__base": "present", "present": 64}, {"outcome": "passed", "needed": "38 2/5"}),
        ({"rule__base": "present", "present": 65}, {"outcome": "failed", "needed": "39"}),
        ({"rule__base": "roll"}, {"outcome": "failed", "base": "840", "needed": "504", "yes_share": [11, 240]}),
        ({"rule__threshold": [77, 117]}, {"outcome": "passed", "needed": "38 1/2"}),
        ({"rule__threshold": [77, 117], "rule__comparison": "more-than"}, {"outcome": "failed"}),
        ({"rule__threshold": [154, 234]}, {"outcome": "passed"}),
        ({"rule__quorum": {"kind": "none"}}, {"quorum_needed": 0, "quorum_met": True}),
        ({"rule__quorum": {"kind": "none"}, "roll": None}, {"outcome": "passed"}),
        ({"rule__quorum": {"kind": "none"}, "roll": ..., "present": ...}, {"outcome": "passed"}),
        ({"rule__quorum": {"kind": "number", "number": 62}}, {"outcome": "no-quorum", "quorum_needed": 62}),
        ({"rule__quorum": ATTENDANCE}, {"quorum_needed": 6}),
        ({"votes__yes": "39", "participants": None}, {"outcome": "passed", "quorum_met": True}),
        ({"votes__yes": "19", "participants": ...}, {"outcome": "no-quorum", "quorum_met": False}),
        ({"votes": {"yes": "0", "no": "0", "abstain": "1/2"}},
         {"outcome": "failed", "base": "0", "needed": "0", "yes_share": None}),
        ({"votes": {"yes": "0", "no": "50", "abstain": "0"}, "rule__threshold": [0, 1]},
         {"outcome": "passed", "yes_share": [0, 1], "needed": "0"}),
    ],
)  # fmt: skip
def test_what_comes_out(file, fields: dict, told: dict) -> None:
    answer = json.loads(recount(file(changed(**fields))))
    assert {name: answer[name] for name in told} == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"rule": ...}, "rule: found nothing, expected the field, which is required"),
        ({"rule": [3, 5]}, "rule: found a list, expected an object"),
        ({"rule__threshold": ...}, "rule, threshold: found nothing"),
        ({"rule__threshold": 0.6}, "rule, threshold: found 0.6, expected two whole numbers, as in [3, 5]"),
        ({"rule__threshold": [3]}, "rule, threshold: found a list, expected two whole numbers"),
        ({"rule__threshold": [3.0, 5]}, "rule, threshold, number 1: found 3.0, expected a whole number"),
        ({"rule__threshold": [3, "5"]}, "rule, threshold, number 2: found '5', expected a whole number"),
        ({"rule__threshold": [True, 5]}, "rule, threshold, number 1: found true, expected a whole number"),
        ({"rule__threshold": [3, 0]}, "rule, threshold, number 2: found 0, expected a whole number from 1"),
        ({"rule__threshold": [-3, -5]}, "rule, threshold, number 1: found -3, expected a whole number"),
        ({"rule__threshold": [6, 5]}, "rule, threshold: found 6/5, expected a share from 0 to 1"),
        ({"rule__comparison": "more"}, "rule, comparison: found 'more', expected one of at-least, more-than"),
        ({"rule__base": ["cast"]}, "rule, base: found a list, expected one of yes-no, cast, present, roll"),
        ({"rule__quorum": ...}, "rule, quorum: found nothing"),
        ({"rule__quorum": None}, "rule, quorum: found null, expected an object"),
        ({"rule__quorum": {}}, "rule, quorum, kind: found nothing"),
        ({"rule__quorum": {"kind": "some"}}, "rule, quorum, kind: found 'some', expected one of none, number"),
        ({"rule__quorum": {"kind": "none", "number": 3}}, "rule, quorum, number: found an unknown field"),
        ({"rule__quorum": {"kind": "number"}}, "rule, quorum, number: found nothing"),
        ({"rule__quorum": {"kind": "number", "number": "3"}}, "rule, quorum, number: found '3'"),
        ({"rule__quorum": {"kind": "share-of-roll", "share": [2, 1]}}, "rule, quorum, share: found 2/1"),
        ({"rule__quorum": ATTENDANCE | {"attendance": []}}, "rule, quorum, attendance: found nothing"),
        ({"rule__quorum": ATTENDANCE | {"attendance": 10}}, "rule, quorum, attendance: found 10, expected a list"),
        ({"rule__quorum": ATTENDANCE | {"attendance": [10, 1.5]}}, "rule, quorum, attendance, number 2: found 1.5"),
        ({"rule__note": ""}, "rule, note: found an unknown field"),
        ({"roll": None}, "roll: found nothing, expected the number on the roll, of which the quorum is a share"),
        ({"roll": 840.0}, "roll: found 840.0, expected a whole number"),
        ({"roll": True}, "roll: found true, expected a whole number"),
        ({"roll": 60}, "votes: found 60 1/2 votes, expected at most the roll, 60"),
        ({"rule__base": "present"}, "present: found nothing, expected a whole number, since the base is present"),
        ({"rule__base": "present", "present": 60}, "votes: found 60 1/2 votes, expected at most the 60 present"),
        ({"rule__base": "roll", "rule__quorum": {"kind": "none"}, "roll": None}, "roll: found nothing"),
        ({"participants": None}, "participants: found nothing, expected the number of people, since not every vote"),
        ({"participants": "61"}, "participants: found '61', expected a whole number"),
        ({"participants": 841}, "participants: found 841, expected at most the roll, 840"),
        ({"participants": -1}, "participants: found -1, expected a whole number"),
        ({"votes": ...}, "votes: found nothing"),
        ({"votes": ["1", "2", "3"]}, "votes: found a list, expected an object"),
        ({"votes__abstain": ...}, "votes, abstain: found nothing"),
        ({"votes__blank": "1"}, "votes, blank: found an unknown field, expected one of yes, no, abstain"),
        ({"votes__yes": 38}, "votes, yes: found 38, expected a whole number or a fraction as text"),
        ({"votes__yes": "38.5"}, "votes, yes: found '38.5', expected a whole number or a fraction as text"),
        ({"votes__no": "-20"}, "votes, no: found '-20'"),
        ({"votes__no": "1/0"}, "votes, no: found '1/0'"),
        ({"votes__no": "\x1b[2J\u202e"}, "votes, no: found '"),
        ({"roll": 10**100}, "roll: found 1000"),
        ({"notes": ""}, "notes: found an unknown field, expected one of rule, roll, present, participants, votes"),
    ],
)  # fmt: skip
def test_what_is_refused(file, fields: dict, told: str) -> None:
    path = file(changed(**fields))
    assert f"{path}: {told}" in refused(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found nothing, expected JSON"),
        (b"[]", "found a list, expected an object"),
        (b'{"rule": ', "found what is not JSON"),
        (b"\xff", "found bytes that are not UTF-8"),
        (json.dumps(EXAMPLE).replace('"no":', '"yes":').encode(), "votes, yes: found the field twice"),
        (json.dumps(EXAMPLE).replace("840", "NaN").encode(), "roll: found NaN"),
        (json.dumps(EXAMPLE).replace("840", "84e1").encode(), "roll: found 84e1"),
        (json.dumps(EXAMPLE).replace("840", "9" * 6000).encode(), "expected a number of at most 100 digits"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json(file, data: bytes, told: str) -> None:
    assert told in refused(file(data))


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "nope.json", tmp_path, Path("with\0nul.json")):
        with pytest.raises(CommandError) as caught:
            call_command("recount", str(path), stdout=io.StringIO())
        assert caught.value.returncode == 2 and "found nothing that can be read" in str(caught.value)


def test_text_for_people(file) -> None:
    told = recount(file(EXAMPLE), "--format", "text")
    assert told.startswith("Outcome: passed\nYes: 38 1/2\n")
    assert "Base: 58 1/2 (votes cast for and against)\nYes share: 77/117 (65.8 %)\nNeeded: 35 1/10\n" in told
    assert told.splitlines()[-1] == json.loads(recount(file(EXAMPLE)))["in_words"]


def test_a_language_changes_no_figure(file) -> None:
    plainly = json.loads(recount(file(EXAMPLE)))
    with translation.override("es"):
        told = json.loads(recount(file(EXAMPLE)))
    assert {**told, "in_words": ""} == {**plainly, "in_words": ""}


@given(rules, counts_of())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_record_comes_back_as_the_plain_telling_says(tmp_path: Path, rule, count) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(record(rule, count)))
    told, votes = json.loads(recount(path)), count.votes
    base = plain.base(rule.base, votes.yes, votes.no, votes.abstain, count.present, count.roll)
    assert read_votes(told["base"]) == base
    assert read_votes(told["needed"]) == rule.threshold * base
    assert told["yes_share"] == (list((votes.yes / Fraction(base)).as_integer_ratio()) if base else None)
    assert told["quorum_met"] is (told["outcome"] != "no-quorum")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1/2", "cast", "none"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "yes", "share"]), inner),
    max_leaves=8,
)
PLACES = ["rule", "roll", "present", "participants", "votes", "rule__threshold", "rule__base", "rule__quorum",
          "rule__quorum__share", "rule__quorum__kind", "votes__yes", "votes__abstain", "more"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(PLACES[::-1]), json_values, max_size=2))
@settings(deadline=None)
def test_whatever_json_comes_it_is_read_or_refused(fields: dict) -> None:
    try:
        content = changed(**fields)
    except (TypeError, KeyError, IndexError):
        return
    try:
        decide(*read(json.dumps(content).encode()))
    except Malformed as fault:
        assert str(fault).isprintable()


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_whatever_bytes_come_they_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read(data)


class TestProgram:
    """What only a process of its own shows: exit codes, streams, pipes."""

    def program(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, "manage.py", "recount", *arguments],
            cwd=ROOT, env=environment, stderr=subprocess.PIPE, check=False, timeout=120, **options,
        )  # fmt: skip

    def test_reads_standard_input(self) -> None:
        done = self.program("-", input=json.dumps(EXAMPLE).encode(), stdout=subprocess.PIPE)
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["outcome"] == "passed"

    def test_refuses_with_2_and_one_message(self) -> None:
        done = self.program("-", input=b"{}", stdout=subprocess.PIPE)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
        assert b"standard input: rule: found nothing" in done.stderr
        for arguments in ((), ("x.json", "--format", "xml"), ("nope.json",)):
            done = self.program(*arguments, stdout=subprocess.PIPE)
            assert (done.returncode, done.stdout) == (2, b"")

    def test_a_reader_that_leaves_is_no_error_to_tell(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = self.program("-", input=json.dumps(EXAMPLE).encode(), stdout=writing)
        os.close(writing)
        assert (done.returncode, done.stderr) == (141, b"")

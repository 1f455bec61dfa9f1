"""`manage.py classify` as a program: what goes in, what comes out, and how it refuses what is not in its form."""

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

from endorsements.rules import FACTS
from endorsements.rules.malformed import Malformed
from endorsements.rules.reading import LONGEST_LINE, read_file, read_line
from tests.rules import naive
from tests.rules.strategies import dossiers

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = {
    "rulebook": "caes-2026-01-24",
    "red_lines": [
        {"id": "rent-control", "title": "Rent control", "in_force_from": "2025-06-01", "in_force_until": None}
    ],
    "dossiers": [
        {
            "id": "d-1",
            "as_of": "2026-03-01",
            "race": {
                "office": "State Assembly", "district": "57", "election_date": "2026-06-23",
                "branch": "legislative", "symbolic": "no", "viable_path": "yes", "socialist_governance": "yes",
                "contest": "partisan-primary", "ballot_line": "democratic", "conservative_area": "no",
                "independent_exception": "no",
            },
            "candidate": {
                "name": "A. Candidate", "solicited": "yes", "member": "yes", "open_socialist": "yes", "rooted": "yes",
                "accountable": "unknown", "sio_commitment": "yes", "endorsed_incumbent": "no",
                "worked_with_chapter": "unknown", "red_lines": {"rent-control": "holds"},
            },
            "campaign": {
                "labor_against_capital": "yes", "coheres_left_labor": "no", "polarizes_by_class": "unknown",
                "visible": "no", "contest_over_direction": "no", "class_lines_legible": "unknown",
            },
        }
    ],
}  # fmt: skip
LINE = EXAMPLE["dossiers"][0] | {"red_lines_register": EXAMPLE["red_lines"]}


def program(*arguments: str, stdin: bytes | int = b"", **options) -> subprocess.CompletedProcess:
    """The command as a process of its own, where no site was set up."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    return subprocess.run(
        [sys.executable, "manage.py", "classify", *arguments],
        cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120, **given, **options,
    )  # fmt: skip


def classify(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("classify", str(path), *arguments, stdout=out)
    return out.getvalue()


def refused(path: Path, *arguments: str) -> tuple[str, str]:
    """The message of a refusal, and what was written before it."""
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("classify", str(path), *arguments, stdout=out)
    assert caught.value.returncode == 2
    message = str(caught.value)
    named = str(path) if str(path).isprintable() else repr(str(path))
    assert named in message and "found" in message and "expected" in message and "\n" not in message
    return message, out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(content: object, name: str = "dossiers.json") -> Path:
        path = tmp_path / name
        if isinstance(content, list):
            content = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in content) + "\n"
        path.write_bytes(
            content
            if isinstance(content, bytes)
            else content.encode()
            if isinstance(content, str)
            else json.dumps(content).encode()
        )
        return path

    return write


def test_the_published_example(write) -> None:
    told = json.loads(classify(write(EXAMPLE)))
    assert list(told) == ["rulebook", "results"]
    (result,) = told["results"]
    assert list(result) == [
        "id", "verdict", "kind", "qualifies_as_both", "coalition_advocacy", "findings",
        "open_facts", "would_settle", "could_raise", "would_change",
    ]  # fmt: skip
    findings = result.pop("findings")
    assert findings[0] == {
        "code": "G1", "value": "yes", "because": ["solicited"], "source": "CAES, Class Struggle Elections ¶3, ¶6",
    }  # fmt: skip
    assert findings[3]["because"] == ["red_lines.rent-control"]
    assert result == {
        "id": "d-1", "verdict": "undetermined", "kind": "open", "qualifies_as_both": False,
        "coalition_advocacy": False, "open_facts": ["accountable"],
        "would_settle": [
            {"fact": "accountable", "to": "no", "verdict": "not-endorsable"},
            {"fact": "accountable", "to": "yes", "verdict": "cadre"},
        ],
        "could_raise": [], "would_change": [],
    }  # fmt: skip


def naive_result(id: str, dossier: dict[str, str]) -> dict[str, object]:
    gates, struggle, cadre = naive.parts(dossier)
    verdict = naive.verdict(dossier)
    changes = {
        name: [dict(zip(("fact", "to", "verdict"), change, strict=True)) for change in getattr(naive, name)(dossier)]
        for name in ("would_settle", "would_change")
    }
    return {
        "id": id, "verdict": verdict, "kind": naive.kind(dossier),
        "qualifies_as_both": gates == struggle == cadre == "yes",
        "coalition_advocacy": struggle == "yes" and verdict == "not-endorsable",
        "findings": [
            dict(zip(("code", "value", "because"), (code, *naive.finding(code, dossier)), strict=True))
            for code in naive.ASKED_BY
        ],
        "open_facts": naive.open_facts(dossier), "could_raise": naive.could_raise(dossier), **changes,
    }  # fmt: skip


@given(st.lists(dossiers(max_unknown=5), max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_files_of_both_forms_against_the_plain_telling(tmp_path: Path, flat: list[dict[str, str]]) -> None:
    group_of = {fact.id: fact.group for fact in FACTS}
    lines, expected = [], []
    for number, dossier in enumerate(flat):
        sections: dict = {"race": {}, "candidate": {"red_lines": {}}, "campaign": {}}
        register = []
        for fact, value in dossier.items():
            if fact in group_of:
                sections[group_of[fact]][fact] = value
            else:
                id = fact.removeprefix("red_lines.")
                sections["candidate"]["red_lines"][id] = value
                register.append({"id": id, "title": "A line", "in_force_from": "2026-01-01", "in_force_until": None})
        lines.append({"id": f"d{number}", "as_of": "2026-01-01", **sections, "red_lines_register": register})
        expected.append(naive_result(f"d{number}", dossier))
    path = tmp_path / "some.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    told = [json.loads(line) for line in classify(path).splitlines()]
    for result in told:
        assert all(finding.pop("source").startswith("CAES, ") for finding in result["findings"])
    assert told == expected


@pytest.mark.parametrize(
    ("from_", "until", "as_of", "value", "gate", "because"),
    [
        ("2026-03-01", None, "2026-03-01", "crosses", "no", ["red_lines.rent-control"]),
        ("2026-03-02", None, "2026-03-01", "crosses", "yes", []),
        ("2025-01-01", "2026-03-02", "2026-03-01", "crosses", "no", ["red_lines.rent-control"]),
        ("2025-01-01", "2026-03-01", "2026-03-01", "crosses", "yes", []),
        ("2025-01-01", None, "2026-03-01", None, "unknown", ["red_lines.rent-control"]),
        ("2025-01-01", None, "2026-03-01", "unknown", "unknown", ["red_lines.rent-control"]),
    ],
)
def test_red_lines_count_while_in_force(write, from_, until, as_of, value, gate, because) -> None:
    content = copy.deepcopy(EXAMPLE)
    content["red_lines"][0] |= {"in_force_from": from_, "in_force_until": until}
    content["dossiers"][0]["as_of"] = as_of
    content["dossiers"][0]["candidate"]["red_lines"] = {"rent-control": value} if value else {}
    (result,) = json.loads(classify(write(content)))["results"]
    assert (result["findings"][3]["value"], result["findings"][3]["because"]) == (gate, because)


def test_everything_but_id_and_day_may_be_missing(write) -> None:
    told = json.loads(
        classify(write({"rulebook": "caes-2026-01-24", "dossiers": [{"id": "x", "as_of": "2026-01-01"}]}))
    )
    assert told["results"][0]["verdict"] == "undetermined"
    assert "member" in told["results"][0]["open_facts"]


def at(*path: object, to: object = ..., drop: bool = False) -> Callable[[dict], None]:
    def change(content: dict) -> None:
        for key in path[:-1]:
            content = content[key]
        if drop:
            del content[path[-1]]
        else:
            content[path[-1]] = to

    return change


D = ("dossiers", 0)
RULES = {"rulebook": "caes-2026-01-24"}
MALFORMED = {
    "unknown field of the file": (at("extra", to=1), "extra"),
    "unknown field of a dossier": (at(*D, "extra", to="x"), "dossier 'd-1', extra"),
    "a register within a file": (at(*D, "red_lines_register", to=[]), "red_lines_register"),
    "unknown field of the race": (at(*D, "race", "member", to="yes"), "dossier 'd-1', race, member"),
    "unknown field of the candidate": (at(*D, "candidate", "branch", to="other"), "candidate, branch"),
    "unknown field of the campaign": (at(*D, "campaign", "red_lines", to={}), "campaign, red_lines"),
    "unknown field of a red line": (at("red_lines", 0, "why", to="x"), "red_lines, red line 'rent-control', why"),
    "unknown red line": (at(*D, "candidate", "red_lines", "nope", to="holds"), "'nope'"),
    "value of a fact": (at(*D, "candidate", "member", to="maybe"), "'maybe', expected one of yes, no, unknown"),
    "value of another case": (at(*D, "candidate", "member", to="Yes"), "candidate, member"),
    "value of a choice": (at(*D, "race", "branch", to="yes"), "race, branch"),
    "value of a fact that no criterion asks": (at(*D, "candidate", "sio_commitment", to=""), "sio_commitment"),
    "value of a red line": (at(*D, "candidate", "red_lines", "rent-control", to="yes"), "holds, crosses, unknown"),
    "number for a fact": (at(*D, "candidate", "member", to=1), "found 1"),
    "true for a fact": (at(*D, "candidate", "member", to=True), "found true"),
    "null for a fact": (at(*D, "candidate", "member", to=None), "found null"),
    "list for a fact": (at(*D, "candidate", "member", to=["yes"]), "a list"),
    "object for a fact": (at(*D, "candidate", "member", to={}), "an object"),
    "number for an id": (at(*D, "id", to=7), "id: found 7, expected text"),
    "empty id": (at(*D, "id", to=""), "id"),
    "missing id": (at(*D, "id", drop=True), "dossier number 1, id: found nothing"),
    "missing day": (at(*D, "as_of", drop=True), "dossier 'd-1', as_of: found nothing"),
    "missing rulebook": (at("rulebook", drop=True), "rulebook: found nothing"),
    "missing dossiers": (at("dossiers", drop=True), "dossiers: found nothing"),
    "unknown rulebook": (at("rulebook", to="nope"), "rulebook: found 'nope', expected one of caes-2026-01-24"),
    "rulebook no text": (at("rulebook", to=[]), "rulebook"),
    "day that does not exist": (at(*D, "as_of", to="2026-02-30"), "as_of: found '2026-02-30'"),
    "day without zeros": (at(*D, "as_of", to="2026-3-1"), "as_of"),
    "day without dashes": (at(*D, "as_of", to="20260301"), "as_of"),
    "week day": (at(*D, "as_of", to="2026-W01-1"), "as_of"),
    "moment for a day": (at(*D, "as_of", to="2026-03-01T00:00"), "as_of"),
    "day with space": (at(*D, "as_of", to=" 2026-03-01"), "as_of"),
    "day in other digits": (at(*D, "as_of", to="２０２６-03-01"), "as_of"),
    "number for a day": (at(*D, "as_of", to=20260301), "as_of"),
    "list for a day": (at(*D, "as_of", to=["2026-03-01"]), "as_of"),
    "year zero": (at(*D, "as_of", to="0000-01-01"), "as_of"),
    "election day": (at(*D, "race", "election_date", to="2026-06-31"), "race, election_date"),
    "null for text": (at(*D, "race", "office", to=None), "race, office"),
    "number for a name": (at(*D, "candidate", "name", to=5), "candidate, name"),
    "lone surrogate": (at(*D, "candidate", "name", to="\ud800"), "candidate, name"),
    "lone surrogate in an id": (at(*D, "id", to="\ud800"), "id"),
    "race no object": (at(*D, "race", to=[]), "race: found a list, expected an object"),
    "candidate null": (at(*D, "candidate", to=None), "candidate: found null"),
    "red lines said as a list": (at(*D, "candidate", "red_lines", to=["rent-control"]), "candidate, red_lines"),
    "dossier no object": (at("dossiers", 0, to="d-1"), "dossier number 1"),
    "dossiers no list": (at("dossiers", to={}), "dossiers: found an object, expected a list"),
    "two dossiers of one id": (lambda content: content["dossiers"].append(content["dossiers"][0]), "dossier 'd-1', id"),
    "two red lines of one id": (lambda content: content["red_lines"].append(content["red_lines"][0]), "'rent-control', id"),
    "register no list": (at("red_lines", to=None), "red_lines: found null, expected a list"),
    "red line no object": (at("red_lines", 0, to=4), "red_lines, red line 1"),
    "red line without id": (at("red_lines", 0, "id", drop=True), "red line 1, id"),
    "red line without a first day": (at("red_lines", 0, "in_force_from", drop=True), "in_force_from"),
    "red line's first day": (at("red_lines", 0, "in_force_from", to="2026-13-01"), "in_force_from"),
    "red line's last day": (at("red_lines", 0, "in_force_until", to="soon"), "in_force_until"),
    "red line ends as it begins": (at("red_lines", 0, "in_force_until", to="2025-06-01"), "a day after 2025-06-01"),
    "red line ends before": (at("red_lines", 0, "in_force_until", to="2025-05-31"), "in_force_until"),
    "red line's title": (at("red_lines", 0, "title", to=False), "title"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_files(write, name: str) -> None:
    change, told = MALFORMED[name]
    content = copy.deepcopy(EXAMPLE)
    change(content)
    message, out = refused(write(content))
    assert told in message
    assert out == ""


@pytest.mark.parametrize(
    "name", [name for name in MALFORMED if name.startswith(("value", "day", "lone", "unknown red"))]
)
def test_malformed_lines_end_it_there(write, name: str) -> None:
    change, _ = MALFORMED[name]
    content = {"dossiers": [copy.deepcopy(LINE)]}
    change(content)
    message, out = refused(write([LINE, "", LINE, content["dossiers"][0], LINE], "some.jsonl"))
    assert "line 4" in message
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "found nothing, expected JSON"),
        (b" \n", "found nothing"),
        (b"{", "line"),
        (b"[]", "found a list, expected an object"),
        (b"null", "found null"),
        (b"NaN", "found NaN"),
        (b'{"rulebook": NaN}', "rulebook: found NaN"),
        (b'{"rulebook": -Infinity}', "found -Infinity"),
        (b"1" * 5000, "found 1111"),
        (b'{"rulebook": 1e999999}', "1e999999"),
        (b'{"rulebook": "a", "rulebook": "b"}', "rulebook: found the field twice"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"rulebook": "\xff"}', "not UTF-8"),
        (json.dumps(EXAMPLE).encode("utf-16"), "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (json.dumps(EXAMPLE).encode() + b"{}", "JSON"),
        (b"{'rulebook': 1}", "JSON"),
        (b'{"rulebook": "a\nb"}', "JSON"),
        (json.dumps(EXAMPLE).replace('"member": "yes"', '"member": "no", "member": "yes"').encode(),
         "dossier 'd-1', candidate, member: found the field twice"),
        (json.dumps(EXAMPLE).replace('"rent-control": "holds"', '"rent-control": "holds", "rent-control": "holds"').encode(),
         "candidate, red_lines, 'rent-control': found the field twice"),
    ],
)  # fmt: skip
def test_what_is_not_json(write, data: bytes, told: str) -> None:
    message, out = refused(write(data))
    assert told in message
    assert out == ""


def test_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "nope.json")[1] == ""
    assert refused(tmp_path)[1] == ""
    assert refused(Path("with\0nul.json"))[1] == ""


def test_a_message_cannot_steer_a_terminal(write) -> None:
    content = copy.deepcopy(EXAMPLE)
    content["dossiers"][0]["candidate"]["\x1b[31m\u202e" + "x" * 500] = "yes"
    message, _ = refused(write(content))
    assert message.isprintable() and len(message) < 1000
    content = copy.deepcopy(EXAMPLE)
    content["dossiers"][0] |= {"id": "\x1b[2J\n"}
    assert "\x1b" not in classify(write(content), "--format", "text")


def test_a_message_stays_short_and_names_the_first_fault(write) -> None:
    long = "x" * 1_000_000
    lines = [{"id": long, "in_force_from": "2025-01-01"}]
    for change in (
        {"dossiers": [EXAMPLE["dossiers"][0] | {long: "yes"}]},
        {"dossiers": [{"id": long, "as_of": long}]},
        {"red_lines": lines},
        {"red_lines": [*lines, {"id": "rent-control", "in_force_from": long}]},
        {"red_lines": lines, "dossiers": [{"id": "a", "as_of": "2026-01-01", "candidate": {"red_lines": {long: ""}}}]},
    ):
        assert len(refused(write(EXAMPLE | change))[0]) < 1000
    content = copy.deepcopy(EXAMPLE)
    content["dossiers"][0]["candidate"]["red_lines"] = {f"stranger-{number}": "holds" for number in range(9)}
    assert "found 'stranger-0'" in refused(write(content))[0]


def test_lines_stream_with_their_own_registers(write) -> None:
    without = {name: value for name, value in LINE.items() if name != "red_lines_register"}
    without = without | {"candidate": {**without["candidate"], "red_lines": {}}}
    named = without | {"rulebook": "caes-2026-01-24"}
    content = json.dumps(LINE) + "\r\n\n  \n" + json.dumps(without) + "\n" + json.dumps(named)
    results = [json.loads(line) for line in classify(write(content, "some.jsonl")).splitlines()]
    assert [result["findings"][3]["because"] for result in results] == [["red_lines.rent-control"], [], []]
    message, _ = refused(write([without | {"rulebook": "nope"}], "some.jsonl"))
    assert "line 1, dossier 'd-1', rulebook: found 'nope'" in message


def test_an_empty_file_of_lines_has_no_results(write) -> None:
    assert classify(write(b"", "none.jsonl")) == ""


def test_many_processes_write_what_one_writes(write) -> None:
    lines = [LINE | {"id": f"d-{number}", "as_of": f"2026-01-{number % 28 + 1:02}"} for number in range(2000)]
    path = write(lines, "many.jsonl")
    one = classify(path)
    assert [json.loads(line)["id"] for line in one.splitlines()] == [line["id"] for line in lines]
    assert classify(path, "--jobs", "2") == one
    path = write([*lines[:1500], "{", *lines[1500:]], "broken.jsonl")
    assert refused(path) == refused(path, "--jobs", "2")
    assert len(refused(path, "--jobs", "2")[1].splitlines()) == 1500


def test_text_for_people(write) -> None:
    told = classify(write(EXAMPLE), "--format", "text")
    assert "Verdict: undetermined" in told
    assert "accountable = yes → cadre" in told
    assert told == classify(write([LINE], "some.jsonl"), "--format", "text")


def test_a_line_too_long_is_refused() -> None:
    with pytest.raises(Malformed, match="longer line"):
        read_line(b" " * (LONGEST_LINE + 1))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text()
    | st.sampled_from(["yes", "no", "unknown", "holds", "2026-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*LINE, *LINE["race"], *LINE["candidate"], "title"]) | st.text(), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(
    json_values, st.sampled_from([(), ("race",), ("candidate",), ("candidate", "red_lines"), ("red_lines_register", 0)])
)
@settings(deadline=None)
def test_whatever_json_comes_it_is_read_or_refused(value, path) -> None:
    content = copy.deepcopy(LINE)
    inner = content
    for key in path:
        inner = inner[key]
    if isinstance(value, dict):
        inner.update(value)
    else:
        inner["id" if path in ((), ("red_lines_register", 0)) else "name"] = value
    for read, data in (
        (read_line, content),
        (read_line, value),
        (read_file, {**EXAMPLE, "dossiers": [content, value]}),
    ):
        try:
            read(json.dumps(data).encode())
        except Malformed as fault:
            assert str(fault).isprintable()


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_whatever_bytes_come_they_are_read_or_refused(data: bytes) -> None:
    for read in (read_line, read_file):
        with pytest.raises(Malformed):
            read(data)


class TestProgram:
    """What only a process of its own shows: exit codes, streams, pipes."""

    def test_reads_standard_input(self) -> None:
        done = program("-", stdin=json.dumps(EXAMPLE).encode())
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["results"][0]["id"] == "d-1"
        done = program("--lines", "-", stdin=json.dumps(LINE).encode())
        assert json.loads(done.stdout)["id"] == "d-1"

    def test_needs_neither_a_database_nor_a_directory_to_write_in(self) -> None:
        for url in ("sqlite:////dev/null/none/db.sqlite3", "postgres://nobody@127.0.0.1:1/none"):
            done = subprocess.run(
                [sys.executable, str(ROOT / "manage.py"), "classify", "-"],
                input=json.dumps(EXAMPLE).encode(), capture_output=True, check=False, timeout=120,
                cwd="/", env={"PATH": os.environ["PATH"], "DATABASE_URL": url},
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, b"")
            assert json.loads(done.stdout)["results"][0]["verdict"] == "undetermined"

    def test_writes_utf_8_whatever_the_locale(self) -> None:
        done = program("-", stdin=json.dumps(EXAMPLE).encode())
        assert "¶3" in done.stdout.decode()

    def test_refuses_with_2_and_one_message(self) -> None:
        done = program("-", stdin=b"{}")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.count(b"\n") == 1 and b"rulebook" in done.stderr
        for arguments in ((), ("x.json", "--format", "xml"), ("x.json", "--jobs", "0"), ("x.json", "--jobs", "many")):
            done = program(*arguments)
            assert (done.returncode, done.stdout) == (2, b"")

    def test_a_reader_that_leaves_is_no_error_to_tell(self, tmp_path: Path) -> None:
        path = tmp_path / "many.jsonl"
        path.write_text((json.dumps(LINE) + "\n") * 3000)
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "manage.py", "classify", str(path)],
            cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120,
        )  # fmt: skip
        os.close(writing)
        assert (done.returncode, done.stderr) == (141, b"")

    def test_closed_standard_input(self) -> None:
        command = f'exec "{sys.executable}" manage.py classify - <&-'
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, check=False, timeout=120)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.count(b"\n") == 1

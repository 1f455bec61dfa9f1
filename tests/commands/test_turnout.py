"""`manage.py turnout` as a program: what goes in, what comes out, and how it refuses what is not in its form."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.planning.results.files import HEADER, NAME, REAL, content, needs_real_files

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "Kings,1,Member of the Assembly,057,DEM,Public Counter,\"1,000\"",
    "Kings,1,Member of the Assembly,057,DEM,Ada Quill,400",
    "Kings,1,State Assembly,57,Democratic,Bo Reed,500.0",
    "Kings,1,State Assembly,57,D,Scattered,3",
    "Kings,1,State Assembly,57,D,Bo Reed,n/a",
    "Kings,1,State Assembly,9,D,Cy Sedge,5",
    "Kings,1,State Assembly,10,D,Dee Thorn,6",
)  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(content(*ROWS))
    return path


def turnout(*arguments: object) -> str:
    out = io.StringIO()
    call_command("turnout", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("turnout", *map(str, arguments), stdout=out)
    assert caught.value.returncode == 2 and out.getvalue() == ""
    message = str(caught.value)
    assert "found" in message and "expected" in message and "\n" not in message
    return message


def program(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess:
    """The command as a process of its own, where no site was set up."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "turnout", *arguments],
        cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120, input=stdin,
    )  # fmt: skip


def test_the_form_of_the_answer(results: Path) -> None:
    told = json.loads(turnout(results))
    assert list(told) == ["contests", "not_understood"]
    assert [contest["district"] for contest in told["contests"]] == ["9", "10", "57"]
    assert told["contests"][2] == {
        "election_date": "2020-06-23", "state": "NY", "kind": "primary", "office": "State Assembly", "district": "57",
        "party": "Democratic", "ballots_cast": 1000, "votes": {"Bo Reed": 500, "Ada Quill": 400}, "write_ins": 3,
        "counted_from": "ballot-rows",
    }  # fmt: skip
    assert list(told["contests"][2]) == [
        "election_date", "state", "kind", "office", "district", "party", "ballots_cast", "votes", "write_ins", "counted_from",
    ]  # fmt: skip
    assert told["not_understood"] == [{"file": NAME, "line": 6, "why": "votes: expected a whole number, found 'n/a'"}]


def test_the_answer_in_words(results: Path) -> None:
    told = turnout(results, "--format", "text")
    assert (
        "2020-06-23 · NY · primary · State Assembly · 57 · Democratic\n  ballots cast: 1000, from the ballots counted\n"
        in told
    )
    assert "        500  Bo Reed\n" in told
    assert f"{NAME}, line 6: votes: expected a whole number, found 'n/a'\n" in told


def test_the_answer_in_words_is_safe_for_a_terminal(results: Path) -> None:
    results.write_bytes(content("Kings,1,Mayor,,,Ada\x1b[2JQuill,4"))
    told = turnout(results, "--format", "text")
    assert "Ada\ufffd[2JQuill" in told and "\x1b" not in told


def test_files_are_added_up_by_date_state_and_kind(results: Path, tmp_path: Path) -> None:
    for name in (
        "20200623__ny__primary__queens__precinct.csv",
        "20180911__ny__primary.csv",
        "20200623__ny__general.csv",
        "20200623__nj__primary.csv",
    ):
        (tmp_path / name).write_bytes(content(*ROWS))
    told = json.loads(turnout(*tmp_path.iterdir()))
    cast = [
        (one["election_date"], one["state"], one["kind"], one["ballots_cast"])
        for one in told["contests"]
        if one["district"] == "57"
    ]
    assert cast == [
        ("2018-09-11", "NY", "primary", 1000),
        ("2020-06-23", "NJ", "primary", 1000),
        ("2020-06-23", "NY", "general", 1000),
        ("2020-06-23", "NY", "primary", 2000),
    ]
    assert len(told["not_understood"]) == 5


def test_offices_are_named_by_the_mapping(results: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('"Member of the Assembly" = "Assembly"\n"State Assembly" = "Assembly"\n', encoding="utf-8")
    told = json.loads(turnout(results, "--normalize-office", mapping))
    assert {one["office"] for one in told["contests"]} == {"Assembly"}
    mapping.write_text("[", encoding="utf-8")
    assert str(mapping) in refused(results, "--normalize-office", mapping)
    assert "nothing.toml" in refused(results, "--normalize-office", tmp_path / "nothing.toml")


def test_one_malformed_file_leaves_nothing(results: Path, tmp_path: Path) -> None:
    def file(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    assert "results.csv" in refused(results, file("results.csv", content(*ROWS)))
    queens = "20200623__ny__primary__queens__precinct.csv"
    assert f"{queens}, line 1: found no column votes" in refused(results, file(queens, HEADER[:-6].encode()))
    assert f"{queens}, line 2: found the byte 0xFF" in refused(results, file(queens, content() + b"\xff"))
    assert f"{queens}: found nothing" in refused(results, file(queens, b""))
    assert "found nothing that can be read" in refused(results, tmp_path / "20200623__ny__primary__bronx.csv")
    (tmp_path / "20200623__ny__primary__folder.csv").mkdir()
    assert "found nothing that can be read" in refused(tmp_path / "20200623__ny__primary__folder.csv")
    assert "no file has such a name" in refused("\0")


def test_a_file_twice_is_refused(results: Path, tmp_path: Path) -> None:
    assert "each file once" in refused(results, results)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / NAME).write_bytes(content(*ROWS))
    assert "each file once" in refused(results, tmp_path / "copy" / NAME)
    link = tmp_path / "20200623__ny__primary__queens__precinct.csv"
    link.symlink_to(results)
    assert "the same file" in refused(results, link)


def test_a_file_of_another_language_stays_itself(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"\xef\xbb\xbf" + content("Kings,1,U.S. House,7,DEM,Nydia Vel\u00e1zquez,3"))
    assert "Nydia Vel\u00e1zquez" in turnout(path)


def test_as_a_program(results: Path) -> None:
    done = program(str(results))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == turnout(results)
    data = results.read_bytes()
    assert program("-", "--name", NAME, stdin=data).stdout == done.stdout
    unnamed = program("-", stdin=data)
    assert (unnamed.returncode, unnamed.stdout) == (2, b"")
    assert b"standard input: found no file name, expected --name" in unnamed.stderr
    missing = program("20200623__ny__primary__nowhere.csv")
    assert (missing.returncode, missing.stdout, missing.stderr.count(b"\n")) == (2, b"", 1)
    assert program().returncode == 2
    assert program(str(results), "--format", "xml").returncode == 2


@needs_real_files
def test_the_example_of_the_form() -> None:
    told = json.loads(turnout(REAL / NAME))
    (contest,) = (one for one in told["contests"] if (one["office"], one["district"]) == ("State Assembly", "57"))
    assert contest == {
        "election_date": "2020-06-23", "state": "NY", "kind": "primary", "office": "State Assembly", "district": "57",
        "party": "Democratic", "ballots_cast": 29130,
        "votes": {"Phara Souffrant Forrest": 15376, "Walter T. Mosley III": 12464}, "write_ins": 45,
        "counted_from": "ballot-rows",
    }  # fmt: skip
    assert told["not_understood"] == []

"""JSON and JSON Lines in the form of `manage.py classify`: every fault, told by the one reader of that form."""

import json
from typing import Any

import pytest

from endorsements.dossier_files.from_classify import read_json, read_json_lines
from endorsements.dossier_files.problems import Unreadable

REGISTER = [{"id": "rent-control", "title": "Rent control", "in_force_from": "2025-06-01", "in_force_until": None}]


def dossier(**changes: Any) -> dict[str, Any]:
    return {
        "id": "d-1",
        "as_of": "2026-03-01",
        "race": {"office": "State Assembly", "district": "57", "election_date": "2026-06-23", "branch": "legislative"},
        "candidate": {"name": "A. Candidate", "member": "yes", "red_lines": {"rent-control": "holds"}},
        "campaign": {"visible": "unknown"},
        **changes,
    }


def file(*dossiers: object, **changes: Any) -> str:
    return json.dumps({"rulebook": "caes-2026-01-24", "red_lines": REGISTER, "dossiers": list(dossiers), **changes})


def faults(text: str, read=read_json) -> list[tuple[int | None, str, str]]:
    _drafts, problems = read(text)
    return [(p.place.row, p.place.header(), p.told()) for p in problems.kept]


def test_a_file_is_read() -> None:
    (draft,), problems = read_json(file(dossier()))
    assert not problems
    assert (draft.id, draft.name, draft.office, draft.district) == ("d-1", "A. Candidate", "State Assembly", "57")
    assert (str(draft.election_on), str(draft.as_of), draft.rulebook) == ("2026-06-23", "2026-03-01", "caes-2026-01-24")
    assert {fact: said.value for fact, said in draft.answers.items()} == {
        "branch": "legislative", "member": "yes", "visible": "unknown", "red_lines.rent-control": "holds",
    }  # fmt: skip


def test_red_lines_not_in_force_then_are_read_too() -> None:
    (draft,), _ = read_json(file(dossier(as_of="2020-01-01")))
    assert draft.answers["red_lines.rent-control"].value == "holds"


def test_every_fault_of_every_dossier_is_told() -> None:
    first = dossier(
        as_of="2026-02-30",
        candidate={"name": "", "member": "maybe", "rooted": True, "shoe": "9",
                   "red_lines": {"rent-control": "yes", "nope": "holds"}},
        campaign=["visible"],
        extra=1,
    )  # fmt: skip
    second = {"race": {"office": "x" * 121, "election_date": "23/6/2026", "contest": "duel"}, "candidate": {}}
    found = faults(file(first, dossier(), dossier(), second, 7))
    assert [(row, header) for row, header, _ in found] == [
        (1, "as_of"), (1, "candidate, member"), (1, "candidate, rooted"), (1, "candidate, shoe"),
        (1, "candidate, red_lines, 'rent-control'"), (1, "candidate, red_lines"), (1, "campaign"), (1, "extra"),
        (1, "candidate, name"),
        (3, ""),
        (4, "id"), (4, "as_of"), (4, "race, election_date"), (4, "race, contest"),
        (4, "candidate, name"), (4, "race, office"),
        (5, ""),
    ]  # fmt: skip
    assert "found 'maybe', expected one of yes, no, unknown" in [message for _r, _h, message in found]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("{", "column 2"),
        ("[]", ""),
        ('{"dossiers": 7, "rulebook": "caes-2026-01-24"}', "dossiers"),
        (file(dossier(), rulebook="caes-1999"), "rulebook"),
        (json.dumps({"dossiers": [dossier()], "red_lines": REGISTER}), "rulebook"),
        (file(dossier(), colour="red"), "colour"),
        (file(dossier(), red_lines=[*REGISTER, *REGISTER]), "red_lines, red line 'rent-control', id"),
        (file(dossier(), red_lines=[{"id": "rent-control", "in_force_from": "never"}]),
         "red_lines, red line 'rent-control', in_force_from"),
        (file(dossier()).replace('"member": "yes"', '"member": "yes", "member": "no"'), "candidate, member"),
        ('{"a": 1, "a": 2}', "a"),
        (file(dossier()).replace("A. Candidate", "\\ud800"), "candidate, name"),
        (file(dossier()).replace("A. Candidate", "\\u0000 A"), "candidate, name"),
        ("[" * 100_000, ""),
    ],
)  # fmt: skip
def test_faults_of_the_file_are_told(text: str, header: str) -> None:
    found = faults(text)
    assert header in [each for _row, each, _message in found]


def test_lines_are_read_each_for_itself() -> None:
    lines = [
        json.dumps({**dossier(), "red_lines_register": REGISTER, "rulebook": "caes-2026-01-24"}),
        "",
        "{oops",
        json.dumps(dossier(rulebook="caes-1999", as_of="no day", red_lines_register=REGISTER)),
        json.dumps(dossier()),  # names a red line that its own register lacks
        json.dumps([1]),
        json.dumps({**dossier(), "red_lines_register": REGISTER}),
    ]
    drafts, problems = read_json_lines("\n".join(lines))
    assert [draft.place.row for draft in drafts] == [1, 7]
    assert [(p.place.row, p.place.header()) for p in problems.kept] == [
        (3, "column 2"), (4, "rulebook"), (4, "as_of"), (5, "candidate, red_lines"), (6, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("read", "text"), [(read_json, file()), (read_json_lines, "\n \n")])
def test_a_file_without_dossiers_is_refused(read: Any, text: str) -> None:
    with pytest.raises(Unreadable, match="no dossier"):
        read(text)

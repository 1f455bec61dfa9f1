"""The pages of an import, as a form without JavaScript sends them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from chapters.models import LogEntry
from endorsements.models import Candidacy, Cycle, Upload
from endorsements.operations import cycles, imports
from tests import factories
from tests.conftest import Cast
from tests.imports.conftest import CSV, address, counts, sent

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def columns_form(client: Client, page: str) -> dict[str, str]:
    """What the page's form would send if nothing were changed."""
    form = client.get(page).context["form"]
    return {name: form[name].initial or "" for name in form.fields}


def test_from_file_to_board(cast: Cast, cycle: Cycle, as_: As) -> None:
    client = as_("electoral")
    answer = client.post(address("import", cycle), sent(CSV))
    upload = Upload.objects.get()
    assert answer.headers["Location"] == address("import_columns", cycle, upload)
    page = client.get(answer.headers["Location"])
    assert "Two meetings a year" in page.text
    before, entries = counts(), LogEntry.objects.count()
    check = client.get(address("import_check", cycle, upload))
    assert (counts(), LogEntry.objects.count()) == (before, entries)  # looking writes nothing
    assert check.context["plan"].added == 6
    assert "Import all of it" in check.text
    done = client.post(address("import_apply", cycle, upload), follow=True)
    assert "Candidacies opened: 3" in done.text
    assert upload.sha256 in done.text
    assert Candidacy.objects.filter(race__cycle=cycle).count() == 3
    again = client.post(address("import_apply", cycle, upload), follow=True)
    assert "imported already" in again.text
    assert "imported" in client.get(address("import", cycle)).text


def test_columns_are_changed_and_texts_given_a_meaning(cast: Cast, cycle: Cycle, as_: As) -> None:
    client = as_("electoral")
    client.post(address("import", cycle), sent("Who;office;election date;Dues\nAlma;Mayor;2026-11-03;paid up\n"))
    upload = Upload.objects.get()
    page = address("import_columns", cycle, upload)
    form = columns_form(client, page)
    assert (form["target-0"], form["target-1"], form["target-3"]) == ("", "office", "")
    answer = client.post(page, {**form, "target-0": "candidate", "target-3": "member"})
    assert answer.headers["Location"] == page  # there is a text to ask about
    asked = client.get(page)
    assert "“paid up” (1 ×) is not understood" in asked.text
    assert "“paid up” is not understood" in client.get(address("import_check", cycle, upload)).text
    form = columns_form(client, page)
    (meaning,) = [name for name in form if name.startswith("meaning-")]
    answer = client.post(page, {**form, meaning: "yes"})
    assert answer.headers["Location"] == address("import_check", cycle, upload)
    client.post(address("import_apply", cycle, upload))
    assert Candidacy.objects.get().answers.get().value == "yes"


def test_errors_are_shown_by_row_and_column_and_capped(cast: Cast, cycle: Cycle, as_: As) -> None:
    client = as_("electoral")
    rows = "".join(f"A{n},Mayor,2026-02-30,=maybe\n" for n in range(150))
    client.post(address("import", cycle), sent("candidate,office,election_date,member\n" + rows))
    upload = Upload.objects.get()
    page = client.get(address("import_check", cycle, upload))
    assert len(page.context["problems"]) == 200
    assert page.context["further_problems"] == 100
    assert "There is no day “2026-02-30”." in page.text
    assert "Import all of it" not in page.text
    answer = client.get(address("import_problems", cycle, upload))
    listed = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert listed[0] == ["Row", "Column", "Header", "Problem"]
    assert len(listed) == 301
    assert listed[1] == ["2", "C", "election_date", "There is no day “2026-02-30”."]
    assert not [cell for row in listed for cell in row if cell.startswith(("=", "+", "-", "@"))]
    refused = client.post(address("import_apply", cycle, upload))
    assert refused.status_code == 422
    assert "Nothing was imported" in refused.text
    assert not Candidacy.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""),
        ("x.csv", b"PK\x03\x04" + b"\x00" * 90),
        ("x.csv", bytes(range(256)) * 9),
        ("x.csv", b"candidate,office\n"),
        ("x.csv", b"a" * (5 * 1024 * 1024 + 1)),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(cycle: Cycle, as_: As, name: str, content: bytes) -> None:
    answer = as_("electoral").post(address("import", cycle), sent(content, name))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Upload.objects.exists()


HOSTILE = [
    ("nul.csv", "candidate,office,election_date,member\nA\x00B,Mayor,2026-11-03,yes\n" + "fill " * 100),
    ("huge.csv", "candidate,office,election_date,evidence: member\nA,Mayor,2026-11-03," + "x" * 1_000_000),
    ("rtl.csv", "candidate,office,election_date\n\u202eevil\u202d,<script>alert(1)</script>,2026-11-03\n"),
    ("formula.csv", '=cmd|/C calc,office\n"=1+1",@SUM(A1)\n'),
    ("same.csv", "member,member,member\nyes,no,yes\n"),
    ("one.csv", "x\ny\n"),
    ("quote.csv", 'a,b\n"c,d\n'),
    ("wide.csv", ",".join(f"h{n}" for n in range(400)) + "\n" + "," * 399 + "\n1" + "," * 399 + "\n"),
    ("returns.csv", "a\rb\r\rc\n\r\n\r"),
    ("deep.json", "[" * 200_000),
    ("list.json", "[1, 2]"),
    ("null.json", "null"),
    ("many.json", '{"rulebook": "caes-2026-01-24", "dossiers": [' + ",".join(["{}"] * 5001) + "]}"),
    ("wrong.json", '{"rulebook": 7, "red_lines": {}, "dossiers": [[], 1, null, "x", {"id": {}, "race": [], "candidate": {"red_lines": []}}]}'),
    ("half.json", '{"rulebook": "caes-2026-01-24", "dossiers": [{"id": "\\ud800", "as_of": "2026-01-01", "candidate": {"name": "\\udfff\\u0000"}}]}'),
    ("lines.jsonl", '{}\n[]\n"x"\n{"id": 1}\n\x00\n'),
    ("../../etc/passwd.csv", "candidate\nA\n"),
    ("\u202egnp.csv" * 60, "candidate\nA\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), HOSTILE, ids=[name[:12] for name, _ in HOSTILE])
def test_hostile_files_are_answered(cycle: Cycle, as_: As, name: str, text: str) -> None:
    client = as_("electoral")
    answer = client.post(address("import", cycle), sent(text, name))
    assert answer.status_code in (302, 422)
    for upload in Upload.objects.all():
        assert len(upload.name) <= 200
        for page in ("import_columns", "import_check", "import_problems"):
            assert client.get(address(page, cycle, upload)).status_code in (200, 302, 422)
        columns = {f"target-{n}": "member" for n in range(5)} | {f"part-{n}": "answer" for n in range(5)}
        assert client.post(address("import_columns", cycle, upload), columns).status_code in (302, 422)
        assert "<script>alert" not in client.get(address("import_check", cycle, upload)).text
        assert client.post(address("import_apply", cycle, upload)).status_code in (302, 422)
    names = Candidacy.objects.values_list("candidate__name", flat=True)
    assert not [name for name in names if "\x00" in name or "\ud800" in name]


@pytest.mark.parametrize("value", ["nonsense", "x" * 100_000, "\x00", "red_lines.none"])
def test_hostile_columns_are_refused(cycle: Cycle, as_: As, upload: Callable[..., Upload], value: str) -> None:
    page = address("import_columns", cycle, upload())
    answer = as_("electoral").post(page, {"target-0": value, "part-0": value, "meaning-0-0": value})
    assert answer.status_code == 422


def test_a_form_of_the_widest_file_can_still_be_sent(cycle: Cycle, as_: As, upload: Callable[..., Upload]) -> None:
    rows = "".join(",".join(f"w{n}-{k}" for k in range(400)) + "\n" for n in range(30))
    page, client = address("import_columns", cycle, upload(",".join(["member"] * 400) + "\n" + rows)), as_("electoral")
    form = columns_form(client, page)
    assert len(form) == 1800
    assert client.post(page, form).status_code == 302


def test_windows_files_are_read_with_a_warning(cycle: Cycle, as_: As) -> None:
    client = as_("electoral")
    client.post(
        address("import", cycle), sent("candidate,office,election_date\nInés,Alcaldía,2026-11-03\n".encode("cp1252"))
    )
    page = client.get(address("import_columns", cycle, Upload.objects.get()))
    assert "read as Windows-1252" in page.text
    assert "Alcaldía" in page.text


def test_json_goes_straight_to_the_check(cycle: Cycle, as_: As) -> None:
    from tests.imports.test_classify_form import dossier, file

    client = as_("electoral")
    answer = client.post(address("import", cycle), sent(file(dossier()), "d.json"))
    upload = Upload.objects.get()
    assert answer.headers["Location"] == address("import_check", cycle, upload)
    assert client.get(address("import_columns", cycle, upload)).headers["Location"] == answer.headers["Location"]
    assert "A. Candidate" in client.get(answer.headers["Location"]).text


def test_a_file_imported_before_is_recognized(cast: Cast, cycle: Cycle, as_: As, upload: Callable[..., Upload]) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=factories.NOW)
    page = as_("electoral").get(address("import_check", cycle, upload()))
    assert "The same file was imported" in page.text
    assert "Nothing would change" in page.text
    assert "Import all of it" not in page.text


def test_an_upload_is_discarded(cycle: Cycle, as_: As, upload: Callable[..., Upload]) -> None:
    answer = as_("electoral").post(address("import_discard", cycle, upload()), follow=True)
    assert "is discarded" in answer.text
    assert not Upload.objects.exists()


def test_a_closed_cycle_says_so(cast: Cast, cycle: Cycle, as_: As, upload: Callable[..., Upload]) -> None:
    kept = upload()
    cycles.close_cycle(cycle=cycle, by=cast.electoral, at=factories.NOW)
    client = as_("electoral")
    assert "is closed" in client.get(address("import", cycle)).text
    assert client.post(address("import", cycle), sent(CSV)).status_code == 422
    assert "Import all of it" not in client.get(address("import_check", cycle, kept)).text
    assert "is closed" in client.post(address("import_apply", cycle, kept), follow=True).text


def test_downloads_read_back(cast: Cast, cycle: Cycle, as_: As, upload: Callable[..., Upload]) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=factories.NOW)
    client = as_("electoral")
    rows = list(csv.DictReader(io.StringIO(client.get(address("dossiers_csv", cycle)).content.decode("utf-8-sig"))))
    assert [(row["candidate"], row["member"], row["red_lines.rent-control"]) for row in rows] == [
        ("Alma Reyes", "yes", "holds"), ("Bea Ruiz", "yes", "crosses"), ("Carl Ode", "", ""),
    ]  # fmt: skip
    empty = client.get(address("import_template", cycle)).content.decode("utf-8-sig")
    assert empty.count("\n") == 1
    assert "evidence: red_lines.rent-control" in empty


@pytest.mark.parametrize("who", ["member", "steering", "admin", "outsider", "operator", "anonymous"])
def test_only_the_electoral_committee_imports(cycle: Cycle, as_: As, upload: Callable[..., Upload], who: str) -> None:
    kept, client = upload(), as_(who)
    expected = {"anonymous": 302, "outsider": 404, "operator": 404}.get(who, 403)
    for name in ("import", "import_template", "dossiers_csv"):
        assert client.get(address(name, cycle)).status_code == expected
    for name in ("import_columns", "import_check", "import_problems"):
        assert client.get(address(name, cycle, kept)).status_code == expected
    for name in ("import_apply", "import_discard", "import_columns"):
        assert client.post(address(name, cycle, kept)).status_code == expected
    assert client.post(address("import", cycle), sent(CSV)).status_code == expected
    assert list(Upload.objects.all()) == [kept]


def test_an_upload_of_another_cycle_or_chapter_is_not_found(
    cast: Cast, cycle: Cycle, as_: As, upload: Callable[..., Upload]
) -> None:
    theirs = upload(into=factories.cycle(cast.other_chapter))
    elsewhere = upload(into=factories.cycle(cast.chapter))
    client = as_("electoral")
    for other in (theirs, elsewhere):
        assert client.get(address("import_check", cycle, other)).status_code == 404
        assert client.post(address("import_apply", cycle, other)).status_code == 404


def test_pages_take_as_many_queries_for_many_rows_as_for_one(
    cycle: Cycle, as_: As, upload: Callable[..., Upload], django_assert_num_queries: Any
) -> None:
    client = as_("electoral")
    one = "candidate,office,election_date,member\nA,Mayor,2026-11-03,yes\n"
    three = one + "B,Mayor,2026-11-03,yes\nC,Council,2026-11-03,no\n"
    for text in (one, three):
        kept = upload(text)
        client.get(address("import", cycle))
        with django_assert_num_queries(QUERIES["import_check"]):
            client.get(address("import_check", cycle, kept))
        with django_assert_num_queries(QUERIES["import_columns"]):
            client.get(address("import_columns", cycle, kept))
        with django_assert_num_queries(QUERIES["import"]):
            client.get(address("import", cycle))
        upload(text)


QUERIES = {"import_check": 11, "import_columns": 5, "import": 5}


def test_questions_in_spanish_are_recognized_when_the_catalogue_has_them(
    cast: Cast, cycle: Cycle, upload: Callable[..., Upload]
) -> None:
    from django.utils.translation import gettext

    from endorsements.rules import FACTS_BY_ID

    with translation.override("es"):
        question = gettext(FACTS_BY_ID["viable_path"].question)
    kept = upload(f"candidata;cargo;fecha de la elección;{question.upper()}\nA;Alcaldía;2026-11-03;sí\n")
    assert kept.mapping["columns"][3] == ["viable_path", "answer"]

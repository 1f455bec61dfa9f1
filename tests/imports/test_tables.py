"""CSV: encodings, separators, shapes, cells. Every fault with its row and column."""

import pytest

from endorsements.dossier_files.columns import Column, Mapped, Part, guess, names_of
from endorsements.dossier_files.from_table import read_drafts
from endorsements.dossier_files.problems import Unreadable
from endorsements.dossier_files.table import letter, read_table
from endorsements.dossier_files.text import LARGEST, decode

HEAD = "candidate,office,district,election_date,member"
GOOD = "Alma Reyes,City Council,Ward 3,2026-11-03,yes"
NAMES = names_of([("member", "Is the candidate a DSA member?"), ("member", "¿Es socia o socio de DSA?")])


def read(*lines: str, text: str | None = None, meanings: dict[int, dict[str, str]] | None = None):
    table = read_table("\n".join(lines) if text is None else text)
    return read_drafts(table, guess(table.headers, NAMES)._replace(meanings=meanings or {}), {})


def told(problems) -> list[tuple[int | None, str, str]]:
    return [(p.place.row, p.place.letter, p.told()) for p in problems.kept]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_recognized(encoding: str) -> None:
    decoded = decode("candidate,office\nInés Ñandú,Alcaldía\n".encode(encoding))
    assert decoded.text == "candidate,office\nInés Ñandú,Alcaldía\n"
    assert not decoded.guessed


def test_windows_1252_is_a_guess_that_is_told() -> None:
    decoded = decode("candidate\nInés “Ñ” Ruiz\n".encode("windows-1252"))
    assert "Inés “Ñ” Ruiz" in decoded.text
    assert decoded.guessed


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n\x00 ", "is empty"),
        (b"PK\x03\x04" + b"\x00" * 50, "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
        (b"%PDF-1.7\n%", "not a text file"),
        (bytes(range(256)) * 4, "not a text file"),
        (b"\xff\xfea\x00b", "not a text file"),  # UTF-16 cut in the middle of a letter
        (b"candidate\n\x81\x8d\n", "not a text file"),  # no encoding at all
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        decode(data)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    text = f"{HEAD}\n{GOOD}\n".replace(",", separator)
    drafts, problems = read(text=text)
    assert not problems
    assert (drafts[0].name, drafts[0].district, drafts[0].answers["member"].value) == ("Alma Reyes", "Ward 3", "yes")


def test_a_question_with_commas_does_not_hide_semicolons() -> None:
    table = read_table("candidate;office;Is it, after all, really, truly, wholly, a member?\nA;B;yes\n")
    assert table.separator == ";"


def test_a_declared_separator_is_no_row() -> None:
    table = read_table(f"sep=;\r\n{HEAD};x\n{GOOD};1\n".replace(",", ";"))
    assert [row.number for row in table.rows] == [2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    drafts, problems = read(text=end.join([HEAD, GOOD, GOOD.replace("Alma", "Bea")]) + end)
    assert [draft.name for draft in drafts] == ["Alma Reyes", "Bea Reyes"]
    assert not problems


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    cell = '"two\nlines"'
    drafts, _ = read("", HEAD + ",evidence: member", "", f"{GOOD},{cell}", ",,,,,", f"{GOOD},")
    assert [draft.place.row for draft in drafts] == [4, 6]
    assert drafts[0].answers["member"].evidence == "two\nlines"


def test_ragged_rows_are_each_named() -> None:
    drafts, problems = read(HEAD, GOOD, "Alma,Council", GOOD + ",more", GOOD + ",,")
    assert [(row, message) for row, _l, message in told(problems)] == [
        (3, "The row has 2 cells, the header 5. Is a separator missing or too many?"),
        (4, "The row has 6 cells, the header 5. Is a separator missing or too many?"),
    ]
    assert len(drafts) == 2  # empty cells at the end are no cells


def test_an_open_quotation_mark_ends_the_reading_and_is_told() -> None:
    drafts, problems = read(HEAD, GOOD, '"Alma,City Council', GOOD)
    assert len(drafts) == 1
    assert told(problems)[0][0] == 3
    assert "quotation mark" in told(problems)[0][2]


@pytest.mark.parametrize(
    ("text", "said"), [(HEAD, "no row below"), (",,,\n1", "no row below"), ("\n\n", "no row of headers")]
)
def test_tables_without_rows_are_refused(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_table(text)


def test_too_many_rows_and_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="more than 5000 rows"):
        read_table("a\n" + "x\n" * 5001)
    with pytest.raises(Unreadable, match="more than 400 columns"):
        read_table(",".join("abc" for _ in range(401)) + "\n1\n")


def test_every_error_of_a_file_is_found_with_row_and_column() -> None:
    _, problems = read(
        HEAD + ",link: member,date: member,evidence: member",
        ",City Council,Ward 3,2026-02-30,yes,,,",
        "Alma,,Ward 3,13/1/2026,perhaps,,,",
        "Alma,City Council,Ward 3,3.11.2026,yes,javascript:alert(1),11/31/2026," + "x" * 50_001,
        f"{'A' * 121},City\x00Council,{'3' * 61},2026-11-03,,https://example.org,,",
    )
    assert {(row, column) for row, column, _ in told(problems)} == {
        (2, "A"), (2, "D"), (3, "B"), (3, "D"), (3, "E"), (4, "D"), (4, "F"), (4, "G"), (4, "H"),
        (5, "A"), (5, "B"), (5, "C"), (5, "E"),
    }  # fmt: skip
    assert problems.total == 13
    assert "There is no day “2026-02-30”." in [message for _r, _c, message in told(problems)]
    assert problems.kept[0].place.header() in ("election_date", "candidate", "office", "evidence: member")


@pytest.mark.parametrize("text", ["2026-06-23", "6/23/2026", "06/23/2026"])
def test_days_in_both_forms(text: str) -> None:
    drafts, _ = read(HEAD, GOOD.replace("2026-11-03", text))
    assert drafts[0].election_on.isoformat() == "2026-06-23"


@pytest.mark.parametrize(
    "text", ["23/6/2026", "2026-6-23", "6/23/26", "２０２６-06-23", "0001-01-01", "46196", "2026-06-23T00:00"]
)
def test_other_days_are_errors(text: str) -> None:
    _, problems = read(HEAD, GOOD.replace("2026-11-03", text))
    assert told(problems)[0][:2] == (2, "D")


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", "yes"), ("Y", "yes"), (" SÍ ", "yes"), ("si", "yes"), ("TRUE", "yes"), ("1", "yes"), ("X", "yes"),
     ("No", "no"), ("n", "no"), ("False", "no"), ("0", "no"), ("unknown", "unknown"), ("?", "unknown"), ("", None)],
)  # fmt: skip
def test_answers_as_people_write_them(text: str, value: str | None) -> None:
    drafts, problems = read(HEAD, GOOD.replace(",yes", f",{text}"))
    assert not problems
    assert [said.value for said in drafts[0].answers.values()] == ([value] if value else [])


def test_other_answers_are_errors_unless_they_are_given_a_meaning() -> None:
    row = GOOD.replace(",yes", ",paid up")
    assert "“paid up” is not understood; expected one of yes, no, unknown." in told(read(HEAD, row)[1])[0][2]
    drafts, problems = read(HEAD, row, meanings={4: {"paid up": "yes"}})
    assert not problems
    assert drafts[0].answers["member"].value == "yes"


def test_red_lines_take_their_own_words_and_no_ambiguous_ones() -> None:
    table = read_table(f"{HEAD},rent\n{GOOD},Holds\n{GOOD},cruza\n{GOOD},yes\n")
    mapped = guess(table.headers, NAMES)
    mapped = mapped._replace(columns=(*mapped.columns[:5], Column("red_lines.rent")))
    drafts, problems = read_drafts(table, mapped, {})
    assert [draft.answers["red_lines.rent"].value for draft in drafts] == ["holds", "crosses"]
    assert told(problems)[0][:2] == (4, "F")


def test_headers_are_recognized_in_any_case_and_in_both_languages() -> None:
    headers = ["CANDIDATA", "Cargo", "Distrito", "Día de la elección", "is the candidate a DSA member", "Open Socialist",
               "Evidence: is the candidate a dsa member?", "fuente: rooted", "rooted date", "shoe size"]  # fmt: skip
    assert guess(headers, NAMES).columns == (
        Column("candidate"), Column("office"), Column("district"), Column("election_date"), Column("member"),
        Column("open_socialist"), Column("member", Part.EVIDENCE), Column("rooted", Part.SOURCE),
        Column("rooted", Part.DATE), Column(),
    )  # fmt: skip
    assert guess(["¿Es socia o socio de DSA?"], NAMES).columns == (Column("member"),)


def test_duplicate_headers_and_what_is_missing_are_told_by_column() -> None:
    _, problems = read("candidate,member,Member,evidence: rooted", "A,yes,no,")
    assert told(problems) == [
        (None, "", "No column is the candidacy's “office”; choose one."),
        (None, "", "No column is the candidacy's “election_date”; choose one."),
        (None, "C", "Column B is this already (member); leave one of the two out."),
        (None, "D", "This belongs to the answer to “rooted”, and no column holds that answer."),
    ]


def test_evidence_without_an_answer_is_an_error() -> None:
    _, problems = read(HEAD + ",evidence: member", GOOD.replace(",yes", ",,On the list"))
    assert told(problems)[0][:2] == (2, "E")


def test_what_looks_like_a_formula_is_text() -> None:
    drafts, problems = read(
        HEAD + ",evidence: member", GOOD + ',"=HYPERLINK(""https://example.org"")"', GOOD + ",'=1+1"
    )
    assert not problems
    assert [d.answers["member"].evidence for d in drafts] == ['=HYPERLINK("https://example.org")', "=1+1"]


def test_problems_are_counted_beyond_what_is_kept() -> None:
    columns = ",".join(["member", *(f"evidence: {fact}" for fact in ("member",))])
    text = f"candidate,office,election_date,{columns},rooted,visible\n" + ",,,maybe,,maybe,maybe\n" * 5000
    _, problems = read(text=text)
    assert (len(problems.kept), problems.total) == (10_000, 30_000)


def test_columns_are_lettered_like_a_spreadsheet() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_mapping_is_stored_and_read_back() -> None:
    mapped = Mapped((Column("member"), Column("member", Part.LINK), Column()), {0: {"paid": "yes"}})
    assert Mapped.from_json(mapped.as_json()) == mapped

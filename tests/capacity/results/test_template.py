"""The plain template: CSV as spreadsheets save it, or a workbook; read the same."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook, load_workbook

from capacity.models import ResultsFile
from capacity.planning.results import Malformed
from capacity.queries.library import contests
from capacity.results_template import COLUMNS, read_template
from chapters.policies import Refused
from tests.capacity.results.conftest import address, sent

ROWS: list[list[object]] = [
    [dt.date(2023, 11, 7), "wi", "General", "City Council", "04", "", "Dee Example", 1200, 2100, ""],
    [dt.date(2023, 11, 7), "WI", "general", "City Council", "4", "", "Eli Example", 800.0, None, ""],
    [dt.date(2023, 11, 7), "WI", "general", "City Council", "4", "", "Write-ins", 40, 2100, ""],
    [dt.date(2019, 11, 5), "WI", "general", "City Council", "4", "", "Dee Example", 900, None, ""],
    [dt.date(2019, 11, 5), "WI", "general", "City Council", "4", "", "Blank", 100, None, ""],
]
NAME = "wards.csv"


def as_csv(rows: list[list[object]], separator: str = ",", header: tuple[str, ...] = COLUMNS) -> str:
    cells = [list(header), *([("" if cell is None else str(cell)) for cell in row] for row in rows)]
    return "\n".join(separator.join(row) for row in cells) + "\n"


def as_xlsx(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in [list(COLUMNS), *rows]:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def read(text: str | bytes):
    return read_template(io.BytesIO(text if isinstance(text, bytes) else text.encode()), NAME)


FORMS = {
    "commas": as_csv(ROWS),
    "semicolons": as_csv(ROWS, ";"),
    "tabs, UTF-16": as_csv(ROWS, "\t").encode("utf-16"),
    "with a mark": as_csv(ROWS).encode("utf-8-sig"),
    "workbook": as_xlsx(ROWS),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_says_the_same(text):
    found = read(text)
    assert (found.rows, found.not_understood) == (5, [])
    assert [
        (
            str(c.key.election.held_on),
            c.key.district,
            c.ballots_cast,
            c.counted_from.value,
            dict(c.votes),
            c.write_ins,
            c.no_choice,
        )
        for c in found.contests
    ] == [
        ("2019-11-05", "4", 1000, "candidates", {"Dee Example": 900}, 0, 100),
        ("2023-11-07", "4", 2100, "ballot-rows", {"Dee Example": 1200, "Eli Example": 800}, 40, 0),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("election_date", "2023-02-30", "election_date: expected a day as YYYY-MM-DD or M/D/YYYY, found '2023-02-30'"),
        ("state", "Wisconsin", "state: expected two letters, found 'Wisconsin'"),
        ("kind", "primry", "kind: expected one of primary, general"),
        ("office", "", "office: expected a name, found nothing"),
        ("candidate", "", "candidate: expected a name, found nothing"),
        ("candidate", "Dee Example", "candidate: expected each candidate once a contest and county"),
        ("candidate", "Ballots Cast", "candidate: expected a person, write-ins or blanks"),
        ("votes", "", "votes: expected a whole number, found nothing"),
        ("votes", "*", "votes: expected a whole number, found '*'"),
        ("votes", "-1", "votes: expected a whole number, found '-1'"),
        ("ballots_cast", "12.5", "ballots_cast: expected a whole number, found '12.5'"),
        ("ballots_cast", "2000", "ballots_cast: expected the same ballots cast"),
        ("district", "x" * 61, "district: expected at most 60 characters"),
    ],
)
def test_each_row_not_understood_is_named(column, cell, why):
    row = [*ROWS[1]]
    row[COLUMNS.index(column)] = cell
    (fault,) = read(as_csv([ROWS[0], row])).not_understood
    assert (fault.line, fault.why()[: len(why)]) == (3, why)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing"),
        ("election_date,state\n", "no column kind"),
        (as_csv(ROWS, header=(*COLUMNS[:9], "votes")), "the column votes twice"),
        ('election_date,"', "quotation marks"),
        (b"PK\x03\x04", "cannot be read"),
        (b"\xff\xfe\x00", "bytes that are no text"),
    ],
)
def test_what_is_no_template(text, said):
    with pytest.raises(Malformed, match=said):
        read(text)


def test_windows_text_and_american_days():
    (found,) = read(as_csv([["11/7/2023", "TX", "runoff", "Mayor", "", "", "José Example", "1,234"]]).replace(
        "1,234", '"1,234"'
    ).encode("cp1252")).contests  # fmt: skip
    assert (found.key.election.held_on, dict(found.votes)) == (dt.date(2023, 11, 7), {"José Example": 1234})


def test_several_elections_in_one_file_and_its_replacement(cast, as_, import_):
    import_((NAME, as_csv(ROWS)))
    assert ResultsFile.objects.filter(is_current=True).count() == 2
    import_((NAME, as_csv(ROWS[:3])))
    assert [c.ballots_cast for c in contests(cast.chapter)] == [2100]
    (again,) = import_(("copy.csv", as_csv(ROWS[:3])))
    assert again.same_as == NAME
    with pytest.raises(Refused, match="already counts City Council 4"):
        import_(("other.xlsx", as_xlsx(ROWS)))


def test_turnout_alone_is_enough(import_, cast):
    import_((NAME, as_csv([["2021-04-06", "WI", "general", "School Board", "", "", "", "", 5000, ""]])))
    assert [(c.ballots_cast, dict(c.votes)) for c in contests(cast.chapter)] == [(5000, {})]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_empty_template_can_be_filled_in_and_sent(cast, as_, form):
    client = as_("electoral")
    empty = client.get(address(f"results_template_{form}", cast))
    assert f"results.{form}" in empty["Content-Disposition"]
    if form == "csv":
        filled = empty.content + as_csv(ROWS).split("\n", 1)[1].encode()
    else:
        book = load_workbook(io.BytesIO(empty.content))
        for row in ROWS:
            book.worksheets[0].append(row)
        out = io.BytesIO()
        book.save(out)
        filled = out.getvalue()
    assert client.post(address("results_import", cast), sent((f"wards.{form}", filled))).status_code == 302
    assert len(contests(cast.chapter)) == 2

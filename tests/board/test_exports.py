"""The board as CSV and XLSX: the page's rows, typed, and no cell that a spreadsheet could run."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from endorsements.models import Candidacy
from endorsements.spreadsheets import as_csv, as_xlsx, could_run
from tests import factories
from tests.decisions import records

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "|cmd", '=HYPERLINK("http://x","y")']


@pytest.fixture
def cycle(cast):
    made = factories.cycle(cast.chapter, name="=Spring [1]")
    race = factories.race(made, office="@Council", district="-7", decide_by_on=dt.date(2027, 1, 5))
    factories.candidacy(race, factories.CADRE, name='=HYPERLINK("https://example.org")')
    factories.candidacy(race, {"member": "no"}, name="Bo \x0bExample")
    factories.race(made, office="Mayor", district="")
    return made


def get(client, cycle, name, query=""):
    return client.get(reverse(name, args=[cycle.chapter.slug, cycle.pk]) + query)


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_csv_opens_in_excel_and_runs_nothing(as_, cycle):
    records.decide(records.motion(Candidacy.objects.get(candidate__name__startswith="=HYPERLINK")))
    response = get(as_("member"), cycle, "board_csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    today = response.wsgi_request.standing.today.isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="{cycle.chapter.slug}-board-{today}.csv"'
    header, *rows = table(response)
    assert len(rows) == 3
    assert not [cell for row in (header, *rows) for cell in row if could_run(cell)]
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    ours = found['\'=HYPERLINK("https://example.org")']
    assert (ours["Office"], ours["District"]) == ("'@Council", "'-7")
    assert (ours["Decide by"], ours["Election day"]) == ("2027-01-05", "2027-06-22")
    assert ours["Verdict"] == "Cadre"
    assert ours["Decision"] == "Endorsed"
    assert found[""]["Verdict"] == "No candidacy yet"


def test_xlsx_keeps_text_text_and_days_days(as_, cycle):
    response = get(as_("member"), cycle, "board_xlsx", "?sort=candidacy")
    sheet = load_workbook(io.BytesIO(response.content)).active
    cells = {sheet.cell(1, cell.column).value: cell for cell in sheet[2]}
    assert cells["Candidacy"].value == '=HYPERLINK("https://example.org")'
    assert cells["Candidacy"].data_type == "s"
    assert cells["Candidacy"].quotePrefix
    assert cells["Office"].data_type == "s"
    assert cells["Election day"].is_date
    assert cells["Election day"].value.date() == dt.date(2027, 6, 22)
    assert cells["Open questions"].data_type == "n"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet["A3"].value == "Bo Example"


@pytest.mark.parametrize("name", ["board_csv", "board_xlsx"])
def test_exports_take_the_pages_filters(as_, cycle, name):
    response = get(as_("member"), cycle, name, "?verdict=cadre")
    if name == "board_csv":
        assert len(table(response)) == 2
    else:
        assert load_workbook(io.BytesIO(response.content)).active.max_row == 2
    refused = get(as_("member"), cycle, name, "?verdict=perhaps")
    assert refused.status_code == 302
    assert refused.url == reverse("board", args=[cycle.chapter.slug, cycle.pk]) + "?verdict=perhaps"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_runs_not_even_in_the_header(text):
    for row in csv.reader(io.StringIO(as_csv([text], [[text]]).decode("utf-8-sig"), newline="")):
        assert row[0] == f"'{text}"
    sheet = load_workbook(io.BytesIO(as_xlsx(text, [text], [[text]]))).active
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.data_type, bool(cell.quotePrefix)) == ("s", True)


def test_numbers_and_plain_words_stay_what_they_are():
    assert as_csv(["n"], [[-3], ["Ada"], [None]]).decode("utf-8-sig").split() == ["n", "-3", "Ada", '""']

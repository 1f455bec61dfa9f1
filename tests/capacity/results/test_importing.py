"""Importing results: all or nothing, each row not understood by its line, and again without doubling."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from capacity.models import ContestCount, ResultsFile
from capacity.operations import results
from capacity.operations.results import MOST_LEFT_OUT, RowsNotUnderstood
from capacity.planning.results import Malformed
from capacity.queries.library import contests
from capacity.queries.results_files import left_out
from chapters.models import LogEntry
from chapters.policies import Refused
from tests import factories
from tests.capacity.results.conftest import KINGS, QUEENS, ROWS, address, content, contest, sent

BAD = (*ROWS, "Kings,2,State Assembly,57,Democratic,Dee Example,n/a")


def imported(**narrowed: object) -> list[LogEntry]:
    return list(LogEntry.objects.filter(action="results.imported", **narrowed))


def test_a_file_becomes_contests_and_a_log_entry(cast, import_):
    (read,) = import_((KINGS, content()))
    (file,) = read.files
    assert (file.name, file.kind, file.state, str(file.election_on), file.rows) == (
        KINGS,
        "primary",
        "NY",
        "2020-06-23",
        3,
    )
    (found,) = contests(cast.chapter)
    assert (found.ballots_cast, dict(found.votes)) == (30, {"Dee Example": 20, "Eli Example": 9})
    (entry,) = imported()
    assert entry.detail == {"sha256": file.sha256, "rows": 3, "contests": 1, "left_out": 0, "replaced": False}


def test_several_files_at_once_are_added_up(cast, as_):
    queens = content(contest("1", "Queens", "Member of the Assembly", "057", "DEM", 12, Dee_Example=7, dee_example=1))
    answer = as_("electoral").post(address("results_import", cast), sent((KINGS, content()), (QUEENS, queens)))
    assert (answer.status_code, ResultsFile.objects.count()) == (302, 2)
    (found,) = contests(cast.chapter)
    assert (found.ballots_cast, found.votes["Dee Example"], found.counties) == (42, 28, ("Kings", "Queens"))


def test_the_same_file_again_changes_nothing_and_says_so(cast, as_, import_):
    import_((KINGS, content()))
    answer = as_("electoral").post(address("results_import", cast), sent((KINGS, content())), follow=True)
    assert "has not changed" in answer.text
    assert (ResultsFile.objects.count(), ContestCount.objects.count(), len(imported())) == (1, 1, 1)


def test_the_same_content_under_another_name_changes_nothing(import_):
    import_((KINGS, content()))
    (again,) = import_((KINGS.replace(".csv", " (1).csv"), content()))
    assert (again.same_as, ResultsFile.objects.count()) == (KINGS, 1)


def test_other_content_under_a_name_takes_its_place_and_the_old_one_stays(cast, import_):
    import_((KINGS, content()))
    (read,) = import_((KINGS, content(*ROWS, "Kings,2,State Assembly,57,Democratic,Public Counter,5")))
    assert read.replaced
    assert sorted(ResultsFile.objects.values_list("is_current", flat=True)) == [False, True]
    assert [each.ballots_cast for each in contests(cast.chapter)] == [35]
    assert [entry.detail["replaced"] for entry in imported()].count(True) == 1


def test_a_county_that_another_file_counts_is_refused(cast, import_):
    """A renamed copy with a row more would count the county twice."""
    import_((KINGS, content()))
    with pytest.raises(Refused, match=r"already counts State Assembly 57 Democratic\. Take that file out"):
        import_((KINGS.replace("precinct", "precinct_v2"), content(*ROWS, "Kings,9,State Assembly,57,Democratic,X,1")))
    assert ResultsFile.objects.count() == 1


def test_rows_not_understood_stop_the_import_and_are_named(cast, as_):
    answer = as_("electoral").post(address("results_import", cast), sent((QUEENS, content()), (KINGS, content(*BAD))))
    assert answer.status_code == 422
    assert "votes: expected a whole number, found" in answer.text
    assert re.search(r'data-label="Line">5<', answer.text)
    assert f"{KINGS}: rows not understood: 1 of 4" in answer.text
    assert (ResultsFile.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_going_on_without_these_rows_is_recorded(cast, as_):
    client, files = as_("electoral"), (KINGS, content(*BAD))
    shown = client.post(address("results_import", cast), sent(files))
    seen = shown.context["asked"]["seen"]
    assert f'name="without" id="id_without" value="{seen}"' in shown.text
    assert client.post(address("results_import", cast), sent(files, without=seen)).status_code == 302
    file = ResultsFile.objects.get()
    assert [(row.line, row.why()) for row in left_out(file)] == [(5, "votes: expected a whole number, found 'n/a'")]
    assert [entry.detail["left_out"] for entry in imported()] == [1]
    page = client.get(address("results_file", cast, file.pk)).text
    assert "expected a whole number" in page


def test_agreeing_to_other_rows_than_those_shown_does_not_count(import_):
    with pytest.raises(RowsNotUnderstood) as shown:
        import_((KINGS, content(*BAD)))
    with pytest.raises(RowsNotUnderstood):
        import_(
            (KINGS, content(*BAD, "Kings,3,State Assembly,57,Democratic,Dee Example,many")), without=shown.value.seen
        )
    assert not ResultsFile.objects.exists()


def test_a_file_of_nonsense_cannot_be_imported_without_its_rows(import_):
    rows = [f"Kings,{n},State Assembly,57,Democratic,Dee Example,x{n}" for n in range(MOST_LEFT_OUT + 1)]
    with pytest.raises(RowsNotUnderstood) as refusal:
        import_((KINGS, content(*ROWS, *rows)))
    assert refusal.value.seen == ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("results.csv", content(), "a name of date, state and kind of election"),
        ("20200231__ny__primary.csv", content(), "a day that exists"),
        (KINGS, "county,office\nKings,Mayor\n", "no column district"),
        (KINGS, content() + '"', "quotation mark that is never closed"),
        (KINGS, b"\xff\xfe\x00", "no character has it"),
        (KINGS, "PK\x03\x04nonsense", "a workbook that cannot be read"),
        (KINGS, content("").strip(), "has no contest in it"),
        (KINGS, content(f"Kings,1,{'x' * 121},1,D,A,1"), "more than 120 characters"),
        (KINGS, content("Kings,1,May\x00or,1,D,A,1"), "a character that no text may have"),
        (KINGS, content("Kings,1,Mayor,1,D,A,999999999999"), "more votes than there are people"),
        (f"20200623__ny__{'x' * 41}.csv", content(), "says no kind of election"),
    ],
)  # fmt: skip
def test_what_no_record_can_hold_is_refused_whole(cast, as_, name, text, said):
    answer = as_("electoral").post(address("results_import", cast), sent((QUEENS, content()), (name, text)))
    assert answer.status_code == 422
    assert said in answer.text
    assert not ResultsFile.objects.exists()


def test_a_file_twice_or_too_many_or_none(cast, as_):
    client, where = as_("electoral"), address("results_import", cast)
    assert "sent twice" in client.post(where, sent((KINGS, content()), (KINGS, content()))).text
    many = sent(*((f"20200623__ny__primary__{n}.csv", content()) for n in range(31)))
    assert "At most 30 files" in client.post(where, many).text
    assert client.post(where, {}).status_code == 422
    large = client.post(where, sent((KINGS, b"x" * (10 * 2**20 + 1))))
    assert (large.status_code, "larger than 10 MB" in large.text) == (422, True)


def test_repeated_lines_are_warned_of(cast, as_):
    answer = as_("electoral").post(address("results_import", cast), sent((KINGS, content(*ROWS, *ROWS))), follow=True)
    assert "3 lines repeat earlier ones, from line 5" in answer.text
    file = ResultsFile.objects.get()
    assert (file.repeated, file.first_repeated) == (3, 5)


def test_taking_a_file_out_of_use(cast, as_, import_):
    ((file,),) = (each.files for each in import_((KINGS, content())))
    client = as_("electoral")
    assert client.post(address("results_retire", cast, file.pk), {"reason": ""}).status_code == 422
    assert client.post(address("results_retire", cast, file.pk), {"reason": "Counted twice."}).status_code == 302
    assert contests(cast.chapter) == []
    entry = LogEntry.objects.get(action="results.retired")
    assert entry.detail == {"sha256": file.sha256, "reason": "Counted twice."}
    assert "Counted twice." in client.get(address("results_file", cast, file.pk)).text
    again = client.post(address("results_retire", cast, file.pk), {"reason": "Again."})
    assert (again.status_code, "out of use already" in again.text) == (422, True)
    import_((KINGS, content()))
    assert len(contests(cast.chapter)) == 1


def test_the_whole_import_is_undone_when_its_last_part_fails(cast, import_, monkeypatch):
    monkeypatch.setattr(results, "clash", lambda chapter, read: "No." if read.name == QUEENS else "")
    with pytest.raises(Refused):
        import_((KINGS, content()), (QUEENS, content(*ROWS[:2])))
    assert (ResultsFile.objects.count(), ContestCount.objects.count(), LogEntry.objects.count()) == (0, 0, 0)


def test_another_chapters_files_are_no_ones_here(cast, as_, import_):
    import_((KINGS, content()))
    assert contests(cast.other_chapter) == []
    results.import_files(
        chapter=cast.other_chapter, files=[(KINGS, io.BytesIO(content().encode()))], by=cast.outsider, at=factories.NOW
    )
    assert ResultsFile.objects.filter(is_current=True).count() == 2


def test_a_workbook_that_would_fill_the_memory_is_refused(import_):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (61 << 20))
    with pytest.raises(Malformed, match="cannot be read"):
        import_(("results.xlsx", out.getvalue()))


def test_a_workbook_with_entities_is_refused(import_):
    book, made, bad = Workbook(), io.BytesIO(), io.BytesIO()
    book.worksheets[0].append(["election_date"])
    book.save(made)
    with zipfile.ZipFile(made) as good, zipfile.ZipFile(bad, "w") as packed:
        for part in good.infolist():
            data = good.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            packed.writestr(part.filename, data)
    with pytest.raises(Malformed, match="cannot be read"):
        import_(("results.xlsx", bad.getvalue()))

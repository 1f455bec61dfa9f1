"""Reading canvassing exports: encodings, separators, days, results, faults without a word of a person."""

import datetime as dt

import pytest

from endorsements.canvass_files import OTHER, Unreadable, read_canvass
from tests.outcomes.conftest import HEADER, TODAY

ROWS = (
    "101\tRivera, Quill\t5/24/2026\tCanvassed\r\n102\tMarsh, Odell\t5/24/2026\tNot Home\r\n"
    "103\tMarsh, Wren\t5/25/2026 6:15:00 PM\tcanvassed\r\n104\tVoss, Ezra\t2026-05-25\tStrange Thing\r\n"
)
FOUND = [
    (dt.date(2026, 5, 24), "Canvassed", 1, True), (dt.date(2026, 5, 24), "Not Home", 1, False),
    (dt.date(2026, 5, 25), "Canvassed", 1, True), (dt.date(2026, 5, 25), OTHER, 1, False),
]  # fmt: skip
TEXT = HEADER + ROWS
COMMAS = "\n".join(",".join(f'"{cell}"' for cell in line.split("\t")) for line in TEXT.splitlines())


def counts(read):
    return [(each.day, each.result, each.rows, each.contact) for each in read.counts]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-16"), TEXT.encode("utf-16-le"), b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-be"), TEXT.encode(), TEXT.encode("utf-8-sig"), COMMAS.encode(),
        COMMAS.replace('","', '";"').encode(), TEXT.replace("Marsh", "Marché").encode("windows-1252"),
    ],
)  # fmt: skip
def test_every_encoding_and_separator_gives_the_same_counts(data):
    read = read_canvass(data, today=TODAY)
    assert counts(read) == FOUND and read.rows == 4 and not read.faults


def test_which_results_are_contacts_is_chosen():
    read = read_canvass(TEXT.encode(), ["not home", "Strange thing"], today=TODAY)
    assert {result for _d, result, _n, contact in counts(read) if contact} == {"not home", "Strange thing"}


def test_the_bucket_of_other_results_is_no_contact_by_its_name():
    read = read_canvass(TEXT.encode(), ["other"], today=TODAY)
    assert not any(contact for *_rest, contact in counts(read))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("7\tRivera, Quill\t13/45/2026\tCanvassed", "expected a day"),
        ("7\tRivera, Quill\tCanvassed\t5/24/2026", "expected a day"),
        ("7\tRivera, Quill\t5/24/2027\tCanvassed", "expected a day that has been"),
        ("7\tRivera, Quill\t5/24/1899\tCanvassed", "expected a day"),
        ("7\tRivera, Quill\t5/24/2026\t", "expected a result"),
        ("7\tRivera\tQuill\t5/24/2026\tCanvassed", "as many cells"),
    ],
)
def test_a_row_not_understood_is_named_by_line_only(row, words):
    read = read_canvass((TEXT + row).encode(), today=TODAY)
    assert [fault.line for fault in read.faults] == [6] and words in read.faults[0].message
    assert "Quill" not in str(read) and "Rivera" not in str(read)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n \n", HEADER.encode(), b"Name,Votes\n1,2\n", b"PK\x03\x04rest", b"\xff\xfeA", bytes(range(256)) * 4,
        HEADER.replace("Contact Name", "Result").encode(), b"\xef\xbb\xbf\xff",
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(data):
    with pytest.raises(Unreadable):
        read_canvass(data, today=TODAY)


def test_a_name_in_the_column_of_results_is_not_kept():
    read = read_canvass((HEADER + "7\t1\t5/24/2026\tQuill Rivera\n").encode(), today=TODAY)
    assert counts(read) == [(dt.date(2026, 5, 24), OTHER, 1, False)]

"""What rows count, and which ones are named as not understood."""

import io

import pytest

from capacity.planning.results import CountedFrom, Malformed, Results, on_one_ballot, read_results
from tests.planning.results.files import HEADER, NAME, content, only, read, whys


def row(
    candidate: str, votes: object, precinct: str = "1", office: str = "State Assembly", county: str = "Kings"
) -> str:
    return f'{county},{precinct},{office},57,DEM,{candidate},"{votes}"'


BALLOTS = (
    "Public Counter", "Absentee / Military", "Absentee/Military", "ABSENTEE / MILITARY", "Affidavit", "Emergency",
    "Manually Counted Emergency", "Federal", "Special Presidential", " public  counter ",
)  # fmt: skip


@pytest.mark.parametrize("source", BALLOTS)
def test_ballots_by_source_are_no_candidates(source: str) -> None:
    contest = only(read(row("Ada Quill", 7), row(source, 9)))
    assert (contest.ballots_cast, contest.counted_from) == (9, CountedFrom.BALLOT_ROWS)
    assert contest.votes == {"Ada Quill": 7}


def test_all_sources_are_added_and_nothing_else_is() -> None:
    rows = [row(source, 10) for source in BALLOTS]
    others = ("Total", "Ballots Cast", "Registered Voters", "Void", "Blank", "Over Votes", "Under Votes", "Scattered")
    contest = only(read(*rows, *(row(other, 1000) for other in others), row("Ada Quill", 7)))
    assert contest.ballots_cast == 10 * len(BALLOTS)
    assert contest.votes == {"Ada Quill": 7}
    assert contest.write_ins == 1000


def test_without_ballot_rows_votes_and_ballots_without_a_choice_are_added() -> None:
    counted = ("Ada Quill", "Bo Reed", "Write-ins", "Scattered", "Blank", "Over Votes", "Under Votes", "OVERVOTES")
    ignored = ("Total", "Registered Voters", "Void", "TOTALS")
    contest = only(read(*(row(one, 5) for one in counted), *(row(one, 999) for one in ignored)))
    assert (contest.ballots_cast, contest.counted_from) == (5 * len(counted), CountedFrom.CANDIDATES)
    assert (contest.write_ins, contest.no_choice) == (10, 20)
    assert contest.votes == {"Ada Quill": 5, "Bo Reed": 5}


def test_ballots_cast_are_used_where_no_source_is_given() -> None:
    contest = only(read(row("Ada Quill", 5), row("Ballots Cast", 11)))
    assert (contest.ballots_cast, contest.counted_from) == (11, CountedFrom.BALLOT_ROWS)


def test_ballot_rows_of_zero_are_ballot_rows() -> None:
    contest = only(read(row("Ada Quill", 5), row("Public Counter", 0)))
    assert (contest.ballots_cast, contest.counted_from) == (0, CountedFrom.BALLOT_ROWS)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1,234", 1234), ("12.0", 12), ("1,234.00", 1234), ("", 0), ("*", 0), ("***", 0), (" 7 ", 7), ("007", 7),
        ("12345678", 12_345_678), ("1,234,567", 1_234_567), ("12.", 12),
    ],
)  # fmt: skip
def test_ways_to_write_votes(written: str, expected: int) -> None:
    assert only(read(row("Ada Quill", written))).votes == {"Ada Quill": expected}


@pytest.mark.parametrize(
    "written",
    ["n/a", "-3", "12.5", "1,23", "+4", "1e3", "٣", "²", "0x10", "1 234", "NaN", "inf", "9" * 5000, "—", "1_000", "½"],
)
def test_other_votes_are_named_and_not_counted(written: str) -> None:
    results = read(row("Ada Quill", 3), row("Ada Quill", written), row("Ada Quill", 4))
    shown = repr(written if len(written) <= 60 else f"{written[:60]}…")
    assert whys(results) == [(3, f"votes: expected a whole number, found {shown}")]
    (contest,) = results.contests()
    assert contest.votes == {"Ada Quill": 7}


def test_rows_of_another_shape_are_named() -> None:
    results = read(
        row("Ada Quill", 3), "Kings,1,State Assembly,57,DEM", f"{row('Ada Quill', 3)},more", f"{row('Ada Quill', 1)},,",
        "Kings,1,,57,DEM,Ada Quill,3", "Kings,1,State Assembly,57,DEM, ,3",
    )  # fmt: skip
    assert whys(results) == [
        (3, "row: expected 7 columns, found 5"),
        (4, "row: expected 7 columns, found 8"),
        (6, "office: expected a name, found nothing"),
        (7, "candidate: expected a name, found nothing"),
    ]
    assert results.contests()[0].votes == {"Ada Quill": 4}


def test_blank_rows_and_headers_again_are_no_rows() -> None:
    results = read("", row("Ada Quill", 3), ",,,,,,", "   ", HEADER, HEADER.upper(), row("Ada Quill", 4), "")
    assert only(results).votes == {"Ada Quill": 7}
    assert results.files[0].rows == 2


def test_lines_are_counted_as_an_editor_does() -> None:
    text = "\r\n\r\n" + HEADER + "\r\n\r\n" + row("Ada Quill", "x") + "\r\n"
    results = read_results([(io.BytesIO(b"\xef\xbb\xbf" + text.encode()), NAME)])
    assert [number for number, _ in whys(results)] == [5]


def test_quotation_marks_that_do_not_fit() -> None:
    results = read(
        row("Ada Quill", 3),
        'Kings,1,State Assembly,57,DEM,"Bo" Reed,3',
        'Kings,1,State Assembly,57,DEM,"Cy Sedge,3',
        row("Ada Quill", 5),
        'Kings,1,State Assembly,57,DEM,"Dee Thorn",4',
        row("Ada Quill", 6),
        'Kings,1,State Assembly,57,DEM,Eli "El" Umber,4',
    )
    lines = [number for number, _ in whys(results)]
    assert lines == [3, 4]
    assert "up to line 5" in whys(results)[1][1]
    assert results.contests()[0].votes == {"Ada Quill": 9, "Dee Thorn": 4, 'Eli "El" Umber': 4}


def test_a_row_over_two_lines_is_named_by_its_first() -> None:
    results = read(row("Ada\nQuill", 3).replace("Ada\nQuill", '"Ada\nQuill"'), row("Bo Reed", 4))
    assert whys(results) == [
        (2, "row: expected a row on one line, found one that quotation marks continue up to line 3")
    ]
    assert results.contests()[0].votes == {"Bo Reed": 4}


@pytest.mark.parametrize("rows", [3, 5000])
def test_a_quotation_mark_never_closed_ends_it(rows: int) -> None:
    with pytest.raises(Malformed, match="line 3: found a quotation mark that is never closed"):
        read(
            row("Ada Quill", 3),
            'Kings,1,State Assembly,57,DEM,"Bo Reed,3',
            *[row("Cy Sedge", 1).replace('"', "")] * rows,
        )


def test_totals_of_precincts_are_not_added_to_them() -> None:
    rows = [row("Ada Quill", 3, "1"), row("Ada Quill", 4, "2"), row("Public Counter", 8, "1")]
    for total in ("Total", "TOTALS", "grand total"):
        assert only(read(*rows, row("Ada Quill", 7, total), row("Public Counter", 8, total))).votes == {"Ada Quill": 7}
    with_total = read(*rows, row("Ada Quill", 7, ""), row("Public Counter", 8, ""))
    assert (only(with_total).votes, only(with_total).ballots_cast) == ({"Ada Quill": 7}, 8)
    # Without precincts, or where it is no total of them, it counts.
    assert only(read(row("Ada Quill", 7, "Total"))).votes == {"Ada Quill": 7}
    assert only(read(row("Ada Quill", 3, "1"), row("Ada Quill", 2, ""))).votes == {"Ada Quill": 5}
    assert only(read(*rows, row("Ada Quill", 7, "Total", county="Queens"))).votes == {"Ada Quill": 14}


def test_county_files_and_precinct_files_are_added_up() -> None:
    results = Results()
    results.add(io.BytesIO(content(row("Ada Quill", 3), row("Public Counter", 4))), NAME)
    county = content(
        "Queens,State Assembly,057,Democrat,ADA QUILL,5", header="county,office,district,party,candidate,votes"
    )
    results.add(io.BytesIO(county), "/elsewhere/20200623__NY__Primary__county.csv")
    contest = only(results)
    assert contest.votes == {"ADA QUILL": 8}
    assert (contest.ballots_cast, contest.counties, contest.without_ballot_rows) == (
        4,
        ("Kings", "Queens"),
        ("Queens",),
    )


def test_offices_that_are_no_offices() -> None:
    results = read(row("", 900, office="Registered Voters"), row("", 500, office="Ballots Cast"), row("Ada Quill", 2))
    assert only(results).votes == {"Ada Quill": 2}


def test_party_lines_of_a_general_election() -> None:
    lines = [
        "Kings,1,State Senate,25,,Public Counter,100", "Kings,1,State Senate,25,DEM,Ada Quill,50",
        "Kings,1,State Senate,25,WF,Ada Quill,20", "Kings,1,State Senate,25,REP,Bo Reed,25",
        "Kings,1,State Senate,25,,Scattered,1",
    ]  # fmt: skip
    results = read(*lines, name="20201103__ny__general__kings__precinct.csv")
    assert [(one.key.party, one.ballots_cast) for one in results.contests()] == [
        ("", 100), ("Democratic", 50), ("Republican", 25), ("WF", 20),
    ]  # fmt: skip
    (contest,) = on_one_ballot(results.contests())
    assert (contest.ballots_cast, contest.counted_from) == (100, CountedFrom.BALLOT_ROWS)
    assert contest.votes == {"Ada Quill": 70, "Bo Reed": 25} and contest.write_ins == 1
    primary = read(*lines)
    assert on_one_ballot(primary.contests()) == primary.contests()


def test_columns_trailing_without_a_name() -> None:
    results = read(row("Ada Quill", 3) + ",,,", row("Ada Quill", 4), header=HEADER + ",,,")
    assert only(results).votes == {"Ada Quill": 7}


def test_memory_does_not_follow_the_rows() -> None:
    import tracemalloc

    def peak(rows: int) -> int:
        data = io.BytesIO(content(*(row("Ada Quill", number % 50, str(number % 9)) for number in range(rows))))
        tracemalloc.start()
        read_results([(data, NAME)])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(200_000) < 2 * peak(20_000)


def test_progress_and_repeated_lines() -> None:
    seen: list[int] = []
    data = content(*(row("Ada Quill", 1, str(number)) for number in range(20_000)), row("Ada Quill", 1, "7"))
    results = Results()
    read = results.add(io.BytesIO(data), NAME, progress=seen.append)
    assert seen == sorted(seen) and len(seen) > 1 and seen[-1] == len(data)
    assert (read.rows, read.repeated, read.first_repeated) == (20_001, 1, 20_002)
    assert only(results).votes == {"Ada Quill": 20_001}

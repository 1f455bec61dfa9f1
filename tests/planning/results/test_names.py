"""Names of files, offices, districts and parties; what is no file of results at all."""

import io
from datetime import date

import pytest

from capacity.planning.results import (
    Malformed,
    Results,
    district_name,
    office_name,
    offices,
    party_name,
    read_results,
    source,
)
from capacity.planning.results.lines import LONGEST_LINE
from capacity.planning.results.names import district_order
from tests.planning.results.files import HEADER, NAME, content


@pytest.mark.parametrize(
    ("name", "kind", "party"),
    [
        ("20200623__ny__primary__kings__precinct.csv", "primary", ""),
        ("folder/20200623__ny__primary.csv", "primary", ""),
        ("20200623__NY__PRIMARY__county.CSV", "primary", ""),
        ("20200623__ny__special__suffolk__precinct.csv", "special", ""),
        ("20200623__ny__special__general__senate.csv", "special", ""),
        ("20200623__ny__special__primary.csv", "special-primary", ""),
        ("20200623__ny__primary__runoff__kings.csv", "primary-runoff", ""),
        ("20200623__ny__republican__primary__president.csv", "primary", "Republican"),
    ],
)
def test_what_a_file_name_says(name: str, kind: str, party: str) -> None:
    read = source(name)
    assert read.election == (date(2020, 6, 23), "NY", kind)
    assert read.party == party


@pytest.mark.parametrize(
    "name",
    [
        "results.csv", "20200623.csv", "20200623__ny.csv", "20200623__ny__primary.txt", "20200631__ny__primary.csv",
        "20200623_ny_primary.csv", "20200623__new york__primary.csv", "00000000__ny__primary.csv", "", "-", "2020062٣__ny__primary.csv",
        "20200623__ny__.csv", "x20200623__ny__primary.csv", "20200623__ny__primary.csv\n",
    ],
)  # fmt: skip
def test_other_names_are_malformed(name: str) -> None:
    with pytest.raises(Malformed, match="expected"):
        source(name)


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("Member of the Assembly", "State Assembly"), ("STATE ASSEMBLY", "State Assembly"),
        (" state  senator ", "State Senate"), ("Representative in Congress", "U.S. House"), ("US House", "U.S. House"),
        ("Congress", "U.S. House"), ("Borough  President", "Borough President"), ("Assembly", "Assembly"),
    ],
)  # fmt: skip
def test_offices(found: str, name: str) -> None:
    assert office_name(found) == name


@pytest.mark.parametrize(
    ("found", "name"),
    [("DEM", "Democratic"), ("d", "Democratic"), ("Democrat", "Democratic"), ("democratic", "Democratic"),
     ("REP", "Republican"), ("R", "Republican"), ("WOR", "WOR"), ("Working  Families", "Working Families"), ("", "")],
)  # fmt: skip
def test_parties(found: str, name: str) -> None:
    assert party_name(found) == name


@pytest.mark.parametrize(
    ("found", "name"),
    [("057", "57"), ("57", "57"), ("57.0", "57"), ("033A", "33A"), ("0", "0"), ("00", "0"), ("", ""), (" 7 ", "7"),
     ("NYC", "NYC"), ("0.5", "0.5"), ("0-1", "0-1")],
)  # fmt: skip
def test_districts(found: str, name: str) -> None:
    assert district_name(found) == name


def test_districts_are_in_order_of_their_numbers() -> None:
    assert sorted(["33A", "100", "9", "", "٣", "10", "²"], key=district_order) == [
        "9",
        "10",
        "100",
        "",
        "33A",
        "²",
        "٣",
    ]


def test_a_mapping_goes_before_and_after_what_is_known() -> None:
    mapping = offices(
        b'"Assembly Member" = "State Assembly"\n"State Senate" = "Senate"\n"City Council" = ["Council Member", "CC"]\n',
        "mapping.toml",
    )
    assert office_name("ASSEMBLY  MEMBER", mapping) == "State Assembly"
    assert office_name("State Senator", mapping) == "Senate"
    assert office_name("cc", mapping) == "City Council"
    assert office_name("Council Member", mapping) == "City Council"
    assert office_name("Congress", mapping) == "U.S. House"
    assert offices(b'[offices]\nA = "B"\n', "mapping.toml") == {"a": "B"}


@pytest.mark.parametrize(
    "content",
    [b"A = ", b"A = 3", b'A = ""', b'A = ["", "B"]', b'offices = "B"\nA = 2', b'[offices]\nA = "B"\n[more]\nC = "D"',
     b'"A" = "B"\n"a" = "C"', b"\xff", b"A = { B = 1 }", b'" " = "B"', b"[" * 5000],
)  # fmt: skip
def test_mappings_that_are_none(content: bytes) -> None:
    with pytest.raises(Malformed, match=r"^mapping\.toml: found .*, expected "):
        offices(content, "mapping.toml")


MALFORMED = {
    "nothing at all": (b"", "found nothing"),
    "only blank lines": (b"\n , \n", "found nothing"),
    "no header": (b"Kings,1,State Assembly,57,DEM,Ada Quill,3\n", "line 1: found no column office"),
    "a column missing": (HEADER.replace(",votes", "").encode(), "found no column votes"),
    "a column twice": (content(header=HEADER + ",Votes"), "found the column votes twice"),
    "tabs": (HEADER.replace(",", "\t").encode(), "found no column"),
    "UTF-16": (HEADER.encode("utf-16"), "line 1: found the byte 0xFF"),
    "Latin-1": (content("K,1,Senate,2,D,Zoë,3").decode().encode("latin-1"), "line 2: found the byte 0xEB"),
    "cut within a character": (content()[:-1] + b"\n\xc3", "line 2: found the byte 0xC3"),
    "noise": (bytes(range(256)) * 50, "found the byte"),
    "an endless line": (b"x" * (LONGEST_LINE + 300_000), "found a line of over"),
    "an endless cell in the header": (b'"' + b"x" * 200_000 + b'"', "line 1: found"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_file_of_results(case: str) -> None:
    data, message = MALFORMED[case]
    with pytest.raises(Malformed) as caught:
        read_results([(io.BytesIO(data), NAME)])
    assert str(caught.value).startswith(NAME) and message in str(caught.value)
    assert ", expected " in str(caught.value) and "\n" not in str(caught.value)


def test_a_byte_out_of_place_far_into_a_file_is_found_by_its_line() -> None:
    rows = [f"Kings,{number},State Assembly,57,DEM,Ada Quill,3" for number in range(30_000)]
    data = content(*rows).replace(b"Kings,25000,", b"Kings,\xff,")
    with pytest.raises(Malformed, match="line 25002: found the byte 0xFF"):
        read_results([(io.BytesIO(data), NAME)])


def test_a_name_twice_is_refused() -> None:
    results = Results()
    results.add(io.BytesIO(content()), NAME)
    with pytest.raises(Malformed, match="again"):
        results.add(io.BytesIO(content()), f"copy/{NAME}")


def test_lines_that_end_in_the_old_way() -> None:
    data = content("Kings,1,State Assembly,57,DEM,Ada Quill,3").replace(b"\n", b"\r")
    (contest,) = read_results([(io.BytesIO(data), NAME)]).contests()
    assert contest.votes == {"Ada Quill": 3}

"""Sums against plain ones: the real files, the official figures, and files made at random."""

import csv
import io
from collections import Counter, defaultdict
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.planning.results import Results, read_results
from tests.planning.results.files import REAL, needs_real_files

BALLOTS = {
    "Public Counter", "Absentee / Military", "Absentee/Military", "Affidavit", "Emergency",
    "Manually Counted Emergency", "Federal", "Special Presidential",
}  # fmt: skip
NOT_VOTES = {"Total", "Void", "Registered Voters"}
NO_CHOICE = {"Blank", "Over Votes", "Under Votes"}
OFFICES = {
    "Member of the Assembly": "State Assembly", "State Senator": "State Senate",
    "Representative in Congress": "U.S. House", "U.S. House": "U.S. House", "Congress": "U.S. House",
}  # fmt: skip
PARTIES = {"DEM": "Democratic", "D": "Democratic", "Democrat": "Democratic", "REP": "Republican", "R": "Republican"}


def plain_sums(files: list[tuple[str, str]]) -> dict[tuple, tuple]:
    """By (date, kind, office, district, party): ballots, where from, votes, write-ins. Nothing of the project is used."""
    sums: dict[tuple, Counter[str]] = defaultdict(Counter)
    for name, text in files:
        day, _, kind = name.split("__")[:3]
        for row in csv.DictReader(io.StringIO(text, newline="")):
            office, party = OFFICES.get(row["office"], row["office"]), PARTIES.get(row["party"], row["party"])
            key = (date.fromisoformat(day), kind, office, row["district"].lstrip("0"), party)
            sums[key][row["candidate"]] += int(row["votes"].replace(",", "") or 0)
    told = {}
    for key, counted in sums.items():
        from_ballots = BALLOTS & counted.keys()
        write_ins = counted.get("Scattered", 0)
        if from_ballots:
            cast = sum(counted[name] for name in from_ballots)
        else:
            cast = sum(votes for name, votes in counted.items() if name not in NOT_VOTES)
        nobody = BALLOTS | NOT_VOTES | NO_CHOICE | {"Scattered"}
        votes = {name: votes for name, votes in counted.items() if name not in nobody}
        if counted.keys() - NOT_VOTES:
            told[key] = (cast, "ballot-rows" if from_ballots else "candidates", votes, write_ins)
    return told


def our_sums(results: Results) -> dict[tuple, tuple]:
    return {
        (one.key.election.held_on, one.key.election.kind, one.key.office, one.key.district, one.key.party): (
            one.ballots_cast, one.counted_from.value, dict(one.votes), one.write_ins,
        )
        for one in results.contests()
    }  # fmt: skip


def real_results() -> Results:
    results = Results()
    for path in sorted(REAL.glob("*.csv")):
        with path.open("rb") as stream:
            results.add(stream, path.name)
    return results


@needs_real_files
def test_the_real_files() -> None:
    results = real_results()
    texts = [(path.name, path.read_text(encoding="utf-8-sig")) for path in REAL.glob("*.csv")]
    assert len(texts) == 6
    assert our_sums(results) == plain_sums(texts)
    assert results.not_understood == []
    assert sum(read.rows for read in results.files) == sum(
        text.count("\n") - 1 + (text[-1] != "\n") for _, text in texts
    )


@needs_real_files
def test_the_official_results_of_june_2020() -> None:
    votes = {
        (one.key.office, one.key.district): one.votes
        for one in real_results().contests()
        if one.key.election.held_on.year == 2020 and one.key.party == "Democratic"
    }
    official = {
        ("State Assembly", "36"): {"Zohran Kwame Mamdani": 8410, "Aravella Simotas": 7986},
        ("State Assembly", "57"): {"Phara Souffrant Forrest": 15376, "Walter T. Mosley III": 12464},
        ("State Assembly", "51"): {"Marcela Mitaynes": 3591, "Felix W. Ortiz": 3319},
        ("State Senate", "25"): {"Jabari Brisport": 32967, "Tremaine S. Wright": 20009, "Jason Salmon": 4215},
        ("State Senate", "18"): {"Julia Salazar": 28590, "Andy J. Marte": 4324},
    }
    for contest, people in official.items():
        assert people.items() <= votes[contest].items()
        others = votes[contest].keys() - people.keys()
        assert len(others) == (2 if contest[1] == "51" else 0)


@needs_real_files
def test_a_district_across_counties_is_one_contest() -> None:
    (contest,) = (
        one for one in real_results().contests()
        if (one.key.office, one.key.district, one.key.party) == ("U.S. House", "7", "Democratic")
        and one.key.election.held_on.year == 2020
    )  # fmt: skip
    assert contest.counties == ("Kings", "Queens")


@needs_real_files
def test_a_block_that_a_real_file_has_twice_is_noticed() -> None:
    repeated = {
        read.source.file: (read.repeated, read.first_repeated) for read in real_results().files if read.repeated
    }
    assert repeated == {"20200623__ny__primary__kings__precinct.csv": (1319, 50712)}


PEOPLE = ("Ada Quill", "Bo Reed", "Cy O’Sedge, Jr.", 'Dee "D" Thorn')
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "county": st.just("Kings"),
            "precinct": st.sampled_from(["1", "2", "001/41"]),
            "office": st.sampled_from(["Member of the Assembly", "State Assembly", "State Senator", "Congress", "Mayor"]),
            "district": st.sampled_from(["57", "057", "5", "33A", ""]),
            "party": st.sampled_from(["DEM", "D", "Democratic", "Republican", "REP", "Working Families", ""]),
            "candidate": st.sampled_from([*PEOPLE, *sorted(BALLOTS | NOT_VOTES | NO_CHOICE), "Scattered"]),
            "votes": st.sampled_from(["", "1,234", "007"]) | st.integers(0, 20_000).map(str),
            "winner": st.sampled_from(["", "TRUE"]),
        }
    ),
    max_size=60,
)  # fmt: skip
NAMES = st.sets(
    st.builds(
        "{}__ny__{}__{}__precinct.csv".format,
        st.sampled_from(["20200623", "20180911"]),
        st.sampled_from(["primary", "general"]),
        st.sampled_from(["kings", "queens", "bronx"]),
    ),
    max_size=4,
)


@given(NAMES, st.data())
@settings(max_examples=150, deadline=None)
def test_files_made_at_random(names: set[str], data: st.DataObject) -> None:
    files = []
    for name in sorted(names):
        columns = data.draw(
            st.permutations(["county", "precinct", "office", "district", "party", "candidate", "votes", "winner"])
        )
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
        writer.writeheader()
        writer.writerows(data.draw(ROWS))
        files.append((name, out.getvalue()))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig"]))
    results = read_results((io.BytesIO(text.encode(encoding)), name) for name, text in files)
    assert results.not_understood == []
    assert our_sums(results) == plain_sums(files)
    ordered = [contest.in_order() for contest in results.contests()]
    assert ordered == sorted(ordered)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_nothing_but_a_refusal_comes_of_any_bytes(noise: bytes) -> None:
    from capacity.planning.results import Malformed

    header = b"county,precinct,office,district,party,candidate,votes\n"
    for data in (noise, header + noise, header + b"K,1,Senate,2,D,Ada Quill,3\n" + noise):
        try:
            results = read_results([(io.BytesIO(data), "20200623__ny__primary.csv")])
        except Malformed as fault:
            assert "found" in str(fault) and "expected" in str(fault)
        else:
            assert all(row.line > 1 and row.why() for row in results.not_understood)
            results.contests()

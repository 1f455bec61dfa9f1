"""The plain template for results where OpenElections has none: a row a candidate, read from CSV or XLSX.

Knows files and the planning package only: no database, no framework.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, NamedTuple

from capacity.planning.results import (
    Contest,
    ContestKey,
    CountedFrom,
    Election,
    Malformed,
    NotUnderstood,
    district_name,
    office_name,
    party_name,
)
from capacity.planning.results.candidates import Counts, counts
from capacity.planning.results.names import folded, tidy
from capacity.planning.results.phrases import NOTHING, Phrase, quoted
from capacity.planning.results.votes import WHOLE_NUMBER, votes
from capacity.planning.wording import gettext_noop
from capacity.results_template_rows import rows_of

COLUMNS: Final = (
    "election_date", "state", "kind", "office", "district", "party", "candidate", "votes", "ballots_cast", "county",
)  # fmt: skip
NEEDED: Final = ("election_date", "state", "kind", "office", "candidate", "votes")
KINDS: Final = (
    "primary", "general", "special", "special-primary", "runoff", "primary-runoff", "general-runoff", "special-runoff",
)  # fmt: skip
_LONGEST: Final = {"office": 120, "district": 60, "party": 60, "candidate": 200, "county": 60}
_US_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_DAY: Final = Phrase(gettext_noop("a day as YYYY-MM-DD or M/D/YYYY"))
_SAME_BALLOTS: Final = Phrase(gettext_noop("the same ballots cast in all rows of the contest and county"))
_PERSON: Final = Phrase(gettext_noop("a person, write-ins or blanks; ballots cast have a column of their own"))


class TemplateRead(NamedTuple):
    """What a file in the template says. Rows not understood are left out of the contests."""

    contests: list[Contest]
    rows: int
    not_understood: list[NotUnderstood]


class _Fault(Exception):
    def __init__(self, field: str, expected: Phrase, found: Phrase) -> None:
        super().__init__(field)
        self.field, self.expected, self.found = field, expected, found


@dataclass
class _Place:
    """One contest in one county."""

    candidates: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By folded name: the name as first written, and the votes."""
    ballots: int | None = None


def is_template(head: bytes) -> bool:
    """Whether a file that begins so is a workbook or has the template's first column in its first line."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"PK\x03\x04") or b"election_date" in text.split(b"\n", 1)[0].lower().replace(b" ", b"_")


def read_template(stream: BinaryIO, name: str) -> TemplateRead:
    """Read a filled-in template. Raises Malformed when it is none."""
    rows = rows_of(stream, name)
    line, first = next(((line, row) for line, row in rows if any(map(_text, row))), (0, []))
    if not first:
        raise Malformed(name, NOTHING, Phrase(gettext_noop("a header and rows of results")))
    at = _columns(first, name, line)
    places: dict[ContestKey, dict[str, _Place]] = defaultdict(lambda: defaultdict(_Place))
    faults, count = [], 0
    for line, row in rows:
        cells = {column: row[place] if place < len(row) else None for column, place in at.items()}
        if not any(map(_text, cells.values())):
            continue
        count += 1
        try:
            _add(cells, places)
        except _Fault as fault:
            faults.append(NotUnderstood(name, line, fault.field, fault.expected, fault.found))
    contests = [_contest(key, of) for key, of in places.items() if any(p.candidates or p.ballots for p in of.values())]
    return TemplateRead(sorted(contests, key=Contest.in_order), count, faults)


def _columns(row: Sequence[Any], name: str, line: int) -> dict[str, int]:
    """Where the template's columns are; others are not read."""
    names = [_text(cell).lower().replace(" ", "_") for cell in row]
    for column in NEEDED:
        if column not in names:
            found = Phrase(gettext_noop("no column %s"), (column,))
            raise Malformed(name, found, Phrase(gettext_noop("the columns %s"), (", ".join(NEEDED),)), line)
    for column in COLUMNS:
        if names.count(column) > 1:
            found = Phrase(gettext_noop("the column %s twice"), (column,))
            raise Malformed(name, found, Phrase(gettext_noop("each column once")), line)
    return {column: names.index(column) for column in COLUMNS if column in names}


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else tidy(str(cell))


def _add(cells: dict[str, Any], places: dict[ContestKey, dict[str, _Place]]) -> None:
    said = {column: _text(cells.get(column)) for column in COLUMNS}
    for column, most in _LONGEST.items():
        if len(said[column]) > most or "\x00" in said[column]:
            raise _Fault(column, Phrase(gettext_noop("at most %d characters"), (most,)), quoted(said[column]))
    if not said["office"]:
        raise _Fault("office", Phrase(gettext_noop("a name")), NOTHING)
    key = ContestKey(
        _election(said), office_name(said["office"]), district_name(said["district"]), party_name(said["party"])
    )
    ballots = _number("ballots_cast", said["ballots_cast"]) if said["ballots_cast"] else None
    name, number = said["candidate"], None
    if name:
        if counts(name) in (Counts.BALLOTS, Counts.ALL_BALLOTS):
            raise _Fault("candidate", _PERSON, quoted(name))
        number = _number("votes", said["votes"])
    elif ballots is None or said["votes"]:
        raise _Fault("candidate", Phrase(gettext_noop("a name")), NOTHING)
    place = places[key][said["county"]]
    if number is not None and folded(name) in place.candidates:
        raise _Fault("candidate", Phrase(gettext_noop("each candidate once a contest and county")), quoted(name))
    if ballots is not None and place.ballots not in (None, ballots):
        raise _Fault("ballots_cast", _SAME_BALLOTS, Phrase("%d", (ballots,)))
    if number is not None:
        place.candidates[folded(name)] = (name, number)
    place.ballots = place.ballots if ballots is None else ballots


def _election(said: dict[str, str]) -> Election:
    day, state, kind = said["election_date"], said["state"].upper(), said["kind"].lower().replace(" ", "-")
    if not re.fullmatch(r"[A-Z]{2}", state):
        raise _Fault("state", Phrase(gettext_noop("two letters")), quoted(said["state"]))
    if kind not in KINDS:
        raise _Fault("kind", Phrase(gettext_noop("one of %s"), (", ".join(KINDS),)), quoted(said["kind"]))
    american = _US_DAY.fullmatch(day)
    try:
        on = dt.date(*(int(american[part]) for part in (3, 1, 2))) if american else dt.date.fromisoformat(day)
    except ValueError:
        raise _Fault("election_date", _DAY, quoted(day)) from None
    return Election(on, state, kind)


def _number(column: str, written: str) -> int:
    number = votes(written) if written and "*" not in written else None
    if number is None:
        raise _Fault(column, WHOLE_NUMBER, quoted(written))
    return number


def _contest(key: ContestKey, places: dict[str, _Place]) -> Contest:
    """Ballots cast where the file has them, else the votes of all there is to vote for."""
    sums: dict[Counts, int] = defaultdict(int)
    people: dict[str, tuple[str, int]] = {}
    for place in places.values():
        for folded_name, (name, number) in place.candidates.items():
            what = counts(name)
            sums[what] += number
            if what is Counts.PERSON:
                shown, before = people.get(folded_name, (name, 0))
                people[folded_name] = shown, before + number
    with_ballots = {county for county, place in places.items() if place.ballots is not None}
    cast = sum(place.ballots or 0 for place in places.values())
    return Contest(
        key=key,
        ballots_cast=cast if with_ballots else sum(sums[of] for of in sums if of is not Counts.NEITHER),
        counted_from=CountedFrom.BALLOT_ROWS if with_ballots else CountedFrom.CANDIDATES,
        votes=dict(sorted(people.values(), key=lambda each: (-each[1], each[0]))),
        write_ins=sums[Counts.WRITE_INS],
        no_choice=sums[Counts.NO_CHOICE],
        counties=tuple(sorted(filter(None, places))),
        without_ballot_rows=tuple(sorted(filter(None, set(places) - with_ballots))) if with_ballots else (),
    )

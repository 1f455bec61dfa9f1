"""Files of results as they were sent: each read to contests by what it is, and held against what records can keep."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from capacity.planning.results import Contest, CountedFrom, Election, NotUnderstood, Results
from capacity.results_template import is_template, read_template

OPENELECTIONS, TEMPLATE = "openelections", "template"
MOST_CONTESTS: Final = 20_000
_LONGEST: Final = {"office": 120, "district": 60, "party": 60}
_MOST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file says. `form` is one of ResultsFile's; `not_understood` rows are in no contest."""

    name: str
    sha256: str
    form: str
    contests: list[Contest]
    rows: int
    not_understood: tuple[NotUnderstood, ...]
    repeated: int
    first_repeated: int

    @property
    def elections(self) -> list[Election]:
        """The elections that it has contests of, in order."""
        return sorted({contest.key.election for contest in self.contests})


def read_file(stream: BinaryIO, name: str) -> ReadFile:
    """Read a file of results, in the form of OpenElections or in the plain template. Raises `results.Malformed`.

    The stream is read in pieces from its beginning; a file of OpenElections is never in memory whole.
    """
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if is_template(head):
        read = read_template(stream, name)
        return ReadFile(name, sha256, TEMPLATE, read.contests, read.rows, tuple(read.not_understood), 0, 0)
    results = Results()
    file = results.add(stream, name)
    rows = tuple(results.not_understood)
    return ReadFile(
        file.source.file, sha256, OPENELECTIONS, results.contests(), file.rows, rows, file.repeated, file.first_repeated
    )


def digest(files: Sequence[ReadFile]) -> str:
    """What makes files the ones that were shown: SHA-256 (hex) over their names and contents, in any order."""
    said = sorted(f"{read.name}\0{read.sha256}" for read in files)
    return hashlib.sha256("\0\0".join(said).encode(errors="surrogatepass")).hexdigest()


def unfit(read: ReadFile) -> str:
    """Return a sentence on the first thing in a file that no record can hold, or nothing."""
    if not read.contests:
        return _("%(file)s has no contest in it.") % {"file": read.name}
    if len(read.contests) > MOST_CONTESTS:
        return _("%(file)s has more than %(most)s contests. Split it into several files.") % {
            "file": read.name, "most": f"{MOST_CONTESTS:,}",
        }  # fmt: skip
    return next((said for contest in read.contests for said in _unfit(read.name, contest)), "")


def _unfit(file: str, contest: Contest) -> Iterator[str]:
    key = contest.key
    shown = " ".join(filter(None, (key.office, key.district, key.party)))[:80]
    where = {"file": file, "contest": shown}
    for field, most in _LONGEST.items():
        if len(getattr(key, field)) > most:
            said = _("%(file)s, contest %(contest)s: a name has more than %(most)d characters.")
            yield said % {**where, "most": most}
    if any("\0" in name for name in (*key[1:], *contest.votes, *contest.counties)):
        yield _("%(file)s, contest %(contest)s: a name has a character that no text may have.") % where
    if len(key.election.kind) > 40 or not key.election.kind.isprintable():
        yield _("%(file)s: its name says no kind of election, such as primary or general.") % where
    numbers = (contest.ballots_cast, contest.write_ins, contest.no_choice, *contest.votes.values())
    if max(numbers) > _MOST:
        yield _("%(file)s, contest %(contest)s: more votes than there are people to cast them.") % where


def ballots(contest: Contest) -> int | None:
    """The ballots that the file counts, None where it has votes only."""
    return contest.ballots_cast if contest.counted_from is CountedFrom.BALLOT_ROWS else None

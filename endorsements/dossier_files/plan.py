"""What an import would make: drafts of a file compared with the records of a cycle."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from endorsements.dossier_files.columns import RED_LINE
from endorsements.dossier_files.problems import Place, Problems
from endorsements.dossier_files.records import Draft, Said
from endorsements.rules.answers import UNKNOWN
from endorsements.rules.malformed import Phrase
from endorsements.rules.rulebook import rulebooks
from endorsements.rules.wording import gettext_noop


class Current(NamedTuple):
    """A current answer on record."""

    pk: int
    value: str
    evidence: str
    link: str
    source: str
    evidence_on: dt.date | None


class RaceRecord(NamedTuple):
    """A race: on record, or to be made (`pk` is None)."""

    pk: int | None
    office: str
    district: str
    election_on: dt.date


class CandidateRecord(NamedTuple):
    """A candidate: on record, or to be made (`pk` is None)."""

    pk: int | None
    name: str


class CandidacyRecord(NamedTuple):
    """A candidacy on record with its current answers by fact."""

    pk: int
    is_closed: bool
    rulebook: str
    answers: Mapping[str, Current]


@dataclass(frozen=True, slots=True)
class Records:
    """What a cycle holds: `candidacies` by race and candidate, `red_lines` by id with the day they end, if they do."""

    races: Iterable[RaceRecord]
    candidates: Iterable[CandidateRecord]
    candidacies: Mapping[tuple[int, int], CandidacyRecord]
    red_lines: Mapping[str, dt.date | None]
    today: dt.date


class Change(NamedTuple):
    """An answer to write: what it will say, and what it takes over from (None: there was no answer)."""

    fact: str
    said: Said
    previous: Current | None


class Entry(NamedTuple):
    """One candidacy of the file: `pk` is None when it would be opened."""

    draft: Draft
    race: RaceRecord
    candidate: CandidateRecord
    rulebook: str
    pk: int | None
    changes: tuple[Change, ...]

    @property
    def added(self) -> int:
        """Answers to facts that had none."""
        return sum(change.previous is None for change in self.changes)

    @property
    def changed(self) -> int:
        """Answers that take over from another."""
        return len(self.changes) - self.added


@dataclass(slots=True)
class Plan:
    """What an import would write, and what stands against it; with a problem nothing is written."""

    entries: list[Entry] = field(default_factory=list)
    races: list[RaceRecord] = field(default_factory=list)
    candidates: list[CandidateRecord] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    @property
    def opened(self) -> list[Entry]:
        """Candidacies that would be opened."""
        return [entry for entry in self.entries if entry.pk is None]

    @property
    def touched(self) -> list[Entry]:
        """Candidacies for which something would be written."""
        return [entry for entry in self.entries if entry.pk is None or entry.changes]

    @property
    def added(self) -> int:
        """Answers to facts that had none."""
        return sum(entry.added for entry in self.entries)

    @property
    def changed(self) -> int:
        """Answers that take over from another."""
        return sum(entry.changed for entry in self.entries)


_CLOSED: Final = gettext_noop("This candidacy is closed. Reopen it, or leave it out of the file.")
_OTHER_RULEBOOK: Final = gettext_noop("The candidacy is judged by the rulebook %(known)s, the file says %(found)s.")
_NO_RED_LINE: Final = gettext_noop(
    "The chapter's register has no red line “%(id)s”. A chapter admin can add it; else leave it out."
)
_RETIRED: Final = gettext_noop(
    "The red line “%(id)s” is no longer in force since %(day)s, so that it takes no new answers; leave it out."
)
_TWICE: Final = gettext_noop(
    "Row %(row)s is the same candidacy: candidate, office, district and election day are equal."
)


def compare(drafts: Iterable[Draft], records: Records, problems: Problems) -> Plan:
    """Compare drafts with what is on record. `problems` are those found in reading; more are added to them."""
    return _Comparison(records, problems).of(drafts)


def folded(text: str) -> str:
    """Names and offices are the same whatever their case and spacing."""
    return " ".join(text.split()).casefold()


class _Comparison:
    def __init__(self, records: Records, problems: Problems) -> None:
        self.records = records
        self.plan = Plan(problems=problems)
        # Of two on record that differ only in case, the one spelled like the file is meant, else the first.
        self.races: dict[tuple[str, ...], RaceRecord] = {}
        for race in records.races:
            for key in (_race_key(race, str), _race_key(race, folded)):
                self.races.setdefault(key, race)
        self.candidates: dict[str, CandidateRecord] = {}
        for candidate in records.candidates:
            self.candidates.setdefault(candidate.name, candidate)
            self.candidates.setdefault(folded(candidate.name), candidate)
        self.seen: dict[tuple[RaceRecord, CandidateRecord], Draft] = {}

    def of(self, drafts: Iterable[Draft]) -> Plan:
        for draft in drafts:
            entry = self._entry(draft)
            if entry:
                self.plan.entries.append(entry)
        return self.plan

    def _entry(self, draft: Draft) -> Entry | None:
        race, candidate = self._race(draft), self._candidate(draft)
        earlier = self.seen.setdefault((race, candidate), draft)
        if earlier is not draft:
            self.plan.problems.add(draft.place, _TWICE, row=earlier.place.row)
            return None
        known = None
        if race.pk is not None and candidate.pk is not None:
            known = self.records.candidacies.get((race.pk, candidate.pk))
        rulebook = draft.rulebook or (known.rulebook if known else rulebooks()[0].id)
        changes = tuple(self._changes(draft, known.answers if known else {}))
        if known and known.rulebook != rulebook:
            self.plan.problems.add(draft.place, _OTHER_RULEBOOK, known=known.rulebook, found=rulebook)
        if known and known.is_closed and changes:
            self.plan.problems.add(draft.place, _CLOSED)
        return Entry(draft, race, candidate, rulebook, known.pk if known else None, changes)

    def _race(self, draft: Draft) -> RaceRecord:
        new = RaceRecord(None, draft.office, draft.district, draft.election_on)
        known = self.races.get(_race_key(new, str)) or self.races.get(_race_key(new, folded))
        if known:
            return known
        self.plan.races.append(new)
        self.races[_race_key(new, str)] = self.races[_race_key(new, folded)] = new
        return new

    def _candidate(self, draft: Draft) -> CandidateRecord:
        known = self.candidates.get(draft.name) or self.candidates.get(folded(draft.name))
        if known:
            return known
        new = CandidateRecord(None, draft.name)
        self.plan.candidates.append(new)
        self.candidates[draft.name] = self.candidates[folded(draft.name)] = new
        return new

    def _changes(self, draft: Draft, current: Mapping[str, Current]) -> Iterable[Change]:
        for fact, said in draft.answers.items():
            if fact.startswith(RED_LINE) and fact.removeprefix(RED_LINE) not in self.records.red_lines:
                self.plan.problems.add(_at(said, fact), _NO_RED_LINE, id=fact.removeprefix(RED_LINE))
                continue
            change = _change(fact, said, current.get(fact))
            if change:
                self._check_in_force(change)
                yield change

    def _check_in_force(self, change: Change) -> None:
        until = self.records.red_lines.get(change.fact.removeprefix(RED_LINE))
        if change.fact.startswith(RED_LINE) and until and until <= self.records.today:
            id = change.fact.removeprefix(RED_LINE)
            self.plan.problems.add(_at(change.said, change.fact), _RETIRED, id=id, day=until.isoformat())


def _change(fact: str, said: Said, current: Current | None) -> Change | None:
    """What is to be written; None when the record says it already.

    Where the value stays the same, what the file leaves empty keeps what is on record: an empty cell erases nothing.
    """
    if current is None:
        return None if said.value == UNKNOWN and said.bare else Change(fact, said, None)
    if said.value != current.value:
        return Change(fact, said, current)
    kept = said._replace(
        evidence=said.evidence or current.evidence,
        link=said.link or current.link,
        source=said.source or current.source,
        evidence_on=said.evidence_on or current.evidence_on,
    )
    same = (kept.evidence, kept.link, kept.source, kept.evidence_on) == current[2:]
    return None if same else Change(fact, kept, current)


def _at(said: Said, fact: str) -> Place:
    return said.place if said.place.path else said.place._replace(path=(Phrase("%s", (fact,)),))


def _race_key(race: RaceRecord, fold: Callable[[str], str]) -> tuple[str, ...]:
    return (fold(race.office), fold(race.district), race.election_on.isoformat())

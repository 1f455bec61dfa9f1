"""What an import looks at: the upload as read, what a cycle holds, and the plan that follows from both."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from chapters.models import Chapter, RedLineVersion
from endorsements import rules
from endorsements.dossier_files.columns import RED_LINE, Mapped, guess, names_of, plain
from endorsements.dossier_files.from_classify import read_json, read_json_lines
from endorsements.dossier_files.from_table import Labels, read_drafts
from endorsements.dossier_files.plan import (
    CandidacyRecord,
    CandidateRecord,
    Current,
    Plan,
    RaceRecord,
    Records,
    compare,
)
from endorsements.dossier_files.problems import Problems
from endorsements.dossier_files.records import Draft
from endorsements.dossier_files.table import Table, read_table
from endorsements.dossier_files.text import Decoded, decode
from endorsements.dossier_files.writing import Written
from endorsements.models import Answer, Candidacy, Candidate, Cycle, Upload

LANGUAGES = ("en", "es")


class ReadFile(NamedTuple):
    """An upload's text with its encoding, its form (`csv`, `json` or `json-lines`), and its table if it is CSV."""

    decoded: Decoded
    form: str
    table: Table | None


def read_upload(name: str, content: bytes) -> ReadFile:
    """Read what a file of that name contains, as far as its form. Raises `problems.Unreadable`."""
    decoded = decode(content)
    form = _form(name, decoded.text)
    return ReadFile(decoded, form, read_table(decoded.text) if form == "csv" else None)


def _form(name: str, text: str) -> str:
    forms = {".json": "json", ".jsonl": "json-lines", ".ndjson": "json-lines", ".csv": "csv", ".tsv": "csv"}
    by_look = "json" if text.lstrip()[:1] in ("{", "[") else "csv"
    return forms.get(PurePath(name).suffix.lower(), by_look)


def red_line_versions(chapter: Chapter) -> list[RedLineVersion]:
    """The current version of every red line of the register, retired ones too, by slug. One query."""
    versions = RedLineVersion.objects.filter(red_line__chapter=chapter, is_current=True)
    return list(versions.select_related("red_line").order_by("red_line__slug"))


def guessed(table: Table, chapter: Chapter) -> Mapped:
    """What the columns of a table seem to be, by ids, questions in each language, and titles of red lines."""
    lines = red_line_versions(chapter)
    titles = [
        (RED_LINE + v.red_line.slug, words)
        for v in lines
        for words in (v.red_line.slug, v.title, RED_LINE + v.red_line.slug)
    ]
    return guess(table.headers, names_of([*_questions(), *titles]))


@lru_cache(maxsize=1)
def _questions() -> tuple[tuple[str, str], ...]:
    return tuple((fact.id, words) for language in LANGUAGES for fact, words in _spoken(language))


def _spoken(language: str) -> Iterator[tuple[rules.Fact, str]]:
    with translation.override(language):
        yield from [(fact, gettext(fact.question)) for fact in rules.FACTS]


@lru_cache(maxsize=1)
def labels() -> Labels:
    """The words for the answers to choices in each language, by fact: plain word → value."""
    words: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for fact in rules.FACTS:
                if fact.is_choice:
                    spoken = {plain(gettext(choice.label)): choice.value for choice in fact.choices}
                    words.setdefault(fact.id, {}).update(spoken)
    return words


def records_of(cycle: Cycle, today: dt.date) -> Records:
    """What a cycle holds, for comparing. Five queries, whatever it holds."""
    candidacies = {
        (race, candidate): (pk, closed_at is not None, rulebook)
        for pk, race, candidate, closed_at, rulebook in Candidacy.objects.filter(race__cycle=cycle)
        .order_by("pk")
        .values_list("pk", "race_id", "candidate_id", "closed_at", "rulebook")
    }
    answers = _current_answers(cycle)
    return Records(
        races=[
            RaceRecord(*row)
            for row in cycle.races.order_by("pk").values_list("pk", "office", "district", "election_on")
        ],
        candidates=[
            CandidateRecord(*row)
            for row in Candidate.objects.filter(chapter=cycle.chapter_id).order_by("pk").values_list("pk", "name")
        ],
        candidacies={
            key: CandidacyRecord(pk, closed, rulebook, answers.get(pk, {}))
            for key, (pk, closed, rulebook) in candidacies.items()
        },
        red_lines={v.red_line.slug: v.in_force_until for v in red_line_versions(cycle.chapter)},
        today=today,
    )


def _current_answers(cycle: Cycle) -> dict[int, dict[str, Current]]:
    rows = Answer.objects.filter(candidacy__race__cycle=cycle, is_current=True).order_by()
    found: dict[int, dict[str, Current]] = {}
    fields = ("candidacy_id", "fact", "pk", "value", "evidence", "link", "source", "evidence_on")
    for candidacy, fact, *said in rows.values_list(*fields):
        found.setdefault(candidacy, {})[fact] = Current(*said)
    return found


def plan_of(upload: Upload, read: ReadFile, today: dt.date) -> Plan:
    """What importing an upload would make now, and everything that stands against it. Writes nothing.

    Raises `problems.Unreadable`.
    """
    drafts, problems = _drafts(upload, read)
    return compare(drafts, records_of(upload.cycle, today), problems)


def _drafts(upload: Upload, read: ReadFile) -> tuple[list[Draft], Problems]:
    if read.table is not None:
        return read_drafts(read.table, Mapped.from_json(upload.mapping), labels())
    return (read_json if read.form == "json" else read_json_lines)(read.decoded.text)


def applied_before(upload_sha256: str, chapter: Chapter) -> Upload | None:
    """The last import of the same bytes into the chapter, if there was one. One query."""
    applied = Upload.objects.filter(cycle__chapter=chapter, sha256=upload_sha256, applied_at__isnull=False)
    return applied.defer("content").select_related("cycle").order_by("-applied_at").first()


def written(cycle: Cycle) -> list[Written]:
    """The cycle's dossiers, for an export that can be imported again. Two queries."""
    answers: Mapping[int, Mapping[str, Current]] = _current_answers(cycle)
    rows = Candidacy.objects.filter(race__cycle=cycle).select_related("race", "candidate")
    return [
        Written(c.candidate.name, c.race.office, c.race.district, c.race.election_on, answers.get(c.pk, {}))
        for c in rows.order_by("race__election_on", "race__office", "race__district", "candidate__name")
    ]

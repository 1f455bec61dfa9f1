"""Which column of a table is what: guessed from the headers, then as the reader of the page says."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from endorsements.dossier_files.problems import Place, Problems
from endorsements.dossier_files.table import Table, letter
from endorsements.rules.facts import FACTS_BY_ID
from endorsements.rules.wording import gettext_noop

RED_LINE: Final = "red_lines."


class About(StrEnum):
    """What a column can hold beside facts. The values are the headers that exports write."""

    NAME = "candidate"
    OFFICE = "office"
    DISTRICT = "district"
    ELECTION_ON = "election_date"


class Part(StrEnum):
    """What of a fact a column holds. All but the answer are headed `<part>: <fact>` in exports."""

    ANSWER = "answer"
    EVIDENCE = "evidence"
    SOURCE = "source"
    LINK = "link"
    DATE = "date"


REQUIRED: Final = (About.NAME, About.OFFICE, About.ELECTION_ON)
LABELS: Final[Mapping[About, str]] = {
    About.NAME: gettext_noop("Candidate's name"),
    About.OFFICE: gettext_noop("Office"),
    About.DISTRICT: gettext_noop("District"),
    About.ELECTION_ON: gettext_noop("Election day"),
}
PART_LABELS: Final[Mapping[Part, str]] = {
    Part.ANSWER: gettext_noop("its answer"),
    Part.EVIDENCE: gettext_noop("its evidence"),
    Part.SOURCE: gettext_noop("its source"),
    Part.LINK: gettext_noop("its link"),
    Part.DATE: gettext_noop("its date"),
}
_SAME: Final[Mapping[About, tuple[str, ...]]] = {
    About.NAME: ("candidate", "name", "candidate name", "candidate s name", "candidata", "candidato", "nombre",
                 "nombre de la candidata", "nombre del candidato", "candidatura"),
    About.OFFICE: ("office", "seat", "cargo", "puesto"),
    About.DISTRICT: ("district", "ward", "distrito", "circunscripcion"),
    About.ELECTION_ON: ("election date", "election day", "election", "election on", "date of the election",
                        "fecha de la eleccion", "dia de la eleccion", "eleccion", "fecha de eleccion"),
}  # fmt: skip
_PART_WORDS: Final[Mapping[str, Part]] = {
    "answer": Part.ANSWER, "respuesta": Part.ANSWER,
    "evidence": Part.EVIDENCE, "prueba": Part.EVIDENCE, "pruebas": Part.EVIDENCE, "evidencia": Part.EVIDENCE,
    "source": Part.SOURCE, "fuente": Part.SOURCE,
    "link": Part.LINK, "url": Part.LINK, "enlace": Part.LINK,
    "date": Part.DATE, "fecha": Part.DATE,
}  # fmt: skip


class Column(NamedTuple):
    """What one column holds: `target` is an `About`, a fact's id, `red_lines.<id>`, or empty for "leave out"."""

    target: str = ""
    part: Part = Part.ANSWER


class Mapped(NamedTuple):
    """A table's columns, in their order, and what a reader said that unusual cell texts mean, by column."""

    columns: tuple[Column, ...]
    meanings: Mapping[int, Mapping[str, str]]

    def as_json(self) -> dict[str, Any]:
        """The mapping as it is stored with the upload."""
        return {
            "columns": [[column.target, column.part.value] for column in self.columns],
            "meanings": {str(column): dict(said) for column, said in self.meanings.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The mapping as `as_json` gave it."""
        columns = tuple(Column(target, Part(part)) for target, part in stored["columns"])
        return cls(columns, {int(column): said for column, said in stored["meanings"].items()})

    def at(self, target: str, part: Part = Part.ANSWER) -> int | None:
        """The column that holds this, counted from 0; None when none does."""
        return next((n for n, column in enumerate(self.columns) if column == (target, part)), None)


def plain(words: str) -> str:
    """Words without case, accents and punctuation, for comparing: `¿Es socio/a?` → `es socio a`."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", bare))


def names_of(wordings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What headers may call each target, given (target, wording) pairs: questions, titles of red lines, any language.

    Ids and the usual names of office, district and so on are known without.
    """
    names = {name: about.value for about, same in _SAME.items() for name in same}
    names |= {plain(fact): fact for fact in FACTS_BY_ID}
    for target, wording in wordings:
        names.setdefault(plain(wording), target)
    return names


def guess(headers: Iterable[str], names: Mapping[str, str]) -> Mapped:
    """What each column holds by its header; columns with an unknown one are left out."""
    return Mapped(tuple(_guess(plain(header), names) for header in headers), {})


def _guess(header: str, names: Mapping[str, str]) -> Column:
    if header in names:
        return Column(names[header])
    first, _, rest = header.partition(" ")
    if first in _PART_WORDS and _fact(names.get(rest)):
        return Column(names[rest], _PART_WORDS[first])
    rest, _, last = header.rpartition(" ")
    if last in _PART_WORDS and _fact(names.get(rest)):
        return Column(names[rest], _PART_WORDS[last])
    return Column()


def _fact(target: str | None) -> bool:
    return target is not None and (target in FACTS_BY_ID or target.startswith(RED_LINE))


def check(mapped: Mapped, table: Table, problems: Problems) -> None:
    """Note what makes the mapping unusable: something required or two columns for one thing."""
    for about in REQUIRED:
        if mapped.at(about) is None:
            message = gettext_noop("No column is the candidacy's “%(field)s”; choose one.")
            problems.add(Place(), message, field=about.value)
    seen: dict[Column, int] = {}
    for number, column in enumerate(mapped.columns):
        if not column.target:
            continue
        if column in seen:
            message = gettext_noop("Column %(first)s is this already (%(what)s); leave one of the two out.")
            values = {"first": letter(seen[column]), "what": _told(column)}
            problems.add(table.place(None, number), message, **values)
        elif column.part != Part.ANSWER and mapped.at(column.target) is None:
            message = gettext_noop("This belongs to the answer to “%(fact)s”, and no column holds that answer.")
            problems.add(table.place(None, number), message, fact=column.target)
        seen.setdefault(column, number)


def _told(column: Column) -> str:
    return column.target if column.part == Part.ANSWER else f"{column.part}: {column.target}"

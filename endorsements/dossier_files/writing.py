"""Dossiers and problems as CSV. What is written here reads back as the same, and no cell can run as a formula."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from endorsements.dossier_files.columns import RED_LINE, About, Part
from endorsements.dossier_files.plan import Current
from endorsements.dossier_files.problems import Problem, Translate
from endorsements.dossier_files.table import COULD_RUN
from endorsements.rules.facts import FACTS

_FORMULA: Final = re.compile(rf"'*{COULD_RUN}")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Written first: spreadsheets take a file without it for Windows-1252."""


class Written(NamedTuple):
    """A dossier to write: whose it is, and its current answers by fact."""

    name: str
    office: str
    district: str
    election_on: dt.date
    answers: Mapping[str, Current]


def cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could take it for a formula; reading takes it off."""
    return f"'{text}" if _FORMULA.match(text) else text


def dossiers_csv(dossiers: Sequence[Written], red_lines: Iterable[str]) -> str:
    """Dossiers as CSV: a column for each fact and red line, and for its evidence, source, link and date if any has one.

    Without dossiers, a table to fill in: every fact, and evidence for each.
    """
    facts = [*(fact.id for fact in FACTS), *(RED_LINE + id for id in red_lines)]
    known = set(facts)
    facts += sorted({fact for dossier in dossiers for fact in dossier.answers} - known)
    columns = [(fact, part) for fact in facts for part in Part if _is_used(fact, part, dossiers)]
    headers = [*(about.value for about in About), *(_header(fact, part) for fact, part in columns)]
    rows = ([*_about(each), *(_part(each.answers.get(fact), part) for fact, part in columns)] for each in dossiers)
    return _csv([headers, *rows])


def problems_csv(problems: Iterable[Problem], headers: Sequence[str], translate: Translate) -> str:
    """Problems as CSV: row, column's letter, column's header, problem."""
    rows = ([str(p.place.row or ""), p.place.letter, p.place.header(translate), p.told(translate)] for p in problems)
    return _csv([headers, *rows])


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cell(text) for text in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _is_used(fact: str, part: Part, dossiers: Sequence[Written]) -> bool:
    if part == Part.ANSWER or (part == Part.EVIDENCE and not dossiers):
        return True
    return any(_part(dossier.answers.get(fact), part) for dossier in dossiers)


def _header(fact: str, part: Part) -> str:
    return fact if part == Part.ANSWER else f"{part.value}: {fact}"


def _about(dossier: Written) -> list[str]:
    return [dossier.name, dossier.office, dossier.district, dossier.election_on.isoformat()]


def _part(answer: Current | None, part: Part) -> str:
    if answer is None:
        return ""
    texts = {
        Part.ANSWER: answer.value,
        Part.EVIDENCE: answer.evidence,
        Part.SOURCE: answer.source,
        Part.LINK: answer.link,
        Part.DATE: answer.evidence_on.isoformat() if answer.evidence_on else "",
    }
    return texts[part]

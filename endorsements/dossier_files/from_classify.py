"""Dossiers in the form of `manage.py classify`, with every fault noted.

The one reader of that form (`endorsements.rules.reading`) stops at the first fault. So a dossier with a fault is taken
apart into dossiers of one field each, and each of them read: what is wrong and what is allowed is only known there.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from endorsements.dossier_files import cells, records
from endorsements.dossier_files.cells import Unfit
from endorsements.dossier_files.columns import RED_LINE
from endorsements.dossier_files.problems import Place, Problems, Unreadable, of_fault
from endorsements.dossier_files.records import Draft, Said
from endorsements.dossier_files.table import MOST_ROWS
from endorsements.rules import reading
from endorsements.rules.malformed import Malformed, Phrase
from endorsements.rules.redlines import RedLine
from endorsements.rules.strict_json import parse
from endorsements.rules.wording import gettext_noop

_SOUND: Final = {"id": "-", "as_of": "2000-01-01"}
_SECTIONS: Final = ("race", "candidate", "campaign")
_ABOUT: Final = (
    ("candidate", "name", records.LONGEST_NAME),
    ("race", "office", records.LONGEST_OFFICE),
    ("race", "district", records.LONGEST_DISTRICT),
)


def read_json(text: str) -> tuple[list[Draft], Problems]:
    """The dossiers of a JSON file, and everything wrong with it. Raises Unreadable when it has too many."""
    problems = Problems()
    try:
        raw = parse(text.encode())
    except Malformed as fault:
        problems.extend([of_fault(None, fault)])
        return [], problems
    if type(raw) is not dict or type(raw.get("dossiers")) is not list:
        problems.extend(of_fault(None, fault) for fault in _file_faults(text, raw))
        return [], problems
    listed = raw["dossiers"]
    _check_count(len(listed))
    problems.extend(of_fault(None, fault) for fault in _file_faults(text, {**raw, "dossiers": []}))
    register = _register(raw.get("red_lines", []))
    drafts, ids = [], set()
    for number, item in enumerate(listed, start=1):
        draft = _draft(number, item, register, raw.get("rulebook"), problems)
        if draft and draft.id in ids:
            problems.add(Place(number), gettext_noop("An earlier dossier has the id “%(id)s” too."), id=draft.id)
        elif draft:
            ids.add(draft.id)
            drafts.append(draft)
    return drafts, problems


def read_json_lines(text: str) -> tuple[list[Draft], Problems]:
    """The dossiers of a JSON Lines file, and everything wrong with it. Raises Unreadable when it has too many."""
    problems, drafts = Problems(), []
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    _check_count(len(lines))
    for number, line in lines:
        try:
            raw = parse(line.encode())
        except Malformed as fault:
            problems.extend([of_fault(number, fault)])
            continue
        if type(raw) is not dict:
            problems.extend(of_fault(number, fault) for fault in _faults(raw, ()))
            continue
        hull = {name: raw[name] for name in ("rulebook", "red_lines_register") if name in raw}
        problems.extend(of_fault(number, fault) for fault in _line_faults(hull))
        register = _register(raw.get("red_lines_register", []))
        # The line itself stays as it was parsed (it may have a field twice), but for what belongs to the file.
        for name in hull:
            del raw[name]
        draft = _draft(number, raw, register, hull.get("rulebook", reading.UNNAMED_RULEBOOK), problems)
        if draft:
            drafts.append(draft)
    return drafts, problems


def _check_count(found: int) -> None:
    if found > MOST_ROWS:
        message = gettext_noop("The file has more than %s dossiers. Split it into several files.")
        raise Unreadable(message, f"{MOST_ROWS}")
    if not found:
        raise Unreadable(gettext_noop("There is no dossier in the file."))


def _draft(
    number: int, raw: object, register: tuple[RedLine, ...], rulebook: object, problems: Problems
) -> Draft | None:
    """The dossier's draft; None when something in it is wrong."""
    before = problems.total
    try:
        read = reading.read_dossier(raw, register)
    except Malformed:
        problems.extend(of_fault(number, fault) for fault in _faults(raw, register))
        read = None
    if not isinstance(raw, dict):
        return None
    about = _about(number, raw, problems)
    if read is None or problems.total > before:
        return None
    said: Mapping[str, str] = raw.get("candidate", {}).get("red_lines", {})
    values = {**read.answers, **{RED_LINE + id: value for id, value in said.items()}}
    answers = {fact: Said(value, Place(number, "", (_path(fact),))) for fact, value in values.items()}
    book = rulebook if isinstance(rulebook, str) else None
    return Draft(Place(number), **about, answers=answers, id=read.id, as_of=read.as_of, rulebook=book)


def _path(fact: str) -> Phrase:
    return Phrase("%s", (fact,))


def _about(number: int, raw: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """Name, office, district and election day, which judging can do without and a cycle cannot."""
    about: dict[str, Any] = {}
    for section, field, most in _ABOUT:
        text = _text(raw, section, field)
        about[field] = _read(number, section, field, problems, partial(cells.line, text, most))
        if not text.strip() and field != "district":
            _needed(number, section, field, problems)
    written = _text(raw, "race", "election_date")
    if not written:
        _needed(number, "race", "election_date", problems)
    # One written otherwise than YYYY-MM-DD is told by the reader already.
    is_day = len(written) == 10 and _is_day(written)
    day = _read(number, "race", "election_date", problems, partial(cells.day, written)) if is_day else None
    return {**about, "election_on": day}


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(raw: Mapping[str, Any], section: str, field: str) -> str:
    part = raw.get(section)
    value = part.get(field) if isinstance(part, dict) else None
    return value if type(value) is str else ""


def _read(number: int, section: str, field: str, problems: Problems, read: Callable[[], Any]) -> Any:
    place = Place(number, "", (Phrase(section), Phrase(field)))
    try:
        value = read()
    except Unfit as unfit:
        problems.add(place, unfit.message, **unfit.values)
        return None
    if isinstance(value, str) and "\x00" in value:
        problems.add(place, gettext_noop("The text has a NUL character in it, which no text may have."))
        return None
    return value


def _needed(number: int, section: str, field: str, problems: Problems) -> None:
    place = Place(number, "", (Phrase(section), Phrase(field)))
    problems.add(place, gettext_noop("This is missing or empty; every candidacy needs it."))


def _faults(raw: object, register: tuple[RedLine, ...]) -> Iterator[Malformed]:
    """Every fault of a dossier; of one whole field, its first."""
    pieces: list[object] = [raw] if type(raw) is not dict else _apart(raw)
    for piece in pieces:
        yield from _fault(reading.read_dossier, piece, register)


def _apart(raw: Mapping[str, Any]) -> list[object]:
    """Dossiers of one field each, which together say what the dossier says."""
    pieces: list[object] = []
    for name in _SOUND:
        others = {each: value for each, value in _SOUND.items() if each != name}
        pieces.append({**others, name: raw[name]} if name in raw else others)
    for name, value in raw.items():
        if name in _SECTIONS and type(value) is dict:
            pieces.extend({**_SOUND, name: piece} for piece in _section_apart(value))
        elif name not in _SOUND:
            pieces.append({**_SOUND, name: value})
    return pieces


def _section_apart(section: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for field, value in section.items():
        if field == "red_lines" and type(value) is dict:
            yield from ({field: {id: said}} for id, said in value.items())
        else:
            yield {field: value}


def _file_faults(text: str, raw: object) -> Iterator[Malformed]:
    """The faults of a file around its dossiers."""
    if type(raw) is not dict:
        yield from _fault(reading.read_file, text.encode())
        return
    sound = {"rulebook": reading.UNNAMED_RULEBOOK, "dossiers": []}
    for name in ("rulebook", "dossiers"):
        if name not in raw:
            yield from _fault(reading.read_file, _json({k: v for k, v in sound.items() if k != name}))
    for name, value in raw.items():
        if name == "red_lines":
            yield from _register_faults(value, name)
        else:
            yield from _fault(reading.read_file, _json({**sound, name: value}))


def _line_faults(hull: Mapping[str, object]) -> Iterator[Malformed]:
    """The faults of what a line says beside its dossier."""
    if "rulebook" in hull:
        for fault in _fault(reading.read_line, _json({**_SOUND, "rulebook": hull["rulebook"]})):
            yield Malformed(fault.found, fault.expected, fault.place[1:])  # without the name of this made-up dossier
    if "red_lines_register" in hull:
        yield from _register_faults(hull["red_lines_register"], "red_lines_register")


def _register_faults(raw: object, field: str) -> Iterator[Malformed]:
    items: Iterable[object] = raw if type(raw) is list else ()
    faults = [fault for item in items for fault in _fault(reading.read_register, [item], field)]
    # What only shows with all of them, an id that comes twice, is looked for when each is sound.
    yield from faults or _fault(reading.read_register, raw, field)


def _register(raw: object) -> tuple[RedLine, ...]:
    """The red lines a file names, faulty ones too: their own fault is noted, and not again at each dossier."""
    ids = [item.get("id") for item in raw if isinstance(item, dict)] if type(raw) is list else []
    return tuple(RedLine(id, "", dt.date.min) for id in dict.fromkeys(ids) if type(id) is str)


def _fault[**P](read: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> list[Malformed]:
    try:
        read(*args, **kwargs)
    except Malformed as fault:
        return [fault]
    return []


def _json(value: object) -> bytes:
    return json.dumps(value).encode()

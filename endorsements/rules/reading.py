"""Reading dossiers from JSON and JSON Lines. Every fault is found before anything is judged, and told with its place.

Hand-written, since a file may have a million lines: a dossier is read in a few microseconds.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from endorsements.rules.answers import CROSSES, HOLDS, UNKNOWN
from endorsements.rules.facts import FACTS, FactGroup
from endorsements.rules.malformed import DAY, LIST, TEXT, Malformed, Phrase, one_of, shown
from endorsements.rules.redlines import RedLine
from endorsements.rules.rulebook import Rulebook, UnknownRulebook, rulebook
from endorsements.rules.strict_json import Fields, fields_of, named, parse, required
from endorsements.rules.wording import gettext_noop

UNNAMED_RULEBOOK: Final = "caes-2026-01-24"
"""What a JSON line is judged by when it names none; fixed, so that a later rulebook changes no old answer."""

LONGEST_LINE: Final = 16 * 1024 * 1024
"""Bytes; a longer line is refused, so that memory stays bounded whatever comes in."""


class Dossier(NamedTuple):
    """A dossier as read: answers by fact id, and the red lines in force on `as_of` with what it says of each."""

    id: str
    as_of: date
    answers: dict[str, str]
    red_lines: dict[str, str]
    about: dict[str, str]
    """Free text that decides nothing: office, district, election_date, name."""


class ClassifyFile(NamedTuple):
    """A whole JSON file of dossiers."""

    rulebook: Rulebook
    red_lines: tuple[RedLine, ...]
    dossiers: list[Dossier]


_FREE_TEXT: Final = {"race": ("office", "district"), "candidate": ("name",), "campaign": ()}
_ELECTION_DATE: Final = "election_date"
_ANSWERS: Final = {
    group.value: {fact.id: frozenset(fact.values) for fact in FACTS if fact.group is group} for group in FactGroup
}
# Fields that may be there, in the order in which a message lists them.
_SECTION_FIELDS: Final = {
    "race": dict.fromkeys((*_FREE_TEXT["race"], _ELECTION_DATE, *_ANSWERS["race"])),
    "candidate": dict.fromkeys((*_FREE_TEXT["candidate"], *_ANSWERS["candidate"], "red_lines")),
    "campaign": dict.fromkeys(_ANSWERS["campaign"]),
}
_FILE_FIELDS: Final = dict.fromkeys(("rulebook", "red_lines", "dossiers"))
_DOSSIER_FIELDS: Final = dict.fromkeys(("id", "as_of", "race", "candidate", "campaign"))
_LINE_FIELDS: Final = {**_DOSSIER_FIELDS, **dict.fromkeys(("rulebook", "red_lines_register"))}
_RED_LINE_FIELDS: Final = dict.fromkeys(("id", "title", "in_force_from", "in_force_until"))
_RED_LINE_VALUES: Final = (HOLDS, CROSSES, UNKNOWN)


def read_file(data: bytes) -> ClassifyFile:
    """Read a JSON file of dossiers. Raises Malformed."""
    raw = fields_of(parse(data), _FILE_FIELDS)
    book = _rulebook(required(raw, "rulebook"))
    red_lines = read_register(raw.get("red_lines", []), "red_lines")
    listed = required(raw, "dossiers")
    if type(listed) is not list:
        raise Malformed(shown(listed), LIST).within("dossiers")
    dossiers, seen = [], set()
    for number, item in enumerate(listed, start=1):
        try:
            dossier = read_dossier(item, red_lines)
            if dossier.id in seen:
                raise Malformed(Phrase(gettext_noop("the id of an earlier dossier")), _A_NEW_ID).within("id")
        except Malformed as fault:
            raise _within_dossier(fault, item, number) from None
        seen.add(dossier.id)
        dossiers.append(dossier)
    return ClassifyFile(book, red_lines, dossiers)


def read_line(data: bytes) -> tuple[Rulebook, Dossier]:
    """Read one dossier of a JSON Lines file, with the register it carries. Raises Malformed."""
    if len(data) > LONGEST_LINE:
        longest = Phrase(gettext_noop("at most %s bytes"), (f"{LONGEST_LINE}",))
        raise Malformed(Phrase(gettext_noop("a longer line")), longest)
    raw = parse(data)
    try:
        fields = fields_of(raw, _LINE_FIELDS)
        book = _rulebook(fields.get("rulebook", UNNAMED_RULEBOOK))
        red_lines = read_register(fields.get("red_lines_register", []), "red_lines_register")
        return book, read_dossier(fields, red_lines, _LINE_FIELDS)
    except Malformed as fault:
        raise _within_dossier(fault, raw, None) from None


def read_register(raw: object, field: str) -> tuple[RedLine, ...]:
    """Read a list of red lines, told as `field`. Raises Malformed."""
    if type(raw) is not list:
        raise Malformed(shown(raw), LIST).within(field)
    lines: dict[str, RedLine] = {}
    for number, item in enumerate(raw, start=1):
        try:
            line = _red_line(item)
            if line.id in lines:
                raise Malformed(Phrase(gettext_noop("the id of an earlier red line")), _A_NEW_ID).within("id")
        except Malformed as fault:
            id = item.get("id") if isinstance(item, dict) else None
            which = named(id, always=True) if type(id) is str else f"{number}"
            raise fault.within(gettext_noop("red line %s"), which).within(field) from None
        lines[line.id] = line
    return tuple(lines.values())


def read_dossier(raw: object, red_lines: Sequence[RedLine], allowed: Fields = _DOSSIER_FIELDS) -> Dossier:
    """Read a dossier that is judged by the register `red_lines`. Raises Malformed."""
    fields = fields_of(raw, allowed)
    id = _id(fields)
    as_of = _day(required(fields, "as_of"), "as_of")
    answers: dict[str, str] = {}
    about: dict[str, str] = {}
    for section in _ANSWERS:
        if section in fields:
            try:
                _read_section(section, fields[section], answers, about)
            except Malformed as fault:
                raise fault.within(section) from None
    said = _read_red_lines(fields.get("candidate", {}), red_lines)
    in_force = {line.id: said.get(line.id, UNKNOWN) for line in red_lines if line.in_force_on(as_of)}
    return Dossier(id, as_of, answers, in_force, about)


def _read_section(section: str, raw: object, answers: dict[str, str], about: dict[str, str]) -> None:
    allowed = _ANSWERS[section]
    for field, value in fields_of(raw, _SECTION_FIELDS[section]).items():
        values = allowed.get(field)
        if values is None:
            if field == _ELECTION_DATE:
                about[field] = _day(value, field).isoformat()
            elif field != "red_lines":
                about[field] = _text(value, field)
        elif type(value) is str and value in values:
            answers[field] = value
        else:
            expected = next(fact.values for fact in FACTS if fact.id == field)
            raise Malformed(shown(value), one_of(expected)).within(field)


def _read_red_lines(candidate: object, register: Sequence[RedLine]) -> Mapping[str, str]:
    """What the candidate's section says of each red line; the section itself is known to be an object."""
    assert isinstance(candidate, dict)
    try:
        said = candidate.get("red_lines", {})
        ids = {line.id for line in register}
        if type(said) is dict and said.keys() <= ids:
            for id, value in said.items():
                if type(value) is not str or value not in _RED_LINE_VALUES:
                    raise Malformed(shown(value), one_of(_RED_LINE_VALUES)).within("%s", named(id, always=True))
            return said
        stranger = next(id for id in fields_of(said, None) if id not in ids)
        none = Phrase(gettext_noop("no red line, since the register has none"))
        raise Malformed(shown(stranger), one_of(named(id, always=True) for id in sorted(ids)) if ids else none)
    except Malformed as fault:
        raise fault.within("red_lines").within("candidate") from None


def _red_line(raw: object) -> RedLine:
    fields = fields_of(raw, _RED_LINE_FIELDS)
    id = _id(fields)
    title = _text(fields.get("title", ""), "title")
    since = _day(required(fields, "in_force_from"), "in_force_from")
    until = fields.get("in_force_until")
    if until is None:
        return RedLine(id, title, since)
    end = _day(until, "in_force_until")
    if end <= since:
        later = Phrase(gettext_noop("a day after %s"), (since.isoformat(),))
        raise Malformed(shown(until), later).within("in_force_until")
    return RedLine(id, title, since, end)


def _id(fields: Mapping[str, object]) -> str:
    id = _text(required(fields, "id"), "id")
    if not id:
        raise Malformed(shown(id), Phrase(gettext_noop("text that is not empty"))).within("id")
    return id


def _text(value: object, field: str) -> str:
    if type(value) is not str:
        raise Malformed(shown(value), TEXT).within(field)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair, written \ud800
            raise Malformed(shown(value), Phrase(gettext_noop("text in valid Unicode"))).within(field) from None
    return value


def _day(value: object, field: str) -> date:
    day = _parse_day(value) if type(value) is str else None
    if day is None:
        raise Malformed(shown(value), DAY).within(field)
    return day


@lru_cache(maxsize=4096)
def _parse_day(text: str) -> date | None:
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":  # other ISO forms are not ours
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rulebook(id: object) -> Rulebook:
    try:
        return rulebook(_text(id, "rulebook"))
    except UnknownRulebook as fault:
        raise Malformed(shown(id), one_of(fault.known)).within("rulebook") from None


def _within_dossier(fault: Malformed, raw: object, number: int | None) -> Malformed:
    id = raw.get("id") if isinstance(raw, dict) else None
    if type(id) is str:
        return fault.within(gettext_noop("dossier %s"), named(id, always=True))
    return fault if number is None else fault.within(gettext_noop("dossier number %s"), f"{number}")


_A_NEW_ID: Final = Phrase(gettext_noop("an id of its own"))

"""Reading a problem from JSON. The first fault found is told with its place, what was found and what was expected."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from capacity.planning.slate.records import UNEXPECTED, Candidacy, Problem, Week

_MOST_DIGITS: Final = 20
_SHOWN_AT_MOST: Final = 60
_RECORDS: Final[dict[str, type[BaseModel]]] = {"weeks": Week, "candidacies": Candidacy}

type Translate = Callable[[str], str]
type Place = tuple[str | int, ...]


class Malformed(ValueError):
    """A file that is not in its form; the message is one sentence."""


class _Written(str):
    """A JSON number that is not a whole one of usual length, kept as it was written; no field takes one."""

    __slots__ = ()


class _Twice(dict[str, object]):
    """A JSON object that has `field` twice."""

    field: str


def read(data: bytes, gettext: Translate = str) -> Problem:
    """Read a problem from UTF-8 JSON. Raises Malformed, in the language that `gettext` speaks."""
    raw = _parse(data, gettext)
    _refuse_twice(raw, gettext)
    if not isinstance(raw, dict):
        raise _malformed(raw, (), _shown(raw, gettext), gettext("an object"), gettext)
    try:
        return Problem.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as faults:
        raise _told(raw, faults.errors(include_url=False)[0], gettext) from None


def _parse(data: bytes, gettext: Translate) -> object:
    try:
        return _decode(data.decode())
    except UnicodeDecodeError as fault:
        found = gettext("bytes that are not UTF-8 (after %s bytes)") % fault.start
        raise _malformed(None, (), found, gettext("text in UTF-8"), gettext) from None
    except json.JSONDecodeError as fault:
        empty = not fault.doc.strip()
        where = {"why": fault.msg, "line": fault.lineno, "column": fault.colno}
        wrong = gettext("what is not JSON (%(why)s in line %(line)s, column %(column)s)") % where
        raise _malformed(None, (), gettext("nothing") if empty else wrong, "JSON", gettext) from None
    except RecursionError:
        raise _malformed(None, (), gettext("lists or objects nested too deeply"), "JSON", gettext) from None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    names = [name for name, _ in pairs]
    twice = _Twice(fields)
    twice.field = next(name for name in names if names.count(name) > 1)
    return twice


def _whole(text: str) -> object:
    return int(text) if len(text) <= _MOST_DIGITS else _Written(text)


_decode: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_whole, parse_float=_Written, parse_constant=_Written
).decode


def _refuse_twice(raw: object, gettext: Translate) -> None:
    parts: list[tuple[Place, object]] = [((), raw)]
    while parts:
        place, part = parts.pop()
        if isinstance(part, _Twice):
            twice, once = gettext("the field twice"), gettext("each field once")
            raise _malformed(raw, (*place, part.field), twice, once, gettext)
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        parts += [((*place, key), value) for key, value in inner][::-1]


def _told(raw: object, fault: ErrorDetails, gettext: Translate) -> Malformed:
    context: dict[str, Any] = fault.get("ctx", {})
    place = tuple(part for part in (*fault["loc"], *context.get("within", ())) if part != "[key]")
    found = context.get("found") or _shown(fault["input"], gettext)
    if fault["type"] == "missing":
        found, expected = gettext("nothing"), gettext("the field, which is required")
    elif fault["type"] == "extra_forbidden":
        record = _RECORDS[str(place[0])] if len(place) > 1 else Problem
        fields = ", ".join(field.alias or name for name, field in record.model_fields.items())
        found, expected = gettext("an unknown field"), gettext("one of %s") % fields
    elif fault["type"] == UNEXPECTED:
        expected = gettext(context["expected"]).format(**context)
    else:  # the only other check that a file can fail: an object was wanted
        expected = gettext("an object")
    return _malformed(raw, place, found, expected, gettext)


def _malformed(raw: object, place: Place, found: str, expected: str, gettext: Translate) -> Malformed:
    sentence = gettext("found %(found)s, expected %(expected)s") % {"found": found, "expected": expected}
    where = ", ".join(_where(raw, place, gettext))
    return Malformed(f"{where}: {sentence}" if where else sentence)


def _where(raw: object, place: Place, gettext: Translate) -> Iterator[str]:
    """The place in words, a candidacy by its id where it has one."""
    part = raw
    for step, key in enumerate(place):
        part = _inside(part, key)
        if isinstance(key, str):
            yield key if key.isidentifier() and key.isascii() else _shown(key, gettext)
        elif step == 1 and place[0] == "candidacies" and isinstance(part, dict) and type(part.get("id")) is str:
            yield gettext("candidacy %s") % _shown(part["id"], gettext)
        else:
            yield gettext("number %s") % (key + 1)


def _inside(part: object, key: str | int) -> object:
    if isinstance(part, dict):
        return part.get(key)
    return part[key] if isinstance(part, list) and isinstance(key, int) else None


def _shown(value: object, gettext: Translate) -> str:
    """A JSON value for a message: safe for a terminal, not too long."""
    if isinstance(value, dict):
        return gettext("an object")
    if isinstance(value, list | tuple):
        return gettext("a list")
    text = str(value) if isinstance(value, _Written) else json.dumps(value) if type(value) is bool else repr(value)
    text = "null" if value is None else text
    return text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…"

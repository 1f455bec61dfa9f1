"""JSON text to values, strictly: UTF-8, each field once, and every fault told with its place."""

import json
from collections.abc import Mapping
from typing import Final

from endorsements.rules.malformed import (
    NOTHING,
    OBJECT,
    SHOWN_AT_MOST,
    FieldTwice,
    Malformed,
    Number,
    Phrase,
    one_of,
    shown,
)
from endorsements.rules.wording import gettext_noop

type Fields = Mapping[str, None]
"""Fields that may be there, in the order in which a message lists them."""

_JSON: Final = Phrase("JSON")


def parse(data: bytes) -> object:
    """JSON from UTF-8 bytes; numbers stay text and repeated fields are marked. Raises Malformed."""
    try:
        return _decode(data.decode())
    except UnicodeDecodeError as fault:
        found = Phrase(gettext_noop("bytes that are not UTF-8 (after %s bytes)"), (f"{fault.start}",))
        raise Malformed(found, Phrase(gettext_noop("text in UTF-8"))) from None
    except json.JSONDecodeError as fault:
        raise _not_json(fault) from None
    except RecursionError:
        raise Malformed(Phrase(gettext_noop("lists or objects nested too deeply")), _JSON) from None


def fields_of(raw: object, allowed: Fields | None) -> dict[str, object]:
    """An object's fields by name, none of them twice or outside `allowed` (None: any). Raises Malformed."""
    if type(raw) is not dict:
        if isinstance(raw, FieldTwice):
            twice, once = Phrase(gettext_noop("the field twice")), Phrase(gettext_noop("each field once"))
            raise Malformed(twice, once).within("%s", named(raw.field))
        raise Malformed(shown(raw), OBJECT)
    if allowed is not None and not raw.keys() <= allowed.keys():
        stranger = next(field for field in raw if field not in allowed)
        raise Malformed(Phrase(gettext_noop("an unknown field")), one_of(allowed)).within("%s", named(stranger))
    return raw


def required(fields: Mapping[str, object], field: str) -> object:
    """A field that must be there. Raises Malformed."""
    if field not in fields:
        raise Malformed(NOTHING, Phrase(gettext_noop("the field, which is required"))).within(field)
    return fields[field]


def named(field: str, *, always: bool = False) -> str:
    """A name from the file for a message: in quotes unless it is a plain word, shortened."""
    plain = len(field) <= SHOWN_AT_MOST and field.isidentifier() and field.isascii()
    return field if plain and not always else shown(field).values[0]


def _not_json(fault: json.JSONDecodeError) -> Malformed:
    if fault.doc.startswith("\ufeff"):
        return Malformed(Phrase(gettext_noop("a byte order mark")), Phrase(gettext_noop("UTF-8 without one")))
    if not fault.doc.strip():
        return Malformed(NOTHING, _JSON)
    found = Phrase(gettext_noop("what is not JSON (%s)"), (fault.msg,))
    place = gettext_noop("column %s") if fault.lineno == 1 else gettext_noop("line %s, column %s")
    where = (f"{fault.colno}",) if fault.lineno == 1 else (f"{fault.lineno}", f"{fault.colno}")
    return Malformed(found, _JSON).within(place, *where)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    names = [field for field, _ in pairs]
    return FieldTwice(pairs, next(name for name in names if names.count(name) > 1))


_decode: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=Number, parse_float=Number, parse_constant=Number
).decode

"""JSON text to values, strictly: UTF-8, each field once, and every fault told with its place."""

import json
from typing import Final

from endorsements.rules.malformed import NOTHING, FieldTwice, Malformed, Number, Phrase
from endorsements.rules.wording import gettext_noop

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

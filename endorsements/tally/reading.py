"""A published tally from JSON: `recount`'s form. Every fault is told with its place."""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

from endorsements.rules.malformed import LIST, Malformed, Number, Phrase, one_of, shown
from endorsements.rules.strict_json import Fields, fields_of, parse, required
from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import read_votes, read_whole, too_long
from endorsements.tally.records import (
    Base,
    Comparison,
    Count,
    NoQuorum,
    NumberQuorum,
    Quorum,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
    Vote,
    Votes,
)

_FILE_FIELDS: Final = dict.fromkeys(("rule", "roll", "present", "participants", "votes"))
_RULE_FIELDS: Final = dict.fromkeys(("threshold", "comparison", "base", "quorum"))
_VOTE_FIELDS: Final[Fields] = dict.fromkeys(Vote)
_QUORUM_FIELDS: Final[Mapping[str, Fields]] = {
    "none": dict.fromkeys(("kind",)),
    "number": dict.fromkeys(("kind", "number")),
    "share-of-roll": dict.fromkeys(("kind", "share")),
    "share-of-average-attendance": dict.fromkeys(("kind", "share", "attendance")),
}
_ANY_QUORUM_FIELDS: Final = dict.fromkeys(field for fields in _QUORUM_FIELDS.values() for field in fields)
_TWO: Final = Phrase(gettext_noop("two whole numbers, as in %s"), ("[3, 5]",))
_WHOLE: Final = Phrase(gettext_noop("a whole number"))


def read(data: bytes) -> tuple[Rule, Count]:
    """Read a rule and the count it is held against from UTF-8 JSON. Raises Malformed."""
    fields = fields_of(parse(data), _FILE_FIELDS)
    return _within("rule", _rule, required(fields, "rule")), _count(fields)


def read_rule(raw: Mapping[str, object]) -> Rule:
    """Read a rule that was stored in this form, once loaded. Raises Malformed."""
    return _rule(_strict(raw))


def read_record(raw: Mapping[str, object]) -> tuple[Rule, Count]:
    """Read a rule and its count that were stored in this form, once loaded. Raises Malformed."""
    return read(json.dumps(raw).encode())


def _strict(raw: object) -> object:
    """What `parse` makes of stored JSON: numbers keep the text they were written with."""
    return parse(json.dumps(raw).encode())


def _count(fields: Mapping[str, object]) -> Count:
    votes = _within("votes", _votes, required(fields, "votes"))
    roll, present, participants = (_figure(fields, field) for field in ("roll", "present", "participants"))
    return Count(votes, roll, present, participants)


def _rule(raw: object) -> Rule:
    fields = fields_of(raw, _RULE_FIELDS)
    threshold = _share(fields, "threshold")
    comparison = _choice(fields, "comparison", Comparison)
    base = _choice(fields, "base", Base)
    return Rule(threshold, comparison, base, _within("quorum", _quorum, required(fields, "quorum")))


def _quorum(raw: object) -> Quorum:
    kind = required(fields_of(raw, _ANY_QUORUM_FIELDS), "kind")
    if type(kind) is not str or kind not in _QUORUM_FIELDS:
        raise Malformed(shown(kind), one_of(_QUORUM_FIELDS)).within("kind")
    fields = fields_of(raw, _QUORUM_FIELDS[kind])
    match kind:
        case "none":
            return NoQuorum()
        case "number":
            return NumberQuorum(_within("number", _whole, required(fields, "number")))
        case "share-of-roll":
            return ShareOfRoll(_share(fields, "share"))
        case _:
            return ShareOfAverageAttendance(_share(fields, "share"), _attendance(fields))


def _attendance(fields: Mapping[str, object]) -> tuple[int, ...]:
    listed = required(fields, "attendance")
    if type(listed) is not list:
        raise Malformed(shown(listed), LIST).within("attendance")
    return tuple(_items(listed, "attendance"))


def _votes(raw: object) -> Votes:
    fields = fields_of(raw, _VOTE_FIELDS)
    yes, no, abstain = (_within(vote, read_votes, required(fields, vote)) for vote in Vote)
    return Votes(yes, no, abstain)


def _share(fields: Mapping[str, object], field: str) -> Fraction:
    pair = required(fields, field)
    if type(pair) is not list or len(pair) != 2:
        raise Malformed(shown(pair), _TWO).within(field)
    above, below = _items(pair, field)
    if not below:
        expected = Phrase(gettext_noop("a whole number from 1"))
        raise Malformed(Phrase("0"), expected).within(gettext_noop("number %s"), "2").within(field)
    return Fraction(above, below)


def _items(listed: Sequence[object], field: str) -> list[int]:
    def item(place: int, value: object) -> int:
        try:
            return _whole(value)
        except Malformed as fault:
            raise fault.within(gettext_noop("number %s"), f"{place}").within(field) from None

    return [item(place, value) for place, value in enumerate(listed, start=1)]


def _choice[Choice: StrEnum](fields: Mapping[str, object], field: str, choices: type[Choice]) -> Choice:
    value = required(fields, field)
    if type(value) is not str or value not in choices:
        raise Malformed(shown(value), one_of(choices)).within(field)
    return choices(value)


def _figure(fields: Mapping[str, object], field: str) -> int | None:
    value = fields.get(field)
    return None if value is None else _within(field, _whole, value)


def _whole(value: object) -> int:
    number = read_whole(value) if isinstance(value, Number) else None
    if number is None:
        raise Malformed(shown(value), too_long(value) or _WHOLE)
    return number


def _within[Read](field: str, read: Callable[[object], Read], value: object) -> Read:
    """What `read` makes of the field's value; a fault is told with the field as its place."""
    try:
        return read(value)
    except Malformed as fault:
        raise fault.within(field) from None

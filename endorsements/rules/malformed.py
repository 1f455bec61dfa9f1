"""What is wrong with a file from outside: where, what was found there, and what was expected."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Self

from endorsements.rules.wording import gettext_noop

SHOWN_AT_MOST: Final = 60
"""Characters of the file that one part of a message may quote."""


class Phrase(NamedTuple):
    """Words to translate, with `%s` for what is put into them untranslated."""

    text: str
    values: tuple[str, ...] = ()

    def told(self, translate: Callable[[str], str]) -> str:
        """The phrase in the language that `translate` speaks."""
        return translate(self.text) % self.values


class Malformed(ValueError):
    """A file that is not in its form. `place` leads from the outermost part to the innermost."""

    def __init__(self, found: Phrase, expected: Phrase, place: tuple[Phrase, ...] = ()) -> None:
        super().__init__(found, expected, place)
        self.found, self.expected, self.place = found, expected, place

    def within(self, text: str, *values: str) -> Self:
        """The same fault, told from one part further out."""
        return type(self)(self.found, self.expected, (Phrase(text, values), *self.place))

    def told(self, translate: Callable[[str], str]) -> str:
        """One sentence: place, found, expected."""
        sentence = translate(gettext_noop("found %(found)s, expected %(expected)s")) % {
            "found": self.found.told(translate),
            "expected": self.expected.told(translate),
        }
        place = ", ".join(part.told(translate) for part in self.place)
        return f"{place}: {sentence}" if place else sentence

    def __str__(self) -> str:
        return self.told(str)


class Number(str):
    """A JSON number, kept as it was written: 1.0 and 1e0 are not taken for 1."""

    __slots__ = ()


class FieldTwice(dict[str, object]):
    """A JSON object that has one of its fields twice: `field`."""

    def __init__(self, pairs: list[tuple[str, object]], field: str) -> None:
        super().__init__(pairs)
        self.field = field


NOTHING = Phrase(gettext_noop("nothing"))
TEXT = Phrase(gettext_noop("text"))
DAY = Phrase(gettext_noop("a day that exists, written YYYY-MM-DD"))
OBJECT = Phrase(gettext_noop("an object"))
LIST = Phrase(gettext_noop("a list"))


def shown(value: object) -> Phrase:
    """A JSON value as it is shown in a message: in quotes, safe for a terminal, not too long."""
    if isinstance(value, dict):
        return OBJECT
    if isinstance(value, list):
        return LIST
    words = {None: "null", True: "true", False: "false"}
    text = str(value) if isinstance(value, Number) else words.get(value) if value in words else repr(value)
    assert text is not None
    return Phrase("%s", (text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}…",))


def one_of(values: Iterable[str]) -> Phrase:
    """Expected: one of these, in the order given; without any, nothing."""
    listed = ", ".join(values)
    return Phrase(gettext_noop("one of %s"), (listed,)) if listed else NOTHING

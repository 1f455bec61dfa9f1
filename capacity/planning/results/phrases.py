"""What is wrong with a file of results: where, what was found and what was expected, told in any language."""

from collections.abc import Callable
from typing import NamedTuple

from capacity.planning.wording import gettext_noop

type Translate = Callable[[str], str]

_SHOWN_AT_MOST = 60


class Phrase(NamedTuple):
    """Words to translate, with `%s` for what is put into them untranslated."""

    text: str
    values: tuple[object, ...] = ()

    def told(self, translate: Translate) -> str:
        """The phrase in the language that `translate` speaks."""
        return translate(self.text) % self.values


class Malformed(ValueError):
    """A file that cannot be read as results at all. `line` is 0 where the fault is in no one line."""

    def __init__(self, name: str, found: Phrase, expected: Phrase, line: int = 0) -> None:
        super().__init__(name, found, expected, line)
        self.name, self.found, self.expected, self.line = name, found, expected, line

    def told(self, translate: Translate) -> str:
        """One sentence: file and line, found, expected."""
        line = translate(gettext_noop("line %d")) % self.line if self.line else ""
        sentence = translate(gettext_noop("found %(found)s, expected %(expected)s")) % {
            "found": self.found.told(translate),
            "expected": self.expected.told(translate),
        }
        place = f"{self.name}, {line}" if line else self.name
        return f"{place}: {sentence}"

    def __str__(self) -> str:
        return self.told(str)


class NotUnderstood(NamedTuple):
    """A row that was not counted. `line` is where it begins, from 1; `field` is its column, or `row`."""

    file: str
    line: int
    field: str
    expected: Phrase
    found: Phrase

    def why(self, translate: Translate = str) -> str:
        """Field, expected, found."""
        sentence = translate(gettext_noop("expected %(expected)s, found %(found)s")) % {
            "expected": self.expected.told(translate),
            "found": self.found.told(translate),
        }
        return f"{self.field}: {sentence}"


NOTHING = Phrase(gettext_noop("nothing"))


def quoted(text: str) -> Phrase:
    """Text as it is shown in a message: in quotes, safe for a terminal, not too long. None at all is nothing."""
    short = text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…"
    return Phrase("%s", (repr(short),)) if text else NOTHING

"""Votes as they are written and read: whole numbers and fractions, exact. A decimal is no vote."""

import re
from fractions import Fraction
from typing import Final

from endorsements.rules.malformed import Malformed, Phrase, shown
from endorsements.rules.wording import gettext_noop

MOST_DIGITS: Final = 100
"""Of a number in a file; more are refused, so that no sum or product grows beyond what can be written."""

_DIGITS: Final = rf"(0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}})"
_WHOLE: Final = re.compile(_DIGITS)
_VOTES: Final = re.compile(rf"(?:{_DIGITS} )?{_DIGITS}(?:/{_DIGITS})?")
_EXPECTED: Final = Phrase(gettext_noop("a whole number or a fraction as text, as in %s"), ('"3", "1/2" or "10 1/2"',))


def read_whole(text: str) -> int | None:
    """A whole number from 0 in plain digits, else None."""
    return int(text) if _WHOLE.fullmatch(text) else None


def read_votes(value: object) -> Fraction:
    """Votes from text. Raises Malformed.

    A fraction need not be in lowest terms and may be more than 1 (`2/4`, `3/2`); beside a whole number it must be less
    than 1, since `1 3/2` is more likely a slip than a number.
    """
    match = _VOTES.fullmatch(value) if type(value) is str else None
    if match is None:
        raise Malformed(shown(value), too_long(value) or _EXPECTED)
    whole, above, below = match.groups()
    if below is None:
        if whole is not None:  # "1 2"
            raise Malformed(shown(value), _EXPECTED)
        return Fraction(int(above))
    if int(below) == 0 or (whole is not None and int(above) >= int(below)):
        raise Malformed(shown(value), _EXPECTED)
    return int(whole or 0) + Fraction(int(above), int(below))


def too_long(value: object) -> Phrase | None:
    """What to expect instead of a number with too many digits; None for what has another fault."""
    if not isinstance(value, str) or not re.search(rf"[0-9]{{{MOST_DIGITS + 1}}}", value):
        return None
    return Phrase(gettext_noop("a number of at most %s digits"), (f"{MOST_DIGITS}",))


def written(votes: Fraction) -> str:
    """Votes, not negative, as they are written everywhere: `0`, `1/2`, `35 1/10`, in lowest terms."""
    whole, rest = divmod(votes.numerator, votes.denominator)
    if not rest:
        return f"{whole}"
    return f"{whole} {rest}/{votes.denominator}" if whole else f"{rest}/{votes.denominator}"


def unbroken(votes: Fraction) -> str:
    """Votes as `written`, in a sentence: no line ends between a whole number and its fraction, which read alone lie."""
    return written(votes).replace(" ", "\u00a0")


def ratio(share: Fraction) -> str:
    """A share as its two integers: `3/5`, `1/1`, `0/1`."""
    return f"{share.numerator}/{share.denominator}"


def percent(share: Fraction) -> str:
    """A share with one decimal, halves rounded up: `65.8 %`. To be read beside the exact numbers, never for them.

    The space does not break, so that no line begins with the sign.
    """
    tenths = int(share * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}\u00a0%"

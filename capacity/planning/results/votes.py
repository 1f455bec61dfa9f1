"""The votes of a row, as the ways to write them go."""

import re
from typing import Final

from capacity.planning.results.phrases import Phrase
from capacity.planning.wording import gettext_noop

WHOLE_NUMBER: Final = Phrase(gettext_noop("a whole number"))
PLAIN: Final = {"": 0} | {str(number): number for number in range(10_000)}
"""Nearly every row's votes, looked up rather than parsed. No votes written down are none counted."""
_FORM: Final = re.compile(r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.0*)?", re.ASCII)
_WITHHELD: Final = re.compile(r"\*+")


def votes(written: str) -> int | None:
    """`1,234`, `12.0`, ` 7 `; 0 for nothing and for `*` (withheld, as nobody's vote may be known); else None."""
    text = written.strip()
    if not text or _WITHHELD.fullmatch(text):
        return 0
    match = _FORM.fullmatch(text)
    return int(match[1].replace(",", "")) if match else None

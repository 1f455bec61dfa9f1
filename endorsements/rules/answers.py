"""What a question of the dossier can be answered with, as files write it and in words."""

from dataclasses import dataclass
from typing import Final

from endorsements.rules.wording import gettext_noop

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
HOLDS: Final = "holds"
CROSSES: Final = "crosses"

RED_LINES: Final = "red_lines"
"""What the red lines in force amount to together; one line's fact is called `red_lines.<its id>`."""

RED_LINE_ANSWERS: Final = (HOLDS, CROSSES)
RED_LINE_QUESTION: Final = gettext_noop("For each red line in force: does the candidate hold it or cross it?")
RED_LINE_HELP: Final = gettext_noop(
    "Look at votes, public statements and the questionnaire. Leave it unknown until there is something to point to."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer: `value` as files write it, `label` in words."""

    value: str
    label: str


UNKNOWN_ANSWER: Final = Answer(UNKNOWN, gettext_noop("Unknown"))
YES_OR_NO: Final = (Answer(YES, gettext_noop("Yes")), Answer(NO, gettext_noop("No")))

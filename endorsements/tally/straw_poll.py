"""A straw poll on five points: it decides nothing, and a response may have no answer to its question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from endorsements.rules.malformed import Malformed, Phrase
from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import percent


class Leaning(StrEnum):
    """An answer, from one end to the other."""

    YES = "yes"
    LEAN_YES = "lean-yes"
    NEUTRAL = "neutral"
    LEAN_NO = "lean-no"
    NO = "no"


@dataclass(frozen=True, slots=True)
class StrawPoll:
    """Responses, and how many of them gave each answer. Raises Malformed for more answers than responses."""

    responses: int
    answers: Mapping[Leaning, int]

    def __post_init__(self) -> None:
        if self.unanswered < 0:
            found = Phrase(gettext_noop("%s answers"), (f"{self.responses - self.unanswered}",))
            raise Malformed(found, Phrase(gettext_noop("at most the %s responses"), (f"{self.responses}",)))

    @property
    def unanswered(self) -> int:
        """Responses without an answer, to be told beside the answers: else these would seem to be all."""
        return self.responses - sum(self.answers.values())

    def percent(self, leaning: Leaning) -> str:
        """An answer's share of the responses, those without an answer among them; `–` where there are none."""
        return percent(Fraction(self.answers.get(leaning, 0), self.responses)) if self.responses else "–"


def polled(responses: Iterable[Leaning | None]) -> StrawPoll:
    """Add responses up; None is one without an answer."""
    total, answers = 0, dict.fromkeys(Leaning, 0)
    for leaning in responses:
        total += 1
        if leaning is not None:
            answers[leaning] += 1
    return StrawPoll(total, answers)

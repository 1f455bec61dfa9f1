"""A rule and a count in, an outcome out. Fractions throughout: nothing is rounded."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from endorsements.rules.malformed import NOTHING, Malformed, Phrase
from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import written
from endorsements.tally.records import Base, Comparison, Count, Result, Rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a count came to under a rule, with every figure it rests on."""

    rule: Rule
    count: Count
    result: Result
    people: int
    """Those who count for the quorum."""
    quorum_needed: int
    """The least whole number of people that reaches the quorum; 0 without one."""
    base: Fraction
    needed: Fraction
    """Threshold × base; *at least* this many yes votes, or *more than* this many."""
    yes_share: Fraction | None
    """Yes votes of the base; None where the base is zero."""

    @property
    def quorum_met(self) -> bool:
        """Whether enough people took part."""
        return self.people >= self.quorum_needed


def decide(rule: Rule, count: Count) -> Outcome:
    """Hold a count against a rule. Raises Malformed for a figure that the rule needs and that is missing or impossible.

    A quorum that isn't met comes before everything else. A base of zero fails, whatever the threshold.
    """
    people = count.people
    quorum = rule.quorum.least(count.roll)
    base = base_of(rule.base, count)
    needed = rule.threshold * base
    yes = count.votes.yes
    enough = yes >= needed if rule.comparison is Comparison.AT_LEAST else yes > needed
    if people < quorum:
        result = Result.NO_QUORUM
    elif base and enough:
        result = Result.PASSED
    else:
        result = Result.FAILED
    return Outcome(rule, count, result, people, quorum, base, needed, yes / base if base else None)


def base_of(base: Base, count: Count) -> Fraction:
    """What a threshold is a share of, in votes. Raises Malformed without the figure."""
    match base:
        case Base.YES_NO:
            return count.votes.yes + count.votes.no
        case Base.CAST:
            return count.votes.cast
        case Base.PRESENT:
            return Fraction(_present(count))
        case Base.ROLL:
            return Fraction(_told(count.roll, "roll", Base.ROLL))


def least_votes(rule: Rule, base: Fraction) -> int | None:
    """The least whole number of yes votes that passes, of a base of that size; None where none can."""
    needed = rule.threshold * base
    least = ceil(needed) if rule.comparison is Comparison.AT_LEAST else floor(needed) + 1
    return least if base and least <= base else None


def _present(count: Count) -> int:
    """Those present, who cannot be fewer than the votes they cast nor more than the roll."""
    present = _told(count.present, "present", Base.PRESENT)
    if count.votes.cast > present:
        found = Phrase(gettext_noop("%s votes"), (written(count.votes.cast),))
        raise Malformed(found, Phrase(gettext_noop("at most the %s present"), (f"{present}",))).within("votes")
    if count.roll is not None and present > count.roll:
        raise Malformed(Phrase(f"{present}"), Phrase(gettext_noop("at most the roll, %s"), (f"{count.roll}",))).within(
            "present"
        )
    return present


def _told(figure: int | None, field: str, base: Base) -> int:
    if figure is None:
        expected = Phrase(gettext_noop("a whole number, since the base is %s"), (base,))
        raise Malformed(NOTHING, expected).within(field)
    return figure

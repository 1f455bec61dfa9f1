"""A rule and an outcome in words, the base always among them. `translate` speaks the reader's language."""

from collections.abc import Callable, Mapping
from typing import Final

from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import percent, ratio, unbroken
from endorsements.tally.deciding import Outcome
from endorsements.tally.records import (
    Base,
    Comparison,
    NoQuorum,
    NumberQuorum,
    Quorum,
    Result,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
)

type Translate = Callable[[str], str]

BASE_TITLES: Final[Mapping[Base, str]] = {
    Base.YES_NO: gettext_noop("votes cast for and against"),
    Base.CAST: gettext_noop("all votes cast, abstentions among them"),
    Base.PRESENT: gettext_noop("members present"),
    Base.ROLL: gettext_noop("the whole roll"),
}
RESULT_TITLES: Final[Mapping[Result, str]] = {
    Result.PASSED: gettext_noop("passed"),
    Result.FAILED: gettext_noop("failed"),
    Result.NO_QUORUM: gettext_noop("no quorum"),
}
_YES_OF: Final[Mapping[Base, str]] = {
    Base.YES_NO: gettext_noop("%(yes)s yes of %(base)s yes and no"),
    Base.CAST: gettext_noop("%(yes)s yes of %(base)s votes cast, abstentions among them"),
    Base.PRESENT: gettext_noop("%(yes)s yes of %(base)s members present"),
    Base.ROLL: gettext_noop("%(yes)s yes of %(base)s on the roll"),
}
_NEEDED: Final[Mapping[Comparison, str]] = {
    Comparison.AT_LEAST: gettext_noop("at least %(threshold)s needed, that is %(needed)s"),
    Comparison.MORE_THAN: gettext_noop("more than %(threshold)s needed, that is more than %(needed)s"),
}
_THRESHOLDS: Final[Mapping[Comparison, str]] = {
    Comparison.AT_LEAST: gettext_noop("at least %(threshold)s of %(base)s"),
    Comparison.MORE_THAN: gettext_noop("more than %(threshold)s of %(base)s"),
}


def rule_in_words(rule: Rule, translate: Translate = str) -> str:
    """A rule as half a sentence: threshold, base, quorum."""
    figures = {"threshold": ratio(rule.threshold), "base": translate(BASE_TITLES[rule.base])}
    parts = translate(_THRESHOLDS[rule.comparison]) % figures, quorum_in_words(rule.quorum, translate)
    return "; ".join(parts)


def in_words(outcome: Outcome, translate: Translate = str) -> str:
    """An outcome's whole arithmetic in one sentence."""
    parts = (_share(outcome, translate), _needed(outcome, translate), _quorum(outcome, translate))
    sentence = translate(gettext_noop("%(figures)s: %(result)s."))
    return sentence % {"figures": "; ".join(parts), "result": translate(RESULT_TITLES[outcome.result])}


def _share(outcome: Outcome, translate: Translate) -> str:
    figures = {"yes": unbroken(outcome.count.votes.yes), "base": unbroken(outcome.base)}
    told = translate(_YES_OF[outcome.rule.base]) % figures
    if outcome.yes_share is None:
        return translate(gettext_noop("%s, and a base of zero passes nothing")) % told
    return f"{told}, {percent(outcome.yes_share)}"


def _needed(outcome: Outcome, translate: Translate) -> str:
    figures = {"threshold": ratio(outcome.rule.threshold), "needed": unbroken(outcome.needed)}
    return translate(_NEEDED[outcome.rule.comparison]) % figures


def _quorum(outcome: Outcome, translate: Translate) -> str:
    figures = {"needed": f"{outcome.quorum_needed}", "people": f"{outcome.people}"}
    match outcome.rule.quorum:
        case NoQuorum():
            return translate(gettext_noop("no quorum is asked for, and %(people)s took part")) % figures
        case NumberQuorum():
            told = gettext_noop("quorum %(needed)s")
        case ShareOfRoll(share):
            told = gettext_noop("quorum %(needed)s (%(share)s of %(of)s on the roll)")
            figures |= {"share": ratio(share), "of": f"{outcome.count.roll}"}
        case ShareOfAverageAttendance(share) as quorum:
            told = gettext_noop("quorum %(needed)s (%(share)s of the average attendance, %(of)s)")
            figures |= {"share": ratio(share), "of": unbroken(quorum.average)}
    met = gettext_noop("met by %s") if outcome.quorum_met else gettext_noop("not met by %s")
    return f"{translate(told) % figures}, {translate(met) % outcome.people}"


def quorum_in_words(quorum: Quorum, translate: Translate = str) -> str:
    """A quorum's rule as part of a sentence."""
    match quorum:
        case NoQuorum():
            return translate(gettext_noop("no quorum"))
        case NumberQuorum(number):
            return translate(gettext_noop("quorum: %s")) % number
        case ShareOfRoll(share):
            return translate(gettext_noop("quorum: %s of the roll")) % ratio(share)
        case ShareOfAverageAttendance(share, attendance):
            told = gettext_noop("quorum: %(share)s of the average attendance at the last %(meetings)s meetings")
            return translate(told) % {"share": ratio(share), "meetings": len(attendance)}

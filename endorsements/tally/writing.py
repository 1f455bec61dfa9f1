"""Outcomes and counts as JSON, outcomes as text too: `recount`'s form."""

import json
from collections.abc import Mapping
from fractions import Fraction

from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import percent, ratio, written
from endorsements.tally.deciding import Outcome
from endorsements.tally.records import (
    Count,
    NoQuorum,
    NumberQuorum,
    Quorum,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
    Vote,
)
from endorsements.tally.telling import BASE_TITLES, RESULT_TITLES, Translate, in_words


def as_json(outcome: Outcome, translate: Translate = str) -> str:
    """An outcome as a JSON object on a line; only `in_words` speaks the language of `translate`."""
    share = outcome.yes_share
    fields = {
        "outcome": outcome.result,
        "quorum_met": outcome.quorum_met,
        "quorum_needed": outcome.quorum_needed,
        "base": written(outcome.base),
        "yes_share": None if share is None else _pair(share),
        "needed": written(outcome.needed),
        "in_words": _typed(in_words(outcome, translate)),
    }
    return json.dumps(fields, ensure_ascii=False) + "\n"


def as_text(outcome: Outcome, translate: Translate = str) -> str:
    """An outcome for people to read."""
    votes, share = outcome.count.votes, outcome.yes_share
    figures = (
        (gettext_noop("Outcome"), translate(RESULT_TITLES[outcome.result])),
        (gettext_noop("Yes"), written(votes.yes)),
        (gettext_noop("No"), written(votes.no)),
        (gettext_noop("Abstain"), written(votes.abstain)),
        (gettext_noop("Base"), f"{written(outcome.base)} ({translate(BASE_TITLES[outcome.rule.base])})"),
        (gettext_noop("Yes share"), "–" if share is None else f"{ratio(share)} ({percent(share)})"),
        (gettext_noop("Needed"), written(outcome.needed)),
        (gettext_noop("Quorum needed"), f"{outcome.quorum_needed}"),
        (gettext_noop("Took part"), f"{outcome.people}"),
    )
    lines = [f"{translate(label)}: {value}" for label, value in figures]
    return _typed("\n".join((*lines, in_words(outcome, translate)))) + "\n"


def _typed(words: str) -> str:
    """Return words with the spaces of a keyboard: a file or a terminal is searched, not set in lines."""
    return words.replace("\u00a0", " ")


def record(rule: Rule, count: Count) -> dict[str, object]:
    """A rule and a count in the form that `recount` reads, ready for `json.dumps`."""
    return {
        "rule": {
            "threshold": _pair(rule.threshold),
            "comparison": rule.comparison.value,
            "base": rule.base.value,
            "quorum": _quorum(rule.quorum),
        },
        "roll": count.roll,
        "present": count.present,
        "participants": count.participants,
        "votes": {vote.value: written(count.votes.of(vote)) for vote in Vote},
    }


def _quorum(quorum: Quorum) -> Mapping[str, object]:
    match quorum:
        case NoQuorum():
            return {"kind": "none"}
        case NumberQuorum(number):
            return {"kind": "number", "number": number}
        case ShareOfRoll(share):
            return {"kind": "share-of-roll", "share": _pair(share)}
        case ShareOfAverageAttendance(share, attendance):
            return {"kind": "share-of-average-attendance", "share": _pair(share), "attendance": list(attendance)}


def _pair(share: Fraction) -> list[int]:
    return [share.numerator, share.denominator]

"""A closed ballot's result in sentences, worked out from its figures by the tally's own words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind
from endorsements.queries.ballot_record import (
    CONTESTS,
    Translate,
    contest_result,
    outcome_of,
    poll_of,
    published_result,
    rule_of,
)
from endorsements.tally import in_words
from endorsements.tally.contests import Approval, approval_in_words, runoff_in_words
from endorsements.tally.straw_poll import Leaning, StrawPoll


def result_words(ballot: Ballot, translate: Translate = gettext) -> list[str]:
    """Return a closed ballot's result with its arithmetic, as sentences. Raises NotClosed."""
    result = published_result(ballot)
    if ballot.kind == BallotKind.STRAW_POLL:
        lines = _poll_words(poll_of(ballot), translate)
    elif ballot.kind in CONTESTS:
        found = contest_result(ballot, translate)
        told = approval_in_words(found, translate) if isinstance(found, Approval) else runoff_in_words(found, translate)
        lines = [*told, _quorum_words(ballot, result, translate)]
    else:
        lines = [in_words(outcome_of(ballot), translate)]
    return [*lines, *_notes(result, translate)]


def _quorum_words(ballot: Ballot, result: Mapping[str, Any], translate: Translate) -> str:
    rule = rule_of(ballot)
    needed = rule.quorum.least(result["roll"]) if rule else 0
    figures = {"people": result["participants"], "roll": result["roll"], "needed": needed}
    if not needed:
        told = gettext_noop("%(people)s of %(roll)s on the roll took part; no quorum is asked for.")
    elif result["participants"] >= needed:
        told = gettext_noop("%(people)s of %(roll)s on the roll took part; the quorum of %(needed)s is met.")
    else:
        told = gettext_noop(
            "%(people)s of %(roll)s on the roll took part; the quorum of %(needed)s is not met, so that nobody is "
            "chosen."
        )
    return translate(told) % figures


def _poll_words(poll: StrawPoll, translate: Translate) -> list[str]:
    titles = {
        Leaning.YES: gettext_noop("Yes: %(number)s, %(share)s"),
        Leaning.LEAN_YES: gettext_noop("Leaning yes: %(number)s, %(share)s"),
        Leaning.NEUTRAL: gettext_noop("Neutral: %(number)s, %(share)s"),
        Leaning.LEAN_NO: gettext_noop("Leaning no: %(number)s, %(share)s"),
        Leaning.NO: gettext_noop("No: %(number)s, %(share)s"),
    }
    lines = [translate(gettext_noop("Responses: %s")) % poll.responses]
    for leaning, title in titles.items():
        lines.append(translate(title) % {"number": poll.answers.get(leaning, 0), "share": poll.percent(leaning)})
    if poll.unanswered:
        lines.append(
            translate(gettext_noop("Without an answer: %s. The shares are of all responses.")) % poll.unanswered
        )
    return lines


def _notes(result: Mapping[str, Any], translate: Translate) -> list[str]:
    notes = []
    if result.get("raised_present"):
        notes.append(
            translate(
                gettext_noop(
                    "More people voted than had been counted as present; those who voted were taken as present."
                )
            )
        )
    if result.get("lowered_present"):
        notes.append(
            translate(
                gettext_noop(
                    "More people had been counted as present than are on the roll; the roll was taken instead."
                )
            )
        )
    if result.get("struck_votes"):
        notes.append(
            translate(gettext_noop("Votes of people who were struck from the roll, not counted: %s."))
            % result["struck_votes"]
        )
    return notes

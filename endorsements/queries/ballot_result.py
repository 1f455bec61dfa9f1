"""A closed ballot's result for the page and for the certified record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.queries import ballots
from endorsements.queries.ballot_dropouts import dropouts_in_words
from endorsements.queries.ballot_tables import ANSWERS, Chart, Table, chart_of, table_of
from endorsements.queries.ballots import CONTESTS, NotClosed
from endorsements.tally.straw_poll import Leaning

MIXED = re.compile(r"(\d) (\d+/\d)")
WORDS = {
    "passed": gettext_noop("Passed"),
    "failed": gettext_noop("Failed"),
    "no-quorum": gettext_noop("No quorum"),
    "polled": gettext_noop("Polled"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One name of a roll call: the vote in words, what it counts, and a remark (changed before, struck) or ""."""

    name: str
    said: str
    weight: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as a page prints it."""

    word: str
    sentences: tuple[str, ...]
    table: Table
    facts: tuple[tuple[str, str], ...]
    roll_call: tuple[Said, ...] = ()
    poll: Chart | None = None
    recountable: bool = False
    contest: bool = False
    weighted: bool = False


def result_of(ballot: Ballot) -> Shown:
    """Return a closed ballot's result in the reader's language. Raises NotClosed. At most two queries."""
    if ballot.closed_at is None or ballot.result is None:
        raise NotClosed
    result = ballot.result
    call = _roll_call(ballot)
    poll = ballots.poll_of(ballot) if ballot.kind == BallotKind.STRAW_POLL else None
    return Shown(
        word=outcome_word(ballot),
        sentences=(*_sentences(ballot), *dropouts_in_words(ballot)),
        table=table_of(ballot, poll),
        facts=tuple(facts_of(ballot, result)),
        roll_call=call,
        poll=chart_of(poll) if poll else None,
        recountable=ballot.kind == BallotKind.YES_NO,
        contest=ballot.kind in CONTESTS,
        weighted=poll is None and any(each.weight != "1" for each in call),
    )


def outcome_word(ballot: Ballot) -> str:
    """Return the outcome in a word or, for a contest, the name of whom was chosen."""
    if ballot.result is None:
        raise NotClosed
    outcome = ballot.result["outcome"]
    if outcome != "chosen":
        if ballot.kind in CONTESTS and outcome == "failed":
            return _("Nobody chosen")
        return _(WORDS[outcome])
    winner = (ballot.result.get("contest") or {}).get("winner")
    titles = {choice.id: choice.title for choice in ballots.question_of(ballot).choices}
    return titles.get(str(winner), _("Nobody chosen"))


def facts_of(ballot: Ballot, result: dict[str, Any]) -> list[tuple[str, str]]:
    """Return how many could vote and how many did, as label and figure."""
    facts = [(_("On the roll"), str(result["roll"])), (_("Took part"), str(result["participants"]))]
    if result.get("present") is not None:
        facts.append((_("Counted as present"), str(result["present"])))
    rule = ballots.rule_of(ballot)
    if rule is not None:
        least = rule.quorum.least(result["roll"])
        facts.append((_("Quorum"), str(least) if least else _("none asked for")))
    return [*facts, (_("Recused"), str(result.get("recused") or 0))]


def _sentences(ballot: Ballot) -> list[str]:
    # A mixed number such as 5 7/10 is not parted at the end of a line.
    told = [MIXED.sub("\\1\N{NO-BREAK SPACE}\\2", line) for line in ballots.result_words(ballot)]
    if ballot.kind != BallotKind.STRAW_POLL:
        return told
    return [told[0], *told[1 + len(Leaning) :]]  # the leanings stand in the chart and the table


def _roll_call(ballot: Ballot) -> tuple[Said, ...]:
    if ballot.method != CastingMethod.ROLL_CALL:
        return ()
    poll = ballot.kind == BallotKind.STRAW_POLL
    return tuple(
        Said(each.name, _told(each, BallotKind(ballot.kind)), "1" if poll else each.weight, _remark(each))
        for each in ballots.roll_call_of(ballot)
    )


def _told(line: ballots.Line, kind: BallotKind) -> str:
    if line.choice is None:
        return _("Did not vote")
    return vote_words(line.choice, kind)


def _remark(line: ballots.Line) -> str:
    if line.struck:
        return _("not counted: struck from the roll")
    return _("changed before the close") if line.changes else ""


def vote_words(choice: Sequence[str], kind: BallotKind) -> str:
    """Return a choice in words: an answer, or titles, numbered where their order counts; nothing is blank."""
    if not choice:
        return _("No answer") if kind == BallotKind.STRAW_POLL else _("Blank")
    if kind == BallotKind.RANKED:
        return "; ".join(f"{place}.\N{NO-BREAK SPACE}{title}" for place, title in enumerate(choice, start=1))
    return "; ".join(_(ANSWERS[each]) if each in ANSWERS else each for each in choice)

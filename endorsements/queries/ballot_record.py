"""What a ballot is decided by, and what it came to once it is closed, as the tally takes and gives it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind
from endorsements.tally import Outcome, Rule, decide, read_votes
from endorsements.tally.contests import (
    NO_ENDORSEMENT,
    Approval,
    Choice,
    Contest,
    InstantRunoff,
    TieRule,
    approval,
    instant_runoff,
    to_blt,
)
from endorsements.tally.contests import Ballot as Marked
from endorsements.tally.reading import read_record, read_rule
from endorsements.tally.straw_poll import Leaning, StrawPoll

NO_ENDORSEMENT_TITLE = gettext_noop("No endorsement")
CONTESTS = (BallotKind.APPROVAL, BallotKind.RANKED)
Translate = Callable[[str], str]


class NotClosed(Exception):
    """The ballot is not closed, and before that there is nothing to tell of its result."""


def contest_of(ballot: Ballot, translate: Translate = str) -> Contest:
    """Return a contest's question and choices. Raises Malformed when the ballot is none."""
    return Contest(ballot.motion.title, contest_choices(ballot.choices, translate))


def contest_choices(stored: Sequence[Mapping[str, Any]], translate: Translate = str) -> tuple[Choice, ...]:
    """Return a contest's choices as the tally takes them."""
    return tuple(
        Choice(str(each["id"]), translate(NO_ENDORSEMENT_TITLE) if each["id"] == NO_ENDORSEMENT else each["title"])
        for each in stored
    )


def ties_of(ballot: Ballot) -> TieRule:
    """Return a contest's tie rule as it was declared."""
    said = ballot.ties or {}
    return TieRule(tuple(said.get("order", ())), seed=said.get("seed"))


def rule_of(ballot: Ballot) -> Rule | None:
    """Return a ballot's rule; None for a straw poll."""
    return read_rule(ballot.rule) if ballot.rule else None


def published_result(ballot: Ballot) -> dict[str, Any]:
    if ballot.closed_at is None or ballot.result is None:
        raise NotClosed
    return ballot.result


def outcome_of(ballot: Ballot) -> Outcome:
    """Return a closed yes-or-no ballot's outcome. Raises NotClosed, and ValueError for another kind."""
    record = published_result(ballot).get("recount")
    if record is None:
        raise ValueError("only a yes-or-no ballot has an outcome to recount")
    return decide(*read_record(record))


def contest_result(ballot: Ballot, translate: Translate = str) -> Approval | InstantRunoff:
    """Count a closed contest again from its published ballots. Raises NotClosed."""
    return counted_contest(ballot, _published(ballot), translate)


def counted_contest(ballot: Ballot, marked: Sequence[Marked], translate: Translate = str) -> Approval | InstantRunoff:
    """Count a contest's ballots by its kind and its declared tie rule."""
    contest, ties = contest_of(ballot, translate), ties_of(ballot)
    if ballot.kind == BallotKind.APPROVAL:
        return approval(contest, marked, ties)
    return instant_runoff(contest, marked, ties)


def _published(ballot: Ballot) -> list[Marked]:
    listed = (published_result(ballot).get("contest") or {}).get("ballots", [])
    return [Marked(tuple(choices), read_votes(weight)) for choices, weight, times in listed for _each in range(times)]


def poll_of(ballot: Ballot) -> StrawPoll:
    """Return a closed straw poll's figures. Raises NotClosed."""
    poll = published_result(ballot)["poll"]
    return StrawPoll(poll["responses"], {Leaning(each): number for each, number in poll["answers"].items()})


def recount_record(ballot: Ballot) -> dict[str, Any]:
    """Return what `manage.py recount` reads. Raises NotClosed, and ValueError for anything but a yes-or-no ballot."""
    record = published_result(ballot).get("recount")
    if record is None:
        raise ValueError("only a yes-or-no ballot can be recounted so")
    return dict(record)


def blt_of(ballot: Ballot) -> str:
    """Return a closed contest's ballots in the BLT form. Raises NotClosed."""
    marked = _published(ballot)
    return to_blt(contest_of(ballot), marked, ranked=ballot.kind == BallotKind.RANKED)

"""Ballots as pages ask of them. Nothing here tells anything of the result of a ballot that is not closed."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from chapters.models import Body, Member
from chapters.queries.bodies import Voter, people_of
from endorsements.models import Ballot, Candidacy, Motion, RollCallVote, RollEntry
from endorsements.models.ballot import BallotKind
from endorsements.queries.motions import recused_ids
from endorsements.tally import Outcome, Rule, decide, in_words, read_votes, written
from endorsements.tally.contests import (
    NO_ENDORSEMENT,
    Approval,
    Choice,
    Contest,
    InstantRunoff,
    TieRule,
    approval,
    approval_in_words,
    instant_runoff,
    runoff_in_words,
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


@dataclass(frozen=True, slots=True)
class Own:
    """What a person may know of themselves in a ballot. `choice` is None for a secret ballot, and before voting."""

    on_roll: bool
    struck: bool = False
    voted: bool = False
    weight: Fraction = Fraction(1)
    choice: tuple[str, ...] | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a ballot asks: the motion, and of whom. `candidacy` is None in a contest or where nobody is the subject."""

    motion: Motion
    title: str
    text: str
    candidacy: Candidacy | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A person's vote on the record: the choice in titles ("" blank), the weight, how often it was changed."""

    name: str
    weight: str
    choice: tuple[str, ...] | None
    receipt: str
    cast_at: dt.datetime | None
    changes: int
    struck: bool


def choices_for(motion: Motion) -> list[dict[str, Any]]:
    """Return the choices a contest on a motion's race would have, by name, and "no endorsement" last."""
    running = Candidacy.objects.filter(race=motion.race_id, closed_at__isnull=True).select_related("candidate")
    found: list[dict[str, Any]] = [
        {"id": f"candidacy-{each.pk}", "title": each.candidate.name, "candidacy": each.pk}
        for each in running.order_by("candidate__name", "pk")
    ]
    return [*found, {"id": NO_ENDORSEMENT, "title": NO_ENDORSEMENT_TITLE, "candidacy": None}]


def foreseen_roll(motion: Motion, body: Body, day: dt.date, since: dt.date | None) -> list[Voter]:
    """Return who would be on the roll of a ballot that opened on a day: the body's people but for the recused."""
    recused = recused_ids(motion)
    return [voter for voter in people_of(body, day, since) if voter.member_id not in recused]


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


def question_of(ballot: Ballot) -> Question:
    """Return what a ballot asks, in the reader's language. The ballot comes with its motion's candidacy fetched."""
    motion = ballot.motion
    asked = [each["candidacy"] for each in ballot.choices] if ballot.kind == BallotKind.YES_NO else []
    chosen = Candidacy.objects.select_related("candidate", "race").filter(pk__in=asked).first() if asked else None
    choices = contest_choices(ballot.choices, gettext) if ballot.kind in CONTESTS else ()
    return Question(motion, motion.title, motion.text, chosen or motion.candidacy, choices)


def _result(ballot: Ballot) -> dict[str, Any]:
    if ballot.closed_at is None or ballot.result is None:
        raise NotClosed
    return ballot.result


def outcome_of(ballot: Ballot) -> Outcome:
    """Return a closed yes-or-no ballot's outcome. Raises NotClosed, and ValueError for another kind."""
    record = _result(ballot).get("recount")
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
    listed = (_result(ballot).get("contest") or {}).get("ballots", [])
    return [Marked(tuple(choices), read_votes(weight)) for choices, weight, times in listed for _each in range(times)]


def poll_of(ballot: Ballot) -> StrawPoll:
    """Return a closed straw poll's figures. Raises NotClosed."""
    poll = _result(ballot)["poll"]
    return StrawPoll(poll["responses"], {Leaning(each): number for each, number in poll["answers"].items()})


def result_words(ballot: Ballot, translate: Translate = gettext) -> list[str]:
    """Return a closed ballot's result with its arithmetic, as sentences. Raises NotClosed."""
    result = _result(ballot)
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


def recount_record(ballot: Ballot) -> dict[str, Any]:
    """Return what `manage.py recount` reads. Raises NotClosed, and ValueError for anything but a yes-or-no ballot."""
    record = _result(ballot).get("recount")
    if record is None:
        raise ValueError("only a yes-or-no ballot can be recounted so")
    return dict(record)


def blt_of(ballot: Ballot) -> str:
    """Return a closed contest's ballots in the BLT form. Raises NotClosed."""
    marked = _published(ballot)
    return to_blt(contest_of(ballot), marked, ranked=ballot.kind == BallotKind.RANKED)


def open_to(member: Member, at: dt.datetime) -> list[Ballot]:
    """Return the open ballots on whose roll a member is and in which they have not voted. One query."""
    rows = Ballot.objects.filter(
        Q(closes_at__gt=at) | Q(hard_stop_at__gt=at),
        roll__in=RollEntry.objects.filter(member=member, voted=False, struck=False),
        opened_at__isnull=False,
        closed_at__isnull=True,
        voided_at__isnull=True,
    )
    rows = rows.select_related("motion__chapter", "motion__candidacy__candidate", "motion__race", "body")
    return list(rows.order_by("closes_at", "pk").fetch_mode(models.FETCH_RAISE))


def own(ballot: Ballot, member: Member) -> Own:
    """Return a person's place in a ballot. At most two queries; never what a secret vote was."""
    entry = RollEntry.objects.filter(ballot=ballot, member=member).first()
    if entry is None:
        return Own(on_roll=False)
    vote = RollCallVote.objects.filter(entry=entry, is_current=True).first()
    return Own(
        on_roll=not entry.struck,
        struck=entry.struck,
        voted=entry.voted,
        weight=Fraction(entry.units, entry.whole),
        choice=tuple(vote.choice) if vote else None,
        receipt=vote.receipt if vote else "",
    )


def roll_of(ballot: Ballot) -> list[RollEntry]:
    """Return a ballot's roll by name, with the members; those struck are left out. Who voted is not for any page."""
    rows = RollEntry.objects.filter(ballot=ballot, struck=False).select_related("member").defer("voted")
    return list(rows.order_by("member__name", "pk").fetch_mode(models.FETCH_RAISE))


def roll_call_of(ballot: Ballot) -> list[Line]:
    """Return the votes on the record of a closed roll-call ballot, by name; nobody's for a secret one.

    Raises NotClosed. Two queries.
    """
    _result(ballot)
    titles = {choice.id: choice.title for choice in contest_choices(ballot.choices, gettext)}
    votes: dict[int, list[RollCallVote]] = {}
    for vote in RollCallVote.objects.filter(entry__ballot=ballot).order_by("pk"):
        votes.setdefault(vote.entry_id, []).append(vote)
    if not votes and ballot.box_sha256:
        return []
    entries = RollEntry.objects.filter(ballot=ballot).select_related("member").order_by("member__name", "pk")
    return [_line(entry, votes.get(entry.pk, []), titles) for entry in entries]


def _line(entry: RollEntry, votes: Sequence[RollCallVote], titles: Mapping[str, str]) -> Line:
    last = votes[-1] if votes else None
    return Line(
        name=entry.member.name,
        weight=written(Fraction(entry.units, entry.whole)),
        choice=tuple(titles.get(id, id) for id in last.choice) if last else None,
        receipt=last.receipt if last else "",
        cast_at=last.cast_at if last else None,
        changes=max(0, len(votes) - 1),
        struck=entry.struck,
    )


def void_words(ballot: Ballot) -> str:
    """Return why a ballot was called off; what the site itself gave as the reason, in the reader's language."""
    return gettext(ballot.void_reason) if ballot.void_reason else ""

"""Ballots as pages ask of them. Nothing here tells anything of the result of a ballot that is not closed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from chapters.models import Body, Member
from chapters.queries.bodies import Voter, people_of
from endorsements.models import Ballot, Candidacy, Motion, RollCallVote, RollEntry
from endorsements.models.ballot import BallotKind
from endorsements.policies_ballots import WITHDRAWN_BECAUSE
from endorsements.queries.ballot_dropouts import beside, dropped_out
from endorsements.queries.ballot_record import (
    CONTESTS,
    NO_ENDORSEMENT_TITLE,
    NotClosed,
    blt_of,
    contest_choices,
    contest_of,
    contest_result,
    counted_contest,
    outcome_of,
    poll_of,
    published_result,
    recount_record,
    rule_of,
    ties_of,
)
from endorsements.queries.ballot_words import result_words
from endorsements.queries.motions import record_text, recused_ids
from endorsements.tally import written
from endorsements.tally.contests import NO_ENDORSEMENT, Choice

__all__ = [
    "CONTESTS", "Line", "NotClosed", "Own", "Question", "blt_of", "choices_for", "contest_choices", "contest_of",
    "contest_result", "counted_contest", "foreseen_roll", "open_to", "outcome_of", "own", "poll_of", "question_of",
    "recount_record", "result_words", "roll_call_of", "roll_of", "rule_of", "ties_of", "void_words",
]  # fmt: skip


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


def question_of(ballot: Ballot) -> Question:
    """Return what a ballot asks, in the reader's language; beside a name since when it is out of the race.

    The ballot comes with its motion's candidacy fetched.
    """
    motion = ballot.motion
    asked = [each["candidacy"] for each in ballot.choices] if ballot.kind == BallotKind.YES_NO else []
    chosen = Candidacy.objects.select_related("candidate", "race").filter(pk__in=asked).first() if asked else None
    choices: tuple[Choice, ...] = ()
    if ballot.kind in CONTESTS:
        out = dropped_out(ballot)
        listed = contest_choices(ballot.choices, gettext)
        choices = tuple(Choice(each.id, beside(each.title, out.get(each.id))) for each in listed)
    return Question(motion, motion.title, motion.text, chosen or motion.candidacy, choices)


def open_to(member: Member, at: dt.datetime) -> list[Ballot]:
    """Return the open ballots on whose roll a member is and in which they have not voted. One query.

    Their motions come with the text of their procedures (`motions.record_text`).
    """
    rows = Ballot.objects.filter(
        Q(closes_at__gt=at) | Q(hard_stop_at__gt=at),
        roll__in=RollEntry.objects.filter(member=member, voted=False, struck=False),
        opened_at__isnull=False,
        closed_at__isnull=True,
        voided_at__isnull=True,
    )
    rows = rows.select_related("motion__chapter", "motion__candidacy__candidate", "motion__race", "body")
    found = list(
        rows.annotate(record=record_text("motion__")).order_by("closes_at", "pk").fetch_mode(models.FETCH_RAISE)
    )
    for ballot in found:
        ballot.motion.record = ballot.record  # as `motion_words.places_of` looks for it
    return found


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
    published_result(ballot)
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
    head, _found, why = ballot.void_reason.partition(WITHDRAWN_BECAUSE % {"why": ""})
    if why and not head:
        return gettext(WITHDRAWN_BECAUSE) % {"why": why}
    return gettext(ballot.void_reason) if ballot.void_reason else ""

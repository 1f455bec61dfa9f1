"""What a voter reads on a ballot: the motion, the cases, the memo, capacity's advice, and the rule in words.

The same for everybody and at any moment while a ballot is open: nothing here looks at what was cast.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chapters.queries.bodies import called
from endorsements.models import Ballot, Statement
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.models.dossier import Side
from endorsements.models.motion import MotionType
from endorsements.procedures.records import Stage, Track
from endorsements.procedures.telling import stage_in_words
from endorsements.queries.ballots import CONTESTS, contest_of, question_of, rule_of, ties_of
from endorsements.queries.capacity import RULES, STANDINGS
from endorsements.queries.motions import POLL, track_of
from endorsements.queries.offices import newest_term
from endorsements.tally import Base, Rule, rule_in_words
from endorsements.tally.contests import ties_in_words
from endorsements.tally.telling import quorum_in_words
from endorsements.wording import day, moment


@dataclass(frozen=True, slots=True)
class Case:
    """A statement for or against; `text` is Markdown."""

    text: str
    by: str
    day: str


@dataclass(frozen=True, slots=True)
class Advice:
    """How the candidacy stood against capacity when the ballot opened, what that recommends, and who says so."""

    word: str
    says: str
    advises: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A condition and the day by which it is to be met."""

    text: str
    due: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A ballot as it is read. `memo`: the number of the memo on it; `record`: the term in office, or None."""

    title: str
    body: str
    stage: str
    method: str
    question: str
    text: str
    conditions: tuple[Term, ...]
    pro: tuple[Case, ...]
    con: tuple[Case, ...]
    capacity: Advice | None
    memo: int | None
    record: int | None
    rule: tuple[str, ...]
    secret: bool
    asks_present: bool


def stage_on(track: Track | None, stage_id: str) -> tuple[Stage | None, bool]:
    """Return a track's stage of that id, and whether it is the last."""
    stages = track.stages if track else ()
    stage = next((each for each in stages if each.id == stage_id), None)
    return stage, bool(stages) and stage is stages[-1]


def paper_of(ballot: Ballot) -> Paper:
    """Return a ballot as it is read, in the reader's language. Three queries; four in a contest's later stage, or
    in a ballot to re-endorse.

    The ballot comes with its motion, candidacy, body and memo fetched.
    """
    motion = ballot.motion
    stage, is_last = stage_on(track_of(motion), ballot.stage)
    cases = _cases(ballot)
    return Paper(
        title=motion.title,
        body=called(ballot.body),
        stage=stage_title(stage, ballot.stage),
        method=how(ballot),
        question=_question(ballot),
        text=motion.text,
        conditions=tuple(Term(each.text, day(each.due_on)) for each in motion.conditions.order_by("position")),
        pro=cases[Side.FOR],
        con=cases[Side.AGAINST],
        capacity=advice_of(ballot),
        memo=ballot.memo.number if ballot.memo else None,
        record=_record(ballot),
        rule=tuple(rule_words(ballot, stage, is_last=is_last)),
        secret=ballot.method == CastingMethod.SECRET,
        asks_present=ballot.rule.get("base") == Base.PRESENT,
    )


def _record(ballot: Ballot) -> int | None:
    """Whether to re-endorse is judged by the record in office. No other ballot asks for it."""
    motion = ballot.motion
    if motion.type != MotionType.RE_ENDORSE or motion.candidacy is None:
        return None
    return newest_term(motion.candidacy.candidate_id)


def stage_title(stage: Stage | None, stage_id: str) -> str:
    """Return a stage's title; the one of a poll without a procedure is ours and is translated."""
    if stage is None:
        return stage_id
    return _(stage.title) if stage.id == POLL else stage.title


def how(ballot: Ballot) -> str:
    """Return kind and method in a few words, such as `secret ballot, ranked choice`."""
    method = _("secret ballot") if ballot.method == CastingMethod.SECRET else _("roll call")
    return method if ballot.kind == BallotKind.YES_NO else f"{method}, {ballot.get_kind_display()}"


def _question(ballot: Ballot) -> str:
    asked = question_of(ballot)
    if ballot.kind == BallotKind.YES_NO and asked.candidacy and ballot.motion.candidacy_id is None:
        return _("Chosen at the stage before: %(name)s. The question is now yes or no.") % {
            "name": asked.candidacy.candidate.name
        }
    return ""


def _cases(ballot: Ballot) -> dict[str, tuple[Case, ...]]:
    rows = Statement.objects.filter(motion=ballot.motion_id, withdrawn_at__isnull=True).select_related("written_by")
    found: dict[str, list[Case]] = {str(side): [] for side in Side}
    for each in rows.order_by("written_at", "pk"):
        if ballot.closed_at is None or each.written_at <= ballot.closed_at:
            found[each.side].append(Case(each.text, each.written_by.name, moment(each.written_at)))
    return {side: tuple(cases) for side, cases in found.items()}


def advice_of(ballot: Ballot) -> Advice | None:
    """Return what capacity says of the candidacy, or None where nothing was known when the ballot opened."""
    code = (ballot.capacity or {}).get("code", "")
    if code not in RULES:
        return None
    rule = RULES[code]
    return Advice(str(STANDINGS[code]), str(rule.says), str(rule.advises), str(rule.source))


def rule_words(ballot: Ballot, stage: Stage | None, *, is_last: bool) -> list[str]:
    """Return the rule in sentences, with the quorum as a number once the roll is there. At most one query."""
    if ballot.kind == BallotKind.STRAW_POLL:
        return [_("A straw poll decides nothing: it only shows how people lean."), *_times(ballot)]
    rule = rule_of(ballot)
    assert rule is not None
    roll = ballot.roll.filter(struck=False).count() if ballot.opened_at else None
    told = _contest_words(ballot) if ballot.kind in CONTESTS else _threshold_words(ballot, rule)
    told += _quorum_words(ballot, rule, roll)
    if stage is not None:
        told.append(stage_in_words(stage, _, is_last=is_last)[-1])
    return [*told, *_times(ballot)]


def _threshold_words(ballot: Ballot, rule: Rule) -> list[str]:
    told = [_("It passes with %(rule)s.") % {"rule": rule_in_words(rule, _)}]
    match rule.base:
        case Base.YES_NO:
            told.append(_("Abstentions do not count for or against; they count towards the quorum."))
        case Base.CAST:
            told.append(_("An abstention is a vote cast, so that it makes the threshold harder to reach."))
        case Base.PRESENT:
            told.append(_("Who is present and abstains or does not vote makes the threshold harder to reach."))
            if ballot.present is not None:
                told.append(_("Counted as present: %(present)d.") % {"present": ballot.present})
        case Base.ROLL:
            told.append(_("Who abstains or does not vote makes the threshold harder to reach."))
    return told


def _contest_words(ballot: Ballot) -> list[str]:
    if ballot.kind == BallotKind.APPROVAL:
        told = [_("Whom most votes approve of is chosen. “No endorsement” is a choice as any other, and can win.")]
    else:
        told = [
            _(
                "Whoever has more than half of the votes that still count is chosen; until somebody has, the last one "
                "drops out and each of their votes goes to its next choice. “No endorsement” is a choice as any other, "
                "and can win."
            )
        ]
    return [*told, ties_in_words(contest_of(ballot, _), ties_of(ballot), _)]


def _quorum_words(ballot: Ballot, rule: Rule, roll: int | None) -> list[str]:
    if roll is None:
        if ballot.kind not in CONTESTS:
            return []  # the rule's own words name it
        return [capfirst(quorum_in_words(rule.quorum, _)) + "."]
    least = rule.quorum.least(roll)
    if not least:
        return [_("No quorum is asked for; %(roll)d people are on the roll.") % {"roll": roll}]
    return [
        _("Quorum: %(least)d of the %(roll)d people on the roll must take part, by whatever vote.")
        % {"least": least, "roll": roll}
    ]


def _times(ballot: Ballot) -> list[str]:
    if ballot.closed_at is not None:
        return []
    closes = moment(ballot.closes_at)
    if ballot.hard_stop_at is None:
        return [_("It closes by itself on %(closes)s.") % {"closes": closes}]
    return [
        _(
            "It closes by itself on %(closes)s if the quorum is reached by then. If not, it stays open and closes with "
            "the vote that reaches it; on %(stop)s without a quorum the motion is lost."
        )
        % {"closes": closes, "stop": moment(ballot.hard_stop_at)}
    ]


def when(ballot: Ballot) -> str:
    """Return the sentence on a ballot's times for the head of its page."""
    figures = {"opens": moment(ballot.opens_at), "closes": moment(ballot.closes_at)}
    if ballot.voided_at is not None:
        return _("Called off on %(at)s.") % {"at": moment(ballot.voided_at)}
    if ballot.closed_at is not None:
        return _("Closed on %(at)s.") % {"at": moment(ballot.closed_at)}
    if ballot.opened_at is None:
        return _("Opens on %(opens)s, closes on %(closes)s.") % figures
    if ballot.hard_stop_at is not None:
        return _("Open until %(closes)s, without a quorum at the latest until %(stop)s.") % {
            **figures, "stop": moment(ballot.hard_stop_at),
        }  # fmt: skip
    return _("Open until %(closes)s.") % figures


def eligible_words(ballot: Ballot, recused: int, foreseen: int, today: dt.date) -> list[str]:
    """Return who will be on the roll of a ballot that has not opened, in sentences."""
    told = [
        _("Whoever is in this body on the day it opens: %(body)s.") % {"body": called(ballot.body)},
        _("As things stand on %(day)s, that is %(people)d people.") % {"day": day(today), "people": foreseen},
    ]
    if ballot.standing_since:
        told.append(_("Only members since %(day)s or before.") % {"day": day(ballot.standing_since)})
    if recused:
        told.append(_("Recused from it, and so neither on the roll nor in the base: %(people)d.") % {"people": recused})
    return told

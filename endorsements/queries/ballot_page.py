"""What a voter reads on a ballot: the motion, the cases, the memo, capacity's advice, and the rule in words.

The same for everybody and at any moment while a ballot is open: nothing here looks at what was cast.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from chapters.queries.bodies import called
from endorsements.models import Ballot, Decision, Statement
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.models.dossier import Side
from endorsements.models.motion import MotionType
from endorsements.procedures.records import Stage, Track
from endorsements.queries.ballot_dropouts import dropouts_in_words
from endorsements.queries.ballot_rule import rule_words, ties_words
from endorsements.queries.ballots import question_of
from endorsements.queries.capacity import RULES, STANDINGS
from endorsements.queries.motions import POLL, track_of
from endorsements.queries.offices import newest_term
from endorsements.tally import Base
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
    """A ballot as it is read. `memo`: the number of the memo on it; `record`: the term in office, or None.

    `notes`: what happened since notice was given of it, while it is not closed.

    `ties` is that sentence of `rule` that a voter need not read before choosing.
    """

    title: str
    body: str
    stage: str
    method: str
    question: str
    notes: tuple[str, ...]
    text: str
    conditions: tuple[Term, ...]
    pro: tuple[Case, ...]
    con: tuple[Case, ...]
    capacity: Advice | None
    memo: int | None
    record: int | None
    rule: tuple[str, ...]
    ties: str
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
        notes=_notes(ballot) if ballot.closed_at is None and ballot.voided_at is None else (),
        text=motion.text,
        conditions=tuple(Term(each.text, day(each.due_on)) for each in motion.conditions.order_by("position")),
        pro=cases[Side.FOR],
        con=cases[Side.AGAINST],
        capacity=advice_of(ballot),
        memo=ballot.memo.number if ballot.memo else None,
        record=_record(ballot),
        rule=tuple(rule_words(ballot, stage, is_last=is_last)),
        ties=ties_words(ballot),
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


def _notes(ballot: Ballot) -> tuple[str, ...]:
    """Return what happened since notice was given and its voters should know: all of it public."""
    decision: Decision | None = getattr(ballot.motion, "decision", None)
    if decision is None:
        return dropouts_in_words(ballot)
    told = _("The motion is decided already, by another vote: %(result)s. What is voted here changes nothing of that.")
    return (*dropouts_in_words(ballot), told % {"result": decision.get_result_display()})


def _cases(ballot: Ballot) -> dict[str, tuple[Case, ...]]:
    """Return the statements by side; of a closed ballot those that its voters read, also if taken back since."""
    rows = Statement.objects.filter(motion=ballot.motion_id).select_related("written_by")
    if ballot.closed_at is None:
        rows = rows.filter(withdrawn_at__isnull=True)
    else:
        kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=ballot.closed_at)
        rows = rows.filter(kept, written_at__lte=ballot.closed_at)
    found: dict[str, list[Case]] = {str(side): [] for side in Side}
    for each in rows.order_by("written_at", "pk"):
        found[each.side].append(Case(each.text, each.written_by.name, moment(each.written_at)))
    return {side: tuple(cases) for side, cases in found.items()}


def advice_of(ballot: Ballot) -> Advice | None:
    """Return what capacity says of the candidacy, or None where nothing was known when the ballot opened."""
    code = (ballot.capacity or {}).get("code", "")
    if code not in RULES:
        return None
    rule = RULES[code]
    return Advice(str(STANDINGS[code]), str(rule.says), str(rule.advises), str(rule.source))

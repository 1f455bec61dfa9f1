"""How a ballot is decided and when, in sentences: before anything is counted, and the same for everybody."""

import datetime as dt

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapters.queries.bodies import called
from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind
from endorsements.procedures.records import Stage
from endorsements.procedures.telling import stage_in_words
from endorsements.queries.ballots import CONTESTS, contest_of, rule_of, ties_of
from endorsements.tally import Base, Rule, rule_in_words
from endorsements.tally.contests import ties_in_words
from endorsements.tally.telling import quorum_in_words
from endorsements.wording import day, moment


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
    return [*told, ties_words(ballot)]


def ties_words(ballot: Ballot) -> str:
    """Return how a contest's ties are decided, and how the order for them was drawn; empty for any other ballot."""
    return ties_in_words(contest_of(ballot, _), ties_of(ballot), _) if ballot.kind in CONTESTS else ""


def _quorum_words(ballot: Ballot, rule: Rule, roll: int | None) -> list[str]:
    if roll is None:
        if ballot.kind not in CONTESTS:
            return []  # the rule's own words name it
        return [capfirst(quorum_in_words(rule.quorum, _)) + "."]
    least = rule.quorum.least(roll)
    if not least:
        told = ngettext(
            "No quorum is asked for; %(roll)d person is on the roll.",
            "No quorum is asked for; %(roll)d people are on the roll.",
            roll,
        )
        return [told % {"roll": roll}]
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
    if waits_for_quorum(ballot):
        told = _("It closes with the vote that reaches the quorum; on %(stop)s without a quorum the motion is lost.")
        return [told % {"stop": moment(ballot.hard_stop_at)}]
    return [
        _(
            "It closes by itself on %(closes)s if the quorum is reached by then. If not, it stays open and closes with "
            "the vote that reaches it; on %(stop)s without a quorum the motion is lost."
        )
        % {"closes": closes, "stop": moment(ballot.hard_stop_at)}
    ]


def waits_for_quorum(ballot: Ballot) -> bool:
    """Say whether a ballot is open beyond its close, until the quorum is there or the hard stop comes."""
    is_open = ballot.opened_at is not None and ballot.closed_at is None and ballot.voided_at is None
    return is_open and ballot.hard_stop_at is not None and ballot.closes_at <= timezone.now()


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
        told = _("Open until %(closes)s, without a quorum at the latest until %(stop)s.")
        if waits_for_quorum(ballot):
            told = _("Still open, since the quorum was not reached by %(closes)s; at the latest until %(stop)s.")
        return told % {**figures, "stop": moment(ballot.hard_stop_at)}
    return _("Open until %(closes)s.") % figures


def eligible_words(ballot: Ballot, recused: int, foreseen: int, today: dt.date) -> list[str]:
    """Return who will be on the roll of a ballot that has not opened, in sentences."""
    counted = ngettext(
        "As things stand on %(day)s, that is %(people)d person.",
        "As things stand on %(day)s, that is %(people)d people.",
        foreseen,
    )
    told = [
        _("Whoever is in this body on the day it opens: %(body)s.") % {"body": called(ballot.body)},
        counted % {"day": day(today), "people": foreseen},
    ]
    if ballot.standing_since:
        told.append(_("Only members since %(day)s or before.") % {"day": day(ballot.standing_since)})
    if recused:
        told.append(_("Recused from it, and so neither on the roll nor in the base: %(people)d.") % {"people": recused})
    return told

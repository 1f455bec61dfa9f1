"""A procedure in words: what each vote's rule is, what a stage asks for, and what it leads to."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final

from endorsements.procedures.openings import SIGNERS
from endorsements.procedures.records import (
    BodyKind,
    BodyVote,
    ContestMethod,
    Failing,
    Join,
    Method,
    Share,
    Signers,
    Stage,
)
from endorsements.procedures.titles import (
    BODY_TITLES,
    FAILING_TITLES,
    JOIN_TITLES,
    METHOD_TITLES,
    OPEN_TITLES,
    TYPE_TITLES,
)
from endorsements.rules.wording import gettext_noop
from endorsements.tally import BASE_TITLES, Comparison, ratio, rule_in_words
from endorsements.tally.telling import quorum_in_words

type Translate = Callable[[str], str]

__all__ = [
    "BODY_TITLES",
    "FAILING_TITLES",
    "JOIN_TITLES",
    "METHOD_TITLES",
    "OPEN_TITLES",
    "TYPE_TITLES",
    "body_in_words",
    "counted",
    "signers_in_words",
    "stage_in_words",
    "vote_in_words",
]

_BODIES: Final[Mapping[BodyKind, str]] = {
    BodyKind.ELECTORAL: gettext_noop("The electoral committee"),
    BodyKind.STEERING: gettext_noop("The steering committee"),
    BodyKind.MEMBERSHIP: gettext_noop("The membership"),
    BodyKind.BRANCH: gettext_noop("Each branch"),
    BodyKind.DELEGATES: gettext_noop("The delegates"),
    BodyKind.COMMITTEE: gettext_noop("A committee"),
}
_VOTES: Final[Mapping[Method | None, str]] = {
    Method.ROLL_CALL: gettext_noop("%(body)s votes by roll call: %(rule)s."),
    Method.SECRET: gettext_noop("%(body)s votes by secret ballot: %(rule)s."),
    None: gettext_noop("%(body)s votes: %(rule)s."),
}
_VOTES_BY_NO_RULE: Final[Mapping[Method | None, str]] = {
    Method.ROLL_CALL: gettext_noop("%(body)s votes by roll call."),
    Method.SECRET: gettext_noop("%(body)s votes by secret ballot."),
    None: gettext_noop("%(body)s votes."),
}
_CONTESTS: Final[Mapping[ContestMethod, str]] = {
    ContestMethod.APPROVAL: gettext_noop("Where several stand for one seat, it chooses among them by approval."),
    ContestMethod.RANKED: gettext_noop("Where several stand for one seat, it chooses among them by ranked choice."),
}
_THRESHOLDS: Final[Mapping[Comparison | None, str]] = {
    Comparison.AT_LEAST: gettext_noop("at least %s"),
    Comparison.MORE_THAN: gettext_noop("more than %s"),
    None: gettext_noop("a threshold of %s"),
}
_THRESHOLDS_OF: Final[Mapping[Comparison | None, str]] = {
    Comparison.AT_LEAST: gettext_noop("at least %(threshold)s of %(base)s"),
    Comparison.MORE_THAN: gettext_noop("more than %(threshold)s of %(base)s"),
    None: gettext_noop("a threshold of %(threshold)s of %(base)s"),
}
_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "notice_days": (
        gettext_noop("Notice is given at least %s day before it opens."),
        gettext_noop("Notice is given at least %s days before it opens."),
    ),
    "window_days": (
        gettext_noop("It is open for at least %s day."),
        gettext_noop("It is open for at least %s days."),
    ),
    "months_before": (
        gettext_noop("It is done at least %s month before the election."),
        gettext_noop("It is done at least %s months before the election."),
    ),
    "days_before": (
        gettext_noop("It is done at least %s day before the election."),
        gettext_noop("It is done at least %s days before the election."),
    ),
    "within_days": (
        gettext_noop("It is done within %s day of the stage before."),
        gettext_noop("It is done within %s days of the stage before."),
    ),
    "wait_days": (
        gettext_noop("It does not begin before %s day has passed since the stage before."),
        gettext_noop("It does not begin before %s days have passed since the stage before."),
    ),
}
_NOTHING_AT_NONE: Final = ("notice_days", "window_days", "wait_days")
"""No days of these ask for nothing; no days before the election are its day."""
_UNTIL_QUORUM: Final = gettext_noop(
    "It stays open until the quorum is reached, up to a hard stop; without a quorum by then the motion is lost."
)


def counted(count: int, one: str, many: str, translate: Translate) -> str:
    """Return a msgid with `%s` filled: `one` for 1, else `many`."""
    return translate(one if count == 1 else many) % count


def body_in_words(vote: BodyVote, translate: Translate = str) -> str:
    """Return the body as a sentence begins with it: a named one by its name."""
    return vote.name or translate(_BODIES[vote.body])


def vote_in_words(vote: BodyVote, translate: Translate = str) -> str:
    """Return one vote's rule in a sentence or more; what is still open is named."""
    said = {"body": body_in_words(vote, translate), "rule": _rule(vote, translate)}
    sentences = [translate((_VOTES if said["rule"] else _VOTES_BY_NO_RULE)[vote.method]) % said]
    if vote.open_choices:
        sentences.append(_still_open(vote.open_choices, translate))
    if vote.contest:
        sentences.append(translate(_CONTESTS[vote.contest]))
    if vote.standing_months:
        one = gettext_noop("Only those who have been members for at least %s month vote.")
        many = gettext_noop("Only those who have been members for at least %s months vote.")
        sentences.append(counted(vote.standing_months, one, many, translate))
    return " ".join(sentences)


def signers_in_words(signers: Signers, translate: Translate = str) -> str:
    """Return who must sign in a sentence or more."""
    if signers.number is not None:
        one, many = gettext_noop("%s member must sign."), gettext_noop("%s members must sign.")
        sentences = [counted(signers.number, one, many, translate)]
    elif signers.share is not None:
        sentences = [translate(gettext_noop("%s of the members must sign, rounded up.")) % _share(signers.share)]
    else:
        sentences = [_still_open((SIGNERS,), translate)]
    if signers.in_district:
        sentences.append(translate(gettext_noop("In the district: at least %s of them.")) % signers.in_district)
    if signers.standing_months:
        one = gettext_noop("Only those who have been members for at least %s month count.")
        many = gettext_noop("Only those who have been members for at least %s months count.")
        sentences.append(counted(signers.standing_months, one, many, translate))
    return " ".join(sentences)


def stage_in_words(stage: Stage, translate: Translate = str, *, is_last: bool = False) -> tuple[str, ...]:
    """Return a stage in sentences: votes or signers, notice, window, deadlines, and what it leads to.

    `is_last`: whether it is its track's last stage, which decides.
    """
    told = [vote_in_words(vote, translate) for vote in stage.votes]
    if stage.signers:
        told.append(signers_in_words(stage.signers, translate))
    if stage.open:
        told.append(_still_open((SIGNERS,), translate))
    told += _days(stage, translate)
    told.append(_leads_to(stage, translate, is_last=is_last))
    return tuple(told)


def _share(share: Share) -> str:
    return ratio(Fraction(*share))


def _still_open(fields: Iterable[str], translate: Translate) -> str:
    listed = ", ".join(translate(OPEN_TITLES[field]) for field in fields)
    return translate(gettext_noop("Still to be chosen: %s.")) % listed


def _rule(vote: BodyVote, translate: Translate) -> str:
    """Return what is known of the rule as half a sentence, "" where nothing is."""
    if not vote.open_choices:
        return rule_in_words(vote.rule(), translate)
    parts = [_threshold(vote, translate)] if vote.threshold or vote.base else []
    if vote.quorum:
        parts.append(quorum_in_words(vote.quorum.quorum(), translate))
    return "; ".join(parts)


def _threshold(vote: BodyVote, translate: Translate) -> str:
    base = translate(BASE_TITLES[vote.base]) if vote.base else ""
    if vote.threshold is None:
        return translate(gettext_noop("a share of %s")) % base
    if not base:
        return translate(_THRESHOLDS[vote.comparison]) % _share(vote.threshold)
    return translate(_THRESHOLDS_OF[vote.comparison]) % {"threshold": _share(vote.threshold), "base": base}


def _days(stage: Stage, translate: Translate) -> list[str]:
    """Return the sentences on notice, window, deadlines and the wait for a quorum."""
    figures = ((field, getattr(stage, field), one, many) for field, (one, many) in _DAYS.items())
    told = [
        counted(days, one, many, translate)
        for field, days, one, many in figures
        if days is not None and (days or field not in _NOTHING_AT_NONE)
    ]
    return [*told, translate(_UNTIL_QUORUM)] if stage.until_quorum else told


def _leads_to(stage: Stage, translate: Translate, *, is_last: bool) -> str:
    if not stage.is_vote:
        return translate(gettext_noop("Once it is done, the motion goes on to the next stage."))
    if stage.join == Join.REPORTED and not is_last:
        return translate(gettext_noop("Once each of them has voted, the motion goes on, whatever they say."))
    several = len(stage.votes) > 1 or stage.votes[0].body == BodyKind.BRANCH
    told = [_join(stage)] if several else []
    told.append(_end(stage, is_last=is_last))
    return " ".join(translate(sentence) for sentence in told)


def _join(stage: Stage) -> str:
    if stage.join == Join.ANY:
        return gettext_noop("It passes here if one of them passes it.")
    return gettext_noop("It passes here if all of them pass it.")


def _end(stage: Stage, *, is_last: bool) -> str:
    if is_last:
        return gettext_noop("If it passes, the motion is adopted; if not, the motion is lost.")
    if stage.failing == Failing.ON:
        return gettext_noop("Whether it passes or not, the motion goes on to the next stage.")
    return gettext_noop("If it passes, the motion goes on to the next stage; if not, the motion is lost.")

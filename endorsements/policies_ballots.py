"""What ballots allow: how secret a vote can be, what may be its base, when it may be held, what may be chosen.

A blocker is an English sentence without figures (or ""), so that it can be stored with a ballot that was called off
and be shown in each reader's language.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.policies import FieldRefused, Refused
from endorsements.procedures.records import Stage
from endorsements.tally import Base, Vote
from endorsements.tally.straw_poll import Leaning
from endorsements.wording import moment

LEAST_SECRET = 5
FEW_FOR_SECRET = 10
LEAST_IN_A_CLASS = 3
LATE = dt.timedelta(minutes=10)
"""An opening this long past still counts as “now”: a form gives whole minutes, and is read before it is sent."""

NOBODY = gettext_noop("Nobody would be on the roll.")
TOO_FEW = gettext_noop("A secret ballot needs at least 5 people on its roll; with fewer it would reveal itself.")
SMALL_CLASS = gettext_noop(
    "A secret ballot needs at least 3 people with each weight of vote; with fewer their votes would reveal themselves."
)
SPLIT_BASE = gettext_noop(
    "The threshold is a share of people (those present, or the roll), but somebody's vote weighs less than one. Choose "
    "votes cast as the base, or give everybody a whole vote."
)
MISSED = gettext_noop("It could not open before its time was over, so that nobody could vote.")
WITHDRAWN = gettext_noop("The motion was withdrawn before it opened.")
DECIDED = gettext_noop("The motion was decided before it opened.")
SUBJECT_CLOSED = gettext_noop("The candidacy was closed before it opened, or the cycle was.")
WITHDRAWN_BECAUSE = gettext_noop("The motion was withdrawn: %(why)s")
CHANGED = gettext_noop("The procedure was changed after the ballot was scheduled. Schedule it anew.")
ANSWERS = {
    BallotKind.YES_NO: frozenset(str(vote) for vote in Vote),
    BallotKind.STRAW_POLL: frozenset(str(leaning) for leaning in Leaning),
}


def secret_blocker(weights: Sequence[Fraction]) -> str:
    """Return why a roll with these weights is too small for a secret ballot; "" when it is not."""
    if len(weights) < LEAST_SECRET:
        return TOO_FEW
    return SMALL_CLASS if min(Counter(weights).values()) < LEAST_IN_A_CLASS else ""


def secret_warning(weights: Sequence[Fraction]) -> str:
    """Return a translated warning where a secret ballot is allowed but the roll is small; else ""."""
    if secret_blocker(weights) or len(weights) >= FEW_FOR_SECRET:
        return ""
    return _("Fewer than %(few)d people would be on the roll: a very small vote can reveal itself.") % {
        "few": FEW_FOR_SECRET
    }


def counts_people(rule: Mapping[str, Any]) -> bool:
    """Say whether a rule's base is a number of people."""
    return rule.get("base") in (Base.PRESENT, Base.ROLL)


def roll_blocker(method: str, rule: Mapping[str, Any], weights: Sequence[Fraction]) -> str:
    """Return why a ballot cannot be held on a roll with these weights; "" when it can."""
    if not weights:
        return NOBODY
    if counts_people(rule) and any(weight != 1 for weight in weights):
        return SPLIT_BASE
    return secret_blocker(weights) if method == CastingMethod.SECRET else ""


def check_roll(method: str, rule: Mapping[str, Any], weights: Sequence[Fraction]) -> None:
    """Raise `Refused` when a ballot cannot be held on a roll with these weights."""
    if blocker := roll_blocker(method, rule, weights):
        raise Refused(_(blocker))


def check_times(
    stage: Stage, *, at: dt.datetime, opens_at: dt.datetime, closes_at: dt.datetime, hard_stop_at: dt.datetime | None,
    zone: dt.tzinfo,
) -> None:  # fmt: skip
    """Raise `Refused` unless a ballot noticed `at` keeps the stage's notice and window, counted in the zone's days."""
    told, opens, closes = (each.astimezone(zone).replace(tzinfo=None) for each in (at, opens_at, closes_at))
    if opens_at < at:
        raise FieldRefused("opens_at", _("A ballot cannot open before it is scheduled."))
    if closes_at <= opens_at:
        said = {"opens": moment(opens_at)}
        raise FieldRefused("closes_at", _("It has to close after it opens, and it opens %(opens)s.") % said)
    if opens < (first := told + dt.timedelta(days=stage.notice_days or 0)):
        said = {"days": stage.notice_days, "day": _first_minute(first, zone)}
        words = ngettext(
            "This stage asks for %(days)d day's notice: the ballot may open from %(day)s.",
            "This stage asks for %(days)d days' notice: the ballot may open from %(day)s.",
            stage.notice_days or 0,
        )
        raise FieldRefused("opens_at", words % said)
    if closes < (first := opens + dt.timedelta(days=stage.window_days or 0)):
        said = {"days": stage.window_days, "day": _first_minute(first, zone)}
        words = ngettext(
            "This stage asks for a vote of at least %(days)d day: it may close from %(day)s.",
            "This stage asks for a vote of at least %(days)d days: it may close from %(day)s.",
            stage.window_days or 0,
        )
        raise FieldRefused("closes_at", words % said)
    if stage.until_quorum and hard_stop_at is None:
        words = _("This vote stays open until its quorum. Say at what hard stop the motion fails without it.")
        raise FieldRefused("hard_stop_at", words)
    if not stage.until_quorum and hard_stop_at is not None:
        raise Refused(_("Only a vote that stays open until its quorum has a hard stop."))
    if hard_stop_at is not None and hard_stop_at <= closes_at:
        raise FieldRefused("hard_stop_at", _("The hard stop comes after the close."))


def _first_minute(local: dt.datetime, zone: dt.tzinfo) -> str:
    """Return the first whole minute from then on, in words: a form gives whole minutes."""
    whole = local.replace(second=0, microsecond=0)
    return moment((whole if whole == local else whole + dt.timedelta(minutes=1)).replace(tzinfo=zone))


def check_choice(ballot: Ballot, choice: Sequence[str]) -> list[str]:
    """Return the choice as it is kept; raise `Refused` when this ballot cannot be answered so.

    One answer to a yes-or-no question; one leaning or none in a straw poll; in a contest ids, each once, or none
    (blank). Approvals are put into the contest's order, so that a box does not tell who ticks bottom up.
    """
    chosen = list(choice)
    kind = BallotKind(ballot.kind)
    if kind in ANSWERS:
        if len(chosen) > 1 or not set(chosen) <= ANSWERS[kind] or (not chosen and kind == BallotKind.YES_NO):
            raise Refused(_("Choose one of the answers."))
        return chosen
    ids = [str(each["id"]) for each in ballot.choices]
    if not set(chosen) <= set(ids):
        raise Refused(_("This is no choice of this ballot."))
    if len(set(chosen)) < len(chosen):
        raise Refused(_("Each choice can be named once."))
    return sorted(chosen, key=ids.index) if kind == BallotKind.APPROVAL else chosen


def check_present(ballot: Ballot, present: int, roll: int | None) -> None:
    """Raise `Refused` when a number present cannot be entered. `roll` is None while there is no roll yet."""
    if ballot.rule.get("base") != Base.PRESENT:
        raise Refused(_("This ballot's threshold is not a share of those present, so that nobody counts them."))
    check_not_over(ballot)
    if roll is not None and present > roll:
        raise Refused(_("More people cannot be present than there are on the roll, %(roll)d.") % {"roll": roll})


def check_not_over(ballot: Ballot) -> None:
    """Raise `Refused` when a ballot is closed or called off."""
    if ballot.closed_at is not None:
        raise Refused(_("This ballot is closed, and closed is final. Only a new ballot can decide otherwise."))
    if ballot.voided_at is not None:
        raise Refused(_("This ballot was called off."))


def check_correctable(ballot: Ballot, *, is_over: bool, any_vote: bool) -> None:
    """Raise `Refused` unless a ballot's roll may be corrected: it is open, and if secret nobody has voted."""
    check_not_over(ballot)
    if ballot.opened_at is None:
        raise Refused(_("The roll is made when the ballot opens. Correct who is in the body instead."))
    if is_over:
        raise Refused(_("The time for voting is over, and the roll stands as it was."))
    if ballot.method == CastingMethod.SECRET and any_vote:
        raise Refused(
            _(
                "Somebody has voted, and the ballot is secret: its roll cannot be corrected any more. Call the ballot "
                "off and hold another one if the roll is wrong."
            )
        )

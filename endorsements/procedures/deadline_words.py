"""Deadlines in words: what is due, and why on that day. `translate` speaks the reader's language."""

from collections.abc import Callable, Mapping
from typing import Final

from endorsements.procedures.deadlines import Deadline, Reason, Why
from endorsements.procedures.titles import DEADLINE_TITLES
from endorsements.rules.wording import gettext_noop

type Translate = Callable[[str], str]

_REASONS: Final[Mapping[Why, str]] = {
    Why.ELECTION: gettext_noop("election day"),
    Why.DECIDE_BY: gettext_noop("the day by which the race is to be decided"),
    Why.STAGE_AFTER: gettext_noop("so that this can follow in time: %(of)s"),
}
_COUNTED: Final[Mapping[Why, tuple[str, str]]] = {
    Why.MONTHS: (
        gettext_noop("at least %(figure)s month before the election"),
        gettext_noop("at least %(figure)s months before the election"),
    ),
    Why.DAYS: (
        gettext_noop("at least %(figure)s day before the election"),
        gettext_noop("at least %(figure)s days before the election"),
    ),
    Why.WAIT: (
        gettext_noop("%(figure)s day has to pass before this begins: %(of)s"),
        gettext_noop("%(figure)s days have to pass before this begins: %(of)s"),
    ),
    Why.WITHIN: (
        gettext_noop("within %(figure)s day of this: %(of)s"),
        gettext_noop("within %(figure)s days of this: %(of)s"),
    ),
    Why.WINDOW: (
        gettext_noop("the vote is open for at least %(figure)s day"),
        gettext_noop("the vote is open for at least %(figure)s days"),
    ),
    Why.NOTICE: (
        gettext_noop("%(figure)s day of notice before it opens"),
        gettext_noop("%(figure)s days of notice before it opens"),
    ),
}


def deadline_in_words(deadline: Deadline, translate: Translate = str) -> str:
    """Return what is due, without its day."""
    return translate(DEADLINE_TITLES[deadline.kind]) % deadline.title


def reason_in_words(reason: Reason, translate: Translate = str) -> str:
    """Return why a deadline is on its day, as part of a sentence."""
    figures = {"figure": reason.figure, "of": reason.of}
    if reason.why in _REASONS:
        return translate(_REASONS[reason.why]) % figures
    one, many = _COUNTED[reason.why]
    return translate(one if reason.figure == 1 else many) % figures

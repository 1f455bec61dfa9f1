"""A term in office and what its record counts, in words, each number with what it is out of."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from endorsements.models import OfficeTerm
from endorsements.models.office import Alignment, Presence
from endorsements.models.race import race_called
from endorsements.wording import day

Counts = dict[str, int]


def place(office: str, district: str) -> str:
    """Return an office and its district as one line, as a race is called."""
    return race_called(office, district)


def state_of(term: OfficeTerm, today: dt.date) -> str:
    """Say whether a term is `now`, `ahead` or `over`. On its last day the next one has begun."""
    if term.starts_on > today:
        return "ahead"
    return "over" if term.ends_on is not None and term.ends_on <= today else "now"


def dates(term: OfficeTerm) -> str:
    """Return a term's days in words."""
    if term.ends_on is None:
        return _("from %(start)s") % {"start": day(term.starts_on)}
    return _("from %(start)s until %(end)s") % {"start": day(term.starts_on), "end": day(term.ends_on)}


def attendance_in_words(counts: Counts) -> str:
    """Say to how many of the meetings on record somebody came, by Presence; "" when there is none."""
    total = sum(counts.values())
    if not total:
        return ""
    figures = {
        "came": counts.get(Presence.PRESENT, 0), "total": total, "excused": counts.get(Presence.EXCUSED, 0),
    }  # fmt: skip
    if figures["excused"]:
        said = ngettext(
            "came to %(came)s of %(total)s meeting; %(excused)s excused",
            "came to %(came)s of %(total)s meetings; %(excused)s excused",
            total,
        )
    else:
        said = ngettext("came to %(came)s of %(total)s meeting", "came to %(came)s of %(total)s meetings", total)
    return said % figures


def votes_in_words(counts: Counts) -> str:
    """Say how somebody voted on the chapter's positions, by Alignment, with the base; "" when nothing is on record."""
    total = sum(counts.values())
    if not total:
        return ""
    said = ngettext(
        "with the chapter's position in %(with)s of %(total)s vote",
        "with the chapter's position in %(with)s of %(total)s votes",
        total,
    ) % {"with": counts.get(Alignment.WITH, 0), "total": total}
    others = (
        (Alignment.AGAINST, _("%(number)s against")),
        (Alignment.ABSTAINED, _("%(number)s abstained")),
        (Alignment.ABSENT, _("%(number)s not there")),
    )
    rest = [text % {"number": counts[which]} for which, text in others if counts.get(which)]
    return f"{said}; {', '.join(rest)}" if rest else said

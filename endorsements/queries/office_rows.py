"""Meetings and votes of a term as its page shows them, each with its source."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from endorsements.models import Attendance, OfficeTerm, PositionVote
from endorsements.queries.office_words import Counts
from endorsements.wording import day


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting or a vote: `value` is a Presence or an Alignment, `struck` says why it does not count."""

    id: int
    on: str
    measure: str
    position: str
    value: str
    value_title: str
    source: str
    link: str
    entered: str
    struck: str


def meetings_of(term: OfficeTerm) -> list[Row]:
    """Return the meetings on record, newest first, those struck out among them. One query."""
    rows = term.attendance.select_related("entered_by").order_by("-held_on", "-pk")
    return [_row(each, each.held_on, each.presence, each.get_presence_display()) for each in rows]


def votes_of(term: OfficeTerm) -> list[Row]:
    """Return the votes on record, newest first, those struck out among them. One query."""
    rows = term.position_votes.select_related("entered_by").order_by("-voted_on", "-pk")
    return [_row(each, each.voted_on, each.alignment, each.get_alignment_display()) for each in rows]


def _row(of: Attendance | PositionVote, on: dt.date, value: str, title: str) -> Row:
    said = {"name": of.entered_by.name, "day": day(timezone.localdate(of.entered_at))}
    measure, position = (of.measure, of.position) if isinstance(of, PositionVote) else ("", "")
    return Row(
        id=of.pk, on=day(on), measure=measure, position=position, value=value, value_title=title, source=of.source,
        link=of.link, entered=_("entered by %(name)s, %(day)s") % said, struck=of.struck_because,
    )  # fmt: skip


def counts(rows: Iterable[Row]) -> Counts:
    """Count the rows that stand by their value."""
    found: Counts = defaultdict(int)
    for each in rows:
        if not each.struck:
            found[each.value] += 1
    return found

"""Entering many meetings or votes of those in office at once: all of them, or none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from endorsements.models import OfficeTerm
from endorsements.operations.offices import Meeting, Vote, enter_attendance, enter_vote
from endorsements.policies import FieldRefused, Refused


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to enter: its line in what was pasted, whose record it belongs to, and what it says."""

    line: int
    term: OfficeTerm
    row: Meeting | Vote


class RowsRefused(Refused):
    """Some rows cannot be entered, and so none was; `problems` are their lines, each with a sentence."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__(_("Nothing is entered yet: some rows cannot be."))
        self.problems = tuple(problems)


@transaction.atomic
def enter_rows(*, entries: Sequence[Entry], today: dt.date, by: Member, at: dt.datetime) -> int:
    """Enter every row, each logged as one entered by hand is; return how many. Raises `RowsRefused`."""
    # All terms first and in one order, so that two who paste at once wait for each other and not in a ring.
    terms = {each.term.pk for each in entries}
    list(OfficeTerm.objects.select_for_update(no_key=True).filter(pk__in=terms).order_by("pk").values_list("pk"))
    problems = []
    for each in entries:
        try:
            if isinstance(each.row, Meeting):
                enter_attendance(term=each.term, meeting=each.row, today=today, by=by, at=at)
            else:
                enter_vote(term=each.term, vote=each.row, today=today, by=by, at=at)
        except FieldRefused as refused:
            problems.append((each.line, str(refused)))
    if problems:
        raise RowsRefused(problems)
    return len(entries)

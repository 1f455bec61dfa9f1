"""What the board shows of decisions: how each candidacy stands, and what is due next on its way there."""

import datetime as dt
from collections import defaultdict

from endorsements.models import Cycle
from endorsements.queries.board_deadlines import Clock
from endorsements.queries.board_motions import Kept, kept
from endorsements.queries.board_row import Row
from endorsements.queries.decision_states import ENDORSED
from endorsements.queries.decisions import TYPES, Moved, Place, courses, shown


def with_decisions(cycle: Cycle, rows: list[Row], today: dt.date) -> None:
    """Set `decision`, `also` and `deadline` of a cycle's rows. One query; the cycle comes with its chapter."""
    of = defaultdict(list)
    for each in kept(cycle):
        of[each.kind].append(each)
    voting = {each.of for each in of["ballot"] if each.second_at and not each.fourth_at}
    motions = sorted(of["motion"], key=lambda each: each.number or 0)
    moved = [_moved(each, each.id in voting) for each in motions if each.said in TYPES]
    by_candidacy = {row.candidacy: row for row in rows if row.candidacy}
    places = {pk: Place(row.race, row.opened_at, row.closed_at) for pk, row in by_candidacy.items() if row.opened_at}
    endorsing: dict[int, int] = {}
    for pk, found in courses(moved, places).items():
        by_candidacy[pk].decision, by_candidacy[pk].also = shown(found)
        now = found.stands()
        if now.by is not None and now.status in ENDORSED:
            endorsing[pk] = found.events[now.by][2].motion
    Clock(cycle, rows, today, of).set(endorsing)


def _moved(each: Kept, voting: bool) -> Moved:
    return Moved(
        each.id, each.number or 0, each.said or "", each.candidacy, each.race, each.more, each.first_at, each.chosen,
        each.second_at, voting, each.body or "",
    )  # fmt: skip

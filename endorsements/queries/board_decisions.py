"""What the board shows of decisions: how each candidacy stands, and the next deadline on its way there."""

from collections.abc import Iterable

from django.db.models import Q

from endorsements.models import Cycle
from endorsements.queries.board import Row
from endorsements.queries.decisions import Place, courses, moved_on, shown


def with_decisions(cycle: Cycle, rows: Iterable[Row]) -> None:
    """Set `decision` and `also` of a cycle's rows. One query."""
    by_candidacy = {row.candidacy: row for row in rows if row.candidacy and row.opened_at}
    moved = moved_on(Q(candidacy__race__cycle=cycle) | Q(race__cycle=cycle))
    places = {pk: Place(row.race, row.opened_at, row.closed_at) for pk, row in by_candidacy.items() if row.opened_at}
    for pk, course in courses(moved, places).items():
        by_candidacy[pk].decision, by_candidacy[pk].also = shown(course)

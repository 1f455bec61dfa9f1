"""The strip above the board: the doors the chapter has, those promised, those asked for, in numbers and by week."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from capacity.planning.parameters import Level, Span
from capacity.wording import day, number
from endorsements.queries.capacity import Planned
from endorsements.queries.slate_problem import Outside
from endorsements.queries.slate_solved import Faulty
from endorsements.queries.slate_weeks import WeekRow, chart, rows_of


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands above the board. `stats` are (name, figure, range); `missing` says what more it needs."""

    stats: list[tuple[str, str, str]]
    weeks: list[WeekRow]
    between: str
    missing: list[str]

    @property
    def chart(self) -> SafeString:
        return chart("strip", self.weeks)


def strip_of(planned: Planned) -> Strip:
    """Put a planned slate into the strip's numbers. No query."""
    ground, found = planned.ground, planned.variant
    missing = []
    if not ground.statements:
        missing.append(_("Nobody has said yet how many canvassers the chapter has."))
    without = sum(why in (Outside.NO_PLAN, Outside.NO_TURNOUT) for why in ground.outside.values())
    if without or not ground.inside:
        missing.append(_("Endorsable candidacies whose doors are not known yet: %(count)s.") % {"count": without})
    if found.slate is None:
        told = isinstance(found.answer, Faulty)
        missing.append(
            _("The slate could not be worked out.") if told else _("Promises stand against each other: see the slate.")
        )
    if not ground.inside or not ground.statements:
        return Strip([], [], "", missing)
    totals = Span(*(sum(week.doors.at(level) for week in found.weeks) for level in Level))
    stats = [
        (_("doors we have"), number(totals.default), f"{number(totals.low)}–{number(totals.high)}"),
        (_("committed"), number(found.committed), ""),
        (_("asked for"), number(found.asked), ""),
    ]
    between = _("%(first)s to %(last)s") % {"first": day(ground.mondays[0]), "last": day(ground.mondays[-1])}
    return Strip(stats, rows_of(found, {}, ground.figures["reserve"]), between, missing)

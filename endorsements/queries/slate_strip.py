"""The strip above the board: the doors the chapter has, those promised, those asked for, in numbers and by week."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacity.charts import said
from capacity.planning.parameters import Level
from capacity.wording import day
from endorsements.queries.capacity import Planned
from endorsements.queries.slate_problem import Outside
from endorsements.queries.slate_solved import Faulty
from endorsements.queries.slate_weeks import WeekRow, chart, rows_of


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands above the board. `stats` are (name, figure, range); `missing` says what more it needs."""

    stats: list[tuple[str, str, str]]
    weeks: tuple[WeekRow, ...]
    between: str
    missing: list[str]

    @property
    def weeks_html(self) -> SafeString:
        """The weeks as a chart and a table."""
        return _weeks_html(self.weeks, self.between, get_language()) if self.weeks else SafeString("")


@lru_cache(maxsize=64)
def _weeks_html(weeks: tuple[WeekRow, ...], between: str, _language: str | None) -> SafeString:
    # Pure, and read far oftener than it changes: a year of weeks takes as long to render as the board's rows.
    context = {"chart": chart("strip", weeks), "weeks": [row.in_words for row in weeks], "between": between}
    return render_to_string("slate/_strip.html#weeks", context)


def strip_of(planned: Planned) -> Strip:
    """Put a planned slate into the strip's numbers. No query."""
    ground, found = planned.ground, planned.variant
    missing = _missing(planned)
    if not ground.inside or not ground.statements:
        return Strip([], (), "", missing)
    low, default, high = (sum(week.doors.at(level) for week in found.weeks) for level in Level)
    stats = [
        (_("doors we have"), said(default), f"{said(low)}–{said(high)}"),
        (_("committed"), said(found.committed), ""),
        (_("asked for"), said(found.asked), ""),
    ]
    between = _("%(first)s to %(last)s") % {"first": day(ground.mondays[0]), "last": day(ground.mondays[-1])}
    return Strip(stats, tuple(rows_of(found, {}, ground.figures["reserve"])), between, missing)


def _missing(planned: Planned) -> list[str]:
    ground, found = planned.ground, planned.variant
    missing = []
    if not ground.statements:
        missing.append(_("Nobody has said yet how many canvassers the chapter has."))
    without = sum(why in (Outside.NO_PLAN, Outside.NO_TURNOUT) for why in ground.outside.values())
    if without:
        missing.append(_("Endorsable candidacies whose doors are not known yet: %(count)s.") % {"count": without})
    if isinstance(found.answer, Faulty):
        missing.append(_("The slate could not be worked out."))
    elif found.slate is None:
        missing.append(_("Promises stand against each other: see the slate."))
    return missing

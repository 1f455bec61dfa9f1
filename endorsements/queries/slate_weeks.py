"""A slate by week: a chart and its table, of the doors there are, promised, kept back and asked for."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from capacity.charts import Column, columns, said
from capacity.planning.parameters import Parameter
from capacity.wording import day
from endorsements.queries.slate_solved import Question, usable
from endorsements.queries.slate_variants import Variant


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week; `plan` says whose doors are knocked in it, as (name, doors), the most first."""

    start: dt.date
    have: int
    low: int
    high: int
    reserve: int
    committed: int
    asked: int
    plan: tuple[tuple[str, int], ...] = ()

    @property
    def in_words(self) -> dict[str, str]:
        """The figures in words, for the table."""
        return {
            "start": day(self.start),
            "have": f"{said(self.have)} ({said(self.low)}–{said(self.high)})",
            "reserve": said(self.reserve),
            "committed": said(self.committed),
            "free": said(self.have - self.committed),
            "asked": said(self.asked),
            "plan": ", ".join(f"{name} {said(doors)}" for name, doors in self.plan),
        }


def rows_of(found: Variant, names: Mapping[str, str], reserve: Parameter) -> list[WeekRow]:
    """Return a variant's weeks. `names` by id. What nobody got is spread evenly over the weeks it could use."""
    planned: dict[dt.date, list[tuple[str, int]]] = {}
    for key, weeks in found.slate.plan.items() if found.slate else ():
        for start, doors in weeks.items():
            planned.setdefault(start, []).append((names.get(key, key), doors))
    asked = _asked(found)
    rows = []
    for at, week in enumerate(found.weeks):
        plan = sorted(planned.get(week.start, ()), key=lambda each: (-each[1], each[0]))
        have = week.doors.at(found.level)
        rows.append(
            WeekRow(
                start=week.start,
                have=have,
                low=week.doors.low,
                high=week.doors.high,
                reserve=kept_back(have, reserve.for_less(found.level)),
                committed=sum(doors for _name, doors in plan),
                asked=asked[at],
                plan=tuple(plan),
            )
        )
    return rows


def kept_back(have: int, share: Fraction) -> int:
    """Return the doors kept in reserve beside those there are: `have` is what is left of all after the share."""
    return int(have * share / (1 - share)) if share < 1 else 0


def _asked(found: Variant) -> Counter[int]:
    out = {left.id for left in found.slate.left_out} if found.slate else set()
    return spread(found.question, [each.id for each in found.question.candidacies if each.id in out or not found.slate])


def spread(question: Question, keys: Sequence[str]) -> Counter[int]:
    """Return doors by the week's number when these candidacies' doors are spread evenly over their usable weeks."""
    doors: Counter[int] = Counter()
    for each in question.candidacies:
        first, last = usable(question, each)
        if each.id not in keys or last < first:
            continue
        share, more = divmod(each.doors_taken, last - first + 1)
        for at in range(first, last + 1):
            doors[at] += share + (at - first < more)
    return doors


def chart(chart_id: str, rows: Sequence[WeekRow]) -> SafeString:
    """Draw the weeks: what there is with its range, what is committed, and what those left out ask for on top."""
    title = _(
        "Doors by week: what the chapter has with its range, what is committed, and what those left out ask for "
        "beyond that, spread evenly over their weeks"
    )
    entries = [
        Column(date_format(row.start, "MONTH_DAY_FORMAT"), row.have, row.low, row.high, row.committed, row.asked)
        for row in rows
    ]
    return columns(chart_id, title, entries, unit=_("doors"))

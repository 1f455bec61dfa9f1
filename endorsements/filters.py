"""The board's filters, its search and its order: read from the address, checked as a form, applied to judged rows."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import django_filters as filters
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsements import rules
from endorsements.models import Candidacy
from endorsements.queries.board_row import STAGES, Row
from endorsements.queries.capacity import STANDINGS
from endorsements.queries.decision_states import STATUSES

VERDICTS = {
    verdict.value: gettext_lazy(rules.VERDICT_TITLES[verdict])
    for verdict in (
        rules.Verdict.CADRE,
        rules.Verdict.CLASS_STRUGGLE,
        rules.Verdict.UNDETERMINED,
        rules.Verdict.NOT_ENDORSABLE,
    )
}
_RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_STAGE_RANK = {stage: rank for rank, stage in enumerate(STAGES)}
_DECISION_RANK = {status: rank for rank, status in enumerate(("", *STATUSES))}
_STANDING_RANK = {code: rank for rank, code in enumerate(STANDINGS)}
YES = (("yes", gettext_lazy("yes")),)
NONE_YET = ("none", gettext_lazy("No motion yet"))


@lru_cache(maxsize=8192)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that puts “Ward 9” before “Ward 10” and minds no capitals."""
    parts = re.split(r"(\d{1,18})", text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


SORTS: dict[str, Callable[[Row], Any]] = {
    "candidacy": lambda row: natural(row.name) or None,
    "race": lambda row: (natural(row.office), natural(row.district)),
    "verdict": lambda row: _RANK.get(row.judged.verdict),
    "open": lambda row: len(row.judged.open_facts) if row.candidacy else None,
    "red-lines": lambda row: len(row.judged.crossed) if row.candidacy else None,
    "capacity": lambda row: _STANDING_RANK.get(row.capacity.code) if row.capacity else None,
    "doors": lambda row: row.capacity.doors if row.capacity else None,
    "decide-by": lambda row: row.decide_by_on,
    "election": lambda row: row.election_on,
    "assigned": lambda row: natural(row.assignee) or None,
    "stage": lambda row: (_STAGE_RANK[row.stage], _DECISION_RANK[row.decision]) if row.stage else None,
    "deadline": lambda row: row.deadline.day if row.deadline else None,
    "assessment": lambda row: row.progress.assessment or None,
}
"""Each column's key; None (nothing to compare) comes last in either direction."""

SORT_CHOICES = tuple((sign + name, sign + name) for name in SORTS for sign in ("", "-"))
FIRST_SORT = "decide-by"


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """Return rows by a column (`-name` for descending); equal ones by election day, race and name."""
    key = SORTS[sort.removeprefix("-")]
    tied = sorted(
        rows, key=lambda row: (row.election_on, natural(row.office), natural(row.district), natural(row.name))
    )
    known = [row for row in tied if key(row) is not None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + [row for row in tied if key(row) is None]


class BoardFilter(filters.FilterSet):
    """Filters over rows that are judged already; a verdict is no column, so the database cannot filter by it."""

    q = filters.CharFilter(label=gettext_lazy("Search"), method="search", max_length=100)
    verdict = filters.ChoiceFilter(label=gettext_lazy("Verdict"), method="by_verdict", choices=tuple(VERDICTS.items()))
    stage = filters.ChoiceFilter(label=gettext_lazy("Stage"), method="by_stage", choices=tuple(STAGES.items()))
    decision = filters.ChoiceFilter(
        label=gettext_lazy("Decision"), method="by_decision", choices=(*STATUSES.items(), NONE_YET)
    )
    office = filters.ChoiceFilter(label=gettext_lazy("Office"), method="by_office", choices=())
    mine = filters.ChoiceFilter(label=gettext_lazy("Assigned to me"), method="by_me", choices=YES)
    open = filters.ChoiceFilter(label=gettext_lazy("Has open questions"), method="by_open", choices=YES)
    crossed = filters.ChoiceFilter(label=gettext_lazy("Crosses a red line"), method="by_crossed", choices=YES)
    closed = filters.ChoiceFilter(label=gettext_lazy("Show closed ones"), method="keep", choices=YES)
    sort = filters.ChoiceFilter(label=gettext_lazy("Sorted by"), method="keep", choices=SORT_CHOICES)

    def __init__(self, data: QueryDict, rows: list[Row], *, member: int) -> None:
        self.all_rows, self.member = rows, member
        self.offices = sorted({row.office for row in rows}, key=natural)
        # Most addresses have no filter, and making these and their form costs as much as four queries.
        self._asked = any(data.get(name) for name in self.base_filters)
        if self._asked:
            super().__init__(data, Candidacy.objects.none())
            self.filters["office"].extra["choices"] = [(office, office) for office in self.offices]

    def get_form_class(self) -> type:
        """Say of an impossible choice what was found, and that it was left out."""
        form = super().get_form_class()
        for field in form.base_fields.values():
            field.error_messages["invalid_choice"] = _(
                "There is no “%(value).60s” to choose here. The board is shown without it."
            )
        return form

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was asked for and makes sense: parameter → value."""
        if not self._asked or not (self.form.is_valid() or self.form.cleaned_data):
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """What was asked for and makes no sense: a filter's label and a sentence."""
        if not self._asked:
            return []
        errors = self.form.errors.items()
        return [(str(self.form[name].label), message) for name, found in errors for message in found]

    @property
    def order(self) -> str:
        """The order: a column's name, with a minus for descending."""
        return self.chosen.get("sort", FIRST_SORT)

    @cached_property
    def shown(self) -> list[Row]:
        """The rows that match, in order. Closed ones only when they are asked for."""
        rows = self.all_rows
        if not ("closed" in self.chosen or self.chosen.get("stage") == "closed"):
            rows = [row for row in rows if not row.closed]
        for name, value in self.chosen.items():
            rows = self.filters[name].filter(rows, value)
        return in_order(rows, self.order)

    def search(self, rows: list[Row], _name: str, text: str) -> list[Row]:
        """Every word is in the candidate's name, the office or the district."""
        words = text.casefold().split()
        return [row for row in rows if all(w in f"{row.name} {row.office} {row.district}".casefold() for w in words)]

    def by_verdict(self, rows: list[Row], _name: str, verdict: str) -> list[Row]:
        return [row for row in rows if row.judged.verdict == verdict]

    def by_stage(self, rows: list[Row], _name: str, stage: str) -> list[Row]:
        return [row for row in rows if row.stage == stage]

    def by_decision(self, rows: list[Row], _name: str, decision: str) -> list[Row]:
        if decision == "none":
            return [row for row in rows if row.candidacy and not row.decision and not row.also]
        return [row for row in rows if decision in (row.decision, *row.also)]

    def by_office(self, rows: list[Row], _name: str, office: str) -> list[Row]:
        return [row for row in rows if row.office == office]

    def by_me(self, rows: list[Row], _name: str, _value: str) -> list[Row]:
        return [row for row in rows if row.assigned_to == self.member]

    def by_open(self, rows: list[Row], _name: str, _value: str) -> list[Row]:
        return [row for row in rows if row.judged.open_facts]

    def by_crossed(self, rows: list[Row], _name: str, _value: str) -> list[Row]:
        return [row for row in rows if row.judged.crossed]

    def keep(self, rows: list[Row], _name: str, _value: str) -> list[Row]:
        """Neither the order nor showing closed ones takes a row away."""
        return rows

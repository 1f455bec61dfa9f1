"""Forms of the chapter's canvassers by week, and of the span that the capacity page shows."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.models import SupplyWeek
from capacity.operations.supply import Stated
from capacity.queries.supply import monday_of, weeks_between
from chapters.forms.fields import DayField, LineField

FIRST, LAST = dt.date(2000, 1, 3), dt.date(2100, 1, 1)
MOST_WEEKS = 104
DEFAULT_WEEKS = 26


def check_day(day: dt.date) -> None:
    """Raise ValidationError for a day of another age, which is a slip of the keyboard."""
    if not FIRST <= day <= LAST:
        raise ValidationError(
            gettext("Expected a day from %(first)s to %(last)s.")
            % {"first": FIRST.isoformat(), "last": LAST.isoformat()}
        )


class SupplyForm(forms.Form):
    """One row: so many canvassers from a week on."""

    starts_on = DayField(
        label=_("From the week of"),
        validators=[check_day],
        help_text=_("Any day of the week will do: the row counts from its Monday."),
    )
    canvassers = forms.IntegerField(
        label=_("Canvassers"), min_value=0, max_value=100_000,
        help_text=_("People who take shifts, not members on the roll."),
    )  # fmt: skip
    terrain = forms.ChoiceField(label=_("Terrain"))
    other_hours = forms.DecimalField(
        label=_("Other political hours a week"), min_value=Decimal(0), max_value=Decimal(60), max_digits=4,
        decimal_places=1, initial=0,
        help_text=_("What a volunteer gives beside canvassing: meetings, committees, other campaigns."),
    )  # fmt: skip
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, row: SupplyWeek | None = None) -> None:
        names = ("starts_on", "canvassers", "terrain", "other_hours", "note")
        super().__init__(data, initial={name: getattr(row, name) for name in names} if row else None)
        self.fields["terrain"].choices = SupplyWeek._meta.get_field("terrain").flatchoices  # type: ignore[attr-defined]

    def clean_starts_on(self) -> dt.date:
        """Take the Monday of the week."""
        return monday_of(self.cleaned_data["starts_on"])

    def stated(self) -> Stated:
        """Return what a valid form says."""
        return Stated(**self.cleaned_data)


class SpanForm(forms.Form):
    """Which weeks to show: at most 104, by default the 26 from this week on."""

    until = DayField(label=_("Until the week of"), required=False, validators=[check_day])

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        # `from` is no name for a class's attribute.
        start = DayField(label=_("From the week of"), required=False, validators=[check_day])
        self.fields = {"from": start, **self.fields}
        for name, day in zip(("from", "until"), (self.default[0], self.default[-1]), strict=True):
            self.fields[name].initial = day

    @property
    def default(self) -> list[dt.date]:
        """The weeks shown when nothing is asked."""
        return weeks_between(self.today, self.today + dt.timedelta(weeks=DEFAULT_WEEKS - 1))

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins, or is too long to be looked at."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        start = said.get("from") or self.today
        last = said.get("until") or start + dt.timedelta(weeks=DEFAULT_WEEKS - 1)
        weeks = weeks_between(start, last)
        if not weeks:
            self.add_error("until", gettext("The last week must not come before the first."))
        elif len(weeks) > MOST_WEEKS:
            self.add_error("until", gettext("Ask for at most %(most)s weeks at once.") % {"most": MOST_WEEKS})
        said["weeks"] = weeks
        return said

    def weeks(self) -> list[dt.date]:
        """Return the Mondays asked for; the default ones when what was asked makes no sense."""
        if self.is_bound and self.is_valid():
            weeks: list[dt.date] = self.cleaned_data["weeks"]
            return weeks
        return self.default

"""The form of a request for the national endorsement: when it was asked, and what the answer was."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from capacity.forms.supply import check_day
from chapters.forms.fields import DayField, LineField
from endorsements.models import NationalReport
from endorsements.models.aftermath import NationalAnswer
from endorsements.operations.national import Request

KEPT = ("asked_on", "answer", "answered_on", "source", "note")


class NationalForm(forms.Form):
    """How a request stands; a new report says the whole again, beginning with what is on record."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1)
    asked_on = DayField(label=_("Asked on"), validators=[check_day])
    answer = forms.ChoiceField(
        label=_("The answer"),
        choices=[(value, capfirst(label)) for value, label in NationalAnswer.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    answered_on = DayField(
        label=_("Answered on"),
        required=False,
        validators=[check_day],
        help_text=_("Where no answer came in time: the day by which none had come."),
    )
    source = LineField(
        label=_("Source"), max_length=300, help_text=_("Where this is known from, so that others can check it.")
    )
    note = LineField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, current: NationalReport | None, today: dt.date) -> None:
        known = {name: getattr(current, name) for name in KEPT} if current else {"asked_on": today, "answer": ""}
        super().__init__(data, initial={**known, "seen": current.pk if current else 0})

    def request(self) -> Request:
        """Return what a valid form says."""
        return Request(**{name: self.cleaned_data[name] for name in KEPT})

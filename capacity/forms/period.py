"""The form of the chapter's reading of the period."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from capacity.models import PeriodReading
from chapters.forms.fields import ProseField


class PeriodForm(forms.Form):
    """Normal or in motion, and why."""

    reading = forms.ChoiceField(label=_("The period is"), widget=forms.RadioSelect)
    reason = ProseField(
        label=_("Why"),
        max_length=5000,
        help_text=_("What has shifted, or what has not: the reason stands beside the reading wherever it is used."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reading"].choices = PeriodReading._meta.get_field("reading").flatchoices  # type: ignore[attr-defined]

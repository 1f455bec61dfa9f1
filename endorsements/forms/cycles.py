"""The form of a cycle."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from endorsements.forms.days import DayInput
from endorsements.models import Cycle


class CycleForm(forms.ModelForm[Cycle]):
    """A cycle's name and first day; an operation saves it."""

    class Meta:
        model = Cycle
        fields = ("name", "starts_on")
        widgets: ClassVar = {"starts_on": DayInput}
        help_texts: ClassVar = {
            "name": _("As members will say it, for example “2027 primaries”."),
            "starts_on": _("The newest cycle that is open is the one the chapter's front page shows."),
        }

"""The form of a race."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from endorsements.forms.days import DayInput
from endorsements.models import Race


class RaceForm(forms.ModelForm[Race]):
    """A race's office, days and tactical note; an operation saves it."""

    seats = forms.IntegerField(label=_("Seats to fill"), min_value=1, max_value=100, initial=1)

    class Meta:
        model = Race
        fields = (
            "office",
            "district",
            "election_on",
            "seats",
            "decide_by_on",
            "far_right_opponent",
            "tactical_note",
        )
        widgets: ClassVar = {
            "election_on": DayInput,
            "decide_by_on": DayInput,
            "far_right_opponent": forms.RadioSelect,
            "tactical_note": forms.Textarea({"rows": 4}),
        }
        help_texts: ClassVar = {
            "office": _("As the ballot has it, for example State Assembly."),
            "election_on": _("The primary, where that is the vote that decides."),
            "district": _("Its number or name; leave it empty where the office has none."),
            "decide_by_on": _("The last day on which the chapter's decision still helps the campaign."),
            "far_right_opponent": _("Whatever the endorsement, members may then vote against them tactically."),
            "tactical_note": _("How, and why. It stands beside the verdict and is never an endorsement."),
        }

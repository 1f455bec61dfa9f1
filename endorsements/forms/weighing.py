"""The form of the weighing sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsements.models.weighing import ASPECTS
from endorsements.wording import aspect

SCORES = (-2, -1, 0, 1, 2)


def score_text(score: int) -> str:
    """Return a score as it is printed, with a true minus sign: −2 to +2."""
    return {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}[score]


class WeighingForm(forms.Form):
    """Seven scores from −2 to +2 and a remark."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Shown with your name to those who may see the spread. Up to 5,000 characters."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASPECTS:
            self.fields[name] = forms.TypedChoiceField(
                label=aspect(name),
                choices=[(score, score_text(score)) for score in SCORES],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose a score from −2 to +2; 0 says that it weighs neither way."),
                    "invalid_choice": _("A score is a whole number from −2 to +2."),
                },
            )

    def clean_remark(self) -> str:
        """Refuse a remark over its limit, with the count."""
        remark = self.cleaned_data["remark"].replace("\r\n", "\n")
        if len(remark) > 5000:
            raise forms.ValidationError(
                _("This remark has %(length)d characters; at most 5,000 fit.") % {"length": len(remark)}
            )
        return remark

    @property
    def scores(self) -> dict[str, int]:
        """The seven scores of a valid form."""
        return {name: self.cleaned_data[name] for name in ASPECTS}

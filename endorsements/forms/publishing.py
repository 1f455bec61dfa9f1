"""The switch of the public page of endorsements."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PublishingForm(forms.Form):
    """Whether the chapter's endorsements can be read by everybody."""

    publish = forms.ChoiceField(
        label=_("Who may read the chapter's endorsements?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Everybody: they stand on a public page, and search engines may list it")),
            ("no", _("Only those with a seat: there is no public page")),
        ],
    )

    def publishes(self) -> bool:
        """Return what a valid form says."""
        return bool(self.cleaned_data["publish"] == "yes")

"""What a site operator fills in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField
from chapters.models import Chapter
from chapters.models.chapter import known_time_zone


class FoundForm(forms.Form):
    """A new chapter and the address of its first admin."""

    name = LineField(label=_("Name"), max_length=120)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=40,
        help_text=_("Letters, digits and hyphens, such as riverbend. It cannot be changed later."),
    )
    time_zone = LineField(
        label=_("Time zone"),
        max_length=60,
        initial="America/New_York",
        validators=[known_time_zone],
        help_text=_("Days begin and deadlines end by it. Such as America/Chicago."),
    )
    email = forms.EmailField(
        label=_("E-mail of the first admin"),
        max_length=254,
        help_text=_("They get a link that makes them admin."),
    )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if Chapter.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another chapter has this short name; choose another one."))
        return slug


class AdminForm(forms.Form):
    """The address of an admin for a chapter that has none."""

    email = forms.EmailField(label=_("E-mail of the admin"), max_length=254)

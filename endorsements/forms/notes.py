"""The form of a note for or against."""

from django import forms
from django.utils.translation import gettext_lazy

from endorsements.forms.facts import Prose
from endorsements.models.dossier import Side


class NoteForm(forms.Form):
    """A case for or against, in Markdown."""

    side = forms.ChoiceField(
        label=gettext_lazy("Which case does it make?"),
        choices=[(Side.FOR, gettext_lazy("For endorsing")), (Side.AGAINST, gettext_lazy("Against endorsing"))],
        widget=forms.RadioSelect,
    )
    text = Prose(
        rows=8,
        label=gettext_lazy("The case"),
        help_text=gettext_lazy("Markdown: *emphasis*, **strong**, lists with a dash, [a link](https://example.org)."),
    )

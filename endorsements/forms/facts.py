"""Forms of the dossier: a quick answer, and an answer with its evidence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsements.limits import TextTooLong, check_length


class Prose(forms.CharField):
    """A long text with Unix line ends, refused with a clear sentence when over the limit.

    It has no `maxlength` on the page: a browser would cut a pasted text without a word.
    """

    def __init__(self, *, rows: int = 6, **fields: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **fields)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            check_length(value)
        except TextTooLong as error:
            raise ValidationError(_(error.message) % error.params) from error


class WebAddress(forms.URLField):
    """An address of the web and of nothing else: `javascript:` and the like would run on who follows it."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"], message=gettext_lazy("Enter a web address that starts with http:// or https://.")
        )
    ]
    default_error_messages = {"invalid": gettext_lazy("Enter a web address that starts with http:// or https://.")}


class SeenForm(forms.Form):
    """Which answer the page showed: its id, or nothing where there was none."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class QuickForm(SeenForm):
    """One of the quick buttons."""

    value = forms.CharField(max_length=24)


class EvidenceForm(SeenForm):
    """An answer with what it rests on. `options` are (value, label) pairs."""

    value = forms.ChoiceField(label=gettext_lazy("Answer"), widget=forms.RadioSelect)
    evidence = Prose(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("What was said, done or published, in a few sentences. Plain text."),
        required=False,
    )
    link = WebAddress(label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https")
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Who says so: a paper, a filing, a questionnaire, a meeting."),
        required=False,
        max_length=200,
    )
    evidence_on = forms.DateField(
        label=gettext_lazy("Date of the evidence"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], key: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"edit-{key}-%s", **kwargs)
        self.fields["value"].choices = options  # type: ignore[attr-defined]
        # Opening the editor, or getting it back with something wrong, leads to where to write.
        wrong = next((name for name in ("link", "source", "evidence_on") if name in self.errors), "evidence")
        self.fields[wrong].widget.attrs["autofocus"] = True

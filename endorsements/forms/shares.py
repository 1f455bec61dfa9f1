"""Shares as two whole numbers, and figures that several forms of a procedure ask for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField

MOST = 10**9
STROKE = mark_safe(' <span aria-hidden="true">/</span> ')


BLANK = {"placeholder": " "}
"""Lets the style sheet tell an empty box: one that the choice above it does not ask for is shown only while filled."""


def whole(label: Any, most: int, least: int = 0, **options: Any) -> forms.IntegerField:
    """A whole number that can be left out."""
    widget = forms.NumberInput(BLANK)
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, widget=widget, **options)


def radios(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    """Radios, one of them chosen from the start."""
    first = choices[0][0]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, initial=first, **options)


class OpenChoice(forms.ChoiceField):
    """Radios of which none is chosen until somebody does; cleans to None till then."""

    stays_open = True

    def __init__(self, label: Any, choices: Any) -> None:
        super().__init__(label=label, choices=choices, widget=forms.RadioSelect, required=False)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class ShareWidget(forms.MultiWidget):
    """Two boxes for whole numbers with the stroke of a fraction between them."""

    use_fieldset = True

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "size": 4, "autocomplete": "off", "maxlength": 10, **BLANK}
        labels = (_("Upper number"), _("Lower number"))
        super().__init__([forms.TextInput({**box, "aria-label": label}) for label in labels])

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None, None]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        drawn = ((self._render(box["template_name"], {"widget": box}, renderer),) for box in boxes)
        return format_html('<span class="shares">{}</span>', format_html_join(STROKE, "{}", drawn))


class ShareField(forms.MultiValueField):
    """A share from 0 to 1, cleaned to (above, below); None where neither is given. Decimals are refused."""

    widget = ShareWidget

    def __init__(self, *, stays_open: bool = False, **options: Any) -> None:
        self.stays_open = stays_open
        number = forms.IntegerField(min_value=0, max_value=MOST, required=False)
        below = forms.IntegerField(min_value=1, max_value=MOST, required=False)
        super().__init__([number, below], require_all_fields=False, required=False, **options)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            if any(each.code == "invalid_share" for each in error.error_list):
                raise
            raise ValidationError(
                _("Write two whole numbers, such as 2 and 3 for two thirds; no decimals, since 66.67 % is not 2/3.")
            ) from error

    def compress(self, data_list: Any) -> tuple[int, int] | None:
        above, below = data_list or (None, None)
        if above is None and below is None:
            return None
        if above is None or below is None:
            raise ValidationError(_("A share has two numbers, such as 2 and 3."), code="invalid_share")
        if above > below:
            raise ValidationError(_("A share is at most 1: the first number is not larger."), code="invalid_share")
        return above, below


class AttendanceField(LineField):
    """How many came to each of the last meetings, as 120, 98, 143; cleaned to a tuple of whole numbers."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        parts = [part for part in re.split(r"[,; ]+", text) if part]
        if not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
            raise ValidationError(_("Write whole numbers with commas between them, such as 120, 98, 143."))
        return tuple(int(part) for part in parts)

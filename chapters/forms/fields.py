"""What forms share: the fields that several have, and what they are filled from."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, None on other methods. An empty POST is a form with nothing filled in, not no form."""
    return request.POST if request.method == "POST" else None


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants the day as 2026-03-02 whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DayField(forms.DateField):
    """A day; takes and shows 2026-03-02."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class LineField(forms.CharField):
    """One line of text: runs of white space, line breaks among them, become one space."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class ProseField(forms.CharField):
    """Text over several lines, its line breaks as one character whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

"""The control for a day."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own control for a day; it sends and is sent YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

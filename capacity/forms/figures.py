"""Forms for the chapter's own figures. A share is written as a percentage, everything else as a plain number."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from capacity.planning.parameters import DEFAULTS, Parameter, Standing
from capacity.wording import UNITS, Unit, number, range_of
from chapters.forms.fields import LineField

WRITTEN = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,4}))?")


class AmountField(forms.Field):
    """An exact number of at most four places, with point or comma; a share as `35` or `35 %`, cleaned to 0.35."""

    default_error_messages = {
        "number": _("Write a plain number such as %(example)s, with at most four decimal places."),
        "share": _("Write a percentage such as %(example)s, with at most four decimal places."),
    }

    def __init__(self, *, unit: Unit, example: str, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 20}
        super().__init__(widget=forms.TextInput(attributes), **options)
        self.unit, self.example = unit, example

    def to_python(self, value: Any) -> Decimal | None:
        """Read what was typed, exactly."""
        if value in self.empty_values:
            return None
        text = str(value).strip()
        if self.unit is Unit.SHARE:
            text = text.removesuffix("%").rstrip()
        found = WRITTEN.fullmatch(text)
        if not found:
            kind = "share" if self.unit is Unit.SHARE else "number"
            raise ValidationError(self.error_messages[kind], code=kind, params={"example": self.example})
        typed = Decimal(f"{found[1]}.{found[2] or 0}")
        return typed / 100 if self.unit is Unit.SHARE else typed


class FigureForm(forms.Form):
    """The chapter's own value, low and high for one parameter, and where they are from."""

    source = LineField(
        label=_("Where it is from"),
        max_length=300,
        help_text=_(
            "For example “our turf sheets of spring 2026, 412 shifts”. It is shown beside every number made with it."
        ),
    )

    def __init__(self, data: Any = None, *, figure: Parameter) -> None:
        super().__init__(data)
        unit = UNITS[figure.id]
        labels = {"value": _("Value"), "low": _("Low"), "high": _("High")}
        asked = {}
        for name, label in labels.items():
            shown = f"{label} (%)" if unit is Unit.SHARE else label
            initial = written(unit, getattr(figure, name), figure.standing is not Standing.DEFAULT)
            asked[name] = AmountField(unit=unit, example=written(unit, DEFAULTS[figure.id].value), label=shown)
            asked[name].initial = initial
        asked["value"].help_text = _("Allowed: %(range)s.") % {"range": range_of(DEFAULTS[figure.id])}
        self.fields = {**asked, **self.fields}


class ReasonForm(forms.Form):
    """Why the chapter goes back to the default."""

    source = LineField(label=_("Why go back to the default"), max_length=300)


def written(unit: Unit, value: Fraction, exactly: bool = False) -> str:
    """Return a figure as one would type it: `35` for a share of 0.35; to three places, or as exactly as it is kept."""
    return number(value * 100 if unit is Unit.SHARE else value, 6 if exactly else 3)

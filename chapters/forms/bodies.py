"""Founding bodies, and giving and ending places in them."""

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import DayField, LineField
from chapters.models import Body, BodyKind, Member, Seat
from chapters.models.body import FROM_SEATS
from chapters.policies import Refused, check_weight
from chapters.queries.bodies import SEATS_THAT_COUNT

WEIGHT = re.compile(r"([0-9]{1,3})(?:/([0-9]{1,3}))?")


class WeightField(LineField):
    """A part of one vote as it is written, 1 or 1/2; cleans to a pair of integers."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(" ", "")
        match = WEIGHT.fullmatch(text)
        if match is None or match[2] == "0" * len(match[2] or " "):
            raise ValidationError(_("Write 1, or a fraction such as 1/2."))
        return int(match[1]), int(match[2] or 1)


class FoundBodyForm(forms.Form):
    """A body with members of its own."""

    kind = forms.ChoiceField(
        label=_("What sort of body"),
        widget=forms.RadioSelect,
    )
    name = LineField(
        label=_("Name"),
        max_length=120,
        help_text=_("As a procedure names it, such as: Labor working group. A branch goes by its own name."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, capfirst(str(kind.label))) for kind in BodyKind if kind not in FROM_SEATS
        ]


class PlaceForm(forms.Form):
    """Somebody's place in a body, or the weight of who shares a seat."""

    member = forms.ModelChoiceField(Member.objects.none(), label=_("Who"), empty_label=_("Choose"))
    weight = WeightField(label=_("Weight of the vote"), max_length=9)
    starts_on = DayField(label=_("From"))

    def __init__(self, data: Any = None, *, body: Body, today: dt.date) -> None:
        from_seats = body.kind in FROM_SEATS
        super().__init__(data, initial={"starts_on": today, "weight": "1/2" if from_seats else "1"})
        self.body = body
        seats = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), chapter=body.chapter)
        if from_seats:
            seats = seats.filter(role__in=SEATS_THAT_COUNT[BodyKind(body.kind)])
            self.fields["member"].help_text = _("Only those who sit in this body. This makes nobody a member of it.")
            self.fields["weight"].help_text = _("1/2 for each of two who share a seat. Without a row a vote weighs 1.")
        else:
            self.fields["weight"].help_text = _("1, or a fraction such as 1/2 for each of two who share a seat.")
        people = Member.objects.filter(pk__in=seats.values("member"))
        self.fields["member"].queryset = people  # type: ignore[attr-defined]

    def clean_weight(self) -> Fraction:
        try:
            return check_weight(self.body, *self.cleaned_data["weight"])
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class DissolveForm(forms.Form):
    """The day from which a body votes no more."""

    dissolved_on = DayField(
        label=_("Votes no more from"), help_text=_("A ballot that is open by then goes on with its roll as it is.")
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"dissolved_on": today})

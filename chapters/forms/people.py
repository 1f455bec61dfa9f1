"""Giving and ending seats."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import DayField
from chapters.models import Chapter, Member, Role


class GrantForm(forms.Form):
    """A seat for somebody who holds or held one in this chapter; others are invited."""

    member = forms.ModelChoiceField(
        Member.objects.none(), label=_("Who"), help_text=_("People of this chapter. Anybody else is invited by e-mail.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = DayField(label=_("From"))

    def __init__(self, data: Any = None, *, chapter: Chapter, today: dt.date) -> None:
        super().__init__(data, initial={"starts_on": today})
        people = Member.objects.filter(pk__in=chapter.seats.values("member"))
        self.fields["member"].queryset = people  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day from which a seat is no longer held."""

    ends_on = DayField(
        label=_("No longer held from"), help_text=_("Today ends it at once. The day itself is not part of it any more.")
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"ends_on": today})

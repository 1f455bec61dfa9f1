"""The forms of a candidacy: opening, assigning or moving, closing."""

import datetime as dt

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member, Role, Seat
from endorsements.models import Candidacy, Candidate, Race


def assignable(chapter: Chapter, today: dt.date, now: Member | None = None) -> "forms.ModelChoiceField":
    """Return the field for who fills a dossier: the electoral committee of today, and whoever has it now."""
    seats = Seat.objects.held_on(today).filter(chapter=chapter, role=Role.ELECTORAL)
    committee = Member.objects.filter(Q(pk__in=seats.values("member")) | Q(pk=now.pk if now else None)).order_by("name")
    return forms.ModelChoiceField(
        committee,
        label=_("Assigned to"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("They find the dossier's open questions on their desk."),
    )


class CandidacyForm(forms.Form):
    """Who runs, and who fills the dossier."""

    name = forms.CharField(
        label=_("Candidate"),
        max_length=Candidate._meta.get_field("name").max_length,
        widget=forms.TextInput({"list": "candidates", "autocomplete": "off"}),
        help_text=_("A name that the chapter has already, spelled alike, is the same person."),
    )

    def __init__(self, *args: object, chapter: Chapter, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"] = assignable(chapter, today)
        self.names = Candidate.objects.filter(chapter=chapter).order_by("name").values_list("name", flat=True)


class EditCandidacyForm(forms.Form):
    """Who fills the dossier, and which race of the cycle it is about."""

    def __init__(self, *args: object, candidacy: Candidacy, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        cycle = candidacy.race.cycle
        self.fields["assigned_to"] = assignable(cycle.chapter, today, candidacy.assigned_to)
        self.fields["race"] = forms.ModelChoiceField(
            Race.objects.filter(cycle=cycle),
            label=_("Race"),
            empty_label=None,
            help_text=_("Another race of the same cycle, should the candidate run for something else."),
        )
        self.initial.setdefault("assigned_to", candidacy.assigned_to_id)
        self.initial.setdefault("race", candidacy.race_id)


class CloseForm(forms.Form):
    """Why a candidacy is closed."""

    because = forms.CharField(
        label=_("Why it is closed"),
        max_length=Candidacy._meta.get_field("closed_because").max_length,
        help_text=_("For example: withdrew from the race, or endorsed elsewhere. It stays on record."),
    )

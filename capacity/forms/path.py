"""Forms of the paths to an office: what to look for, choosing one, who holds a seat, steps, giving up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.forms.supply import check_day
from capacity.models import PathStep
from capacity.models.path import SEATS
from capacity.models.supply import SupplyWeek
from capacity.operations.path import check_terms
from capacity.operations.path_steps import Said
from capacity.planning.path import LEAD, drawn_together
from capacity.planning.path_steps import ELECTION, FIRST_CANVASS
from capacity.policies import FieldRefused
from capacity.queries.library import Filters
from capacity.queries.path import Terms, Wanted, owners
from capacity.queries.path_words import REACHES
from chapters.forms.fields import DayField, LineField
from chapters.models import Chapter

ANY = "any"
USUAL_PARTY = "Democratic"
TUESDAY = 1


def usual_terms(today: dt.date) -> Terms:
    """Return an election two years ahead, on a Tuesday, with the strategy's weeks of canvassing."""
    ahead = today + LEAD
    election_on = ahead + dt.timedelta(days=(TUESDAY - ahead.weekday()) % 7)
    return Terms(election_on, first_canvass(election_on, today))


def first_canvass(election_on: dt.date, today: dt.date) -> dt.date:
    """Return the day of the first canvass before an election that is ahead, as the timeline has it."""
    return drawn_together(election_on, FIRST_CANVASS, today)


class TermsForm(forms.Form):
    """What districts are held against: the election, and the doors from the first canvass on."""

    election_on = DayField(label=_("Election day"), validators=[check_day])
    starts_on = DayField(
        label=_("First canvass"),
        required=False,
        validators=[check_day],
        help_text=_("Left empty: 30 weeks before, later when time is short."),
    )
    terrain = forms.ChoiceField(label=_("Terrain"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, today: dt.date, initial: Terms | None = None, auto_id: str = "id_%s"
    ) -> None:
        self.today = today
        self.usual = initial or usual_terms(today)
        values = {name: getattr(self.usual, name) for name in ("election_on", "starts_on", "terrain")}
        super().__init__(data, initial=values, auto_id=auto_id)
        field = self.fields["terrain"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = SupplyWeek._meta.get_field("terrain").flatchoices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse terms that no path can have; fill in what was left empty."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        election_on = said["election_on"]
        ahead = max(election_on, self.today + dt.timedelta(days=1))
        starts_on = said["starts_on"] or first_canvass(ahead, self.today)
        said["terms"] = Terms(election_on, starts_on, said["terrain"] or self.usual.terrain)
        try:
            check_terms(said["terms"], today=self.today)
        except FieldRefused as refused:
            self.add_error(refused.field, str(refused))
        return said

    def terms(self) -> Terms:
        """Return what is asked for, the usual terms where that makes no sense."""
        if self.is_bound and self.is_valid():
            terms: Terms = self.cleaned_data["terms"]
            return terms
        return self.usual


class PlannerForm(TermsForm):
    """What the planner shows, from the address. What is missing is as usual."""

    office = forms.ChoiceField(label=_("Office"), required=False)
    district = forms.CharField(label=_("District contains"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind of election"), required=False)
    party = forms.ChoiceField(label=_("Primary of"), required=False)
    most_doors = forms.IntegerField(label=_("Doors needed, at most"), min_value=1, max_value=10**9, required=False)
    reach = forms.ChoiceField(label=_("Reach"), required=False)
    seat = forms.ChoiceField(label=_("Seat"), required=False)
    every = forms.BooleanField(label=_("Also party offices and courts"), required=False)

    def __init__(
        self, data: Mapping[str, str], choices: Mapping[str, Sequence[str]], kinds: Mapping[str, str], *, today: dt.date
    ) -> None:
        self.usual_party = USUAL_PARTY if USUAL_PARTY in choices["party"] else ANY
        filled: dict[str, Any] = {"party": self.usual_party, "election_on": usual_terms(today).election_on} | {
            name: value for name, value in data.items() if value
        }
        super().__init__(filled, today=today)
        self._choose("office", [(each, each) for each in choices["office"]])
        self._choose("kind", [(each, kinds[each]) for each in choices["kind"]])
        self._choose("reach", [(each.value, gettext(word)) for each, word in REACHES.items()])
        self._choose("seat", SEATS)
        self._choose("party", [(each, each) for each in choices["party"]], ANY)

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]], nothing: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(nothing, gettext("Any")), *choices]

    def _said(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self) -> bool:
        """Whether party offices and courts are left out."""
        return not self._said("every")

    def filters(self) -> Filters:
        """What the library is asked for."""
        return Filters(office=self._said("office"), kind=self._said("kind"))

    def wanted(self) -> Wanted:
        """Which of its districts are shown."""
        party = self._said("party") or self.usual_party
        return Wanted(
            district=self._said("district"),
            party="" if party == ANY else party,
            most_doors=self._said("most_doors") or None,
            reach=self._said("reach"),
            seat=self._said("seat"),
        )


class SeatForm(forms.Form):
    """Who holds a district's seat, and how the chapter knows."""

    seat = forms.ChoiceField(label=_("The seat is"), choices=SEATS, widget=forms.RadioSelect)
    reason = LineField(
        label=_("Why"), max_length=300,
        help_text=_("For example “retires, said in March”, or “won by 300 votes and lost the unions since”."),
    )  # fmt: skip


class GiveUpForm(forms.Form):
    """Why a path is given up."""

    reason = LineField(label=_("Why"), max_length=300, help_text=_("Stands on the path's page and in the log."))


class StepForm(forms.Form):
    """One step of a path. The strategy's steps keep their titles."""

    title = LineField(label=_("Step"), max_length=200)
    due_on = DayField(label=_("Due"), validators=[check_day])
    owner = forms.ModelChoiceField(None, label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    done_on = DayField(label=_("Done on"), required=False, validators=[check_day])
    note = LineField(label=_("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, chapter: Chapter, today: dt.date, step: PathStep | None = None) -> None:
        names = ("title", "due_on", "owner", "done_on", "note")
        super().__init__(data, initial={name: getattr(step, name) for name in names} if step else None)
        self.fields["owner"].queryset = owners(chapter, today, step.owner if step else None)  # type: ignore[attr-defined]
        if step and step.key:
            del self.fields["title"]
        if step and step.key == ELECTION:
            self.fields["due_on"].label = gettext("Election day")
            self.fields["due_on"].help_text = gettext("The path's election moves with it; the other steps stay.")

    def said(self) -> Said:
        """Return what a valid form says."""
        return Said(**self.cleaned_data)

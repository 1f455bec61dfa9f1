"""Forms of the accountability record: a term, a meeting, a vote, and striking out."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.forms.supply import check_day
from chapters.forms.fields import DayField, LineField, ProseField
from endorsements.models import Candidacy, OfficeTerm, PositionVote
from endorsements.models.office import Alignment, Presence
from endorsements.operations.offices import Meeting, Term, Vote
from endorsements.queries.office_words import place
from endorsements.wording import day

SOURCE_HELP = _("Where it can be looked up, for example “minutes of 4 May” or “council journal, item 12”.")


class LinkField(forms.URLField):
    """A web address."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self) -> None:
        super().__init__(
            label=_("Link"), required=False, max_length=500, assume_scheme="https",
            error_messages={"invalid": _("A link starts with http:// or https://.")},
        )  # fmt: skip


class TermForm(forms.Form):
    """Where somebody is in office, and when."""

    office = LineField(label=_("Office"), max_length=120)
    district = LineField(label=_("District"), max_length=60, required=False)
    starts_on = DayField(label=_("In office from"), validators=[check_day])
    ends_on = DayField(
        label=_("Until"), required=False, validators=[check_day],
        help_text=_("The day on which the term is over. Leave it empty while nobody knows."),
    )  # fmt: skip

    def term(self) -> Term:
        """Return what a valid form says."""
        return Term(**{name: self.cleaned_data[name] for name in ("office", "district", "starts_on", "ends_on")})


class RunField(forms.TypedChoiceField):
    """One of some candidacies that won, or none."""

    def __init__(self) -> None:
        super().__init__(
            label=_("The candidacy that led to it"), required=False, coerce=int, empty_value=None,
            help_text=_("One that won, by an outcome on record. Its endorsement's conditions are part of the record."),
        )  # fmt: skip

    def offer(self, runs: list[Candidacy]) -> None:
        """Set what can be chosen."""
        self.choices = [("", _("none on record"))] + [
            (
                each.pk,
                f"{each.candidate.name}, {place(each.race.office, each.race.district)}, {day(each.race.election_on)}",
            )
            for each in runs
        ]


class EditTermForm(TermForm):
    """A term to end or correct."""

    candidacy = RunField()

    def __init__(self, data: Any = None, *, term: OfficeTerm, runs: list[Candidacy]) -> None:
        names = ("office", "district", "starts_on", "ends_on")
        initial = {name: getattr(term, name) for name in names} | {"candidacy": term.candidacy_id}
        super().__init__(data, initial=initial)
        self.runs = {each.pk: each for each in runs}
        self.fields["candidacy"].offer(runs)  # type: ignore[attr-defined]
        if not runs:
            del self.fields["candidacy"]

    def run(self) -> Candidacy | None:
        """Return the candidacy that a valid form names."""
        return self.runs.get(self.cleaned_data.get("candidacy") or 0)


class NewTermForm(TermForm):
    """A term to enter: of a candidacy that won, or by hand."""

    candidacy = RunField()
    name = LineField(
        label=_("Name"), max_length=120, required=False,
        help_text=_("For a term that no candidacy on record led to. The same name is the same person."),
    )  # fmt: skip
    field_order = ["candidacy", "name", "office", "district", "starts_on", "ends_on"]

    def __init__(self, data: Any = None, *, winners: list[Candidacy], chosen: Candidacy | None = None) -> None:
        super().__init__(data, initial=_of(chosen))
        self.winners = {each.pk: each for each in winners}
        self.fields["candidacy"].offer(winners)  # type: ignore[attr-defined]
        self.fields["office"].required = False
        self.fields["office"].help_text = _("Office and district left empty are those of the candidacy.")

    def clean(self) -> dict[str, Any]:
        """Take name, office and district from the candidacy where one is chosen and they are left empty."""
        said = super().clean() or {}
        won = self.winners.get(said.get("candidacy") or 0)
        if won is not None:
            if said.get("name") and said["name"] != won.candidate.name:
                self.add_error(
                    "name", gettext("The candidacy is %(name)s's; leave this empty.") % {"name": won.candidate.name}
                )
            said["name"] = won.candidate.name
            if not said.get("office") and "office" not in self.errors:
                said["office"], said["district"] = won.race.office, said.get("district") or won.race.district
        elif "candidacy" not in self.errors and "name" not in self.errors and not said.get("name"):
            self.add_error("name", gettext("Choose a candidacy that won, or say who is in office."))
        if not said.get("office") and "office" not in self.errors:
            self.add_error("office", self.fields["office"].error_messages["required"])
        return said

    def won(self) -> Candidacy | None:
        """Return the candidacy that a valid form names."""
        return self.winners.get(self.cleaned_data["candidacy"] or 0)


def _of(won: Candidacy | None) -> dict[str, Any]:
    if won is None:
        return {}
    return {"candidacy": won.pk, "office": won.race.office, "district": won.race.district}


class MeetingForm(forms.Form):
    """One meeting of the Socialists in Office committee."""

    held_on = DayField(label=_("Held on"), validators=[check_day])
    presence = forms.ChoiceField(
        label=_("Did they come?"), widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in Presence.choices],
    )  # fmt: skip
    source = LineField(label=_("Source"), max_length=300, help_text=SOURCE_HELP)
    link = LinkField()

    def meeting(self) -> Meeting:
        """Return what a valid form says."""
        return Meeting(**self.cleaned_data)


class VoteForm(forms.Form):
    """One vote in office on which the chapter had a position."""

    voted_on = DayField(label=_("Voted on"), validators=[check_day])
    measure = LineField(label=_("What was voted on"), max_length=300)
    position = LineField(
        label=capfirst(PositionVote._meta.get_field("position").verbose_name), max_length=300,  # type: ignore[union-attr]
        help_text=_("What the chapter wanted, and where it said so."),
    )  # fmt: skip
    alignment = forms.ChoiceField(
        label=_("How did they vote?"), widget=forms.RadioSelect,
        choices=[(value, capfirst(label)) for value, label in Alignment.choices],
    )  # fmt: skip
    source = LineField(label=_("Source"), max_length=300, help_text=SOURCE_HELP)
    link = LinkField()

    def vote(self) -> Vote:
        """Return what a valid form says."""
        return Vote(**self.cleaned_data)


class StrikeForm(forms.Form):
    """Why a row is struck out."""

    reason = ProseField(
        label=_("Why is it struck out?"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("The row stays readable, with this beside it; it counts no longer."),
    )  # fmt: skip

"""The forms of what hangs on a motion: statements, steps, condition reports, recusals."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import DayField, LineField, ProseField
from chapters.models import Chapter, Member
from endorsements.models.dossier import Side
from endorsements.models.motion import ConditionState
from endorsements.procedures.records import Stage

MOST_SIGNERS = 1_000_000


class StatementForm(forms.Form):
    """A case for or against a motion."""

    side = forms.ChoiceField(
        label=_("Which case does it make?"),
        choices=[(Side.FOR, _("For the motion")), (Side.AGAINST, _("Against the motion"))],
        widget=forms.RadioSelect,
    )
    text = ProseField(
        label=_("The case"),
        max_length=10_000,
        help_text=_("Printed on the ballot under your name. Markdown is understood."),
    )


class StepForm(forms.Form):
    """A step that was done; who signed is asked only where the stage asks for signers."""

    done_on = DayField(label=_("Done on"))
    signers = forms.IntegerField(label=_("How many members signed"), min_value=0, max_value=MOST_SIGNERS)
    in_district = forms.IntegerField(
        label=_("How many of them live in the district"), min_value=0, max_value=MOST_SIGNERS
    )
    note = LineField(
        label=_("Note or source"),
        max_length=500,
        required=False,
        help_text=_("Where it can be looked up, such as the minutes or a link."),
    )

    def __init__(self, data: Any = None, *, stage: Stage, today: dt.date) -> None:
        super().__init__(data, initial={"done_on": today})
        if stage.signers is None:
            del self.fields["signers"], self.fields["in_district"]
        elif not stage.signers.in_district:
            self.fields["in_district"].required = False


class ReportForm(forms.Form):
    """How a condition stands, with the source."""

    state = forms.ChoiceField(
        label=_("How it stands"),
        choices=[(value, capfirst(label)) for value, label in ConditionState.choices],
        widget=forms.RadioSelect,
    )
    found_on = DayField(label=_("Found on"))
    source = LineField(
        label=_("Source"), max_length=300, help_text=_("Where this is known from, so that others can check it.")
    )
    note = ProseField(
        label=_("What was found"), max_length=2000, required=False, help_text=_("For a waiver: who waived it, and why.")
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"found_on": today})


class RecuseForm(forms.Form):
    """A conflict, declared by whoever has it."""

    reason = LineField(
        label=_("The conflict"),
        max_length=500,
        help_text=_("Such as: employed by the campaign, a candidate for the same seat, kin. Every seat can read it."),
    )


class RecuseOtherForm(RecuseForm):
    """A conflict, declared for anybody of the chapter."""

    field_order = ["member", "reason"]

    def __init__(self, data: Any = None, *, chapter: Chapter, by: Member) -> None:
        super().__init__(data, initial={"member": by.pk})
        people = Member.objects.filter(seats__chapter=chapter).distinct().order_by("name", "pk")
        self.fields["member"] = forms.ModelChoiceField(people, label=_("Who is recused"), empty_label=None)
        self.order_fields(self.field_order)


class LiftForm(forms.Form):
    """Why a recusal no longer stands."""

    reason = LineField(label=_("Why it no longer stands"), max_length=500, help_text=_("It stays on record."))

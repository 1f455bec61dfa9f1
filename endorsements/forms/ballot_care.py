"""Forms of who keeps a ballot: its roll, those present, calling it off; and of who checks a receipt."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from chapters.forms.fields import LineField
from chapters.models import Member
from endorsements.forms.procedures import begins
from endorsements.models import Ballot, RollEntry
from endorsements.operations.rolls import MOST_PARTS

ADD, STRIKE, REWEIGH = "add", "strike", "reweigh"
MOST_PRESENT = 1_000_000


class VoidForm(forms.Form):
    """Why a ballot is called off."""

    reason = LineField(
        label=_("Why it is called off"), max_length=500, help_text=_("Every seat of the chapter can read it, for good.")
    )


class PresentForm(forms.Form):
    """How many are present, as the chair counted them."""

    present = forms.IntegerField(label=_("Members present"), min_value=0, max_value=MOST_PRESENT)


class ReceiptForm(forms.Form):
    """A receipt to look for; it is sent by POST, so that no address and no server log has it."""

    receipt = LineField(
        label=_("Your receipt"), max_length=40, help_text=_("As it was shown, such as K7QX-2MNP-ABCD-EFGH."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def found_in(self, receipts: Sequence[str]) -> str:
        """Return the receipt of the list that a valid form means, or ""; small letters and hyphens don't matter."""
        meant = _signs(self.cleaned_data["receipt"])
        return next((receipt for receipt in receipts if _signs(receipt) == meant), "")


def _signs(receipt: str) -> str:
    return "".join(sign for sign in receipt.upper() if sign.isalnum())


class RollForm(forms.Form):
    """One correction of an open ballot's roll, with its reason."""

    act = forms.ChoiceField(
        label=_("What is wrong"), widget=forms.RadioSelect, initial=ADD,
        choices=[
            (ADD, begins(gettext_noop("somebody is missing: put them on the roll"))),
            (STRIKE, begins(gettext_noop("somebody should not be on it: take them off"))),
            (REWEIGH, begins(gettext_noop("somebody's vote has the wrong weight"))),
        ],
    )  # fmt: skip
    member = forms.ModelChoiceField(Member.objects.none(), label=_("Whose"), empty_label=_("Choose"))
    units = forms.IntegerField(
        label=_("Parts of a vote"), min_value=1, max_value=MOST_PARTS, initial=1, required=False,
        help_text=_("1 of 2 is half a vote, as where two people share a seat."),
    )  # fmt: skip
    whole = forms.IntegerField(
        label=_("Parts that make a vote"), min_value=1, max_value=MOST_PARTS, initial=1, required=False
    )
    reason = LineField(label=_("Why"), max_length=500, help_text=_("It goes into the chapter's log."))

    def __init__(self, ballot: Ballot, data: Any = None) -> None:
        super().__init__(data)
        chapter = ballot.motion.chapter_id
        on_it = RollEntry.objects.filter(ballot=ballot).values("member")
        people = Member.objects.filter(seats__chapter=chapter) | Member.objects.filter(pk__in=on_it)
        self.fields["member"].queryset = people.distinct().order_by("name", "pk")  # type: ignore[attr-defined]

    def weight(self) -> tuple[int, int]:
        """Return units and whole of a valid form; what is left empty is 1."""
        return self.cleaned_data["units"] or 1, self.cleaned_data["whole"] or 1

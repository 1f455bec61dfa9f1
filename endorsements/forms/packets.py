"""What is asked for when memos are bound."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from endorsements.models import Assessment, Cycle


class AssessmentsField(forms.ModelMultipleChoiceField):
    """Assessments by their keys; a number that no key can be is an invalid choice, and not an error of the database."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class PacketForm(forms.Form):
    """A title and the assessments to bind: of each open candidacy of the cycle, the newest."""

    title = forms.CharField(label=_("Title"), max_length=160)
    assessments = AssessmentsField(
        label=_("Memos to bind"),
        queryset=Assessment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: object, cycle: Cycle, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        newest = (
            Assessment.objects.filter(candidacy__race__cycle=cycle, candidacy__closed_at__isnull=True)
            .order_by("candidacy", "-number")
            .values_list("candidacy", "pk")
        )
        first: dict[int, int] = {}
        for candidacy, pk in newest:
            first.setdefault(candidacy, pk)
        field: forms.ModelMultipleChoiceField = self.fields["assessments"]  # type: ignore[assignment]
        field.queryset = (
            Assessment.objects.filter(pk__in=first.values())
            .select_related("candidacy__race", "candidacy__candidate")
            .order_by("candidacy__race__election_on", "candidacy__race__office", "candidacy__candidate__name")
        )
        field.label_from_instance = lambda each: f"{each.candidacy.candidate.name}, {each.candidacy.race}"  # type: ignore[method-assign]

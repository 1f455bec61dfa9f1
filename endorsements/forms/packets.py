"""What is asked for when memos are issued or bound."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from endorsements.models import Assessment, Cycle
from endorsements.wording import verdict


class LanguageField(forms.ChoiceField):
    """The language to print in; the reader's own when none is chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Language"), choices=settings.LANGUAGES, initial=get_language, **options)

    def clean(self, value: Any) -> str:
        return super().clean(value or get_language() or settings.LANGUAGE_CODE)


class LanguageForm(forms.Form):
    """In which language a memo is shown and issued."""

    language = LanguageField()


class AssessmentsField(forms.ModelMultipleChoiceField):
    """Assessments by their keys; a number that no key can be is an invalid choice, and not an error of the database."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error

    def label_from_instance(self, obj: Assessment) -> str:
        return f"{obj.candidacy.candidate.name}, {obj.candidacy.race} ({verdict(obj.verdict)})"


class PacketForm(forms.Form):
    """A title, the assessments to bind (of each open candidacy of the cycle, the newest), and the language."""

    title = forms.CharField(label=_("Title"), max_length=160)
    assessments = AssessmentsField(
        label=_("Memos to bind"),
        queryset=Assessment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All are chosen; leave out what the meeting does not need."),
        error_messages={"required": _("Choose at least one.")},
    )
    language = LanguageField()

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
        field.initial = list(first.values())
        field.queryset = (
            Assessment.objects.filter(pk__in=first.values())
            .select_related("candidacy__race", "candidacy__candidate")
            .defer("content")
            .order_by("candidacy__race__election_on", "candidacy__race__office", "candidacy__candidate__name")
        )

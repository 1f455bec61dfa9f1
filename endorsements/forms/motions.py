"""The forms of a motion: moving and editing it with its conditions, and withdrawing it."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import DayField, LineField, ProseField
from chapters.models import Chapter, RedLineVersion
from endorsements.forms.shares import BLANK
from endorsements.models import Candidacy, Motion, Procedure, Race
from endorsements.models.motion import MotionType, WithdrawnBy

NO_SUBJECT = "none"
MOST_CONDITIONS = 30
FEWEST = 2  # candidacies between which a contest chooses


class TextForm(forms.Form):
    """What a motion says and by which procedure it is decided."""

    type = forms.ChoiceField(
        label=_("What it asks for"), choices=[(value, capfirst(label)) for value, label in MotionType.choices]
    )
    title = LineField(label=_("Title"), max_length=160, help_text=_("It heads the page and the ballot."))
    text = ProseField(
        label=_("Exact text"),
        max_length=20_000,
        help_text=_("What is adopted if it passes. Markdown is understood. Frozen when the first ballot opens."),
    )
    procedure = forms.ModelChoiceField(
        Procedure.objects.none(),
        label=_("Decided by"),
        empty_label=_("No procedure (straw polls only)"),
        error_messages={"required": _("Say by which of the chapter's procedures the motion is decided.")},
        help_text=_("Thresholds, quorums and stages follow from the procedure and the type."),
    )

    def __init__(self, data: Any = None, *, chapter: Chapter, **options: Any) -> None:
        super().__init__(data, **options)
        current = Procedure.objects.filter(chapter=chapter, retired_at__isnull=True).order_by("name")
        self.fields["procedure"].queryset = current
        self.fields["procedure"].required = self["type"].value() != MotionType.STRAW_POLL


class MoveForm(TextForm):
    """A new motion, with what it is about."""

    field_order = ["type", "subject", "title", "text", "procedure"]

    def __init__(self, data: Any = None, *, chapter: Chapter, **options: Any) -> None:
        super().__init__(data, chapter=chapter, **options)
        self.chapter = chapter
        self.fields["subject"] = forms.ChoiceField(
            label=_("What it is about"),
            choices=[("", gettext("Choose")), *subjects(chapter), (NO_SUBJECT, gettext("Only its text"))],
        )
        self.order_fields(self.field_order)
        in_use = list(self.fields["procedure"].queryset[:2])  # type: ignore[attr-defined]
        if len(in_use) == 1:
            self.fields["procedure"].initial = in_use[0]

    def subject(self) -> dict[str, Any]:
        """Return the subject as `move` takes it. Its value has been checked against the chapter's own."""
        kind, _colon, pk = self.cleaned_data["subject"].partition(":")
        if kind == "candidacy":
            return {"candidacy": Candidacy.objects.select_related("race__cycle").get(pk=pk)}
        if kind == "race":
            return {"race": Race.objects.select_related("cycle").get(pk=pk)}
        return {"red_line": self.chapter.red_lines.get(pk=pk)} if kind == "red_line" else {}


def subjects(chapter: Chapter) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a chapter's motions can be about, as groups of choices. Three queries.

    Candidacies that are closed stay among them, since an endorsement is rescinded after the election, too.
    """
    candidacies = Candidacy.objects.filter(race__cycle__chapter=chapter).select_related("candidate", "race")
    running = Count("candidacies", filter=Q(candidacies__closed_at__isnull=True))
    races = Race.objects.filter(cycle__chapter=chapter, cycle__closed_at__isnull=True).annotate(running=running)
    lines = RedLineVersion.objects.filter(red_line__chapter=chapter, is_current=True).order_by("title")
    groups = [
        (
            gettext("A candidacy"),
            [
                (f"candidacy:{each.pk}", f"{each.candidate.name}, {each.race}")
                for each in candidacies.order_by("candidate__name", "pk")
            ],
        ),
        (
            gettext("A race, to choose one of several"),
            [(f"race:{race.pk}", str(race)) for race in races.filter(running__gte=FEWEST)],
        ),
        (gettext("A red line"), [(f"red_line:{pk}", title) for pk, title in lines.values_list("red_line", "title")]),
    ]
    return [(title, choices) for title, choices in groups if choices]


class EditForm(TextForm):
    """A motion before its first ballot; its subject stays."""

    def __init__(
        self, data: Any = None, *, motion: Motion, typed: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        said = {name: getattr(motion, name) for name in ("type", "title", "text")}
        initial = {**said, "procedure": motion.procedure_id, **(typed or {})}
        super().__init__(data, chapter=motion.chapter, initial=initial, **options)


class ConditionForm(forms.Form):
    """One condition, with its day; left empty it is none."""

    text = ProseField(
        label=_("Condition"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2, **BLANK})
    )
    due_on = DayField(label=_("To be met by"), required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("text") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say by which day it is to be met."))
        if said.get("due_on") and not said.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say what is to be met by then."))
        return said


Conditions = forms.formset_factory(ConditionForm, extra=1, max_num=MOST_CONDITIONS, absolute_max=60, validate_max=True)


def typed_conditions(data: Mapping[str, Any], prefix: str) -> list[dict[str, str]]:
    """Return the conditions as they were typed, without looking at what is wrong, so that a row can be added."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = min(int(total), MOST_CONDITIONS) if re.fullmatch("[0-9]{1,3}", total) else 0
    typed = [{name: data.get(f"{prefix}-{row}-{name}", "") for name in ("text", "due_on")} for row in range(rows)]
    return [each for each in typed if any(each.values())]


def conditions_in(formset: forms.BaseFormSet) -> list[tuple[str, Any]]:
    """Return the conditions of a valid formset, in order."""
    said = [form.cleaned_data for form in formset.forms]
    return [(each["text"], each["due_on"]) for each in said if each.get("text")]


class WithdrawForm(forms.Form):
    """Who takes a motion back, and why."""

    side = forms.ChoiceField(
        label=_("Who takes it back"),
        choices=[(WithdrawnBy.CANDIDATE, _("The candidate")), (WithdrawnBy.CHAPTER, _("The chapter"))],
        widget=forms.RadioSelect,
    )
    because = LineField(
        label=_("Why"), max_length=500, help_text=_("It stays on record, and stands on the motion's page.")
    )

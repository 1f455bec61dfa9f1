"""Editing the register of red lines. Each form says in `wording()` what the line would say once it is saved."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import DayField, LineField, ProseField
from chapters.models import Chapter, RedLine
from chapters.operations.red_lines import Wording
from chapters.policies import Refused, check_reaffirmable, check_retirable
from endorsements.models import Motion

RESERVED = ("new",)
NOTHING: Mapping[str, Any] = MappingProxyType({})


class OfMotion(forms.Form):
    """Which adopted motion an act on the register carries out; not asked where none waits for such an act."""

    motion = forms.TypedChoiceField(
        label=_("By which motion"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("The adopted motion that this carries out. From then on the two name one another."),
    )

    def __init__(
        self, data: Any = None, *, waiting: Sequence[Motion] = (), initial: dict[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, initial=initial, **options)
        self.waiting = {motion.pk: motion for motion in waiting}
        titles = [(pk, f"{motion.number}: {motion.title}") for pk, motion in self.waiting.items()]
        self.fields["motion"].choices = [("", _("by none that waits")), *titles]  # type: ignore[attr-defined]
        if not waiting:
            del self.fields["motion"]

    def decided(self) -> Motion | None:
        """Return the motion that a valid form names."""
        return self.waiting.get(self.cleaned_data.get("motion") or 0)


class WordingForm(OfMotion):
    """All that a red line says."""

    title = LineField(label=_("Title"), max_length=160, help_text=_("What must be held, in a few words."))
    text = ProseField(label=_("Text"), max_length=5000, help_text=_("As it was adopted. Markdown is understood."))
    why = ProseField(label=_("Why it is a red line"), max_length=5000, required=False)
    applies_to = LineField(
        label=_("To whom it applies"),
        max_length=200,
        required=False,
        help_text=_(
            "Such as: candidates for legislative office. Every open candidacy is judged by it, whatever stands here."
        ),
    )
    adopted_on = DayField(label=_("Adopted on"))
    adopted_by = LineField(label=_("Adopted by which body"), max_length=160)
    reaffirmed_on = DayField(label=_("Reaffirmed on"), required=False)
    in_force_from = DayField(label=_("In force from"))
    in_force_until = DayField(
        label=_("In force until"), required=False, help_text=_("From this day on it is out of force.")
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        begins, ends = said.get("in_force_from"), said.get("in_force_until")
        if begins and ends and ends <= begins:
            self.add_error("in_force_until", _("It must end after it begins."))
        adopted, reaffirmed = said.get("adopted_on"), said.get("reaffirmed_on")
        if adopted and reaffirmed and reaffirmed < adopted:
            self.add_error("reaffirmed_on", _("It cannot be reaffirmed before it was adopted."))
        return said

    def wording(self) -> Wording:
        """Return what the line would say."""
        return Wording(**{field.name: self.cleaned_data[field.name] for field in fields(Wording)})


class NewForm(WordingForm):
    """A red line that the register does not have yet."""

    slug = forms.SlugField(
        label=_("Id"),
        max_length=60,
        required=False,
        help_text=_("Stands in files and addresses, such as rent-control. Made from the title when left empty."),
    )
    field_order = ["motion", "title", "slug"]

    def __init__(
        self,
        data: Any = None,
        *,
        chapter: Chapter,
        today: dt.date,
        waiting: Sequence[Motion] = (),
        begin: Mapping[str, Any] = NOTHING,
    ) -> None:
        super().__init__(data, waiting=waiting, initial={"adopted_on": today, "in_force_from": today, **begin})
        self.chapter = chapter

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "slug" in said and "title" in said:
            slug = (said["slug"] or slugify(said["title"])[:60].strip("-")).lower()
            said["slug"] = slug
            if not slug:
                self.add_error("slug", _("No id can be made from this title; give one in letters, digits and hyphens."))
            elif slug in RESERVED:
                self.add_error("slug", _("This id is taken by an address of the site; choose another one."))
            elif RedLine.objects.filter(chapter=self.chapter, slug=slug).exists():
                self.add_error("slug", _("The chapter has a red line with this id; choose another one."))
        return said


class OfVersion(OfMotion):
    """What every edit of an existing line carries: the version that it started from, and the reason."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = LineField(label=_("What is changed, and why"), max_length=500)

    def __init__(
        self,
        data: Any = None,
        *,
        before: Wording,
        number: int,
        today: dt.date,
        waiting: Sequence[Motion] = (),
        begin: Mapping[str, Any] = NOTHING,
    ) -> None:
        super().__init__(data, waiting=waiting, initial={**self.known(before, today), **begin, "seen": number})
        self.before, self.today = before, today

    def known(self, before: Wording, today: dt.date) -> dict[str, Any]:
        """Return what the form begins with: the day of an act is today unless a motion says otherwise."""
        return {"day": today}


class EditForm(OfVersion, WordingForm):
    """Everything a line says, with the reason for changing it."""

    field_order = ["motion", *(field.name for field in fields(Wording))]

    def known(self, before: Wording, today: dt.date) -> dict[str, Any]:
        """Return what the version before says."""
        return asdict(before)


class RetireForm(OfVersion):
    """The day from which a line is out of force."""

    day = DayField(label=_("Out of force from"), help_text=_("Answers to it stay on record, and are judged no more."))
    field_order = ["motion", "day"]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        try:
            check_retirable(self.before.in_force_from, self.before.in_force_until, day=day)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return day

    def wording(self) -> Wording:
        """Return what the line would say."""
        return replace(self.before, in_force_until=self.cleaned_data["day"])


class ReaffirmForm(OfVersion):
    """The day on which a line was reaffirmed."""

    day = DayField(label=_("Reaffirmed on"))
    field_order = ["motion", "day"]

    def __init__(self, data: Any = None, **known: Any) -> None:
        super().__init__(data, **known)
        self.fields["reason"].label = _("By which body, and where it is recorded")

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("This day is yet to come."))
        try:
            check_reaffirmable(self.before.adopted_on, day=day)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return day

    def wording(self) -> Wording:
        """Return what the line would say."""
        return replace(self.before, reaffirmed_on=self.cleaned_data["day"])

"""Copying, starting and editing a procedure: its name, its paths, and the reason that every edit carries."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField, ProseField
from endorsements.procedures.editing import stage_id
from endorsements.procedures.records import BodyKind, BodyVote, MotionType, ProcedureRecord, Stage, Track
from endorsements.procedures.titles import BODY_TITLES, TYPE_TITLES

NAME = 120
begins = lazy(lambda msgid: capfirst(gettext(msgid)), str)
"""A msgid in the reader's language, as a sentence begins with it."""


class CopyForm(forms.Form):
    """The name under which a published procedure is copied."""

    name = LineField(
        label=_("Name"), max_length=NAME, help_text=_("As your chapter calls it. You can change it later.")
    )


class EditOf(forms.Form):
    """What every edit carries: the version that it started from, and the reason."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = LineField(
        label=_("What is changed, and why"),
        max_length=500,
        help_text=_("Such as: as the general meeting decided on 12 May. It stands in the history."),
    )

    def __init__(self, data: Any = None, *, number: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial["seen"] = number


class RetireForm(forms.Form):
    """Nothing to fill in: sending it retires."""


class NamingForm(EditOf):
    """What a procedure is called, where it comes from, and a note on it."""

    title = LineField(label=_("Name"), max_length=NAME)
    source = LineField(
        label=_("Source"), max_length=500, required=False, help_text=_("Such as: bylaws of 2025, article 7.")
    )
    note = ProseField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ["title", "source", "note"]

    def __init__(self, data: Any = None, *, number: int, record: ProcedureRecord) -> None:
        initial = {"title": record.title, "source": record.source, "note": record.note}
        super().__init__(data, number=number, initial=initial)

    def applied(self, record: ProcedureRecord) -> ProcedureRecord:
        """Return the record with what was typed."""
        said = {name: self.cleaned_data[name] for name in ("title", "source", "note")}
        return ProcedureRecord(tracks=record.tracks, **said)


class TypesField(forms.MultipleChoiceField):
    """Some types of motion, cleaned to a tuple in the order in which they are defined."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[(str(type), begins(TYPE_TITLES[type])) for type in MotionType], **options)

    def clean(self, value: Any) -> Any:
        chosen = set(super().clean(value))
        return tuple(type for type in MotionType if type in chosen)


def check_free(types: Sequence[MotionType], record: ProcedureRecord | None, own: MotionType | None = None) -> None:
    """Raise ValidationError when one of `types` goes another path of `record` than that of `own`."""
    for track in record.tracks if record else ():
        if own in track.types:
            continue
        for type in types:
            if type in track.types:
                title = gettext(TYPE_TITLES[type])
                raise ValidationError(
                    gettext("“%(type)s” goes another path of this procedure already; take it out there first.")
                    % {"type": title}
                )


class _Deciding(forms.Form):
    """The stage with which a new path begins: the vote that decides, its rule still open."""

    types = TypesField(label=_("Which motions go this way"))
    stage = LineField(label=_("What the vote that decides is called"), max_length=NAME, initial=_("Membership vote"))
    body = forms.ChoiceField(
        label=_("Which body decides"),
        choices=[(str(kind), begins(BODY_TITLES[kind])) for kind in BodyKind],
        widget=forms.RadioSelect,
        help_text=_("Its threshold, base and quorum are chosen next, and other stages are put before it."),
    )

    def track(self) -> Track:
        """Return the new path."""
        said = self.cleaned_data
        vote = BodyVote(body=said["body"])
        stage = Stage(id=stage_id(said["stage"], ()), title=said["stage"], votes=(vote,))
        return Track(types=said["types"], stages=(stage,))


class StartForm(_Deciding):
    """A procedure from scratch."""

    name = LineField(label=_("Name"), max_length=NAME)
    field_order = ["name"]

    def content(self) -> ProcedureRecord:
        """Return the first version."""
        return ProcedureRecord(title=self.cleaned_data["name"], tracks=(self.track(),))


class TrackForm(EditOf, _Deciding):
    """A path for further types of motion."""

    field_order = ["types", "stage", "body"]

    def __init__(self, data: Any = None, *, number: int, record: ProcedureRecord) -> None:
        super().__init__(data, number=number)
        self.record = record

    def clean_types(self) -> Any:
        check_free(self.cleaned_data["types"], self.record)
        return self.cleaned_data["types"]


class TypesForm(EditOf):
    """Which types of motion go a path."""

    types = TypesField(label=_("Which motions go this way"))
    field_order = ["types"]

    def __init__(self, data: Any = None, *, number: int, record: ProcedureRecord, track: Track) -> None:
        super().__init__(data, number=number, initial={"types": [str(type) for type in track.types]})
        self.record, self.own = record, track.types[0]

    def clean_types(self) -> Any:
        check_free(self.cleaned_data["types"], self.record, self.own)
        return self.cleaned_data["types"]

"""Forms of a candidacy's field record: one week's work, and a canvassing export."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.forms.supply import check_day
from chapters.forms.fields import DayField, LineField
from endorsements.canvass_files import CONTACT, LARGEST
from endorsements.models import FieldWeek
from endorsements.operations.field_record import FIELDS, Done

MOST = 1_000_000
MOST_RESULTS = 20
HELP = {
    "shifts_planned": _("What people had signed up for: with the shifts done it gives the share that was not kept."),
    "returning": _("People who had taken a shift in an earlier week too."),
    "new_members": _("People who joined through this campaign in this week."),
}


class WeekForm(forms.Form):
    """One week of the record."""

    starts_on = DayField(
        label=_("Week of"), validators=[check_day],
        help_text=_("Any day of the week will do. A week that is there already is corrected."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, week: FieldWeek | None = None, day: dt.date | None = None) -> None:
        names = ("starts_on", *FIELDS)
        said = {name: getattr(week, name) for name in names} if week else {"starts_on": day}
        super().__init__(data, initial=said)
        for name in FIELDS:
            label = FieldWeek._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = forms.IntegerField(
                label=str(label).capitalize(), min_value=0, max_value=MOST, required=False, help_text=HELP.get(name, "")
            )

    def done(self) -> Done:
        """Return what a valid form says; what is left empty is none."""
        return Done(**{name: self.cleaned_data[name] or 0 for name in FIELDS})


class CanvassForm(forms.Form):
    """A canvassing export, and how to count it."""

    file = forms.FileField(
        label=_("Canvassing export"),
        help_text=_(
            "Text separated by tabs or commas, as exported, at most 20 MB, with the columns “Date Canvassed” and "
            "“Result”. Only counts by day and result are kept: no name, number or address of anybody."
        ),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.ClearableFileInput({"accept": ".txt,.csv,.tsv,.xls"}),
    )
    contacts = LineField(
        label=_("Results that are contacts"), initial=CONTACT, max_length=300,
        help_text=_(
            "Separated by commas. Upload the same file again with others to count it anew. A result that is neither "
            "usual nor named here is counted as “other”."
        ),
    )  # fmt: skip
    days = forms.ChoiceField(
        label=_("Days that an earlier export has too"), required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("ask me, if there are any")),
            ("replace", _("this file takes their place: it is a newer export of the same work")),
            ("add", _("this file adds to them: it is of other turfs")),
        ],
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 20 MB. Export a shorter span of days."))
        return file

    def clean_contacts(self) -> tuple[str, ...]:
        """Take the names apart."""
        names = tuple(dict.fromkeys(name.strip() for name in self.cleaned_data["contacts"].split(",") if name.strip()))
        if not 0 < len(names) <= MOST_RESULTS:
            raise forms.ValidationError(
                gettext("Expected from 1 to %(most)s names of results."), params={"most": MOST_RESULTS}
            )
        return names

    def replaces(self) -> bool | None:
        """What to do with days that an earlier export has; None: ask."""
        return {"replace": True, "add": False}.get(self.cleaned_data["days"])

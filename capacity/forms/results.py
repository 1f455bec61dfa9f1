"""The forms of the results library: files to import, what to look for, and why a file goes out of use."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.planning.results import district_name
from capacity.queries.library import Filters
from chapters.forms.fields import LineField

LARGEST = 10 << 20
MOST_FILES = 30
MOST_TOGETHER = 60 << 20


class FilesInput(forms.ClearableFileInput):
    """A file picker that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files, each of which passes on its own."""
        several = data if isinstance(data, list | tuple) else [data]
        files: list[UploadedFile] = [super(FilesField, self).clean(each, initial) for each in several or [None]]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)d files at once.") % {"most": MOST_FILES})
        for file in files:
            if (file.size or 0) > LARGEST:
                said = _("%(file)s is larger than %(most)d MB. Split it into several files.")
                raise forms.ValidationError(said % {"file": file.name, "most": LARGEST >> 20})
        if sum(file.size or 0 for file in files) > MOST_TOGETHER:
            raise forms.ValidationError(_("At most %(most)d MB at once.") % {"most": MOST_TOGETHER >> 20})
        return files


class ImportForm(forms.Form):
    """Files of results. `without` has what was shown of rows not understood, where somebody goes on without them."""

    files = FilesField(
        label=gettext_lazy("Files of results"),
        help_text=gettext_lazy(
            "CSV files of OpenElections, with their own names, or the filled-in template as CSV or XLSX. One or "
            "several at once, at most 10 MB each. All of them are imported, or none."
        ),
        error_messages={"empty": gettext_lazy("A file is empty.")},
        widget=FilesInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    without = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class RetireForm(forms.Form):
    """Why a file goes out of use."""

    reason = LineField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Stands in the log, for example “counted in another file as well”."),
        max_length=300,
    )


class LibraryForm(forms.Form):
    """What the library shows, from the address. Each field stands for itself: one that makes no sense is ignored."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=100, required=False)
    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    district = forms.CharField(label=gettext_lazy("District"), max_length=60, required=False)
    party = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)

    def __init__(self, data: Mapping[str, str], choices: Mapping[str, Sequence[str]]) -> None:
        super().__init__(data)
        for name in ("office", "party", "year"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Any")), *((each, each) for each in choices[name])]
        self.fields["q"].widget = forms.TextInput({"type": "search"})

    def filters(self) -> Filters:
        """What is asked for, as far as it makes sense."""
        self.is_valid()
        said = self.cleaned_data
        year = said.get("year")
        return Filters(
            office=said.get("office", ""),
            district=district_name(said.get("district", "")),
            party=said.get("party", ""),
            year=int(year) if year else None,
        )

    def words(self) -> str:
        """What to search for."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

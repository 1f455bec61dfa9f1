"""Pasting meetings or votes of those in office, a line each, from a spreadsheet or a CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import ProseField
from endorsements.forms.offices import MeetingForm, VoteForm
from endorsements.models import OfficeTerm
from endorsements.models.office import Alignment, Presence
from endorsements.operations.office_rows import Entry
from endorsements.operations.offices import Meeting, Vote

MOST_ROWS = 300
SHOWN = 20
SEPARATORS = "\t;,"


@dataclass(frozen=True, slots=True)
class Sort:
    """What a row tells: its columns after the name, of which the last may be left out, and the words of one of them."""

    form: type[MeetingForm] | type[VoteForm]
    columns: tuple[str, ...]
    worded: str
    words: type[Choices]

    def data(self, cells: Sequence[str]) -> dict[str, str]:
        """Return a row's cells as its form's data; a word in the reader's language becomes the value it stands for."""
        said = dict(zip(self.columns, (cell.strip() for cell in cells), strict=False))
        values = {str(label).casefold(): value for value, label in self.words.choices}
        word = said.get(self.worded, "").casefold()
        return {**said, self.worded: values.get(word, word)}

    def row(self, form: forms.Form) -> Meeting | Vote:
        """Return what a valid form of a row says."""
        return form.meeting() if isinstance(form, MeetingForm) else form.vote()  # type: ignore[attr-defined]


SORTS = {
    "meetings": Sort(MeetingForm, ("held_on", "presence", "source", "link"), "presence", Presence),
    "votes": Sort(VoteForm, ("voted_on", "measure", "position", "alignment", "source", "link"), "alignment", Alignment),
}


class PasteForm(forms.Form):
    """Rows to enter; `entries` are what a valid form says."""

    sort = forms.ChoiceField(
        label=_("What the rows are"),
        choices=[("meetings", _("Meetings of the Socialists in Office committee")), ("votes", _("Votes in office"))],
        widget=forms.RadioSelect,
    )
    rows = ProseField(label=_("The rows"), max_length=100_000, widget=forms.Textarea({"rows": 12}), strip=False)

    def __init__(self, data: Any = None, *, terms: Iterable[OfficeTerm], sort: str = "") -> None:
        super().__init__(data, initial={"sort": sort if sort in SORTS else "meetings"})
        self.held: dict[str, list[OfficeTerm]] = {}
        for term in terms:
            self.held.setdefault(_plain(term.candidate.name), []).append(term)
        self.entries: list[Entry] = []

    def clean(self) -> dict[str, Any]:
        """Read every row; what is wrong is told with its line."""
        said = super().clean() or {}
        if "sort" in said and "rows" in said:
            sort, problems = SORTS[said["sort"]], []
            for line, cells in _lines(said["rows"]):
                try:
                    self.entries.append(self._entry(sort, line, cells))
                except ValidationError as error:
                    problems.append((line, " ".join(error.messages)))
            if not problems and not self.entries:
                problems.append((1, gettext("There is no row.")))
            if len(self.entries) + len(problems) > MOST_ROWS:
                self.add_error("rows", gettext("At most %(most)s rows go in at once.") % {"most": MOST_ROWS})
            self.tell(problems)
        return said

    def _entry(self, sort: Sort, line: int, cells: Sequence[str]) -> Entry:
        if not cells:
            raise ValidationError(gettext("A quotation mark is not closed; from here on nothing can be read."))
        # A spreadsheet gives every row as many cells as its widest one.
        while len(cells) > len(sort.columns) and not cells[-1].strip():
            cells = cells[:-1]
        if not len(sort.columns) <= len(cells) <= len(sort.columns) + 1:
            said = {"count": len(cells), "least": len(sort.columns), "most": len(sort.columns) + 1}
            told = ngettext(
                "It has %(count)s column; %(least)s or %(most)s were expected.",
                "It has %(count)s columns; %(least)s or %(most)s were expected.",
                len(cells),
            )
            raise ValidationError(told % said)
        form = sort.form(sort.data(cells[1:]))
        if not form.is_valid():
            raise ValidationError(list(_told(form)))
        day = form.cleaned_data[sort.columns[0]]
        terms = [
            term for term in self.held.get(_plain(cells[0]), ())
            if term.starts_on <= day and (term.ends_on is None or day <= term.ends_on)
        ]  # fmt: skip
        if not terms:
            raise ValidationError(gettext("Nobody called %(name)s is on record as in office on that day.") % {
                "name": cells[0].strip() or "“”",
            })  # fmt: skip
        if len(terms) > 1:
            raise ValidationError(gettext("They held two offices on that day; enter this row on the term's own page."))
        return Entry(line, terms[0], sort.row(form))

    def tell(self, problems: Sequence[tuple[int, str]]) -> None:
        """Say beside the rows what is wrong with which line, the first twenty."""
        for line, sentence in problems[:SHOWN]:
            self.add_error("rows", gettext("Line %(line)s: %(problem)s") % {"line": line, "problem": sentence})
        if (more := len(problems) - SHOWN) > 0:
            said = ngettext("%(count)s more line cannot be read.", "%(count)s more lines cannot be read.", more)
            self.add_error("rows", said % {"count": more})


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _told(form: forms.Form) -> Iterator[str]:
    """Yield what is wrong with each field of a row, the field named."""
    for name, errors in form.errors.items():
        label = str(form.fields[name].label).rstrip("?")
        yield from (f"{label}: {each}" for each in errors)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with the line on which each ends; a heading above them is passed over.

    Where reading cannot go on, the last one has no cells.
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    is_first = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, []
            return
        if not any(cell.strip() for cell in cells):
            continue
        if is_first and len(cells) > 1 and not any(mark.isdigit() for mark in cells[1]):
            is_first = False
            continue
        is_first = False
        yield reader.line_num, cells

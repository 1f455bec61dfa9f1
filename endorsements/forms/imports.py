"""The forms of an import: the file, and what its columns are."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsements import wording
from endorsements.dossier_files.cells import values_of
from endorsements.dossier_files.columns import LABELS, PART_LABELS, RED_LINE, About, Column, Mapped, Part
from endorsements.dossier_files.from_table import MOST_MEANINGS, Labels, is_fact, meanings
from endorsements.dossier_files.table import Table, letter
from endorsements.dossier_files.text import LARGEST
from endorsements.rules import FACTS, FactGroup

SAMPLES = 3
MOST_ASKED = 1000
"""So many texts are asked about in all: with two fields a column, a form of more than 2,000 would be refused whole."""


class UploadForm(forms.Form):
    """The file of dossiers."""

    file = forms.FileField(
        label=gettext_lazy("File of dossiers"),
        help_text=gettext_lazy(
            "CSV (separated by commas, semicolons or tabs), JSON or JSON Lines in the form of “manage.py classify”. "
            "At most 5 MB and 5,000 dossiers. Nothing is written before you have seen what would be."
        ),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.txt,.json,.jsonl,.ndjson"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Split it into several files."), params={"most": LARGEST >> 20}
            )
        return file


class Understood(NamedTuple):
    """A text of a column of answers that is understood, the words for its value, and how often it stands there."""

    text: str
    label: str
    times: int


class ColumnRow(NamedTuple):
    """What the page shows of one column."""

    letter: str
    header: str
    samples: list[str]
    target: forms.BoundField
    part: forms.BoundField
    understood: list[Understood]
    not_understood: list[tuple[str, int, forms.BoundField]]
    further: int

    @property
    def has_parts(self) -> bool:
        """Whether it may hold a fact, which has evidence, source, link and date beside its answer."""
        return self.target.initial not in list(About)


class ColumnsForm(forms.Form):
    """What each column holds, and what texts that are not understood mean."""

    def __init__(
        self, *args: Any, table: Table, mapped: Mapped, labels: Labels, red_lines: Mapping[str, str], **kw: Any
    ):
        super().__init__(*args, **kw)
        self.table, self.was, self.labels, self.red_lines = table, mapped, labels, red_lines
        self.asked = list(self._all_asked())
        targets, parts = target_choices(red_lines), [(part.value, _(label)) for part, label in PART_LABELS.items()]
        for number, column in enumerate(mapped.columns):
            which = _("Column %(letter)s, %(header)s") % {"letter": letter(number), "header": table.headers[number]}
            self._add(f"target-{number}", targets, column.target, _("%(column)s: what it holds") % {"column": which})
            self._add(f"part-{number}", parts, column.part.value, _("%(column)s: what of it") % {"column": which})
            for text, name in self.asked[number].items():
                said = mapped.meanings.get(number, {}).get(text, "")
                self._add(name, self._value_choices(column.target), said, _("What “%(text)s” means") % {"text": text})

    def _add(self, name: str, choices: list[Any], initial: str, label: str) -> None:
        widget = forms.Select({"aria-label": label})
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=initial, required=False, widget=widget
        )

    def _value_choices(self, fact: str) -> list[tuple[str, str]]:
        words = wording.words()
        return [("", _("not said yet: an error")), *((value, words.label(fact, value)) for value in values_of(fact))]

    def _texts(self, number: int, column: Column) -> list[tuple[str, str | None, int]]:
        if not is_fact(column):
            return []
        found = meanings(self.table, number, column, self.labels)
        return [(text, value, times) for (text, value), times in found.most_common()]

    def _all_asked(self) -> Iterator[dict[str, str]]:
        """For each column the texts in it that are not understood, each with its field's name."""
        left = MOST_ASKED
        for number, column in enumerate(self.was.columns):
            texts = [text for text, value, _n in self._texts(number, column) if value is None]
            shown = texts[: min(MOST_MEANINGS, left)]
            left -= len(shown)
            # By what it says and not by its position: the page may be older than the mapping.
            yield {text: f"meaning-{number}-{hashlib.sha256(text.encode()).hexdigest()[:12]}" for text in shown}

    def mapped(self) -> Mapped:
        """The mapping as chosen. A text keeps its meaning where the column's new fact has such a value."""
        columns, said = [], {}
        for number in range(len(self.was.columns)):
            target = self.cleaned_data[f"target-{number}"]
            part = Part(self.cleaned_data[f"part-{number}"] or Part.ANSWER)
            column = Column(target, part if is_fact(Column(target)) else Part.ANSWER)
            columns.append(column)
            if is_fact(column):
                chosen = {text: self.cleaned_data[name] for text, name in self.asked[number].items()}
                said[number] = {text: value for text, value in chosen.items() if value in values_of(target)}
        return Mapped(tuple(columns), said)

    def leaves_open(self, mapped: Mapped) -> bool:
        """Whether a column has become another fact's, with texts in it that nobody was asked about yet."""
        return any(
            value is None
            for number, column in enumerate(mapped.columns)
            if column != self.was.columns[number]
            for text, value, _n in self._texts(number, column)
            if text not in mapped.meanings.get(number, {})
        )

    def rows(self) -> Iterator[ColumnRow]:
        """The columns, for the page."""
        words = wording.words()
        for number, column in enumerate(self.was.columns):
            texts, asked = self._texts(number, column), self.asked[number]
            open_texts = [(text, times) for text, value, times in texts if value is None]
            yield ColumnRow(
                letter=letter(number),
                header=self.table.headers[number],
                samples=self._samples(number),
                target=self[f"target-{number}"],
                part=self[f"part-{number}"],
                understood=[Understood(t, words.label(column.target, v), n) for t, v, n in texts if v is not None],
                not_understood=[(text, times, self[asked[text]]) for text, times in open_texts if text in asked],
                further=len(open_texts) - len(asked),
            )

    def _samples(self, number: int) -> list[str]:
        found: dict[str, None] = {}
        for row in self.table.rows:
            text = row.cells[number].strip()
            if text:
                found.setdefault(text if len(text) <= 80 else f"{text[:80]}…")
            if len(found) == SAMPLES:
                break
        return list(found)


def target_choices(red_lines: Mapping[str, str]) -> list[Any]:
    """What a column can hold, in groups; `red_lines` is slug → title."""
    names = wording.words().names
    groups = [(_(title), [(f.id, capfirst(names[f.id])) for f in FACTS if f.group == group]) for group, title in GROUPS]
    lines = [(RED_LINE + slug, title) for slug, title in red_lines.items()]
    return [
        ("", _("leave it out")),
        (_("Whose dossier it is"), [(about.value, _(LABELS[about])) for about in About]),
        *groups,
        *([(_("Red lines"), lines)] if lines else []),
    ]


GROUPS = [(group, wording.GROUPS[group]) for group in FactGroup]

"""The register of red lines as pages show it, and what an edit would change in the open candidacies."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chapters.models import Chapter, RedLine, RedLineVersion
from chapters.operations.red_lines import Wording
from endorsements import rules
from endorsements.models import Candidacy
from endorsements.queries.dossiers import RED_LINE, current_values, explained

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Register:
    """A chapter's red lines, each by its current version: in force today, not yet, and no longer."""

    in_force: tuple[RedLineVersion, ...]
    future: tuple[RedLineVersion, ...]
    retired: tuple[RedLineVersion, ...]


def register(chapter: Chapter, today: dt.date) -> Register:
    """Return the chapter's register. One query."""
    lines = _current(chapter)
    future = [line for line in lines if line.in_force_from > today]
    retired = [line for line in lines if line.in_force_until is not None and line.in_force_until <= today]
    in_force = [line for line in lines if line not in future and line not in retired]
    return Register(tuple(in_force), tuple(future), tuple(retired))


def _current(chapter: Chapter) -> list[RedLineVersion]:
    return list(
        RedLineVersion.objects.filter(red_line__chapter=chapter, is_current=True)
        .select_related("red_line")
        .order_by("title", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a field: `kind` is `kept`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one field said before and says after, as pieces in reading order."""

    label: str
    pieces: tuple[Piece, ...]


def changes(before: Wording, after: Wording) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two wordings, in the order of the form."""
    found = []
    for field in fields(Wording):
        old, new = (_shown(getattr(wording, field.name)) for wording in (before, after))
        if old != new:
            label = str(RedLineVersion._meta.get_field(field.name).verbose_name)
            found.append(FieldChange(label, tuple(_pieces(old, new))))
    return tuple(found)


def _shown(value: str | dt.date | None) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, dt.date) else value or ""


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Compare word by word; what is neither kept nor replaced in place comes as removed, then added."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for verb, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if verb == "equal":
            yield Piece("kept", "".join(before[i1:i2]))
            continue
        if removed := "".join(before[i1:i2]):
            yield Piece("removed", removed)
        if added := "".join(after[j1:j2]):
            yield Piece("added", added)


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A criterion whose value an edit changes: yes, no or unknown, before and after."""

    code: str
    title: str
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An open candidacy whose verdict an edit changes, with the findings that change it."""

    candidacy: Candidacy
    before: str
    after: str
    before_title: str
    after_title: str
    findings: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit of one red line does to the chapter's open candidacies, judged as of `day`.

    `same` of them keep their verdict, `unjudged` have a dossier that cannot be judged, `answered` have an answer to
    the line edited. `comes` says what the edit does to the line on that day: `begins`, `ends` or `stays` in or out.
    """

    day: dt.date
    comes: str
    changed: tuple[VerdictChange, ...]
    same: int
    unjudged: int
    answered: int


def effect(chapter: Chapter, slug: str, before: Wording | None, after: Wording, *, today: dt.date) -> Effect:
    """Judge every open candidacy without and with an edit, by the red lines in force on the day it first matters.

    That is today, or the first later day on which the line is in force by one wording and not by the other. `before`
    is None for a new line. Three queries, however many candidacies.
    """
    day = _first_difference(before, after, today)
    others = {line.red_line.slug for line in _current(chapter) if Wording.of(line).in_force_on(day)} - {slug}
    was = before is not None and before.in_force_on(day)
    will = after.in_force_on(day)
    lines_before, lines_after = others | {slug} if was else others, others | {slug} if will else others
    candidacies = _open(chapter)
    values = current_values(candidacy.pk for candidacy in candidacies)
    changed, unjudged = [], 0
    for candidacy in candidacies:
        try:
            old = explained(candidacy.rulebook, values[candidacy.pk], lines_before)
            new = explained(candidacy.rulebook, values[candidacy.pk], lines_after)
        except (rules.UnknownRulebook, rules.InvalidAnswer):
            unjudged += 1
            continue
        if old.verdict != new.verdict:
            changed.append(_verdict_change(candidacy, old, new))
    return Effect(
        day=day,
        comes="stays" if was == will else "begins" if will else "ends",
        changed=tuple(changed),
        same=len(candidacies) - len(changed) - unjudged,
        unjudged=unjudged,
        answered=_answered(slug, values),
    )


def _first_difference(before: Wording | None, after: Wording, today: dt.date) -> dt.date:
    days = {after.in_force_from, after.in_force_until}
    if before is not None:
        days |= {before.in_force_from, before.in_force_until}
    for day in [today, *sorted(day for day in days if day is not None and day > today)]:
        if after.in_force_on(day) != (before is not None and before.in_force_on(day)):
            return day
    return today


def _open(chapter: Chapter) -> list[Candidacy]:
    return list(
        Candidacy.objects.filter(race__cycle__chapter=chapter, race__cycle__closed_at=None, closed_at=None)
        .select_related("candidate", "race")
        .order_by("race__election_on", "race__office", "race__district", "candidate__name", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )


def _answered(slug: str, values: Mapping[int, Mapping[str, str]]) -> int:
    return sum(answers.get(RED_LINE + slug, "unknown") != "unknown" for answers in values.values())


def _verdict_change(candidacy: Candidacy, old: rules.Explanation, new: rules.Explanation) -> VerdictChange:
    book = rules.rulebook(candidacy.rulebook)
    return VerdictChange(
        candidacy=candidacy,
        before=str(old.verdict),
        after=str(new.verdict),
        before_title=_(rules.VERDICT_TITLES[old.verdict]),
        after_title=_(rules.VERDICT_TITLES[new.verdict]),
        findings=tuple(
            FindingChange(was.code, _(book.criterion(was.code).title), str(was.value), str(now.value), now.source)
            for was, now in zip(old.findings, new.findings, strict=True)
            if was.value != now.value
        ),
    )


def versions(line: RedLine) -> models.QuerySet[RedLineVersion]:
    """Return all versions of a red line, the newest first, with who wrote them. One query."""
    return (
        RedLineVersion.objects.filter(red_line=line)
        .select_related("edited_by")
        .order_by("-number")
        .fetch_mode(models.FETCH_RAISE)
    )

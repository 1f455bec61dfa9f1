"""The files that the library was read from: what is in use, what a new one would count twice, and what was left out."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, ngettext

from capacity.models import ContestCount, ResultsFile
from capacity.planning.results import NotUnderstood
from capacity.planning.results.phrases import Phrase
from capacity.queries.results_reading import TEMPLATE, ReadFile
from chapters.models import Chapter, LogEntry


def files(chapter: Chapter) -> QuerySet[ResultsFile]:
    """Return all of a chapter's files with `contest_total`, those in use first, then the latest election."""
    found = ResultsFile.objects.filter(chapter=chapter).select_related("imported_by").defer("left_out")
    return found.annotate(contest_total=Count("contests")).order_by("-is_current", "-election_on", "name", "-pk")


def retirements(chapter: Chapter, of: Iterable[ResultsFile]) -> dict[int, LogEntry]:
    """Return file id → the log's entry of how it was taken out of use, for those that somebody took out. One query."""
    entries = LogEntry.objects.filter(
        chain=f"chapter-{chapter.pk}",
        action="results.retired",
        subject="capacity.resultsfile",
        subject_id__in=[file.pk for file in of],
    )
    return {entry.subject_id: entry for entry in entries.select_related("by")}


def left_out(file: ResultsFile) -> list[NotUnderstood]:
    """Return the rows that a file was imported without."""
    return [
        NotUnderstood(file.name, line, field, _phrase(expected), _phrase(found))
        for line, field, expected, found in file.left_out
    ]


def _phrase(kept: list[Any]) -> Phrase:
    text, values = kept
    return Phrase(text, tuple(values))


def same_content(chapter: Chapter, read: ReadFile) -> str:
    """Return the name of the file in use that has the same content, for the same election; else nothing."""
    found = ResultsFile.objects.filter(chapter=chapter, sha256=read.sha256, form=read.form, is_current=True)
    same = [file for file in found.defer("left_out") if (file.election_on, file.state, file.kind) in read.elections]
    return next((file.name for file in same if file.name == read.name), same[0].name if same else "")


def clash(chapter: Chapter, read: ReadFile) -> str:
    """Return a sentence on a contest that another file in use counts in the same county already, or nothing.

    Files of OpenElections without a county column are taken for parts of one election, as their names say; of a file
    in the plain template nothing says so. One query.
    """
    elections = read.elections
    theirs = ContestCount.objects.filter(
        file__chapter=chapter,
        file__is_current=True,
        file__election_on__in={election.held_on for election in elections},
    ).order_by("file__name")
    fields = ("file__election_on", "file__state", "file__kind", "office", "district", "party")
    held: dict[tuple[Any, ...], list[tuple[str, str, list[str]]]] = defaultdict(list)
    for *key, name, form, counties in theirs.values_list(*fields, "file__name", "file__form", "counties"):
        held[tuple(key)].append((name, form, counties))
    clashes: dict[str, list[str]] = defaultdict(list)
    for contest in read.contests:
        for name, form, counties in held.get((*contest.key.election, *contest.key[1:]), ()):
            both = set(counties) & set(contest.counties)
            untold = TEMPLATE in (form, read.form) and not (counties and contest.counties)
            if both or untold:
                clashes[name].append(" ".join(filter(None, contest.key[1:])))
    for name, contests in clashes.items():
        said = ngettext(
            "%(file)s was not imported: %(other)s already counts %(first)s. Take that file out of use first.",
            "%(file)s was not imported: %(other)s already counts %(first)s and others, %(count)d contests in all. Take "
            "that file out of use first.",
            len(contests),
        )
        return said % {"file": read.name, "other": name, "first": contests[0], "count": len(contests)}
    return ""


def why(row: NotUnderstood) -> str:
    """Return what is wrong with a row, in the active language."""
    return row.why(gettext)

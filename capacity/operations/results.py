"""Importing files of results, all or nothing, and taking one out of use."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import ContestCount, ResultsFile
from capacity.planning.results import Election, NotUnderstood
from capacity.queries.results_files import clash, same_content
from capacity.queries.results_reading import ReadFile, ballots, digest, read_file, unfit
from chapters.models import Chapter, Member
from chapters.operations import log
from chapters.policies import Refused

IMPORTED = log.action("results.imported", "sha256", "rows", "contests", "left_out", "replaced")
RETIRED = log.action("results.retired", "sha256", "reason")

MOST_LEFT_OUT = 1000
"""Rows of a file that may be gone on without. One with more is not the file that it says it is."""
_BATCH = 1000


class RowsNotUnderstood(Refused):
    """Rows were not understood, and nobody has said yet to go on without them.

    `files` have them; `seen` is what to send as `without` to import these files without these rows, and empty where
    there are too many.
    """

    def __init__(self, files: Sequence[ReadFile]) -> None:
        super().__init__(_("Nothing was imported, because some rows are not understood."))
        self.files = files
        too_many = any(len(read.not_understood) > MOST_LEFT_OUT for read in files)
        self.seen = "" if too_many else digest(files)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `same_as` names the file in use that has the same content, and then nothing changed."""

    read: ReadFile
    files: tuple[ResultsFile, ...] = ()
    same_as: str = ""
    replaced: int = 0


def import_files(
    *, chapter: Chapter, files: Iterable[tuple[str, BinaryIO]], without: str = "", by: Member, at: dt.datetime
) -> list[Imported]:
    """Import files (name and stream), all or none. One with the name of a file in use takes its place.

    Raises `results.Malformed` for what is no file of results, `RowsNotUnderstood` unless `without` is its `seen` for
    these very files, `Refused` when a contest would count twice or does not fit into the records.
    """
    read = [read_file(stream, name) for name, stream in files]
    _check(read, without)
    with transaction.atomic():
        # The chapter's row is the lock: two who import the same file at once must not both find it missing.
        chapter = Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
        return [_import(chapter, each, by=by, at=at) for each in read]


def _check(files: Sequence[ReadFile], without: str) -> None:
    names = [read.name for read in files]
    for name in names:
        if names.count(name) > 1:
            raise Refused(_("The file %(file)s was sent twice.") % {"file": name})
        if len(name) > 200:
            raise Refused(_("The name %(file)s… is too long; at most 200 characters fit.") % {"file": name[:60]})
    if any(read.not_understood for read in files) and (not without or RowsNotUnderstood(files).seen != without):
        raise RowsNotUnderstood(files)
    for read in files:
        if said := unfit(read):
            raise Refused(said)


def _import(chapter: Chapter, read: ReadFile, *, by: Member, at: dt.datetime) -> Imported:
    if same := same_content(chapter, read):
        return Imported(read, same_as=same)
    replaced = ResultsFile.objects.filter(chapter=chapter, name=read.name, is_current=True).update(is_current=False)
    if said := clash(chapter, read):
        raise Refused(said)
    files = tuple(_keep(chapter, read, election, by=by, at=at) for election in read.elections)
    for file in files:
        said: dict[str, Any] = {"sha256": read.sha256, "rows": read.rows, "left_out": len(read.not_understood)}
        said |= {"contests": len(read.contests), "replaced": bool(replaced)}
        log.append(IMPORTED, chapter=chapter, subject=file, by=by, at=at, **said)
    return Imported(read, files, replaced=replaced)


def _keep(chapter: Chapter, read: ReadFile, election: Election, *, by: Member, at: dt.datetime) -> ResultsFile:
    file = ResultsFile.objects.create(
        chapter=chapter,
        name=read.name,
        sha256=read.sha256,
        form=read.form,
        election_on=election.held_on,
        state=election.state,
        kind=election.kind,
        rows=read.rows,
        left_out=[_kept(row) for row in read.not_understood],
        repeated=read.repeated,
        first_repeated=read.first_repeated,
        imported_by=by,
        imported_at=at,
    )
    ContestCount.objects.bulk_create(
        [
            ContestCount(
                file=file,
                office=contest.key.office,
                district=contest.key.district,
                party=contest.key.party,
                ballots=ballots(contest),
                votes=dict(contest.votes),
                write_ins=contest.write_ins,
                no_choice=contest.no_choice,
                counties=list(contest.counties),
                without_ballots=list(contest.without_ballot_rows),
            )
            for contest in read.contests
            if contest.key.election == election
        ],
        batch_size=_BATCH,
    )
    return file


def _kept(row: NotUnderstood) -> list[Any]:
    """A row that is left out, in the form of `ResultsFile.left_out`: phrases, to be told in any language."""
    phrases = ([phrase.text, [_plain(value) for value in phrase.values]] for phrase in (row.expected, row.found))
    return [row.line, row.field, *phrases]


def _plain(value: object) -> object:
    """JSON in PostgreSQL holds no NUL."""
    return value if isinstance(value, int) else str(value).replace("\0", "\ufffd")


@transaction.atomic
def retire(*, file: ResultsFile, reason: str, by: Member, at: dt.datetime) -> ResultsFile:
    """Take a file out of use: it counts for nothing any more, but stays on record. Raises `Refused` when it is."""
    file = ResultsFile.objects.select_for_update(no_key=True, of=("self",)).select_related("chapter").get(pk=file.pk)
    if not file.is_current:
        raise Refused(_("This file is out of use already."))
    file.is_current = False
    file.save(update_fields=["is_current"])
    log.append(RETIRED, chapter=file.chapter, subject=file, by=by, at=at, sha256=file.sha256, reason=reason)
    return file

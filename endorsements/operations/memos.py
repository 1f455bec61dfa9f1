"""Issuing memos: numbered in their chapter, frozen, kept as the file that was printed."""

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements.models import Assessment, Memo, StoredFile

ISSUED = log.action("memo.issued", "number", "assessment", "sha256")
PDF = "application/pdf"


class NumberTaken(Exception):
    """Another memo was issued under this number meanwhile; print again under the next one."""


def store(*, name: str, media_type: str, content: bytes, at: dt.datetime) -> StoredFile:
    """Keep a file's bytes with their SHA-256."""
    return StoredFile.objects.create(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        stored_at=at,
    )


def next_number(chapter: Chapter) -> int:
    """Return the number that the chapter's next memo will have, unless another is issued first."""
    return (Memo.objects.filter(chapter=chapter).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def issue(*, assessment: Assessment, content: dict[str, Any], pdf: bytes, by: Member, at: dt.datetime) -> Memo:
    """Issue the memo that was printed from `content` under `content["number"]`.

    Numbers have no gaps, so that nobody wonders about a missing memo: raises `NumberTaken` when the number is not the
    next one any more.
    """
    chapter = assessment.candidacy.race.cycle.chapter
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    number = next_number(chapter)
    if content["number"] != number:
        raise NumberTaken
    file = store(name=f"{chapter.slug}-memo-{number}.pdf", media_type=PDF, content=pdf, at=at)
    memo = Memo.objects.create(
        chapter=chapter,
        number=number,
        assessment=assessment,
        language=content["language"],
        content=content,
        file=file,
        issued_by=by,
        issued_at=at,
    )
    log.append(
        ISSUED,
        chapter=chapter,
        subject=memo,
        by=by,
        at=at,
        number=number,
        assessment=assessment.digest,
        sha256=file.sha256,
    )
    return memo

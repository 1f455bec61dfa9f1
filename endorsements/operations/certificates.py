"""Certifying a closed ballot's result: its words frozen, and kept as the file that was printed."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chapters.models import Member
from chapters.operations import log
from endorsements.models import Ballot, Certificate
from endorsements.operations.memos import PDF, store
from endorsements.policies import Refused

CERTIFIED = log.action("ballot.certified", "sha256")


def check_certifiable(ballot: Ballot, language: str) -> None:
    """Raise `Refused` unless the ballot is closed and not yet certified in this language."""
    if ballot.closed_at is None:
        raise Refused(_("Only a closed ballot has a result to certify."))
    if Certificate.objects.filter(ballot=ballot, language=language).exists():
        raise Refused(_("It is certified in this language already, and a closed ballot does not change any more."))


@transaction.atomic
def certify(*, ballot: Ballot, content: dict[str, Any], pdf: bytes, by: Member, at: dt.datetime) -> Certificate:
    """Keep a certified record that was printed from `content`. Raises `Refused`: see `check_certifiable`."""
    chapter = ballot.motion.chapter
    ballot = Ballot.objects.select_for_update(no_key=True).get(pk=ballot.pk)
    check_certifiable(ballot, content["language"])
    name = f"{chapter.slug}-ballot-{ballot.pk}-{content['language']}.pdf"
    certificate = Certificate.objects.create(
        ballot=ballot,
        language=content["language"],
        content=content,
        file=store(name=name, media_type=PDF, content=pdf, at=at),
        certified_by=by,
        certified_at=at,
    )
    log.append(CERTIFIED, chapter=chapter, subject=certificate, by=by, at=at, sha256=certificate.file.sha256)
    return certificate

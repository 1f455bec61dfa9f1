"""Whether a chapter publishes its endorsements."""

import datetime as dt

from django.db import transaction

from chapters.models import Chapter, Member
from chapters.operations import log

PUBLISHED = log.action("chapter.published_endorsements")
UNPUBLISHED = log.action("chapter.unpublished_endorsements")


@transaction.atomic
def publish_endorsements(*, chapter: Chapter, publish: bool, by: Member, at: dt.datetime) -> Chapter:
    """Open the public page of endorsements, or close it. The same again changes nothing and is not logged."""
    chapter = Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    if chapter.publishes_endorsements != publish:
        chapter.publishes_endorsements = publish
        chapter.save(update_fields=["publishes_endorsements"])
        log.append(PUBLISHED if publish else UNPUBLISHED, chapter=chapter, subject=chapter, by=by, at=at)
    return chapter

"""Founding a chapter, which is all that a site operator does to one."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chapters import policies
from chapters.models import Chapter, Invitation, Member, Role
from chapters.operations import invitations, log, seats

FOUNDED = log.action("chapter.founded", "slug")


@transaction.atomic
def found(
    *, name: str, slug: str, time_zone: str, admin_email: str, token: str, by: Member, at: dt.datetime
) -> Invitation:
    """Found a chapter and invite its first admin. Raises `policies.Refused` when the short name is taken."""
    try:
        with transaction.atomic():
            chapter = Chapter.objects.create(name=name, slug=slug, time_zone=time_zone, founded_at=at)
    except IntegrityError as error:
        raise policies.Refused(_("Another chapter has this short name; choose another one.")) from error
    log.append(FOUNDED, chapter=None, subject=chapter, by=by, at=at, slug=slug)
    return invitations.invite(chapter=chapter, email=admin_email, role=Role.ADMIN, token=token, by=by, at=at)


@transaction.atomic
def invite_admin(*, chapter: Chapter, email: str, token: str, by: Member, at: dt.datetime) -> Invitation:
    """Invite an admin to a chapter that has none. Raises `policies.Refused` when it has one."""
    chapter = seats.lock(chapter)
    policies.check_without_admin(chapter, today=seats.today_in(chapter, at))
    return invitations.invite(chapter=chapter, email=email, role=Role.ADMIN, token=token, by=by, at=at)

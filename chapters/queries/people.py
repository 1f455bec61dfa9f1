"""Who holds which seat, who did, and who is invited."""

import datetime as dt

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from chapters.models import Chapter, Invitation, Member, Role, Seat

PAST_SHOWN = 200


def not_ended(chapter: Chapter, today: dt.date) -> QuerySet[Seat]:
    """Return the chapter's seats that are held today or will be."""
    return Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), chapter=chapter)


def people(chapter: Chapter, today: dt.date, *, named: str = "") -> QuerySet[Member]:
    """Return who holds a seat today or will, by name, each with their seats as `held`. Two queries."""
    seats = not_ended(chapter, today)
    return (
        Member.objects.filter(Exists(seats.filter(member=OuterRef("pk"))), name__icontains=named)
        .prefetch_related(Prefetch("seats", seats.order_by("starts_on", "pk"), to_attr="held"))
        .order_by("name", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )


def past_seats(chapter: Chapter, today: dt.date) -> QuerySet[Seat]:
    """Return the seats that have ended, the latest first, at most 200. One query."""
    return (
        Seat.objects.filter(chapter=chapter, ends_on__lte=today)
        .select_related("member")
        .order_by("-ends_on", "-pk")
        .fetch_mode(models.FETCH_RAISE)[:PAST_SHOWN]
    )


def open_invitations(chapter: Chapter, at: dt.datetime) -> QuerySet[Invitation]:
    """Return the invitations that still give a seat, the latest first. One query."""
    return (
        Invitation.objects.filter(chapter=chapter, accepted_at=None, revoked_at=None, expires_at__gt=at)
        .select_related("invited_by")
        .order_by("-invited_at", "-pk")
        .fetch_mode(models.FETCH_RAISE)
    )


def all_chapters(today: dt.date) -> QuerySet[Chapter]:
    """Return every chapter with `people`, how many hold a seat, and `has_admin`. One query."""
    open_end = Q(seats__ends_on=None) | Q(seats__ends_on__gt=today)
    admins = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), role=Role.ADMIN, member__is_active=True)
    return Chapter.objects.annotate(
        people=Count("seats__member", filter=open_end & Q(seats__starts_on__lte=today), distinct=True),
        has_admin=Exists(admins.filter(chapter=OuterRef("pk"))),
    ).order_by("name", "pk")

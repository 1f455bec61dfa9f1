import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models.chapter import Chapter
from chapters.models.member import Member


class Role(models.TextChoices):
    """What a seat lets its holder do. Every seat includes what a member may do."""

    MEMBER = "member", _("member")
    ELECTORAL = "electoral-committee", _("electoral committee")
    STEERING = "steering-committee", _("steering committee")
    ADMIN = "chapter-admin", _("chapter admin")


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by the day they are held."""

    def held_on(self, day: dt.date) -> Self:
        """Seats that have begun on `day` and not ended before or on it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Seat(models.Model):
    """Member × role × dates: from `starts_on` up to, not including, `ends_on`."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="seat_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["chapter", "member", "role"], condition=Q(ends_on__isnull=True), name="one_open_seat_a_role"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="seat_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role} {self.chapter_id}"

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models.chapter import Chapter
from chapters.models.member import Member


class BodyKind(models.TextChoices):
    """What sort of body it is. The first three are drawn from the chapter's seats; there is one of each a chapter."""

    ELECTORAL = "electoral-committee", _("electoral committee")
    STEERING = "steering-committee", _("steering committee")
    MEMBERSHIP = "membership", _("membership")
    BRANCH = "branch", _("branch")
    DELEGATES = "delegates", _("delegates")
    COMMITTEE = "committee", _("another committee or working group")


FROM_SEATS = (BodyKind.ELECTORAL, BodyKind.STEERING, BodyKind.MEMBERSHIP)


class Body(models.Model):
    """A body of the chapter that votes."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(_("kind"), max_length=24, choices=BodyKind.choices)
    name = models.CharField(_("name"), max_length=120)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "name"], name="body_name_once_a_chapter"),
            models.UniqueConstraint(
                fields=["chapter", "kind"], condition=Q(kind__in=FROM_SEATS), name="one_body_drawn_from_seats_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class BodySeat(models.Model):
    """Member × body × dates, with the weight of their vote in integer units: `units` of `whole` (1 of 2 is a half).

    In a body drawn from seats such a row makes nobody a member of it; it only sets the weight of who is.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="body_seats")
    units = models.PositiveSmallIntegerField(_("parts of a vote"), default=1)
    whole = models.PositiveSmallIntegerField(_("parts that make a vote"), default=1)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "member"], condition=Q(ends_on__isnull=True), name="one_open_seat_a_body"
            ),
            models.CheckConstraint(
                condition=Q(units__gte=1, units__lte=F("whole")), name="body_seat_weighs_at_most_one_vote"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="body_seat_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.body_id}"

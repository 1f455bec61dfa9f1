from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member

SEATS = [
    ("open", _("open")),
    ("weak", _("weak incumbent")),
    ("strong", _("strong incumbent")),
    ("unknown", _("unknown")),
]


class DistrictSeat(models.Model):
    """What the chapter says of who holds a district's seat. Never changed: a new row takes over `is_current`.

    `office` and `district` are spelled as `capacity.queries.library.matched` folds them.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="district_seats")
    state = models.CharField(_("state"), max_length=2)
    office = models.CharField(_("office"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    seat = models.CharField(_("the seat"), max_length=8, choices=SEATS)
    reason = models.CharField(_("why"), max_length=300)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "state", "office", "district"],
                condition=Q(is_current=True),
                name="one_current_district_seat",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="district_seat_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.district}".strip()


class OfficePath(models.Model):
    """A path to an office: a district chosen from past results, and the steps to it (CAES, Chapter Strategy ¶9–¶16).

    `win_number` is the working goal. It and `reasons` are as they were when the path was chosen: see
    `capacity.queries.path_record`.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="office_paths")
    office = models.CharField(_("office"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=2)
    kind = models.CharField(_("kind of election"), max_length=40)
    party = models.CharField(_("party"), max_length=60, blank=True)
    election_on = models.DateField(_("election day"))
    seat = models.CharField(
        _("the seat"),
        max_length=8,
        choices=SEATS,
        default="unknown",
    )
    win_number = models.PositiveIntegerField(_("win number"))
    reasons = models.JSONField(default=dict)
    chosen_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True, blank=True)
    given_up_because = models.CharField(_("why it was given up"), max_length=300, blank=True)

    class Meta:
        ordering = ["election_on", "office", "district"]

    def __str__(self) -> str:
        return f"{self.office} {self.district}".strip()


class PathStep(models.Model):
    """One step of a path, with who owns it and the day it is due."""

    path = models.ForeignKey(OfficePath, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(_("step"), max_length=200)
    source = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["path", "due_on", "position"]
        constraints = [
            models.UniqueConstraint(fields=["path", "position"], name="path_step_position_once"),
            models.CheckConstraint(condition=~Q(title=""), name="path_step_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

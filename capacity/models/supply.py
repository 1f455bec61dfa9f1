from django.db import models
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member


class SupplyWeek(models.Model):
    """How many canvassers the chapter expects from a week on (a Monday), until a later row says otherwise.

    `arriving` are new canvassers that week from races entered as renewing capacity, with the plan's reason beside them.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="supply_weeks")
    starts_on = models.DateField(_("week from"))
    canvassers = models.PositiveIntegerField(_("canvassers"))
    terrain = models.CharField(
        _("terrain"), max_length=10, choices=[("dense", _("dense")), ("suburban", _("suburban"))], default="dense"
    )
    other_hours = models.DecimalField(_("other political hours a week"), max_digits=4, decimal_places=1, default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "starts_on"], name="supply_week_once"),
            models.CheckConstraint(condition=models.Q(starts_on__iso_week_day=1), name="supply_week_starts_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.canvassers}"

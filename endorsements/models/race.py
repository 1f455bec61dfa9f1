from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter


def race_called(office: str, district: str) -> str:
    """Return what a race is called: `State Assembly 57`, `City Council, Ward 4`, or the office alone."""
    if not district:
        return office
    return f"{office} {district}" if district[0].isdigit() else f"{office}, {district}"


class Cycle(models.Model):
    """A round of endorsements: the races a chapter is asked about together."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="cycles")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["chapter", "name"], name="cycle_name_once_a_chapter")]

    def __str__(self) -> str:
        return self.name


class FarRight(models.TextChoices):
    """Whether a far-right opponent stands in the race (CAES, Opposing Fascism ¶6): a note, never an endorsement."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class Race(models.Model):
    """One election for one office in one district."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="races")
    office = models.CharField(_("office"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    election_on = models.DateField(_("election day"))
    seats = models.PositiveSmallIntegerField(_("seats to fill"), default=1)
    decide_by_on = models.DateField(_("decide by"), null=True, blank=True)
    far_right_opponent = models.CharField(
        _("far-right opponent"), max_length=8, choices=FarRight.choices, default=FarRight.UNKNOWN
    )
    tactical_note = models.TextField(_("tactical note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["election_on", "office", "district"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "office", "district", "election_on"], name="race_once_a_cycle"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="race_fills_a_seat"),
            models.CheckConstraint(
                condition=Q(far_right_opponent__in=FarRight.values), name="far_right_is_known_value"
            ),
        ]

    def __str__(self) -> str:
        return race_called(self.office, self.district)

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member


class OwnFigure(models.Model):
    """A chapter's own value for a planning parameter (an id of `capacity.planning.parameters.DEFAULTS`).

    Values are exact decimals: shares as 0.35, hours as 2.5. Never changed: a new row takes over `is_current`; a row
    with no value takes the chapter back to the default.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="own_figures")
    parameter = models.CharField(max_length=40)
    low = models.DecimalField(_("low"), max_digits=12, decimal_places=6, null=True)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=6, null=True)
    high = models.DecimalField(_("high"), max_digits=12, decimal_places=6, null=True)
    standing = models.CharField(max_length=8, choices=[("own", _("the chapter's own")), ("learned", _("learned"))])
    cases = models.PositiveIntegerField(default=0)
    source = models.CharField(_("where it is from"), max_length=300)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["parameter", "-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "parameter"], condition=Q(is_current=True), name="one_current_figure"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(low__lte=F("value"), high__gte=F("value")),
                name="figure_within_its_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter}: {self.value}"


class PeriodReading(models.Model):
    """Whether the chapter reads the period as normal or in motion, with its reason (CAES, Conjuncture ¶6–¶9)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="period_readings")
    reading = models.CharField(
        _("the period"), max_length=12, choices=[("normal", _("normal")), ("in-motion", _("in motion"))]
    )
    reason = models.TextField(_("why"), max_length=5000)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="period_reading_has_a_reason")]

    def __str__(self) -> str:
        return self.reading

"""What came of an adopted motion outside of the ballots: the national answer to a request, the register's entry."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chapters.models import Member, RedLineVersion
from endorsements.models.motion import Motion


class NationalAnswer(models.TextChoices):
    """What the national organization said to a request for its endorsement."""

    NONE = "", pgettext_lazy("the national organization", "no answer yet")
    ENDORSED = "endorsed", pgettext_lazy("the national organization", "endorsed")
    DECLINED = "declined", pgettext_lazy("the national organization", "declined")
    SILENT = "silent", pgettext_lazy("the national organization", "no answer in time")


class NationalReport(models.Model):
    """How a request for the national endorsement stands. Never changed: a new report takes over `is_current`.

    Each says the whole: the day on which it was asked, and the answer with its day; for silence, the day by which none
    had come.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="national_reports")
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=8, choices=NationalAnswer.choices, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["motion", "-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion"], condition=Q(is_current=True), name="one_current_national_report_a_motion"
            ),
            models.CheckConstraint(condition=Q(answer__in=NationalAnswer.values), name="national_answer_is_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="national_answer_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="national_answer_comes_after_asking",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="national_report_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.answer}"


class RegisterEntry(models.Model):
    """The version of a red line in which an adopted motion was entered in the register."""

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="register_entry")
    version = models.OneToOneField(RedLineVersion, on_delete=models.PROTECT, related_name="register_entry")

    class Meta:
        verbose_name_plural = "register entries"

    def __str__(self) -> str:
        return f"{self.motion_id} in {self.version_id}"

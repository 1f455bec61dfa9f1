from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member


class Procedure(models.Model):
    """How a chapter decides. What it says is in its versions; a chapter may have several, one for each sort of race."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="procedures")
    name = models.CharField(_("name"), max_length=120)
    template = models.CharField(max_length=40, blank=True)
    """The published procedure it was copied from, or empty."""
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["chapter", "name"], name="procedure_name_once_a_chapter")]

    def __str__(self) -> str:
        return self.name


class ProcedureVersion(models.Model):
    """A procedure from one edit to the next: `content` is a `procedures.records.ProcedureRecord`. Never changed."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    content = models.JSONField()
    reason = models.CharField(_("what was changed, and why"), max_length=500, blank=True)
    edited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["procedure", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_number_once"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(is_current=True), name="one_current_procedure_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

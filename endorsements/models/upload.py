from django.db import models

from chapters.models import Member
from endorsements.models.race import Cycle


class Upload(models.Model):
    """A file of dossiers between upload and import: looked at, mapped, tried, and then applied whole or not at all."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    applied_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name

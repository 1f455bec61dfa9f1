from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Member
from endorsements.models.candidacy import Candidacy


class Assessment(models.Model):
    """A dossier frozen: the rulebook and its digest, the red lines as they stood, every answer, and what followed.

    `content` is self-contained, so that it can be judged again without any other row; `digest` is its SHA-256.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    as_of = models.DateField(_("as of"))
    rulebook = models.CharField(_("rulebook"), max_length=60)
    rulebook_digest = models.CharField(max_length=64)
    verdict = models.CharField(_("verdict"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["candidacy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "number"], name="assessment_number_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["cadre", "class-struggle", "not-endorsable", "undetermined"]),
                name="verdict_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id} #{self.number}: {self.verdict}"

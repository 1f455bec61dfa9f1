from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member
from endorsements.models.race import Race


class Candidate(models.Model):
    """A person who runs, or may run."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="candidates")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["chapter", "name"], name="candidate_name_once_a_chapter")]

    def __str__(self) -> str:
        return self.name


class Candidacy(models.Model):
    """One person's run in one race. Its dossier is its current answers; it is judged by the rulebook it names."""

    race = models.ForeignKey(Race, on_delete=models.PROTECT, related_name="candidacies")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="candidacies")
    rulebook = models.CharField(_("rulebook"), max_length=60)
    assigned_to = models.ForeignKey(
        Member, verbose_name=_("assigned to"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(_("why it was closed"), max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "candidacies"
        ordering = ["race", "candidate"]
        constraints = [
            models.UniqueConstraint(fields=["race", "candidate"], name="candidate_once_a_race"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_because=""), name="candidacy_closed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} / {self.race_id}"

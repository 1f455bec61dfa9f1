from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Member
from endorsements.models.candidacy import Candidacy

ASPECTS = (
    "class_alignment",
    "left_labor_bloc",
    "material_gains",
    "organizing_in_office",
    "votes_against",
    "internal_conflict",
    "public_conflict",
)
BENEFITS = ASPECTS[:3]
COSTS = ASPECTS[3:]


def score_field(label: object) -> models.SmallIntegerField:
    """A score from −2 (speaks strongly against endorsing) to +2 (strongly for)."""
    return models.SmallIntegerField(label, validators=[MinValueValidator(-2), MaxValueValidator(2)])


class Score(models.Model):
    """One committee member's weighing of one class-struggle campaign (CAES, Class Struggle Elections ¶7).

    Seven scores from −2 (speaks strongly against endorsing) to +2 (strongly for). Never part of the verdict.
    `revised_at` marks scores that were changed after they were handed in, when the others' could be seen.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="scores")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="scores")
    class_alignment = score_field(_("class alignment"))
    left_labor_bloc = score_field(_("a left-labor bloc"))
    material_gains = score_field(_("material gains"))
    organizing_in_office = score_field(_("organizing the candidate in office"))
    votes_against = score_field(_("votes against the chapter's position"))
    internal_conflict = score_field(_("internal conflict"))
    public_conflict = score_field(_("public conflict"))
    remark = models.TextField(_("remark"), max_length=5000, blank=True)
    scored_at = models.DateTimeField()
    revised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["candidacy", "scored_at"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "member"], name="one_score_a_member"),
            models.CheckConstraint(
                condition=Q(revised_at__isnull=True) | Q(revised_at__gte=models.F("scored_at")),
                name="score_revised_after_scored",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{aspect}__gte": -2, f"{aspect}__lte": 2}), name=f"{aspect}_in_range"
                )
                for aspect in ASPECTS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} / {self.candidacy_id}"

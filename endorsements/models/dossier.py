from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Member
from endorsements.models.candidacy import Candidacy


class Answer(models.Model):
    """One answer to one fact, with its evidence. Never changed: a new answer takes over `is_current`.

    `fact` is a fact's id of the rulebook, or `red_lines.<slug>`; a fact without an answer is unknown.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="answers")
    fact = models.CharField(max_length=80)
    value = models.CharField(_("answer"), max_length=24)
    evidence = models.TextField(_("evidence"), max_length=50_000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    evidence_on = models.DateField(_("date of the evidence"), null=True, blank=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["candidacy", "fact", "-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "fact"], condition=Q(is_current=True), name="one_current_answer_a_fact"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="answer_has_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class Side(models.TextChoices):
    """Which case a note makes."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")


class Note(models.Model):
    """The case for or the case against, in a committee member's words (Markdown)."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="notes")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    text = models.TextField(_("text"), max_length=50_000)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["candidacy", "side", "written_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="note_side_is_known")]

    def __str__(self) -> str:
        return f"{self.side} {self.candidacy_id}"

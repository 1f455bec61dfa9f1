from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models.chapter import Chapter
from chapters.models.member import Member


class RedLine(models.Model):
    """A position of the chapter that no endorsed candidate may cross. What it says is in its versions."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="red_lines")
    slug = models.SlugField(_("id"), max_length=60)

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["chapter", "slug"], name="red_line_slug_once_a_chapter")]

    def __str__(self) -> str:
        return self.slug


class RedLineVersion(models.Model):
    """What a red line says from one edit to the next; the newest is the current one. Never changed once written.

    It is in force from `in_force_from` up to, not including, `in_force_until`.
    """

    red_line = models.ForeignKey(RedLine, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=5000)
    why = models.TextField(_("why it is a red line"), max_length=5000, blank=True)
    applies_to = models.CharField(_("to whom it applies"), max_length=200, blank=True)
    adopted_on = models.DateField(_("adopted on"))
    adopted_by = models.CharField(_("adopted by which body"), max_length=160)
    reaffirmed_on = models.DateField(_("reaffirmed on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    reason = models.CharField(_("what was changed, and why"), max_length=500, blank=True)
    edited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["red_line", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["red_line", "number"], name="red_line_version_number_once"),
            models.UniqueConstraint(
                fields=["red_line"], condition=Q(is_current=True), name="one_current_red_line_version"
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("in_force_from")),
                name="red_line_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(reaffirmed_on__isnull=True) | Q(reaffirmed_on__gte=F("adopted_on")),
                name="red_line_reaffirmed_after_adopted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

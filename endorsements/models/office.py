from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member
from endorsements.models.candidacy import Candidacy, Candidate


class OfficeTerm(models.Model):
    """A socialist's term in office, whose record the chapter keeps: conditions, attendance, votes."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="office_terms")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="office_terms")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The run that led to it, if the chapter has it; its conditions are part of the record."""
    office = models.CharField(_("office"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    starts_on = models.DateField(_("in office from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["candidate__name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "office", "starts_on"], name="office_term_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="office_term_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.office}"


class Presence(models.TextChoices):
    """Whether somebody came to a meeting."""

    PRESENT = "present", _("present")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class RecordRow(models.Model):
    """A row of the record with where it is known from. Never changed: a correction strikes it out, saying why."""

    source = models.CharField(_("source"), max_length=300)
    link = models.URLField(_("link"), max_length=500, blank=True)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_because = models.CharField(_("why it was struck out"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Attendance(RecordRow):
    """One meeting of the Socialists in Office committee and whether they came."""

    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="attendance")
    held_on = models.DateField(_("held on"))
    presence = models.CharField(_("presence"), max_length=8, choices=Presence.choices)

    class Meta:
        ordering = ["term", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "held_on"], condition=Q(struck_at__isnull=True), name="attendance_once_a_meeting"
            ),
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="presence_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="attendance_has_a_source"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | ~Q(struck_because=""), name="attendance_struck_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.held_on}"


class Alignment(models.TextChoices):
    """How a vote in office stood to the chapter's position."""

    WITH = "with", _("with the chapter's position")
    AGAINST = "against", _("against it")
    ABSTAINED = "abstained", _("abstained")
    ABSENT = "absent", _("was not there")


class PositionVote(RecordRow):
    """A vote in office on which the chapter had a position."""

    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="position_votes")
    voted_on = models.DateField(_("voted on"))
    measure = models.CharField(_("what was voted on"), max_length=300)
    position = models.CharField(_("the chapter's position"), max_length=300)
    alignment = models.CharField(_("how they voted"), max_length=10, choices=Alignment.choices)

    class Meta:
        ordering = ["term", "-voted_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(alignment__in=Alignment.values), name="alignment_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="position_vote_has_a_source"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | ~Q(struck_because=""), name="position_vote_struck_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.measure}"

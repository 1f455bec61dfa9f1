from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from capacity.models import ResultsFile
from chapters.models import Member
from endorsements.models.candidacy import Candidacy
from endorsements.models.race import Race


class SlateException(models.TextChoices):
    """Why a candidacy may stand on the slate without its doors (CAES, Chapter Strategy ¶2, ¶3, ¶5, ¶6)."""

    NONE = "", _("none")
    MASS_RACE = "mass-race", _("mass race")
    INCUMBENT = "incumbent", _("incumbent")


class FieldPlan(models.Model):
    """What a candidacy needs in the field, and what the committee judged of it. One current row a candidacy.

    Never changed: a new row takes over `is_current`, so that what a memo was made from can be read again.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="field_plans")
    starts_on = models.DateField(_("field work from"))
    terrain = models.CharField(
        _("terrain"), max_length=10, choices=[("dense", _("dense")), ("suburban", _("suburban"))], default="dense"
    )
    state = models.CharField(_("state"), max_length=2, blank=True)
    past_office = models.CharField(_("office in past results"), max_length=120, blank=True)
    past_district = models.CharField(_("district in past results"), max_length=60, blank=True)
    past_kind = models.CharField(_("kind of election"), max_length=40, blank=True)
    past_party = models.CharField(_("party"), max_length=60, blank=True)
    own_turnout = models.PositiveIntegerField(_("expected turnout, the committee's own"), null=True, blank=True)
    own_turnout_reason = models.CharField(_("why this turnout"), max_length=500, blank=True)
    candidates = models.PositiveSmallIntegerField(_("candidates in the race"), default=2)
    ranked = models.BooleanField(_("multi-winner ranked election"), default=False)
    needed_permille = models.PositiveSmallIntegerField(_("needed share of the vote, in thousandths"), default=500)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    reachable = models.PositiveIntegerField(_("of them reachable"), null=True, blank=True)
    passes = models.PositiveSmallIntegerField(
        _("passes"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    win_chance_permille = models.PositiveSmallIntegerField(_("chance to win, in thousandths"), default=500)
    weight = models.PositiveSmallIntegerField(_("weight for building the organization"), default=3)
    no_doors = models.BooleanField(_("no doors are planned"), default=False)
    exception = models.CharField(_("exception"), max_length=12, choices=SlateException.choices, blank=True)
    exception_reason = models.TextField(_("why the exception"), max_length=5000, blank=True)
    pinned = models.BooleanField(_("promised"), default=False)
    pinned_reason = models.CharField(_("who promised it, and why"), max_length=500, blank=True)
    renews = models.PositiveIntegerField(_("new canvassers it is said to bring"), default=0)
    renews_reason = models.TextField(_("why it would bring them"), max_length=5000, blank=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["candidacy", "-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy"], condition=Q(is_current=True), name="one_current_field_plan"),
            models.CheckConstraint(
                condition=Q(needed_permille__lte=1000, win_chance_permille__lte=1000), name="field_shares_in_range"
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="field_weight_in_range"),
            models.CheckConstraint(condition=Q(passes__gte=1, passes__lte=3), name="field_passes_in_range"),
            models.CheckConstraint(condition=Q(exception="") | ~Q(exception_reason=""), name="exception_has_a_reason"),
            models.CheckConstraint(condition=Q(exception__in=SlateException.values), name="exception_is_known"),
            models.CheckConstraint(condition=Q(pinned=False) | ~Q(pinned_reason=""), name="promise_has_a_reason"),
            models.CheckConstraint(condition=Q(renews=0) | ~Q(renews_reason=""), name="renewal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(own_turnout__isnull=True) | ~Q(own_turnout_reason=""), name="own_turnout_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id} from {self.starts_on}"


class FieldWeek(models.Model):
    """What was done for a candidacy in one week (from a Monday), entered or counted from a canvassing export."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="field_weeks")
    starts_on = models.DateField(_("week from"))
    doors = models.PositiveIntegerField(_("doors knocked"), default=0)
    contacts = models.PositiveIntegerField(_("contacts"), default=0)
    shifts = models.PositiveIntegerField(_("shifts"), default=0)
    shifts_planned = models.PositiveIntegerField(_("shifts signed up for"), default=0)
    volunteers = models.PositiveIntegerField(_("volunteers"), default=0)
    returning = models.PositiveIntegerField(_("of them returning"), default=0)
    new_members = models.PositiveIntegerField(_("new members"), default=0)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["candidacy", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "starts_on"], name="field_week_once"),
            models.CheckConstraint(condition=Q(starts_on__iso_week_day=1), name="field_week_starts_on_monday"),
            models.CheckConstraint(condition=Q(contacts__lte=models.F("doors")), name="contacts_within_doors"),
            models.CheckConstraint(
                condition=Q(returning__lte=models.F("volunteers")), name="returning_within_volunteers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id} {self.starts_on}"


class CanvassFile(models.Model):
    """A canvassing export that was reduced to counts by day and result; its persons' rows are never stored."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="canvass_files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=list)
    imported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["candidacy", "-imported_at"]
        constraints = [models.UniqueConstraint(fields=["candidacy", "sha256"], name="canvass_file_once")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """How a race ended: votes by candidacy or name, entered or taken from an imported file. One current row a race."""

    race = models.ForeignKey(Race, on_delete=models.PROTECT, related_name="outcomes")
    ballots_cast = models.PositiveIntegerField(_("ballots cast"))
    votes = models.JSONField(default=dict)
    won_by = models.ManyToManyField(Candidacy, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=300)
    results_file = models.ForeignKey(ResultsFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["race", "-entered_at"]
        constraints = [
            models.UniqueConstraint(fields=["race"], condition=Q(is_current=True), name="one_current_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.race_id}: {self.ballots_cast}"

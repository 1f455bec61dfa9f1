from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chapters.models import Chapter, Member, RedLine
from endorsements.models.candidacy import Candidacy
from endorsements.models.dossier import Side
from endorsements.models.procedure import Procedure, ProcedureVersion
from endorsements.models.race import Race


class MotionType(models.TextChoices):
    """What a motion asks for: `procedures.records.MotionType` with the words for it."""

    ENDORSE = "endorse", _("endorse")
    ENDORSE_CONDITIONALLY = "endorse-with-conditions", _("endorse with conditions")
    RE_ENDORSE = "re-endorse", _("re-endorse an incumbent")
    DO_NOT_ENDORSE = "do-not-endorse", _("do not endorse")
    SEEK_NATIONAL = "seek-national", _("seek national endorsement")
    CENSURE = "censure", _("censure")
    RESCIND = "rescind", _("rescind an endorsement")
    ADOPT_RED_LINE = "adopt-red-line", _("adopt a red line")
    REAFFIRM_RED_LINE = "reaffirm-red-line", _("reaffirm a red line")
    RETIRE_RED_LINE = "retire-red-line", _("retire a red line")
    STRAW_POLL = "straw-poll", _("straw poll")


OF_A_CANDIDACY = (
    MotionType.ENDORSE,
    MotionType.ENDORSE_CONDITIONALLY,
    MotionType.RE_ENDORSE,
    MotionType.DO_NOT_ENDORSE,
    MotionType.SEEK_NATIONAL,
    MotionType.CENSURE,
    MotionType.RESCIND,
)
OF_A_RED_LINE = (MotionType.REAFFIRM_RED_LINE, MotionType.RETIRE_RED_LINE)


class WithdrawnBy(models.TextChoices):
    """Who took a motion back."""

    NONE = "", _("nobody")
    CANDIDATE = "candidate", _("the candidate")
    CHAPTER = "chapter", _("the chapter")


class Motion(models.Model):
    """What is put to the vote: its type, its subject and its exact text, which is frozen when its first ballot opens.

    The subject is a candidacy; or a race, where a contest chooses among its candidacies; or a red line; or, for a
    straw poll or a new red line, none but the text. `version` pins the procedure from `frozen_at` on.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField()
    type = models.CharField(_("type"), max_length=24, choices=MotionType.choices)
    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="motions")
    race = models.ForeignKey(Race, on_delete=models.PROTECT, null=True, blank=True, related_name="motions")
    red_line = models.ForeignKey(RedLine, on_delete=models.PROTECT, null=True, blank=True, related_name="motions")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("exact text"), max_length=20_000)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="motions", null=True, blank=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=10, choices=WithdrawnBy.choices, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)

    class Meta:
        ordering = ["chapter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "number"], name="motion_number_once_a_chapter"),
            models.CheckConstraint(condition=Q(type__in=MotionType.values), name="motion_type_is_known"),
            models.CheckConstraint(
                condition=Q(candidacy__isnull=True, red_line__isnull=True)
                | Q(race__isnull=True, red_line__isnull=True)
                | Q(candidacy__isnull=True, race__isnull=True),
                name="motion_has_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(type__in=OF_A_CANDIDACY)
                | Q(candidacy__isnull=False)
                | Q(race__isnull=False, type="endorse"),
                name="motion_on_a_candidate_names_one",
            ),
            models.CheckConstraint(
                condition=~Q(type__in=OF_A_RED_LINE) | Q(red_line__isnull=False), name="motion_on_a_red_line_names_it"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_because=""),
                name="motion_withdrawn_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(procedure__isnull=True) | Q(version__isnull=False),
                name="frozen_motion_pins_its_procedure",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Statement(models.Model):
    """A case for or against a motion, printed on its ballot (Markdown)."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="statements")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    text = models.TextField(_("text"), max_length=10_000)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["motion", "side", "written_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="statement_side_is_known")]

    def __str__(self) -> str:
        return f"{self.side} {self.motion_id}"


class Condition(models.Model):
    """What an endorsement is conditional on, with the day by which it is to be met. Frozen with its motion."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("condition"), max_length=2000)
    due_on = models.DateField(_("to be met by"))

    class Meta:
        ordering = ["motion", "position"]
        constraints = [models.UniqueConstraint(fields=["motion", "position"], name="condition_position_once")]

    def __str__(self) -> str:
        return f"{self.motion_id}.{self.position}"


class ConditionState(models.TextChoices):
    """How a condition stands. Without a report it is open."""

    OPEN = "open", pgettext_lazy("a condition", "open")
    MET = "met", _("met")
    BROKEN = "broken", _("broken")
    WAIVED = "waived", _("waived")


class ConditionReport(models.Model):
    """What was found of a condition, with its source. Never changed: a new report takes over `is_current`."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(_("how it stands"), max_length=8, choices=ConditionState.choices)
    note = models.TextField(_("what was found"), max_length=2000, blank=True)
    source = models.CharField(_("source"), max_length=300)
    found_on = models.DateField(_("found on"))
    reported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["condition", "-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition"], condition=Q(is_current=True), name="one_current_report_a_condition"
            ),
            models.CheckConstraint(condition=Q(state__in=ConditionState.values), name="condition_state_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="condition_report_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.condition_id} {self.state}"


class StepDone(models.Model):
    """A stage that is no vote, done (a questionnaire, a forum, a petition with its signers), or undone again."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="steps_done")
    stage = models.CharField(max_length=40)
    done_on = models.DateField(_("done on"))
    signers = models.PositiveIntegerField(_("how many signed"), null=True, blank=True)
    in_district = models.PositiveIntegerField(_("of them in the district"), null=True, blank=True)
    note = models.CharField(_("note or source"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["motion", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "stage"], condition=Q(undone_at__isnull=True), name="step_done_once_a_motion"
            ),
            models.CheckConstraint(
                condition=Q(in_district__isnull=True) | Q(in_district__lte=models.F("signers")),
                name="signers_in_district_within_signers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.stage}"


class Recusal(models.Model):
    """A declared conflict (employed by the campaign, a candidate, kin): off reviews, rolls and bases while it stands.

    On a candidacy, and so on every motion and contest about it; or on one motion.
    """

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="recusals")
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, null=True, blank=True, related_name="recusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(_("the conflict"), max_length=500)
    declared_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(_("why it no longer stands"), max_length=500, blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(candidacy__isnull=True, motion__isnull=False)
                | Q(candidacy__isnull=False, motion__isnull=True),
                name="recusal_from_one_thing",
            ),
            models.UniqueConstraint(
                fields=["candidacy", "member"], condition=Q(lifted_at__isnull=True), name="recused_once_a_candidacy"
            ),
            models.UniqueConstraint(
                fields=["motion", "member"], condition=Q(lifted_at__isnull=True), name="recused_once_a_motion"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_because=""), name="recusal_lifted_says_why"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} off {self.candidacy_id or self.motion_id}"

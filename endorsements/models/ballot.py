from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Body, Member
from endorsements.models.candidacy import Candidacy
from endorsements.models.memo import Memo
from endorsements.models.motion import Motion
from endorsements.models.stored_file import StoredFile


class BallotKind(models.TextChoices):
    """What is asked: yes, no or abstain; one of several candidates; or a leaning on five points."""

    YES_NO = "yes-no", _("yes or no")
    APPROVAL = "approval", _("approval")
    RANKED = "ranked", _("ranked choice")
    STRAW_POLL = "straw-poll", _("straw poll")


class CastingMethod(models.TextChoices):
    """How votes are cast."""

    ROLL_CALL = "roll-call", _("roll call")
    SECRET = "secret", _("secret")


class Ballot(models.Model):
    """One body's vote on one motion at one stage: scheduled with notice, opened, closed. Closed is final.

    `rule` is in `recount`'s form ({} for a straw poll; contests use its quorum only); `choices` a contest's, as
    [{"id", "title", "candidacy"}]; `ties` {"order": [...], "seed": …}. `result` is written once, at the close.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="ballots")
    stage = models.CharField(max_length=40)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="ballots")
    kind = models.CharField(max_length=12, choices=BallotKind.choices)
    method = models.CharField(_("how votes are cast"), max_length=10, choices=CastingMethod.choices)
    rule = models.JSONField(default=dict)
    choices = models.JSONField(default=list)
    ties = models.JSONField(null=True, blank=True)
    notice_at = models.DateTimeField()
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    hard_stop_at = models.DateTimeField(_("hard stop"), null=True, blank=True)
    standing_since = models.DateField(_("members since"), null=True, blank=True)
    """Only who was a member on this day is on the roll."""
    present = models.PositiveIntegerField(_("members present"), null=True, blank=True)
    recused = models.PositiveIntegerField(null=True, blank=True)
    """How many were left off the roll for a recusal when the ballot opened."""
    scheduled_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    capacity = models.JSONField(null=True, blank=True)
    """How the candidacy stood against capacity when the ballot opened: {"code", "doors"}, or None."""
    memo = models.ForeignKey(Memo, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    receipts = models.JSONField(null=True, blank=True)
    box_sha256 = models.CharField(max_length=64, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(_("why it was called off"), max_length=500, blank=True)

    class Meta:
        ordering = ["motion", "opens_at", "pk"]
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at__isnull=True), name="ballots_not_closed")]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "stage", "body"],
                condition=Q(voided_at__isnull=True),
                name="one_ballot_a_body_a_stage",
            ),
            models.CheckConstraint(condition=Q(kind__in=BallotKind.values), name="ballot_kind_is_known"),
            models.CheckConstraint(condition=Q(method__in=CastingMethod.values), name="ballot_method_is_known"),
            models.CheckConstraint(
                condition=Q(notice_at__lte=F("opens_at"), opens_at__lt=F("closes_at")), name="ballot_times_in_order"
            ),
            models.CheckConstraint(
                condition=Q(hard_stop_at__isnull=True) | Q(hard_stop_at__gt=F("closes_at")),
                name="hard_stop_after_the_close",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, result__isnull=True)
                | Q(closed_at__isnull=False, result__isnull=False, opened_at__isnull=False),
                name="closed_ballot_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(closed_at__isnull=True) & ~Q(void_reason=""),
                name="voided_ballot_says_why_and_never_closed",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | ~Q(text_sha256=""), name="opened_ballot_freezes_the_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.stage} {self.body_id}"


class RollEntry(models.Model):
    """One person on a ballot's roll, with the weight of their vote; made for the whole roll when the ballot opens.

    Nothing here says when somebody voted, and for a secret ballot nothing says how.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveSmallIntegerField(default=1)
    whole = models.PositiveSmallIntegerField(default=1)
    voted = models.BooleanField(default=False)
    struck = models.BooleanField(default=False)
    """Taken off the roll after the opening (the log says by whom and why); a vote of theirs no longer counts."""

    class Meta:
        ordering = ["ballot", "member"]
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="on_the_roll_once"),
            models.CheckConstraint(
                condition=Q(units__gte=1, units__lte=F("whole")), name="roll_weight_is_at_most_one_vote"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.ballot_id}"


class RollCallVote(models.Model):
    """A vote on the record. The last one before the close counts; those it replaced are kept."""

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="votes")
    choice = models.JSONField()
    """A list: one answer, or the ids approved of or ranked; empty is blank."""
    cast_at = models.DateTimeField()
    receipt = models.CharField(max_length=20)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["entry", "-cast_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(is_current=True), name="one_current_vote_a_person")
        ]

    def __str__(self) -> str:
        return f"vote of {self.entry_id}"


class BallotBox(models.Model):
    """A secret ballot's votes: one row that holds all of them, sorted by random code and rewritten at each vote.

    Rows of single votes would be joined to voters by what the database keeps of each row (its transaction, its place).
    `votes` is a list of [code, choice, weight]; `salt` keeps the hash that is published from being guessed at.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="box")
    votes = models.JSONField(default=list)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "ballot boxes"

    def __str__(self) -> str:
        return f"box of {self.ballot_id}"


class DecisionResult(models.TextChoices):
    """What a motion came to."""

    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")
    NO_QUORUM = "no-quorum", _("failed for want of a quorum")
    POLLED = "polled", _("polled")
    WITHDRAWN = "withdrawn", _("withdrawn")
    VOID = "void", _("void, since whom it would endorse was out of the race")


class Decision(models.Model):
    """What a motion came to, at which stage and ballot; written once, with the close that decided it."""

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(max_length=10, choices=DecisionResult.choices)
    stage = models.CharField(max_length=40, blank=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen = models.ForeignKey(Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="chosen_by")
    """Whom an adopted motion on a candidacy or a contest is about; who a void one would have endorsed."""
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=DecisionResult.values), name="decision_is_known"),
            models.CheckConstraint(
                condition=Q(ballot__isnull=False) | Q(result="withdrawn"), name="decision_names_its_ballot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.result}"


class Certificate(models.Model):
    """A closed ballot's result as it was certified and printed: its content as strings in one language, and the PDF."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="certificates")
    language = models.CharField(_("language"), max_length=5)
    content = models.JSONField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)
    certified_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    certified_at = models.DateTimeField()

    class Meta:
        ordering = ["ballot", "-certified_at", "-pk"]

    def __str__(self) -> str:
        return f"certificate of {self.ballot_id}"

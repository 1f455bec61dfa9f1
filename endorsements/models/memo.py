from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chapters.models import Chapter, Member
from endorsements.models.assessment import Assessment
from endorsements.models.race import Cycle
from endorsements.models.stored_file import StoredFile


class Memo(models.Model):
    """An issued memo: numbered in its chapter, frozen, with the PDF that was printed from it."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="memos")
    number = models.PositiveIntegerField()
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="memos")
    language = models.CharField(_("language"), max_length=5)
    content = models.JSONField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)
    issued_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["chapter", "-number"]
        constraints = [models.UniqueConstraint(fields=["chapter", "number"], name="memo_number_once_a_chapter")]

    def __str__(self) -> str:
        return f"{self.chapter_id} #{self.number}"


class PacketStatus(models.TextChoices):
    """Where a packet stands. Waiting and working are under way; the other two are final."""

    WAITING = "waiting", _("waiting")
    WORKING = "working", _("working")
    DONE = "done", _("done")
    FAILED = "failed", pgettext_lazy("a memo", "failed")


class Packet(models.Model):
    """Several memos bound into one file, with contents and a summary page; made in the background."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="packets")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="packets")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=5)
    status = models.CharField(max_length=8, choices=PacketStatus.choices, default=PacketStatus.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    problem = models.CharField(max_length=500, blank=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    heard_from_at = models.DateTimeField()

    class Meta:
        ordering = ["chapter", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PacketStatus.values), name="packet_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(file__isnull=False), name="packet_done_has_its_file"
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(problem=""), name="packet_failed_says_why"),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="packet_done_within_total"),
        ]

    def __str__(self) -> str:
        return self.title


class PacketItem(models.Model):
    """One assessment's place in a packet; its memo is issued on the way if it had none."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    memo = models.ForeignKey(Memo, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["packet", "position"]
        constraints = [models.UniqueConstraint(fields=["packet", "position"], name="packet_position_once")]

    def __str__(self) -> str:
        return f"{self.packet_id}.{self.position}"

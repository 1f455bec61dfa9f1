from django.db import models

from chapters.models.member import Member


class LogHead(models.Model):
    """The end of one chain: its row is the lock under which the next entry is written.

    There is one chain a chapter (`chapter-17`) and one (`site`) for what belongs to none.
    """

    chain = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.chain}: {self.number}"


class LogEntry(models.Model):
    """Who did what to which record, and when; each entry carries the hash of the one before it.

    `detail` holds only the fields that its action declares (see `chapters.operations.log`). The database refuses to
    change or delete a row (see migration 0002).
    """

    chain = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.PositiveBigIntegerField()
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "-number"]
        indexes = [models.Index(fields=["chain", "subject", "subject_id"])]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="log_number_once_a_chain")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.action}"

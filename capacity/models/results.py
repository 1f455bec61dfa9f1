from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Member


class ResultsFile(models.Model):
    """One election in an imported file of results. A newer import of the same name takes over `is_current`.

    A file in the plain template may hold several elections: one row each, with the same name and hash.
    `left_out` has the rows that were not understood and that somebody chose to go on without, as
    `[line, field, [expected, values], [found, values]]`; `repeated` lines, counted, are the same as one before, the
    first of them on line `first_repeated`.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="results_files")
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    form = models.CharField(max_length=16, choices=[("openelections", "OpenElections"), ("template", _("template"))])
    election_on = models.DateField(_("election day"))
    state = models.CharField(_("state"), max_length=2)
    kind = models.CharField(_("kind of election"), max_length=40)
    rows = models.PositiveIntegerField(_("rows"))
    left_out = models.JSONField(default=list)
    repeated = models.PositiveIntegerField(default=0)
    first_repeated = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-election_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "name", "election_on", "state", "kind"],
                condition=Q(is_current=True),
                name="one_current_results_file",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContestCount(models.Model):
    """What one file says of one contest; contests that cross counties are added up over their files.

    `ballots` is the sum of ballot rows (null where the file has none for the contest); `votes` holds persons only.
    `counties` are those that the file names, `without_ballots` those of them whose ballots `ballots` lacks.
    """

    file = models.ForeignKey(ResultsFile, on_delete=models.CASCADE, related_name="contests")
    office = models.CharField(_("office"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    party = models.CharField(_("party"), max_length=60, blank=True)
    ballots = models.PositiveIntegerField(null=True)
    votes = models.JSONField(default=dict)
    write_ins = models.PositiveIntegerField(default=0)
    no_choice = models.PositiveIntegerField(default=0)
    counties = models.JSONField(default=list)
    without_ballots = models.JSONField(default=list)

    class Meta:
        ordering = ["office", "district", "party"]
        indexes = [models.Index(fields=["office", "district", "party"])]
        constraints = [
            models.UniqueConstraint(fields=["file", "office", "district", "party"], name="contest_once_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.district} {self.party}".strip()

"""One body's vote at a stage, with its exact rule. No radio has a default: what is open stays so until it is chosen."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField
from endorsements.forms.procedures import NAME, begins
from endorsements.forms.shares import BLANK, AttendanceField, OpenChoice, ShareField, radios, whole
from endorsements.procedures.records import BodyKind, BodyVote, ContestMethod, Method, QuorumRecord
from endorsements.procedures.titles import BODY_TITLES, CONTEST_TITLES
from endorsements.tally import Base, Comparison

NAMED = (BodyKind.DELEGATES, BodyKind.COMMITTEE)
YES_NO = "yes-no"
COMPARISONS = [
    (Comparison.AT_LEAST, _("At least the share: exactly half passes “at least 1/2”")),
    (Comparison.MORE_THAN, _("More than the share: a tie does not pass “more than 1/2”")),
]
BASES = [
    (Base.YES_NO, _("Votes cast for and against. Abstentions count neither way.")),
    (Base.CAST, _("All votes cast. An abstention makes the share harder to reach.")),
    (Base.PRESENT, _("Members present. The chair enters how many; who is there and does not vote counts like a no.")),
    (Base.ROLL, _("The whole roll. Whoever does not vote counts like a no.")),
]
QUORUMS = [
    ("none", _("None: any number may decide")),
    ("number", _("A number of people")),
    ("share-of-roll", _("A share of the roll")),
    ("share-of-average-attendance", _("A share of the average attendance at the last meetings")),
]
METHODS = [
    (Method.ROLL_CALL, _("Roll call. Names and votes are on record; a vote can be changed until the close.")),
    (Method.SECRET, _("Secret. Refused on a roll under 5; cast once and never changed.")),
]
CONTESTS = [(YES_NO, _("It votes yes or no only")), *((str(way), begins(CONTEST_TITLES[way])) for way in ContestMethod)]


class VoteForm(forms.Form):
    """One body's vote at a stage."""

    body = forms.ChoiceField(
        label=_("Who votes"), choices=[(str(kind), begins(BODY_TITLES[kind])) for kind in BodyKind]
    )
    name = LineField(
        label=_("Which delegates, or which committee"),
        max_length=NAME,
        required=False,
        widget=forms.TextInput(BLANK),
        help_text=_("By name, for delegates and committees only. All branches vote, each for itself."),
    )
    threshold = ShareField(
        stays_open=True, label=_("Share needed"), help_text=_("Two whole numbers: 2 and 3 for two thirds.")
    )
    comparison = OpenChoice(_("At least, or more than"), COMPARISONS)
    base = OpenChoice(_("What the share is a share of"), BASES)
    quorum = OpenChoice(_("Quorum"), QUORUMS)
    quorum_number = whole(_("People needed for the quorum"), 10**9, help_text=_("Such as 42."))
    quorum_share = ShareField(label=_("Share needed for the quorum"), help_text=_("1 and 20 for 5 %."))
    attendance = AttendanceField(
        label=_("How many came to the last meetings"),
        max_length=400,
        required=False,
        widget=forms.TextInput(BLANK),
        help_text=_("For a share of the average attendance: one number a meeting, such as 120, 98, 143."),
    )
    method = OpenChoice(_("How they vote"), METHODS)
    contest = radios(_("Where several stand for one seat"), CONTESTS)
    standing_months = whole(
        _("Members for at least this many months"),
        120,
        help_text=_("Whoever joined later is not on the roll. Left empty, everybody is."),
    )
    drop = forms.BooleanField(label=_("Take this vote out"), required=False)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("drop"):
            self._errors = ErrorDict()  # nobody has to correct what is taken out

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("name") and said.get("body") not in NAMED:
            self.add_error("name", _("Only delegates and committees have a name here."))
        if said.get("body") == BodyKind.COMMITTEE and not said.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say which committee or working group."))
        self._check_quorum(said)
        return said

    def _check_quorum(self, said: dict[str, Any]) -> None:
        kind = said.get("quorum")
        needed = {
            "number": ("quorum_number",),
            "share-of-roll": ("quorum_share",),
            "share-of-average-attendance": ("quorum_share", "attendance"),
        }.get(kind or "", ())
        for field in ("quorum_number", "quorum_share", "attendance"):
            if field in self.errors:
                continue
            given = said.get(field) not in (None, ())
            if field in needed and not given:
                self.add_error(field, _("This quorum needs this figure."))
            if field not in needed and given:
                self.add_error(field, _("The quorum chosen has no such figure; choose another one or empty this."))

    def vote(self) -> BodyVote:
        """Return the record. Only once the form is valid."""
        said = self.cleaned_data
        quorum = None
        if said["quorum"]:
            quorum = QuorumRecord(
                kind=said["quorum"],
                number=said["quorum_number"],
                share=said["quorum_share"],
                attendance=said["attendance"] or None,
            )
        choices = {name: said[name] for name in ("comparison", "base", "method")}
        contest = None if said["contest"] == YES_NO else said["contest"]
        return BodyVote(
            body=said["body"],
            name=said["name"],
            threshold=said["threshold"],
            quorum=quorum,
            contest=contest,
            standing_months=said["standing_months"] or 0,
            **choices,
        )

    @staticmethod
    def initial_of(vote: BodyVote) -> dict[str, Any]:
        """Return what the form shows for a record."""
        quorum = vote.quorum
        return {
            **vote.model_dump(mode="json", exclude={"quorum", "standing_months"}),
            "contest": vote.contest or YES_NO,
            "quorum": quorum.kind if quorum else None,
            "quorum_number": quorum.number if quorum else None,
            "quorum_share": quorum.share if quorum else None,
            "attendance": ", ".join(map(str, quorum.attendance or ())) if quorum else "",
            "standing_months": vote.standing_months or None,
        }

"""One stage of a procedure: what it is called, when it is due, and who signs or what its votes lead to."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField, ProseField
from endorsements.forms.procedures import NAME, EditOf, begins
from endorsements.forms.shares import ShareField, radios, whole
from endorsements.forms.stage_votes import VoteForm
from endorsements.procedures.records import BodyVote, Failing, Join, Signers, Stage
from endorsements.procedures.titles import FAILING_TITLES, JOIN_TITLES

MOST_VOTES = 8
NOBODY = "nobody"
SIGNING = [
    (NOBODY, _("Nobody has to sign")),
    ("number", _("A number of members")),
    ("share", _("A share of the members, rounded up")),
    ("open", _("Still to be chosen, as the note says")),
]


class StageForm(EditOf):
    """What a stage has beside its votes. `votes`: whether there are some; a step has signers instead."""

    title = LineField(label=_("What the stage is called"), max_length=NAME)
    note = ProseField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    after = forms.ChoiceField(label=_("Where"))
    signing = radios(_("Who must sign"), SIGNING)
    sign_number = whole(_("How many must sign"), 10**6, 1)
    sign_share = ShareField(label=_("Which share must sign"), help_text=_("1 and 100 for 1 %."))
    in_district = whole(_("Of them in the district"), 10**6)
    sign_months = whole(_("Signers have been members for at least this many months"), 120)
    join = radios(_("Where several bodies vote"), [(str(way), begins(JOIN_TITLES[way])) for way in Join])
    failing = radios(_("When it does not pass"), [(str(way), begins(FAILING_TITLES[way])) for way in Failing])
    until_quorum = forms.BooleanField(
        label=_("It stays open until its quorum is reached, up to a hard stop at which the motion fails"),
        required=False,
    )
    notice_days = whole(_("Days of notice before it opens"), 730)
    window_days = whole(_("Days it is open at least"), 730)
    months_before = whole(_("Done at least this many months before the election"), 60)
    days_before = whole(_("Done at least this many days before the election"), 730)
    within_days = whole(_("Done within this many days of the stage before"), 730)
    wait_days = whole(_("Begun only this many days after the stage before"), 730)
    field_order = ["title", "note", "after"]
    OF_STEP = ("signing", "sign_number", "sign_share", "in_district", "sign_months")
    OF_VOTE = ("join", "failing", "until_quorum", "notice_days", "window_days")
    DATES = ("months_before", "days_before", "within_days", "wait_days")

    def __init__(
        self, data: Any = None, *, number: int, votes: int, places: list[tuple[str, str]] | None, initial: Any = None
    ) -> None:
        super().__init__(data, number=number, initial=initial)
        self.votes = votes
        for name in self.OF_STEP if votes else self.OF_VOTE:
            del self.fields[name]
        if votes == 1:
            # One vote can still be that of several bodies: every branch.
            self.fields["join"].help_text = _("Of several bodies, or of the branches.")
        if places is None:
            del self.fields["after"]
        else:
            self.fields["after"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        wait, within = said.get("wait_days"), said.get("within_days")
        if wait is not None and within is not None and wait > within:
            self.add_error("within_days", _("It would have to be done before it may begin."))
        if not self.votes:
            self._check_signing(said)
        return said

    def _check_signing(self, said: dict[str, Any]) -> None:
        way = said.get("signing") or NOBODY
        needed = {"number": "sign_number", "share": "sign_share"}.get(way)
        if needed and needed not in self.errors and said.get(needed) is None:
            self.add_error(needed, _("This is the figure that you chose to give."))
        for field, allowed in (
            ("sign_number", way == "number"),
            ("sign_share", way == "share"),
            ("in_district", way in ("number", "share")),
            ("sign_months", way in ("number", "share")),
        ):
            if not allowed and said.get(field) is not None:
                self.add_error(field, _("It does not go with what you chose above; choose otherwise or empty this."))
        number, local = said.get("sign_number"), said.get("in_district")
        if number is not None and local is not None and local > number:
            self.add_error("in_district", _("There cannot be more of them in the district than must sign."))

    def stage(self, id: str, votes: tuple[BodyVote, ...]) -> Stage:
        """Return the record. Only once the form is valid. Without a vote left it is a step."""
        said = self.cleaned_data
        fields: dict[str, Any] = {name: said[name] for name in ("title", "note", *self.DATES)}
        fields["wait_days"] = said["wait_days"] or None  # no days of it ask for nothing
        if votes:
            fields |= {name: said[name] or None for name in ("notice_days", "window_days")}
            fields["until_quorum"] = said["until_quorum"]
            fields |= {"join": said["join"], "failing": said["failing"]}
        elif said.get("signing") in ("number", "share"):
            fields["signers"] = Signers(
                number=said["sign_number"],
                share=said["sign_share"],
                in_district=said["in_district"] or 0,
                standing_months=said["sign_months"] or 0,
            )
        elif said.get("signing") == "open":
            fields["open"] = True
        return Stage(id=id, votes=votes, **fields)

    @staticmethod
    def initial_of(stage: Stage) -> dict[str, Any]:
        """Return what the form shows for a record."""
        signers = stage.signers
        way = "number" if signers and signers.number is not None else "share" if signers and signers.share else NOBODY
        return {
            **stage.model_dump(mode="json", exclude={"id", "votes", "signers", "open"}),
            "signing": "open" if stage.open else way,
            "sign_number": signers.number if signers else None,
            "sign_share": signers.share if signers else None,
            "in_district": (signers.in_district or None) if signers else None,
            "sign_months": (signers.standing_months or None) if signers else None,
        }


def check_together(stage: StageForm, votes: list[VoteForm]) -> None:
    """Put an error where a stage and its votes do not go together."""
    if stage.cleaned_data.get("until_quorum") and any(vote.cleaned_data.get("quorum") == "none" for vote in votes):
        stage.add_error("until_quorum", gettext("It cannot wait for a quorum where there is none."))
    bodies = [(vote.cleaned_data.get("body"), (vote.cleaned_data.get("name") or "").casefold()) for vote in votes]
    for at, vote in enumerate(votes):
        if bodies[at] in bodies[:at] and "body" not in vote.errors:
            vote.add_error("body", gettext("This body votes at this stage already."))

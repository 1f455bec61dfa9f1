"""Forms of the voting page: one a kind of ballot, each giving the choice as `operations.casting.cast` takes it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind
from endorsements.queries.ballots import question_of

NOT_CHOSEN = _("Nothing is chosen yet. Choose one of these, then record your vote again.")
NO_SUCH = _("This is no choice of this ballot. Choose one of these.")
BLANK = _("Abstain: a blank ballot, which counts towards the quorum only.")
NOT_BOTH = _("A blank ballot chooses nobody. Either leave it unticked, or take back the other choices.")
NO_ANSWER = "none"
YES_NO = (("yes", _("Yes")), ("no", _("No")), ("abstain", _("Abstain")))
LEANINGS = (
    ("yes", _("Yes")),
    ("lean-yes", _("Leaning yes")),
    ("neutral", _("Neutral")),
    ("lean-no", _("Leaning no")),
    ("no", _("No")),
)


def choice_titles(ballot: Ballot) -> dict[str, str]:
    """Return the choices of a contest, id → name in the reader's language."""
    return {choice.id: choice.title for choice in question_of(ballot).choices}


class OneOf(forms.Form):
    """Yes, no or abstain; or, in a straw poll, one of five points or no answer."""

    template = "one"
    choice = forms.ChoiceField(
        label=_("Your vote"),
        widget=forms.RadioSelect,
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NO_SUCH},
    )

    def __init__(self, ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> None:
        poll = ballot.kind == BallotKind.STRAW_POLL
        blank = [NO_ANSWER] if poll else []
        super().__init__(data, initial={"choice": next(iter([*said, *blank]), "")} if said is not None else None)
        self.fields["choice"].choices = (  # type: ignore[attr-defined]
            [*LEANINGS, (NO_ANSWER, _("No answer"))] if poll else YES_NO
        )

    def choice_made(self) -> list[str]:
        """Return the choice of a valid form."""
        said = self.cleaned_data["choice"]
        return [] if said == NO_ANSWER else [said]


class _Contest(forms.Form):
    """Several of a contest's choices, or expressly none."""

    blank = forms.BooleanField(label=BLANK, required=False)

    def checked(self, chosen: list[str]) -> list[str]:
        """Return the choices; an error where there are none, or some beside a blank ballot."""
        if chosen and self.cleaned_data.get("blank"):
            self.add_error("blank", NOT_BOTH)
        if not chosen and not self.cleaned_data.get("blank") and not self.errors:
            self.add_error(self.first, NOT_CHOSEN)
        return chosen

    first = ""


class Approve(_Contest):
    """As many choices as the voter approves of."""

    template = "approve"
    first = "choice"
    choice = forms.MultipleChoiceField(
        label=_("Whom you approve of"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NO_SUCH, "invalid_list": NO_SUCH},
    )  # fmt: skip

    def __init__(self, ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> None:
        super().__init__(data, initial={"choice": list(said), "blank": not said} if said is not None else None)
        self.fields["choice"].choices = list(choice_titles(ballot).items())  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Ask for a choice, or for an express blank."""
        if "choice" in self.cleaned_data:
            self.checked(self.cleaned_data["choice"])

    def choice_made(self) -> list[str]:
        """Return the choice of a valid form."""
        return list(dict.fromkeys(self.cleaned_data["choice"]))


class Rank(_Contest):
    """One list a place, from the most wanted down; as many places as there are choices."""

    template = "rank"
    first = "rank-1"

    def __init__(self, ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> None:
        initial = {f"rank-{place}": id for place, id in enumerate(said or (), start=1)}
        super().__init__(data, initial={**initial, "blank": said is not None and not said})
        titles = choice_titles(ballot)
        self.places = [f"rank-{place}" for place in range(1, len(titles) + 1)]
        for place, name in enumerate(self.places, start=1):
            self.fields[name] = forms.ChoiceField(
                label=gettext("Choice %(place)d") % {"place": place}, required=False,
                choices=[("", "–"), *titles.items()], error_messages={"invalid_choice": NO_SUCH},
            )  # fmt: skip

    @property
    def ranks(self) -> list[forms.BoundField]:
        """The lists, in order."""
        return [self[name] for name in self.places]

    def clean(self) -> None:
        """Ask for the places in order, each choice once."""
        ranked = [self.cleaned_data.get(name, "") for name in self.places]
        for number, id in enumerate(ranked):
            if id and id in ranked[:number]:
                self.add_error(self.places[number], gettext("This choice stands higher already. Each has one place."))
            elif id and "" in ranked[:number] and self.places[ranked.index("")] not in self.errors:
                self.add_error(
                    self.places[ranked.index("")],
                    gettext("This place is empty, and a later one is not. Close the gap."),
                )
        self.checked([id for id in ranked if id])

    def choice_made(self) -> list[str]:
        """Return the choice of a valid form, the most wanted first."""
        return [self.cleaned_data[name] for name in self.places if self.cleaned_data[name]]


VoteForm = OneOf | Approve | Rank


def vote_form(ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> VoteForm:
    """Return the form of a ballot's kind; `said` is what the voter chose before, None for nothing."""
    form = {BallotKind.APPROVAL: Approve, BallotKind.RANKED: Rank}.get(BallotKind(ballot.kind), OneOf)
    return form(ballot, data, said=said)

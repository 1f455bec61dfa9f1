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
NO_PLACE = _("This is no place on this ballot. Choose one of these.")
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


PAD = "."
"""Fills values up; no choice's id ends in it, and no browser writes it longer than it is."""


class _Even:
    """A widget whose values are sent in one length: whoever sees how much is sent, though encrypted, learns no choice.

    How many of a contest's choices are ticked still shows in it.
    """

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        """Return an option, its value filled up to the longest one's length."""
        option: dict[str, Any] = super().create_option(name, value, *rest, **more)  # type: ignore[misc]
        length = max(len(str(each)) for each, _label in self.choices)  # type: ignore[attr-defined]
        return {**option, "value": str(value).ljust(length, PAD)}

    def value_from_datadict(self, *sent: Any) -> Any:
        """Return what was chosen, without the filling."""
        value = super().value_from_datadict(*sent)  # type: ignore[misc]
        return [each.rstrip(PAD) for each in value] if isinstance(value, list) else value and value.rstrip(PAD)


class EvenRadios(_Even, forms.RadioSelect):
    """One of several."""


class EvenTicks(_Even, forms.CheckboxSelectMultiple):
    """Several."""


def choice_titles(ballot: Ballot) -> dict[str, str]:
    """Return the choices of a contest, id → name in the reader's language."""
    return {choice.id: choice.title for choice in question_of(ballot).choices}


class OneOf(forms.Form):
    """Yes, no or abstain; or, in a straw poll, one of five points or no answer."""

    template = "one"
    choice = forms.ChoiceField(
        label=_("Your vote"),
        widget=EvenRadios,
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

    first: str | None = None  # the field at which an empty form is told; None: above all of them


class Approve(_Contest):
    """As many choices as the voter approves of."""

    template = "approve"
    first = "choice"
    choice = forms.MultipleChoiceField(
        label=_("Whom you approve of"), required=False, widget=EvenTicks,
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
    """A place for each choice, 1 for the most wanted, or none; set as a grid, so that each place is one press."""

    template = "rank"

    def __init__(self, ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> None:
        initial = {f"place-{id}": str(place) for place, id in enumerate(said or (), start=1)}
        super().__init__(data, initial={**initial, "blank": said is not None and not said})
        self.titles = choice_titles(ballot)
        places = [(str(place), gettext("Choice %(place)d") % {"place": place}) for place in self._numbers()]
        for id, title in self.titles.items():
            self.fields[f"place-{id}"] = forms.ChoiceField(
                label=title, required=False, widget=EvenRadios, choices=[("", gettext("Not ranked")), *places],
                error_messages={"invalid_choice": NO_PLACE},
            )  # fmt: skip

    def _numbers(self) -> range:
        return range(1, len(self.titles) + 1)

    @property
    def rows(self) -> list[forms.BoundField]:
        """The choices as rows of the grid."""
        return [self[f"place-{id}"] for id in self.titles]

    def clean(self) -> None:
        """Ask for places without a gap, each given once."""
        said = {id: int(self.cleaned_data.get(f"place-{id}") or 0) for id in self.titles}
        holders: dict[int, str] = {}
        for id, place in said.items():
            if place and place in holders:
                taken = gettext("Choice %(place)d is %(name)s already. Each place goes to one.")
                self.add_error(f"place-{id}", taken % {"place": place, "name": self.titles[holders[place]]})
            holders.setdefault(place, id)
        if not self.errors:
            self._check_gaps({place: id for place, id in holders.items() if place})
        self.ranked = [id for _place, id in sorted((place, id) for id, place in said.items() if place)]
        self.checked(self.ranked)

    def _check_gaps(self, holders: dict[int, str]) -> None:
        """Point at the first choice that stands behind a place that nobody has."""
        empty = next((place for place in self._numbers() if place not in holders), 0)
        after = [place for place in sorted(holders) if place > empty]
        if empty and after:
            told = gettext("There is no choice %(empty)d before this choice %(place)d. Close the gap.")
            self.add_error(f"place-{holders[after[0]]}", told % {"empty": empty, "place": after[0]})

    def choice_made(self) -> list[str]:
        """Return the choice of a valid form, the most wanted first."""
        return list(self.ranked)


VoteForm = OneOf | Approve | Rank


def vote_form(ballot: Ballot, data: Any = None, *, said: Sequence[str] | None = None) -> VoteForm:
    """Return the form of a ballot's kind; `said` is what the voter chose before, None for nothing."""
    form = {BallotKind.APPROVAL: Approve, BallotKind.RANKED: Rank}.get(BallotKind(ballot.kind), OneOf)
    return form(ballot, data, said=said)

"""The form of a race's outcome: typed in, or taken from a contest of the results library."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.planning.results import Contest
from capacity.planning.results.names import folded
from chapters.forms.fields import LineField, ProseField
from endorsements.models import Candidacy, Outcome
from endorsements.operations.outcomes import Ended
from endorsements.queries.outcomes import votes_of

MOST = 200_000_000
MOST_OTHERS = 200
NOBODY = ""


class OutcomeForm(forms.Form):
    """How a race ended. With a `contest`, its votes are taken as they stand there and only names are matched."""

    def __init__(
        self, data: Any = None, *, running: list[Candidacy], contest: Contest | None = None,
        outcome: Outcome | None = None, source: str = "",
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.running, self.contest = running, contest
        if contest is None:
            self.fields["ballots_cast"] = forms.IntegerField(
                label=_("Ballots cast"), min_value=0, max_value=MOST, initial=outcome.ballots_cast if outcome else None
            )
        for each in running:
            self.fields[f"votes-{each.pk}"] = self._votes(each, contest, outcome)
        if contest is None:
            others = outcome.votes.get("others", {}) if outcome else {}
            self.fields["others"] = ProseField(
                label=_("Votes for others"), required=False, max_length=20_000,
                help_text=_("One a line, the name, a colon, the votes: “Dee Example: 1200”."),
                initial="\n".join(f"{name}: {number}" for name, number in others.items()),
            )  # fmt: skip
        won = [each.pk for each in outcome.won_by.all()] if outcome else []
        self.fields["won_by"] = forms.TypedMultipleChoiceField(
            label=_("Who of them won"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
            choices=[(each.pk, each.candidate.name) for each in running], initial=won,
        )  # fmt: skip
        self.fields["source"] = LineField(
            label=_("Source"), max_length=300, initial=source or (outcome.source if outcome else ""),
            help_text=_("Where the numbers can be looked up, for example “county board of elections, certified”."),
        )  # fmt: skip

    def _votes(self, of: Candidacy, contest: Contest | None, outcome: Outcome | None) -> forms.Field:
        name = of.candidate.name
        if contest is None:
            said = votes_of(outcome, of.pk) if outcome else None
            label = gettext("Votes for %(name)s") % {"name": name}
            return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, initial=said)
        guess = next((each for each in contest.votes if folded(each) == folded(name)), NOBODY)
        choices = [(NOBODY, gettext("not in these results"))]
        choices += [(each, f"{each}: {votes:,}") for each, votes in contest.votes.items()]
        label = gettext("%(name)s in the results") % {"name": name}
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=guess)

    def clean_others(self) -> dict[str, int]:
        """Take the lines apart."""
        found: dict[str, int] = {}
        lines = [line for line in self.cleaned_data["others"].split("\n") if line.strip()]
        if len(lines) > MOST_OTHERS:
            raise forms.ValidationError(gettext("Expected at most %(most)s lines."), params={"most": MOST_OTHERS})
        for line in lines:
            name, _colon, votes = (part.strip() for part in line.rpartition(":"))
            digits = votes.replace(",", "").replace(" ", "")
            if not name or not (digits.isascii() and digits.isdigit()) or len(digits) > 9 or int(digits) > MOST:
                raise forms.ValidationError(
                    gettext("“%(line)s”: expected a name, a colon and a number."), params={"line": line[:80]}
                )
            if name in found:
                raise forms.ValidationError(gettext("“%(name)s” stands here twice."), params={"name": name[:80]})
            found[name] = int(digits)
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse one name of the results for two candidacies."""
        said: dict[str, Any] = super().clean() or {}
        if self.contest:
            taken: set[str] = set()
            for each in self.running:
                name = said.get(f"votes-{each.pk}")
                if name and name in taken:
                    self.add_error(f"votes-{each.pk}", gettext("This name is somebody else's above."))
                taken.add(name or NOBODY)
        return said

    def rows(self) -> list[forms.BoundField]:
        """The fields of votes."""
        return [self[f"votes-{each.pk}"] for each in self.running]

    def ended(self, **more: Any) -> Ended:
        """Return what a valid form says."""
        said = self.cleaned_data
        told = {each.pk: said[f"votes-{each.pk}"] for each in self.running}
        rest = {"source": said["source"], "won_by": tuple(said["won_by"]), **more}
        if self.contest is None:
            votes = {pk: number for pk, number in told.items() if number is not None}
            return Ended(said["ballots_cast"], votes=votes, others=said["others"], **rest)
        votes = {pk: self.contest.votes[name] for pk, name in told.items() if name}
        others = {name: number for name, number in self.contest.votes.items() if name not in told.values()}
        return Ended(self.contest.ballots_cast, votes=votes, others=others, **rest)

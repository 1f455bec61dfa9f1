"""The form of a candidacy's field plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.planning.turnout import Similar
from chapters.forms.fields import DayField, LineField, ProseField
from endorsements.models import FieldPlan
from endorsements.models.field import SlateException
from endorsements.queries.past_contests import MANY, as_value, choices, from_value, of_plan, offices

MOST_PEOPLE = 100_000_000
PERMILLE = 10


class Percent(forms.DecimalField):
    """A share of the vote or of chance, typed as a percentage and kept in thousandths."""

    def __init__(self, *, least: Decimal, **options: Any) -> None:
        super().__init__(min_value=least, max_value=Decimal(100), max_digits=4, decimal_places=1, **options)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / PERMILLE if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        share = super().clean(value)
        return None if share is None else int(share * PERMILLE)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    title: str
    help: str
    rows: list[list[forms.BoundField]]
    """One field, or two that stand side by side."""


def _people(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(required=False, max_value=MOST_PEOPLE, **{"min_value": 1, **options})


class FieldForm(forms.Form):
    """What a candidacy needs in the field, and what the committee judges of it.

    `known` are the contests of the library, `office` the one that the choice is narrowed to where there are very many,
    `guess` the contest to offer while no plan says one.
    """

    starts_on = DayField(
        label=gettext_lazy("Field work from"),
        help_text=gettext_lazy("The first whole week after this day is the first whose doors count for this race."),
    )
    terrain = forms.ChoiceField(
        label=gettext_lazy("Terrain"),
        choices=[
            ("dense", gettext_lazy("Dense: apartment houses, row houses")),
            ("suburban", gettext_lazy("Suburban: houses with yards")),
        ],
        widget=forms.RadioSelect,
        initial="dense",
    )
    households = _people(
        label=gettext_lazy("Households in the district"),
        help_text=gettext_lazy(
            "From the voter file or the census. Without them nobody can say whether the doors suffice."
        ),
    )
    reachable = _people(
        label=gettext_lazy("Of them, households that can be reached"),
        help_text=gettext_lazy("Without gated and locked buildings. Left empty, all of them count."),
    )
    passes = forms.TypedChoiceField(
        label=gettext_lazy("Passes"),
        help_text=gettext_lazy("How often each door is knocked."),
        choices=[(1, "1"), (2, "2"), (3, "3")],
        coerce=int,
        initial=1,
    )
    past = forms.ChoiceField(
        label=gettext_lazy("Past contest this race repeats"),
        help_text=gettext_lazy(
            "The turnout to expect is the mean of its last three elections in the results library: office, district, "
            "state, kind of election, and the party in a primary."
        ),
        required=False,
    )
    own_turnout = _people(
        label=gettext_lazy("Or your own expected turnout"),
        help_text=gettext_lazy("Ballots, in place of the mean. Needs a reason."),
    )
    own_turnout_reason = LineField(label=gettext_lazy("Why this turnout"), required=False, max_length=500)
    candidates = forms.IntegerField(label=gettext_lazy("Candidates in the race"), min_value=1, max_value=100, initial=2)
    needed_permille = Percent(
        label=gettext_lazy("Share of the ballots that wins, %"),
        help_text=gettext_lazy(
            "More than half with two candidates. With several it is your judgement; an even split is only a floor."
        ),
        least=Decimal("0.1"),
        initial=500,
    )
    ranked = forms.BooleanField(
        label=gettext_lazy("Several seats are filled by ranked voting: the number of seats says which share wins"),
        required=False,
    )
    win_chance_permille = Percent(
        label=gettext_lazy("Chance to win, %"),
        help_text=gettext_lazy("If the chapter knocks all the doors this race needs."),
        least=Decimal(0),
        initial=500,
    )
    weight = forms.TypedChoiceField(
        label=gettext_lazy("Weight for building the organization"),
        help_text=gettext_lazy("From 1, little, to 5, much: members, cadre, a base in the district."),
        choices=[(number, str(number)) for number in range(1, 6)],
        coerce=int,
        initial=3,
    )
    no_doors = forms.BooleanField(
        label=gettext_lazy("No doors are planned for this endorsement"),
        help_text=gettext_lazy("It then stands on paper, and the recommendation is to vote no."),
        required=False,
    )
    exception = forms.ChoiceField(
        label=gettext_lazy("Exception"),
        choices=[
            (SlateException.NONE, gettext_lazy("None: it needs its doors")),
            (
                SlateException.MASS_RACE,
                gettext_lazy("Mass race: passes the tests of prominence and moves people without the doors"),
            ),
            (SlateException.INCUMBENT, gettext_lazy("Incumbent: endorsed before, and has worked with the chapter")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    exception_reason = ProseField(label=gettext_lazy("Why the exception"), required=False, max_length=5000)
    pinned = forms.BooleanField(
        label=gettext_lazy("Promised: the slate has to have it"),
        required=False,
    )
    pinned_reason = LineField(label=gettext_lazy("Who promised it, and why"), required=False, max_length=500)
    renews = _people(
        label=gettext_lazy("New canvassers it is said to bring"),
        help_text=gettext_lazy(
            "For a race that passes the tests of prominence. The slate is always shown with and without them."
        ),
        min_value=0,
    )
    renews_reason = ProseField(label=gettext_lazy("Why it would bring them"), required=False, max_length=5000)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        known: list[Similar],
        office: str,
        plan: FieldPlan | None = None,
        guess: Similar | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=_initial(plan, guess), **options)
        self.offices = offices(known) if len(known) > MANY else []
        self.office = office
        kept = [of_plan(plan) if plan else guess]
        # A contest that was posted stays a choice, should the choice be narrowed to another office.
        posted = from_value(data.get("past", "")) if data is not None else None
        kept += [posted] if posted in known else []
        field = self.fields["past"]
        field.choices = choices(known, office, {each: None for each in kept if each})  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what the valid form says, as fields of `FieldPlan`."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("past", "seen")}
        past = from_value(self.cleaned_data["past"]) or Similar("", "", "", "", "")
        return {
            **said,
            "renews": said["renews"] or 0,
            "state": past.state,
            "past_office": past.office,
            "past_district": past.district,
            "past_kind": past.kind,
            "past_party": past.party,
        }

    def groups(self) -> list[Group]:
        """Return the fields in groups, for the page."""
        return [
            Group(title, help, [[self[name] for name in row.split()] for row in rows])
            for title, help, rows in _groups()
        ]


def _initial(plan: FieldPlan | None, guess: Similar | None) -> dict[str, Any]:
    if plan is None:
        return {"past": as_value(guess) if guess else ""}
    past = of_plan(plan)
    names = FieldForm.base_fields.keys() - {"past", "seen"}
    said = {name: getattr(plan, name) for name in names}
    return {**said, "past": as_value(past) if past else "", "seen": plan.pk, "renews": plan.renews or None}


def _groups() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (_("When and where"), "", ("starts_on passes", "terrain", "households reachable")),
        (
            _("How many will vote"),
            _("Turnout comes from past results, or from the committee with its reason."),
            ("past", "own_turnout own_turnout_reason"),
        ),
        (_("Votes that win"), "", ("candidates needed_permille", "ranked")),
        (
            _("Its place on the slate"),
            _(
                "Within a rank, the slate takes the candidacies with the greatest chance times weight (CAES, Chapter "
                "Strategy ¶1, ¶7)."
            ),
            ("win_chance_permille weight", "pinned", "pinned_reason"),
        ),
        (
            _("Without its doors"),
            _(
                "The two exceptions that the strategy knows, each with its reason (CAES, Chapter Strategy ¶2, ¶3, ¶5, "
                "¶6)."
            ),
            ("no_doors", "exception", "exception_reason"),
        ),
        (
            _("Renewing capacity"),
            _(
                "Most campaigns are said to build capacity, and few do (CAES, Chapter Strategy ¶3, ¶4). After the "
                "election the claim is held against what the race brought."
            ),
            ("renews", "renews_reason"),
        ),
    ]

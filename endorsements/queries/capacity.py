"""Where capacity meets the board: how each candidacy of a cycle stands, from the slate at the default figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from capacity.planning.parameters import Level
from endorsements.models import Cycle
from endorsements.queries.slate_problem import Entrant, Ground, Outside, ground_of, identity
from endorsements.queries.slate_variants import Variant, variant
from endorsements.rules.citations import Citation, caes

STANDINGS = {
    "fits": _("Fits"),
    "incumbent": _("Incumbent exception"),
    "mass-race": _("Mass-race exception"),
    "seat-taken": _("Seat taken"),
    "over-capacity": _("Over capacity"),
    "paper": _("Paper endorsement"),
}
"""How a candidacy can stand against capacity, the best first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a standing means and recommends, in our words, and where the strategy says so."""

    says: Promise
    source: Citation
    advises: Promise | str = ""


RULES = {
    "fits": Rule(
        _("Its doors fit in what the chapter can knock, in the weeks it has, beside what ranks higher."),
        caes("Chapter Strategy", 1, 2),
    ),
    "incumbent": Rule(
        _(
            "It stands without its doors: an incumbent whom the chapter endorsed before and who has worked with it is "
            "endorsed again, even without a credible challenger."
        ),
        caes("Chapter Strategy", 5, 6),
    ),
    "mass-race": Rule(
        _(
            "It stands without its doors: the race passes all three tests of prominence and moves people by itself, "
            "as the chapter has recorded. A downballot race almost never does."
        ),
        caes("Chapter Strategy", 2, 3, "Conjuncture", 5),
    ),
    "seat-taken": Rule(
        _("Its doors would fit, but the slate supports somebody else for this seat, which ranks before it."),
        caes("Chapter Strategy", 1, 5),
        _("Recommendation: vote no, as long as the other candidacy is supported."),
    ),
    "over-capacity": Rule(
        _("Its doors do not fit in what the chapter can knock, beside what ranks higher."),
        caes("Chapter Strategy", 1, 2),
        _("Recommendation: vote no, beyond capacity."),
    ),
    "paper": Rule(
        _("No doors are planned for it and no exception holds: it would be an endorsement on paper."),
        caes("Chapter Strategy", 6),
        _("Recommendation: vote no (CAES, Why Elections, note 2)."),
    ),
}
"""By standing."""


@dataclass(frozen=True, slots=True)
class CapacityStanding:
    """How a candidacy stands: `code` is a key of `STANDINGS`, `doors` what it asks for."""

    code: str
    doors: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A cycle's slate at the default figures, without renewed capacity, and what it was planned from."""

    ground: Ground
    variant: Variant

    @property
    def standings(self) -> Mapping[int, CapacityStanding]:
        """Candidacy id → standing, for those that have one: endorsable, with a need that is known, or on paper."""
        paper = (pk for pk, why in self.ground.outside.items() if why is Outside.PAPER)
        found = {pk: CapacityStanding("paper", 0) for pk in paper}
        slate = self.variant.slate
        if slate is None:
            return found
        supported = set(slate.supported)
        short = {left.id: left.short_by for left in slate.left_out}
        doors = {each.id: each.doors_taken for each in self.variant.question.candidacies}
        for entrant in self.ground.inside:
            key = identity(entrant.candidacy)
            exception = self.ground.exception(entrant)
            if not exception and not self.ground.statements:
                continue  # nothing was said of the chapter's people: no word on what fits
            out = "over-capacity" if short.get(key) else "seat-taken"
            code = (exception or "fits") if key in supported else out
            found[entrant.candidacy] = CapacityStanding(code, doors[key])
        return found


def planned(cycle: Cycle, entrants: Sequence[Entrant]) -> Planned:
    """Plan a cycle's slate. Four queries; the solving itself is remembered by the process."""
    ground = ground_of(cycle, entrants)
    return Planned(ground, variant(ground, Level.DEFAULT))


def standings_of(cycle: Cycle, entrants: Sequence[Entrant]) -> Mapping[int, CapacityStanding]:
    """Return candidacy id → capacity standing, for those that have one. Four queries."""
    return planned(cycle, entrants).standings

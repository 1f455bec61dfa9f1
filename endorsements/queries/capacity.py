"""Where capacity meets the board: the capacity app's figures enter here alone. Until it has any, there are none."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from endorsements.models import Cycle

STANDINGS = {
    "fits": _("Fits"),
    "incumbent": _("Incumbent exception"),
    "mass-race": _("Mass-race exception"),
    "over-capacity": _("Over capacity"),
    "paper": _("Paper endorsement"),
}
"""How a candidacy can stand against capacity, the best first."""


@dataclass(frozen=True, slots=True)
class CapacityStanding:
    """How a candidacy stands: `code` is a key of `STANDINGS`, `doors` what it asks for."""

    code: str
    doors: int


def standings_of(cycle: Cycle) -> Mapping[int, CapacityStanding]:
    """Return candidacy id → capacity standing, for those that have been computed: none, before there are figures."""
    return {}

"""What stands around the board's rows: the form of its filters, and the columns' heads with the orders they lead to.

Both depend on nothing but what is handed in, so that a process keeps what it rendered: they take as long as the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from endorsements.filters import NONE_YET, VERDICTS
from endorsements.queries.board_row import STAGES
from endorsements.queries.decision_states import STATUSES

Chosen = tuple[tuple[str, str], ...]
"""What was asked for and makes sense: parameter and value."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: where a click on its name leads, and how the rows stand in it now (as `aria-sort` says it)."""

    name: str
    label: str
    query: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: the orders that its cells' lines give, the first line's first."""

    sorts: list[Sort]
    number: bool

    @property
    def sorted(self) -> str:
        """How the rows stand by one of them: `ascending`, `descending` or `none`."""
        return next((each.sorted for each in self.sorts if each.sorted != "none"), "none")


def headers(chosen: Mapping[str, str], order: str) -> list[Header]:
    """Return the columns; a click on the order that the rows stand in turns it round."""
    columns = (
        (False, ("candidacy", _("Candidacy")), ("assigned", _("Assigned to"))),
        (False, ("race", _("Race"))),
        (False, ("verdict", _("Verdict"))),
        (False, ("stage", _("Stage and decision")), ("assessment", _("Last assessment"))),
        (False, ("open", _("Open questions"))),
        (False, ("red-lines", _("Red lines crossed"))),
        (False, ("capacity", _("Capacity"))),
        (True, ("doors", _("Doors"))),
        (False, ("deadline", _("Next deadline"))),
        (True, ("decide-by", _("Days to decide"))),
        (True, ("election", _("Days to election"))),
    )
    return [Header([_sort(chosen, order, *each) for each in sorts], number) for number, *sorts in columns]


def _sort(chosen: Mapping[str, str], order: str, name: str, label: str) -> Sort:
    now = {name: "ascending", f"-{name}": "descending"}.get(order, "none")
    query = urlencode({**chosen, "sort": f"-{name}" if order == name else name})
    return Sort(name, label, f"?{query}", now)


@lru_cache(maxsize=256)
def heads_html(here: str, chosen: Chosen, order: str, _language: str | None) -> SafeString:
    """Return the columns' heads as HTML. `here`: the board's address."""
    return render_to_string("board/frame.html#heads", {"here": here, "headers": headers(dict(chosen), order)})


@lru_cache(maxsize=256)
def filters_html(
    here: str, chosen: Chosen, offices: tuple[str, ...], closed_total: int, _language: str | None
) -> SafeString:
    """Return the form of filters as HTML, with what was chosen. `closed_total`: the closed candidacies."""
    context = {
        "here": here,
        "chosen": dict(chosen),
        "offices": offices,
        "closed_total": closed_total,
        "verdicts": VERDICTS.items(),
        "stages": STAGES.items(),
        "decisions": (*STATUSES.items(), NONE_YET),
    }
    return render_to_string("board/frame.html#filters", context)

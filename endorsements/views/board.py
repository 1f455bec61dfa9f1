"""The triage board, and the way to it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.filters import NONE_YET, VERDICTS, BoardFilter
from endorsements.models import Cycle
from endorsements.queries.board import board_of, cycle_of
from endorsements.queries.board_decisions import with_decisions
from endorsements.queries.board_row import STAGES, Row
from endorsements.queries.capacity import Planned
from endorsements.queries.decision_states import STATUSES
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.slate_strip import strip_of
from endorsements.views.board_rows import Printer


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


def headers(filters: BoardFilter) -> list[Header]:
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
    return [Header([_sort(filters, *each) for each in sorts], number) for number, *sorts in columns]


def _sort(filters: BoardFilter, name: str, label: str) -> Sort:
    now = {name: "ascending", f"-{name}": "descending"}.get(filters.order, "none")
    query = urlencode({**filters.chosen, "sort": f"-{name}" if filters.order == name else name})
    return Sort(name, label, f"?{query}", now)


def counts(of: list[Row]) -> list[dict[str, Any]]:
    """Return how many open candidacies have which verdict, and where a click filters by it."""
    found = Counter(row.judged.verdict for row in of if row.candidacy and not row.closed)
    return [
        {"verdict": verdict, "word": word, "count": found[verdict], "query": f"?verdict={verdict}"}
        for verdict, word in VERDICTS.items()
    ]


@chapter_view()
def chapter(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Lead to the newest open cycle's board; where there is none, to the cycles."""
    newest = Cycle.objects.filter(chapter=standing.chapter, closed_at__isnull=True).first()
    if newest is None:
        return redirect("cycles", standing.chapter.slug)
    return redirect("board", standing.chapter.slug, newest.pk)


def filtered(request: HttpRequest, standing: Standing, cycle: Cycle) -> tuple[BoardFilter, dict[str, str], Planned]:
    """Return the judged rows behind the address's filters, the titles of the red lines in force, and the slate."""
    titles = titles_in_force(standing.chapter, standing.today)
    found = board_of(cycle, tuple(titles))
    with_decisions(cycle, found.rows, standing.today)
    return BoardFilter(request.GET, found.rows, member=standing.member.pk), titles, found.planned


@chapter_view()
def board(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Show every race of a cycle; to htmx, only the rows and what changes with them."""
    cycle = cycle_of(standing.chapter, cycle_id)
    if cycle is None:
        raise Http404
    filters, red_lines, planned = filtered(request, standing, cycle)
    here = reverse("board", args=[standing.chapter.slug, cycle.pk])
    query = urlencode(filters.chosen)
    everyone = [row for row in filters.all_rows if row.candidacy]
    context = {
        "cycle": cycle,
        "filters": filters,
        "chosen": filters.chosen,
        "errors": filters.problems,
        "lines": Printer(standing, red_lines).rows(filters.shown),
        "headers": headers(filters),
        "counts": counts(everyone),
        "total": len(everyone),
        "closed_total": sum(row.closed for row in everyone),
        "shown": sum(row.candidacy is not None for row in filters.shown),
        "empty": not filters.all_rows,
        "verdicts": VERDICTS.items(),
        "stages": STAGES.items(),
        "decisions": (*STATUSES.items(), NONE_YET),
        "here": here,
        "query": f"?{query}" if query else "",
        "today": standing.today,
        "can_edit": standing.has(Role.ELECTORAL) and cycle.closed_at is None,
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "board/board.html#rows", context)
        # The form sends its empty fields too; the address is kept without them.
        response["HX-Push-Url"] = here + context["query"]
    else:
        response = render(request, "board/board.html", context | {"strip": strip_of(planned)})
    patch_vary_headers(response, ["HX-Request"])
    return response

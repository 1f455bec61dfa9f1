"""The triage board, and the way to it."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import get_language

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.filters import VERDICTS, BoardFilter
from endorsements.models import Cycle
from endorsements.queries.board import board_of, cycle_of
from endorsements.queries.board_decisions import with_decisions
from endorsements.queries.board_row import Row
from endorsements.queries.capacity import Planned
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.slate_strip import strip_of
from endorsements.views.board_frame import filters_html, heads_html
from endorsements.views.board_rows import Printer


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
    language = get_language()
    context = {
        "cycle": cycle,
        "filters": filters,
        "sort": filters.chosen.get("sort", ""),
        "errors": filters.problems,
        "lines": Printer(standing, red_lines).rows(filters.shown),
        "heads": heads_html(here, tuple(filters.chosen.items()), filters.order, language),
        "counts": counts(everyone),
        "total": len(everyone),
        "shown": sum(row.candidacy is not None for row in filters.shown),
        "empty": not filters.all_rows,
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
        closed = sum(row.closed for row in everyone)
        form = filters_html(here, tuple(filters.chosen.items()), tuple(filters.offices), closed, language)
        response = render(request, "board/board.html", context | {"strip": strip_of(planned), "form": form})
    patch_vary_headers(response, ["HX-Request"])
    return response

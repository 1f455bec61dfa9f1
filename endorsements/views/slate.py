"""The slate of a cycle: what the chapter can carry, proven; and what a move by hand would cost, without keeping it."""

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from capacity.charts import said
from capacity.planning.parameters import Level
from capacity.queries.period import current_reading
from capacity.wording import day, percent, value_of
from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.forms.slate import Asked, read
from endorsements.models import Cycle
from endorsements.queries.board import board_of
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.slate import SlateView, choosable, slate_of
from endorsements.queries.slate_lines import Line
from endorsements.queries.slate_weeks import chart
from endorsements.queries.slate_words import LEVELS, points


def tabs(asked: Asked) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return the ways to see the slate, by what they differ in, as (name, query, whether it is this one)."""
    levels = [(str(LEVELS[level]), asked.at(level).query, level is asked.level) for level in Level]
    renewed = [
        (_("Without renewed capacity"), asked.with_renewed(False).query, not asked.renewed),
        (_("With renewed capacity"), asked.with_renewed(True).query, asked.renewed),
    ]
    return [(_("Figures"), levels), (_("Renewed capacity"), renewed)]


def moves(line: Line, asked: Asked) -> dict[str, Any]:
    """Return a candidacy with the query that moves it, or takes back that it was moved."""
    is_in = line.code in ("fits", "incumbent", "mass-race") or (line.plan.pinned and not line.code)
    to = "" if line.moved else "out" if is_in else "in"
    words = {"": _("Take back"), "out": _("Take out"), "in": _("Bring in")}
    return {
        "line": line,
        "to": asked.moved(line.id, to).query,
        "word": words[to],
        "value": points(line.value),
        "chance": percent(Fraction(line.plan.win_chance_permille, 1000)),
        "doors": said(line.doors),
        "from": day(line.plan.starts_on),
        "until": day(line.row.election_on),
    }


def totals(view: SlateView) -> list[tuple[str, str]]:
    """Return the page's figures at a glance, of the variant shown."""
    shown = view.shown
    return [
        (_("supported"), f"{len(view.inside)} / {len(view.inside) + len(view.left)}"),
        (_("doors we have"), said(shown.doors)),
        (_("committed"), said(shown.committed)),
        (_("free"), said(shown.doors - shown.committed)),
        (_("asked for"), said(view.best.asked)),
    ]


def cost_of(view: SlateView) -> dict[str, Any] | None:
    """Return what the moves cost, in words and numbers."""
    cost = view.cost
    if cost is None:
        return None
    more = cost.doors - cost.best_doors
    return {
        "comes": cost.comes,
        "falls": cost.falls,
        "is_free": cost.is_free,
        "doors": said(cost.doors),
        "best": said(cost.best_doors),
        "more": ("+" if more > 0 else "−" if more < 0 else "") + said(abs(more)),
    }


def context_of(view: SlateView, asked: Asked, cycle: Cycle, standing: Standing) -> dict[str, Any]:
    """Return what the templates show."""
    comes, falls, doors = view.renewed()
    return {
        "cycle": cycle,
        "here": reverse("slate", args=[standing.chapter.slug, cycle.pk]),
        "view": view,
        "asked": asked,
        "unmoved": asked.unmoved().query,
        "tabs": tabs(asked),
        "inside": [moves(line, asked) for line in view.inside],
        "left": [moves(line, asked) for line in view.left],
        "levels": [(level, points(level.value), points(level.best), points(level.change)) for level in view.levels],
        "totals": totals(view),
        "cost": cost_of(view),
        "renewed": {"comes": comes, "falls": falls, "doors": said(doors)},
        "chart": chart("slate", view.weeks) if view.weeks else "",
        "weeks": [row.in_words for row in view.weeks],
        "reserve": value_of(view.ground.figures["reserve"]),
        "mass_race": any(line.exception == "mass-race" for line in (*view.inside, *view.left)),
        "committee": standing.has(Role.ELECTORAL),
    }


@chapter_view()
def slate(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponse:
    """Show a cycle's slate; `?in=` and `?out=` move candidacies to see what it costs, and keep nothing."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter), pk=cycle_id)
    cycle.chapter = standing.chapter
    board = board_of(cycle, tuple(titles_in_force(standing.chapter, standing.today)))
    asked = read(request.GET, choosable(board))
    view = slate_of(
        board, current_reading(standing.chapter), level=asked.level, renewed=asked.renewed, moves=asked.moves
    )
    template = "slate/slate.html#plan" if request.htmx else "slate/slate.html"  # type: ignore[attr-defined]
    response = render(request, template, context_of(view, asked, cycle, standing))
    patch_vary_headers(response, ["HX-Request"])
    return response

"""The results library: what was counted, by office, district, party and year, and how turnout went."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity import charts
from capacity.forms.results import LibraryForm
from capacity.models import ContestCount
from capacity.planning.turnout import USED
from capacity.queries import results_series as queries
from chapters.access import Standing, chapter_view
from chapters.models import Role

PER_PAGE = 50
SHOWN_COLUMNS = 16


def kind_name(kind: str) -> str:
    """Return a kind of election in words; one that is not known here comes back as files have it."""
    names = {
        "primary": pgettext("kind of election", "primary"),
        "general": pgettext("kind of election", "general"),
        "special": pgettext("kind of election", "special"),
        "special-primary": pgettext("kind of election", "special primary"),
        "runoff": pgettext("kind of election", "runoff"),
        "primary-runoff": pgettext("kind of election", "primary runoff"),
        "general-runoff": pgettext("kind of election", "general runoff"),
        "special-runoff": pgettext("kind of election", "special runoff"),
    }
    return names.get(kind, kind)


@chapter_view()
def library(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """List contests of one office, district, party and kind as one line each, fifty a page."""
    choices = queries.choices(standing.chapter)
    form = LibraryForm(request.GET, choices)
    lines = queries.listed(standing.chapter, form.filters(), form.words())
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    shown = queries.with_latest(list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "lines": [{"line": line, "kind": kind_name(line.series.kind), **_latest(line)} for line in shown],
        "total": len(lines),
        "empty": not choices["year"],
        "can_edit": standing.has(Role.ELECTORAL),
    }
    return render(request, "capacity/results/library.html", context)


def _latest(line: queries.Listed) -> dict[str, Any]:
    contest = line.latest
    name, votes = next(iter(contest.votes.items()), ("", None)) if contest else ("", None)
    return {"first": name, "votes": votes, "contest": contest}


@chapter_view()
def series(request: HttpRequest, standing: Standing, contest_id: int) -> HttpResponseBase:
    """Show all elections of one office, district, kind and party, with turnout by year and the files they are from."""
    counts = ContestCount.objects.select_related("file").filter(file__chapter=standing.chapter)
    of = get_object_or_404(counts, pk=contest_id)
    found = queries.series_of(of, standing.chapter, before=standing.today)
    context = {
        "series": found,
        "kind": kind_name(found.key.kind),
        "held": [{"held": each, "files": _files(each)} for each in found.held],
        "chart": _chart(found),
        "most_used": USED,
        "today": standing.today,
    }
    return render(request, "capacity/results/series.html", context)


def _files(held: queries.Held) -> list[queries.Source]:
    return held.sources


def _chart(found: queries.Series) -> str:
    """Turnout from left to right, the latest elections at most; years, and days where a year has several."""
    shown = found.held[:SHOWN_COLUMNS][::-1]
    years = [each.contest.key.election.held_on.year for each in shown]
    columns = [
        charts.Column(
            label=str(day.year) if years.count(day.year) == 1 else date_format(day, "M Y"),
            have=each.contest.ballots_cast,
        )
        for each in shown
        for day in [each.contest.key.election.held_on]
    ]
    return charts.columns("turnout", _("Ballots cast by election"), columns, unit=_("ballots")) if columns else ""

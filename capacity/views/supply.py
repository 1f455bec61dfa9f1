"""The capacity page, and the rows it is worked out from: so many canvassers from a week on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.forms.supply import SpanForm, SupplyForm
from capacity.models import SupplyWeek
from capacity.operations import supply as operations
from capacity.policies import Refused
from capacity.queries.figures import figures_of
from capacity.queries.period import current_reading
from capacity.queries.supply import supply_of
from capacity.views import forecasts
from capacity.views.figures import WRITERS, grouped
from capacity.views.refusals import show
from chapters.access import Standing, chapter_view, refusal
from chapters.forms.fields import posted


@chapter_view()
def capacity(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Show the doors of each week with their range, the load on each volunteer, and what it all rests on."""
    asked = request.GET if {"from", "until"} & request.GET.keys() else None
    form = SpanForm(asked, today=standing.today)
    figures = figures_of(standing.chapter)
    weeks = supply_of(standing.chapter, form.weeks(), figures)
    reading = current_reading(standing.chapter)
    context = {
        "form": form,
        "forecast": forecasts.page_of(weeks),
        "groups": grouped(figures)[1:],
        "reading": reading,
        "can_edit": standing.has(*WRITERS),
    }
    return render(request, "capacity/capacity.html", context)


def _rows(standing: Standing) -> list[dict[str, Any]]:
    rows = SupplyWeek.objects.filter(chapter=standing.chapter).select_related("set_by")
    return [
        {"row": row, "starts_on": wording.day(row.starts_on), "hours": wording.number(row.other_hours)} for row in rows
    ]


@chapter_view(methods=("GET", "POST"))
def supply(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """List the rows, and add one."""
    can_edit = standing.has(*WRITERS)
    if request.method == "POST" and not can_edit:
        raise PermissionDenied(refusal(frozenset(WRITERS)))
    form = SupplyForm(posted(request))
    if form.is_valid():
        try:
            row = operations.state_supply(
                chapter=standing.chapter, stated=form.stated(), by=standing.member, at=timezone.now()
            )
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(
                request, _("Saved: it counts from the week of %(day)s.") % {"day": wording.day(row.starts_on)}
            )
            return redirect("supply", standing.chapter.slug)
    context = {"rows": _rows(standing), "form": form if can_edit else None}
    return render(request, "capacity/supply.html", context, status=422 if form.errors else 200)


def _row(standing: Standing, supply_id: int) -> SupplyWeek:
    return get_object_or_404(
        SupplyWeek.objects.filter(chapter=standing.chapter).select_related("chapter"), pk=supply_id
    )  # fmt: skip


@chapter_view(*WRITERS, methods=("GET", "POST"))
def supply_week(request: HttpRequest, standing: Standing, supply_id: int) -> HttpResponseBase:
    """Change one row."""
    row = _row(standing, supply_id)
    form = SupplyForm(posted(request), row=row)
    if form.is_valid():
        try:
            operations.change_supply(row=row, stated=form.stated(), by=standing.member, at=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("supply", standing.chapter.slug)
    context = {"form": form, "row": row, "starts_on": wording.day(row.starts_on)}
    return render(request, "capacity/supply_week.html", context, status=422 if form.errors else 200)


@chapter_view(*WRITERS, methods=("POST",))
def supply_remove(request: HttpRequest, standing: Standing, supply_id: int) -> HttpResponseBase:
    """Remove one row; the one before it holds on."""
    try:
        operations.remove_supply(row=_row(standing, supply_id), by=standing.member, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Removed. The row before it, if there is one, holds on."))
    return redirect("supply", standing.chapter.slug)

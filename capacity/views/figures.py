"""The figures that plans rest on: all of them, and one with its history and the form that sets it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.forms.figures import FigureForm, ReasonForm
from capacity.operations import figures as operations
from capacity.planning.parameters import DEFAULTS, Parameter, Standing
from capacity.policies import Refused
from capacity.queries.figures import Change, figures_of, history_of
from capacity.views.refusals import show
from chapters.access import Standing as Seats
from chapters.access import chapter_view, refusal
from chapters.forms.fields import posted
from chapters.models import Role

WRITERS = (Role.ELECTORAL, Role.STEERING, Role.ADMIN)


def shown(figure: Parameter) -> dict[str, Any]:
    """Return a figure as the templates show it; `default` is what it stands in place of, where it is the chapter's."""
    default = DEFAULTS[figure.id]
    return {
        "id": figure.id,
        "name": _(figure.name),
        "value": wording.value_of(figure),
        "range": wording.range_of(figure),
        "standing": wording.standing_of(figure),
        "source": wording.source_of(figure),
        "default": "" if figure.standing is Standing.DEFAULT else wording.value_of(default),
    }


def grouped(figures: Mapping[str, Parameter]) -> list[dict[str, Any]]:
    """Return all figures under what they are about."""
    return [
        {"id": f"group-{number}", "title": _(title), "rows": [shown(figures[each]) for each in ids]}
        for number, (title, ids) in enumerate(wording.GROUPS.items(), start=1)
    ]


@chapter_view()
def figures(request: HttpRequest, standing: Seats) -> HttpResponseBase:
    """List every planning figure with its value, range, source, and whose it is."""
    context = {"groups": grouped(figures_of(standing.chapter)), "can_edit": standing.has(*WRITERS)}
    return render(request, "capacity/figures.html", context)


@chapter_view(methods=("GET", "POST"))
def figure(request: HttpRequest, standing: Seats, parameter: str) -> HttpResponseBase:
    """Show one figure with its history; set the chapter's own value."""
    if parameter not in DEFAULTS:
        raise Http404
    if request.method == "POST" and not standing.has(*WRITERS):
        raise PermissionDenied(refusal(frozenset(WRITERS)))
    form = FigureForm(posted(request), figure=figures_of(standing.chapter)[parameter])
    if form.is_valid():
        try:
            operations.set_figure(
                chapter=standing.chapter,
                parameter=parameter,
                **form.cleaned_data,
                by=standing.member,
                at=timezone.now(),
            )
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved. Every plan of the chapter is worked out with it from now on."))
            return redirect("figure", standing.chapter.slug, parameter)
    return _page(request, standing, parameter, form, ReasonForm(auto_id="id_reset_%s"))


@chapter_view(*WRITERS, methods=("POST",))
def figure_reset(request: HttpRequest, standing: Seats, parameter: str) -> HttpResponseBase:
    """Go back to the published default."""
    if parameter not in DEFAULTS:
        raise Http404
    form = ReasonForm(request.POST, auto_id="id_reset_%s")
    if form.is_valid():
        try:
            operations.reset_figure(
                chapter=standing.chapter,
                parameter=parameter,
                **form.cleaned_data,
                by=standing.member,
                at=timezone.now(),
            )
        except Refused as refused:  # it holds already: there is no form on the page to say so beside
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The published default holds again."))
        return redirect("figure", standing.chapter.slug, parameter)
    return _page(request, standing, parameter, FigureForm(figure=figures_of(standing.chapter)[parameter]), form)


def _page(
    request: HttpRequest, standing: Seats, parameter: str, form: FigureForm, reason: ReasonForm
) -> HttpResponseBase:
    can_edit = standing.has(*WRITERS)
    current = figures_of(standing.chapter)[parameter]
    context = {
        "figure": shown(current),
        "published": shown(DEFAULTS[parameter]),
        "is_default": current.standing is Standing.DEFAULT,
        "history": [_entry(change) for change in history_of(standing.chapter, parameter)],
        "form": form if can_edit else None,
        "reason": reason if can_edit and current.standing is not Standing.DEFAULT else None,
    }
    return render(request, "capacity/figures_one.html", context, status=422 if form.errors or reason.errors else 200)


def _entry(change: Change) -> dict[str, Any]:
    return {
        "at": change.row.set_at,
        "moment": wording.moment(change.row.set_at),
        "who": change.row.set_by.name,
        "said": _("back to the default")
        if change.row.value is None
        else f"{wording.value_of(change.figure)} ({wording.range_of(change.figure)})",
        "standing": "" if change.row.value is None else wording.standing_of(change.figure),
        "source": change.row.source,
        "is_current": change.row.is_current,
    }

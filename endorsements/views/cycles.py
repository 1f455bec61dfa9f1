"""Cycles: the list, opening, editing and closing one."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements import wording
from endorsements.forms.cycles import CycleForm
from endorsements.models import Cycle
from endorsements.operations import cycles as operations
from endorsements.policies import Refused, check_cycle_open
from endorsements.views.refusals import carried_out


def _cycle(standing: Standing, cycle_id: int) -> Cycle:
    return get_object_or_404(Cycle.objects.filter(chapter=standing.chapter).select_related("chapter"), pk=cycle_id)


@chapter_view()
def cycles(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """List the chapter's cycles, the newest first."""
    found = Cycle.objects.filter(chapter=standing.chapter).annotate(
        races_total=Count("races", distinct=True),
        open_total=Count("races__candidacies", filter=Q(races__candidacies__closed_at__isnull=True), distinct=True),
        closed_total=Count("races__candidacies", filter=Q(races__candidacies__closed_at__isnull=False), distinct=True),
    )
    lines = [
        {
            "cycle": cycle,
            "starts_on": wording.day(cycle.starts_on),
            "closed": wording.moment(cycle.closed_at) if cycle.closed_at else "",
        }
        for cycle in found
    ]
    context = {"lines": lines, "can_edit": standing.has(Role.ELECTORAL)}
    return render(request, "cycles/list.html", context)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def cycle_new(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Open a cycle, and go to its board."""
    form = CycleForm(request.POST or None, initial={"starts_on": standing.today})
    cycle = carried_out(
        form,
        lambda: operations.open_cycle(
            chapter=standing.chapter, **form.cleaned_data, by=standing.member, at=timezone.now()
        ),
    )
    if cycle is not None:
        messages.success(request, _("The cycle %(name)s is open. Add its races next.") % {"name": cycle.name})
        return redirect("board", standing.chapter.slug, cycle.pk)
    return render(request, "cycles/form.html", {"form": form}, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def cycle_edit(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Rename a cycle or move its start."""
    cycle = _cycle(standing, cycle_id)
    name = cycle.name
    form = CycleForm(request.POST if request.method == "POST" else None, instance=cycle)
    done = carried_out(
        form, lambda: operations.edit_cycle(cycle=cycle, **form.cleaned_data, by=standing.member, at=timezone.now())
    )
    if done is not None:
        messages.success(request, _("Saved."))
        return redirect("board", standing.chapter.slug, cycle.pk)
    context = {"form": form, "cycle": cycle, "name": name}
    return render(request, "cycles/form.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def cycle_close(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Ask, and then close a cycle for good."""
    cycle = _cycle(standing, cycle_id)
    refused = ""
    try:
        if request.method == "POST":
            operations.close_cycle(cycle=cycle, by=standing.member, at=timezone.now())
            messages.success(request, _("The cycle %(name)s is closed.") % {"name": cycle.name})
            return redirect("cycles", standing.chapter.slug)
        check_cycle_open(cycle)
    except Refused as refusal:
        refused = str(refusal)
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "cycles/close.html", {"cycle": cycle, "refused": refused}, status=status)

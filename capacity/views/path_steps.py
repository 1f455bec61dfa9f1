"""The steps of a path: adding one of the chapter's own, changing one, removing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.forms.path import StepForm
from capacity.models import OfficePath, PathStep
from capacity.operations import path_steps as operations
from capacity.planning.path_steps import BY_KEY
from capacity.policies import Refused
from capacity.views.path import name_of, path_in, title_of
from capacity.views.planner import WRITERS
from capacity.views.refusals import show
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted


def _step_in(standing: Standing, path_id: int, step_id: int) -> PathStep:
    paths = OfficePath.objects.filter(chapter=standing.chapter, pk=path_id)
    return get_object_or_404(PathStep.objects.filter(path__in=paths).select_related("path", "owner"), pk=step_id)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing, path_id: int) -> HttpResponseBase:
    """Add a step of the chapter's own."""
    path = path_in(standing, path_id)
    form = StepForm(posted(request), chapter=standing.chapter, today=standing.today)
    if form.is_valid():
        try:
            operations.add_step(
                path=path, said=form.said(), today=standing.today, by=standing.member, at=timezone.now()
            )  # fmt: skip
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("The step is added."))
            return redirect("path", standing.chapter.slug, path.pk)
    context = {"form": form, "path": path, "name": name_of(path), "title": _("Add a step")}
    return render(request, "capacity/path/step.html", context, status=422 if form.errors else 200)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def step(request: HttpRequest, standing: Standing, path_id: int, step_id: int) -> HttpResponseBase:
    """Change one step: who owns it, when it is due, whether it is done."""
    found = _step_in(standing, path_id, step_id)
    form = StepForm(posted(request), chapter=standing.chapter, today=standing.today, step=found)
    if form.is_valid():
        try:
            operations.change_step(
                step=found, said=form.said(), today=standing.today, by=standing.member, at=timezone.now()
            )  # fmt: skip
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("path", standing.chapter.slug, found.path_id)
    kind = BY_KEY.get(found.key)
    context = {
        "form": form,
        "path": found.path,
        "name": name_of(found.path),
        "step": found,
        "title": title_of(found),
        "help": _(kind.help) if kind else "",
    }
    return render(request, "capacity/path/step.html", context, status=422 if form.errors else 200)


@chapter_view(*WRITERS, methods=("POST",))
def remove(request: HttpRequest, standing: Standing, path_id: int, step_id: int) -> HttpResponseBase:
    """Remove a step of the chapter's own."""
    try:
        operations.remove_step(step=_step_in(standing, path_id, step_id), by=standing.member, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The step is removed."))
    return redirect("path", standing.chapter.slug, path_id)

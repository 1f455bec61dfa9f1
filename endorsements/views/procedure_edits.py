"""What every edit of a procedure goes through: the version it started from, what cannot be, and who was faster."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing
from endorsements.models import ProcedureVersion
from endorsements.operations.procedures import ProcedureChangedMeanwhile, edit_procedure
from endorsements.policies import Refused
from endorsements.procedures.editing import Impossible
from endorsements.procedures.records import MotionType, ProcedureRecord, Track

Apply = Callable[[ProcedureRecord], ProcedureRecord]
Build = Callable[[QueryDict | None, ProcedureVersion], dict[str, Any]]
"""Makes a page's context from what was posted and the current version; its `form` carries what every edit does."""


def current_of(standing: Standing, procedure_id: int) -> ProcedureVersion:
    """Return the current version of one of the chapter's procedures. Raises Http404."""
    rows = ProcedureVersion.objects.filter(procedure__chapter=standing.chapter, is_current=True)
    return get_object_or_404(rows.select_related("procedure", "edited_by"), procedure__pk=procedure_id)


def track_of(record: ProcedureRecord, type: str) -> tuple[MotionType, Track]:
    """Return the path of an address. Raises Http404."""
    try:
        motion_type = MotionType(type)
    except ValueError as error:
        raise Http404 from error
    track = record.track_of(motion_type)
    if track is None:
        raise Http404
    return motion_type, track


def edit(
    request: HttpRequest,
    standing: Standing,
    current: ProcedureVersion,
    build: Build,
    apply: Callable[[dict[str, Any]], Apply],
) -> HttpResponse:
    """Show an edit's page; on a POST that holds, write the next version and go to the procedure.

    `build` makes the page's forms, `apply` from the valid forms the change to be made. Whoever started from a version
    that is no longer current sees what they typed again, with the other's change named, and nothing is saved.
    """
    context = build(request.POST if request.method == "POST" else None, current)
    if request.method == "POST":
        wrong = [form for form in context["forms"] if not form.is_valid()]
        if context["form"].cleaned_data.get("seen") != current.number:
            return conflict(request, current, build)
        try:
            if not wrong and _saved(request, standing, current, context, apply):
                return redirect("procedure", standing.chapter.slug, current.procedure_id)
        except ProcedureChangedMeanwhile as late:
            late.current.procedure = current.procedure
            return conflict(request, late.current, build)
    return render(request, context["template"], context, status=422 if request.method == "POST" else 200)


def _saved(
    request: HttpRequest,
    standing: Standing,
    current: ProcedureVersion,
    context: dict[str, Any],
    apply: Callable[[dict[str, Any]], Apply],
) -> bool:
    """Save and say so; False when it was refused, with the reason in the form. Raises ProcedureChangedMeanwhile."""
    form = context["form"]
    try:
        version = edit_procedure(
            procedure=current.procedure,
            content=apply(context),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=standing.member,
            at=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
    except Impossible as impossible:
        form.add_error(None, _(str(impossible)))
    else:
        messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
        return True
    return False


def conflict(request: HttpRequest, current: ProcedureVersion, build: Build) -> HttpResponse:
    """Show what was typed beside who was faster; sent again, it goes on top of their version."""
    data = request.POST.copy()
    data["seen"] = str(current.number)
    context = build(data, current)
    return render(request, context["template"], {**context, "conflict": current}, status=409)


def seen_version(request: HttpRequest, current: ProcedureVersion) -> ProcedureVersion:
    """Return the version that an edit started from, where it is an older one of this procedure, else the current."""
    typed = request.POST.get("seen", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9) or int(typed) >= current.number:
        return current
    older = ProcedureVersion.objects.filter(procedure=current.procedure_id, number=int(typed)).first()
    return older or current

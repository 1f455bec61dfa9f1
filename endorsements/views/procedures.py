"""The chapter's procedures and the published ones; starting one, naming it, retiring it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.procedures import CopyForm, NamingForm, RetireForm, StartForm
from endorsements.models import ProcedureVersion
from endorsements.operations import procedures as operations
from endorsements.policies import Refused
from endorsements.procedures.records import ProcedureRecord
from endorsements.procedures.templates import TEMPLATES, translated
from endorsements.queries import procedures as queries
from endorsements.views.procedure_edits import Apply, current_of, edit

VERSIONS_PER_PAGE = 20


@chapter_view()
def procedures(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the chapter's procedures, those in use first."""
    lines = [
        {"procedure": each, "version": each.now[0], "tracks": queries.tracks_in_words(queries.record_of(each.now[0]))}
        for each in queries.all_of(standing.chapter)
    ]
    context = {
        "used": [line for line in lines if line["procedure"].retired_at is None],
        "retired": [line for line in lines if line["procedure"].retired_at is not None],
        "may_change": standing.has(Role.ADMIN),
    }
    return render(request, "procedures/list.html", context)


def _published(key: str) -> ProcedureRecord:
    return translated(TEMPLATES[key], _)


@chapter_view()
def templates(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show the published procedures of other chapters, to be copied and changed."""
    records = {key: _published(key) for key in TEMPLATES}
    shown = [
        {"key": key, "record": record, "tracks": queries.tracks_in_words(record)} for key, record in records.items()
    ]
    notes = {record.note for record in records.values()}
    context = {
        "published": shown,
        "shared": notes.pop() if len(notes) == 1 else "",
        "may_change": standing.has(Role.ADMIN),
    }
    return render(request, "procedures/templates.html", context)


def _started(
    request: HttpRequest, standing: Standing, form: Any, save: Any, template: str, **context: Any
) -> HttpResponse:
    """Show the form of a new procedure; on a POST that holds, `save` it and go there."""
    if request.method == "POST" and form.is_valid():
        try:
            procedure = save()
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("%(name)s is entered. Choose what is still open.") % {"name": procedure.name})
            return redirect("procedure", standing.chapter.slug, procedure.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def copy(request: HttpRequest, standing: Standing, template: str) -> HttpResponse:
    """Copy a published procedure under a name."""
    if template not in TEMPLATES:
        raise Http404
    record = _published(template)
    form = CopyForm(posted(request), initial={"name": record.title})

    def save() -> Any:
        name, at = form.cleaned_data["name"], timezone.now()
        return operations.copy_template(chapter=standing.chapter, key=template, name=name, by=standing.member, at=at)

    context = {"record": record, "tracks": queries.tracks_in_words(record), "key": template}
    return _started(request, standing, form, save, "procedures/copy.html", **context)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Start a procedure from scratch."""
    form = StartForm(posted(request))

    def save() -> Any:
        return operations.start_procedure(
            chapter=standing.chapter,
            name=form.cleaned_data["name"],
            content=form.content(),
            by=standing.member,
            at=timezone.now(),
        )

    return _started(request, standing, form, save, "procedures/new.html")


def _page(request: HttpRequest, standing: Standing, shown: ProcedureVersion) -> HttpResponse:
    procedure = shown.procedure
    record = queries.record_of(shown)
    tracks = queries.tracks_in_words(record, queries.bodies_known(standing.chapter))
    context = {
        "procedure": procedure,
        "version": shown,
        "record": record,
        "tracks": tracks,
        "open": sum(track.open for track in tracks),
        "page": Paginator(queries.history(procedure), VERSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "may_change": standing.has(Role.ADMIN) and shown.is_current and procedure.retired_at is None,
        "may_found": standing.has(Role.ADMIN),
    }
    return render(request, "procedures/procedure.html", context)


@chapter_view()
def procedure(request: HttpRequest, standing: Standing, procedure_id: int) -> HttpResponse:
    """Show what a procedure says now, and its history."""
    return _page(request, standing, current_of(standing, procedure_id))


@chapter_view()
def version(request: HttpRequest, standing: Standing, procedure_id: int, version: int) -> HttpResponse:
    """Show what a procedure said in one version, as motions frozen then still go by it."""
    rows = ProcedureVersion.objects.filter(procedure__chapter=standing.chapter, procedure__pk=procedure_id)
    return _page(request, standing, get_object_or_404(rows.select_related("procedure", "edited_by"), number=version))


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def naming(request: HttpRequest, standing: Standing, procedure_id: int) -> HttpResponse:
    """Say what a procedure is called, and where it comes from."""

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        form = NamingForm(data, number=current.number, record=queries.record_of(current))
        return {"template": "procedures/name.html", "form": form, "forms": [form], "procedure": current.procedure}

    def apply(context: dict[str, Any]) -> Apply:
        return context["form"].applied  # type: ignore[no-any-return]

    return edit(request, standing, current_of(standing, procedure_id), build, apply)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def retire(request: HttpRequest, standing: Standing, procedure_id: int) -> HttpResponse:
    """Take a procedure out of use."""
    procedure = current_of(standing, procedure_id).procedure
    form = RetireForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.retire_procedure(procedure=procedure, by=standing.member, at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is retired.") % {"name": procedure.name})
            return redirect("procedures", standing.chapter.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "procedures/retire.html", {"form": form, "procedure": procedure}, status=status)

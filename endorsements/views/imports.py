"""Importing dossiers: a file, what its columns are, what would be made of it, and doing it."""

from pathlib import PurePath

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements import wording
from endorsements.dossier_files.columns import Mapped
from endorsements.dossier_files.plan import Plan
from endorsements.dossier_files.problems import KEPT, Unreadable
from endorsements.dossier_files.writing import dossiers_csv, problems_csv
from endorsements.forms.imports import ColumnsForm, UploadForm
from endorsements.models import Cycle, Upload
from endorsements.operations import imports as operations
from endorsements.policies import Refused, check_cycle_open
from endorsements.queries import imports as queries
from endorsements.views.import_lines import line, told
from endorsements.views.refusals import show

SHOWN_PROBLEMS = 200
SHOWN_ENTRIES = 300
SHOWN_UPLOADS = 20
CSV = "text/csv; charset=utf-8"


def _cycle(standing: Standing, cycle_id: int) -> Cycle:
    return get_object_or_404(Cycle.objects.filter(chapter=standing.chapter).select_related("chapter"), pk=cycle_id)


def _uploads(standing: Standing, cycle_id: int) -> QuerySet[Upload]:
    # By its key, and not `cycle=cycle_id`: a number that no column holds is then not found, and not an error.
    found = Upload.objects.filter(cycle__in=Cycle.objects.filter(chapter=standing.chapter, pk=cycle_id))
    return found.select_related("cycle__chapter", "uploaded_by")


def _red_lines(standing: Standing) -> dict[str, str]:
    return {version.red_line.slug: version.title for version in queries.red_line_versions(standing.chapter)}


def _closed(cycle: Cycle) -> str:
    try:
        check_cycle_open(cycle)
    except Refused as refusal:
        return str(refusal)
    return ""


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def import_(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Take a file, and list those taken before."""
    cycle = _cycle(standing, cycle_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = operations.receive(
                cycle=cycle,
                name=PurePath(file.name).name[-200:],
                content=file.read(),
                by=standing.member,
                at=timezone.now(),
            )
        except Unreadable as unreadable:
            form.add_error("file", unreadable.told(gettext))
        except Refused as refusal:
            show(form, refusal)
        else:
            page = "import_columns" if upload.mapping else "import_check"
            return redirect(page, standing.chapter.slug, cycle.pk, upload.pk)
    uploads = _uploads(standing, cycle_id).defer("content", "mapping")[:SHOWN_UPLOADS]
    lines = [
        {
            "upload": upload,
            "uploaded_at": wording.moment(upload.uploaded_at),
            "applied_at": wording.moment(upload.applied_at) if upload.applied_at else "",
        }
        for upload in uploads
    ]
    context = {"cycle": cycle, "form": form, "lines": lines, "closed": _closed(cycle)}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def import_columns(request: HttpRequest, standing: Standing, cycle_id: int, upload_id: int) -> HttpResponseBase:
    """Say what the columns of a CSV file are; then see what would be made."""
    upload = get_object_or_404(_uploads(standing, cycle_id), pk=upload_id)
    check = redirect("import_check", standing.chapter.slug, cycle_id, upload.pk)
    if upload.applied_at is not None:
        return check
    read = queries.read_upload(upload.name, bytes(upload.content))
    if read.table is None:
        return check
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        table=read.table,
        mapped=Mapped.from_json(upload.mapping),
        labels=queries.labels(),
        red_lines=_red_lines(standing),
    )
    if form.is_valid():
        mapped = form.mapped()
        try:
            operations.map_columns(upload=upload, mapped=mapped, by=standing.member, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("import", standing.chapter.slug, cycle_id)
        if not form.leaves_open(mapped):
            return check
        messages.info(request, _("Some texts in the columns you chose are not understood. Say below what they mean."))
        return redirect("import_columns", standing.chapter.slug, cycle_id, upload.pk)
    context = {"cycle": upload.cycle, "upload": upload, "read": read, "form": form}
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL)
def import_check(request: HttpRequest, standing: Standing, cycle_id: int, upload_id: int) -> HttpResponseBase:
    """Show what importing would make, and everything that stands against it. Writes nothing."""
    upload = get_object_or_404(_uploads(standing, cycle_id), pk=upload_id)
    if upload.applied_at is not None:
        context = {"cycle": upload.cycle, "upload": upload, "applied_at": wording.moment(upload.applied_at)}
        return render(request, "imports/applied.html", context)
    try:
        read = queries.read_upload(upload.name, bytes(upload.content))
        plan = queries.plan_of(upload, read, standing.today)
    except Unreadable as unreadable:
        context = {"cycle": upload.cycle, "upload": upload, "unreadable": unreadable.told(gettext)}
        return render(request, "imports/check.html", context)
    return _shown(request, standing, upload, read, plan)


def _shown(
    request: HttpRequest, standing: Standing, upload: Upload, read: queries.ReadFile, plan: Plan, *, refused: str = ""
) -> HttpResponse:
    red_lines = _red_lines(standing)
    before = queries.applied_before(upload.sha256, standing.chapter)
    context = {
        "cycle": upload.cycle,
        "upload": upload,
        "read": read,
        "plan": plan,
        "problems": [told(problem) for problem in plan.problems.in_order()[:SHOWN_PROBLEMS]],
        "further_problems": max(0, plan.problems.total - SHOWN_PROBLEMS),
        "entries": [line(entry, red_lines) for entry in plan.touched[:SHOWN_ENTRIES]],
        "further_entries": max(0, len(plan.touched) - SHOWN_ENTRIES),
        "unchanged": len(plan.entries) - len(plan.touched),
        "before": before,
        "before_at": wording.moment(before.applied_at) if before and before.applied_at else "",
        "closed": _closed(upload.cycle),
        "refused": refused,
    }
    return render(request, "imports/check.html", context, status=422 if refused else 200)


@chapter_view(Role.ELECTORAL, methods=("POST",))
def import_apply(request: HttpRequest, standing: Standing, cycle_id: int, upload_id: int) -> HttpResponseBase:
    """Import: everything, or nothing."""
    upload = get_object_or_404(_uploads(standing, cycle_id), pk=upload_id)
    try:
        plan = operations.apply(upload=upload, by=standing.member, at=timezone.now())
    except operations.NotSound as refusal:
        read = queries.read_upload(upload.name, bytes(upload.content))
        return _shown(request, standing, upload, read, refusal.plan, refused=str(refusal))
    except Unreadable as unreadable:
        messages.error(request, unreadable.told(gettext))
        return redirect("import_check", standing.chapter.slug, cycle_id, upload.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import", standing.chapter.slug, cycle_id)
    counts = {"opened": len(plan.opened), "added": plan.added, "changed": plan.changed}
    sentence = _("Imported. Candidacies opened: %(opened)s. Answers added: %(added)s, changed: %(changed)s.")
    messages.success(request, sentence % counts)
    return redirect("import_check", standing.chapter.slug, cycle_id, upload.pk)


@chapter_view(Role.ELECTORAL, methods=("POST",))
def import_discard(request: HttpRequest, standing: Standing, cycle_id: int, upload_id: int) -> HttpResponseBase:
    """Delete an upload that was not imported."""
    upload = get_object_or_404(_uploads(standing, cycle_id), pk=upload_id)
    try:
        operations.discard(upload=upload, by=standing.member, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The upload %(name)s is discarded.") % {"name": upload.name})
    return redirect("import", standing.chapter.slug, cycle_id)


@chapter_view(Role.ELECTORAL)
def import_problems(request: HttpRequest, standing: Standing, cycle_id: int, upload_id: int) -> HttpResponseBase:
    """Send every problem of an upload as CSV."""
    upload = get_object_or_404(_uploads(standing, cycle_id), pk=upload_id)
    try:
        read = queries.read_upload(upload.name, bytes(upload.content))
        problems = queries.plan_of(upload, read, standing.today).problems
    except Unreadable as unreadable:
        return HttpResponse(unreadable.told(gettext), "text/plain; charset=utf-8", status=422)
    text = problems_csv(problems.in_order(), [_("Row"), _("Column"), _("Header"), _("Problem")], gettext)
    if problems.total > KEPT:
        text += _("And %(count)s more.") % {"count": problems.total - KEPT} + "\r\n"
    return _download(text, f"{standing.chapter.slug}-problems-{upload.pk}.csv")


@chapter_view(Role.ELECTORAL)
def dossiers_csv_(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Send the cycle's dossiers as CSV that can be imported again."""
    cycle = _cycle(standing, cycle_id)
    text = dossiers_csv(queries.written(cycle), _red_lines(standing))
    return _download(text, f"{standing.chapter.slug}-dossiers-{standing.today.isoformat()}.csv")


@chapter_view(Role.ELECTORAL)
def import_template(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Send an empty table to fill in: a column for each fact, each red line, and the evidence of each."""
    _cycle(standing, cycle_id)
    return _download(dossiers_csv([], _red_lines(standing)), f"{standing.chapter.slug}-dossiers-empty.csv")


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

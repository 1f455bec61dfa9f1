"""Files of results: importing them, the plain template, what each gave, and taking one out of use."""

import csv
import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from capacity.forms.results import ImportForm, RetireForm
from capacity.models import ResultsFile
from capacity.operations import results as operations
from capacity.planning.results import Malformed
from capacity.queries import results_files as queries
from capacity.results_template import COLUMNS, KINDS
from capacity.views.results import PER_PAGE, kind_name
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from chapters.policies import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def import_(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Import files of results; of rows not understood, show each and ask whether to go on without them."""
    form = ImportForm(posted(request), request.FILES if request.method == "POST" else None)
    not_understood: operations.RowsNotUnderstood | None = None
    if form.is_valid():
        try:
            imported = operations.import_files(
                chapter=standing.chapter,
                files=[(file.name, file.file) for file in form.cleaned_data["files"]],
                without=form.cleaned_data["without"],
                by=standing.member,
                at=timezone.now(),
            )
        except Malformed as malformed:
            form.add_error("files", malformed.told(gettext))
        except operations.RowsNotUnderstood as refusal:
            not_understood = refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            for each in imported:
                _tell(request, each)
            return redirect("results_files", standing.chapter.slug)
    context = {
        "form": form,
        "asked": _asked(not_understood) if not_understood else None,
        "columns": COLUMNS,
        "kinds": ", ".join(KINDS),
    }
    return render(
        request, "capacity/results/import.html", context, status=422 if form.errors or not_understood else 200
    )


def _asked(refusal: operations.RowsNotUnderstood) -> dict[str, object]:
    """What the page says of rows not understood. Beyond a file's thousandth, rows are counted only."""
    files = [
        {
            "name": read.name,
            "rows": read.rows,
            "total": len(read.not_understood),
            "faults": [
                {"line": row.line, "why": queries.why(row)} for row in read.not_understood[: operations.MOST_LEFT_OUT]
            ],
            "further": max(0, len(read.not_understood) - operations.MOST_LEFT_OUT),
        }
        for read in refusal.files
        if read.not_understood
    ]
    return {
        "refusal": str(refusal),
        "files": files,
        "seen": refusal.seen,
        "names": [read.name for read in refusal.files],
        "most": operations.MOST_LEFT_OUT,
    }


def _tell(request: HttpRequest, imported: operations.Imported) -> None:
    """Put what became of a file into a message, and into another what to look at."""
    read = imported.read
    if imported.same_as:
        said = _("%(file)s was imported before, as %(same)s, and has not changed. Nothing was written again.")
        messages.info(request, said % {"file": read.name, "same": imported.same_as})
        return
    where = {"file": read.name, "rows": f"{read.rows:,}", "contests": f"{len(read.contests):,}"}
    if imported.replaced:
        said = _("%(file)s takes the place of the file of that name. Rows: %(rows)s; contests: %(contests)s.")
    else:
        said = _("%(file)s is imported. Rows: %(rows)s; contests: %(contests)s.")
    messages.success(request, said % where)
    if read.not_understood:
        said = _("%(file)s was imported without %(count)s rows that are not understood.")
        messages.warning(request, said % {"file": read.name, "count": f"{len(read.not_understood):,}"})
    if read.repeated:
        said = _(
            "%(file)s: %(count)s lines repeat earlier ones, from line %(line)s. They are counted; look whether the "
            "file has a part twice."
        )
        where = {"file": read.name, "count": f"{read.repeated:,}", "line": f"{read.first_repeated:,}"}
        messages.warning(request, said % where)


@chapter_view()
def files(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """List all files, those in use first, fifty a page."""
    page = Paginator(queries.files(standing.chapter), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [{"file": each, "kind": kind_name(each.kind)} for each in page],
        "can_edit": standing.has(Role.ELECTORAL),
    }
    return render(request, "capacity/results/files.html", context)


def _file(standing: Standing, file_id: int) -> ResultsFile:
    found = ResultsFile.objects.filter(chapter=standing.chapter).select_related("imported_by")
    return get_object_or_404(found, pk=file_id)


@chapter_view()
def file(request: HttpRequest, standing: Standing, file_id: int) -> HttpResponseBase:
    """Show what a file gave, and the rows that were left out of it."""
    found = _file(standing, file_id)
    context = {
        "file": found,
        "kind": kind_name(found.kind),
        "contest_total": found.contests.count(),
        "left_out": [{"line": row.line, "why": queries.why(row)} for row in queries.left_out(found)],
        "retired": queries.retirements(standing.chapter, [found]).get(found.pk),
        "can_edit": standing.has(Role.ELECTORAL) and found.is_current,
    }
    return render(request, "capacity/results/file.html", context)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def retire(request: HttpRequest, standing: Standing, file_id: int) -> HttpResponseBase:
    """Ask why, and take a file out of use."""
    found = _file(standing, file_id)
    form = RetireForm(posted(request))
    if form.is_valid():
        try:
            operations.retire(file=found, reason=form.cleaned_data["reason"], by=standing.member, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(file)s is out of use. It stays on record.") % {"file": found.name})
            return redirect("results_files", standing.chapter.slug)
    context = {"form": form, "file": found}
    return render(request, "capacity/results/retire.html", context, status=422 if form.errors else 200)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@chapter_view()
def template_csv(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """The empty template as CSV, with the mark that Excel knows UTF-8 by."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(COLUMNS)
    return _download(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "results.csv")


@chapter_view()
def template_xlsx(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """The empty template as a workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "results"
    sheet.append(COLUMNS)
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 16
    out = io.BytesIO()
    book.save(out)
    return _download(out.getvalue(), XLSX, "results.xlsx")

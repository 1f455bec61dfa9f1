"""Memos: the list, one on screen, its file, and issuing one from an assessment."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.packets import LanguageForm
from endorsements.limits import TextTooLong
from endorsements.models import Cycle, Memo, Packet, StoredFile
from endorsements.operations.memos import NumberTaken
from endorsements.pdf.errors import PdfError
from endorsements.printing import as_html, assessments_to_print, draft, issue_memo

A_PAGE = 50


def file_response(file: StoredFile) -> HttpResponse:
    """Return a stored file to look at in the browser, under its own name."""
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    response["ETag"] = f'"{file.sha256}"'
    return response


@chapter_view()
def memos(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the chapter's memos, newest first, and its packets."""
    issued = (
        Memo.objects.filter(chapter=standing.chapter)
        .select_related("file", "issued_by", "assessment")
        .defer("file__content", "content")
        .annotate(
            title=models.F("content__title"),
            verdict_word=models.F("content__verdict__word"),
        )
        .fetch_mode(models.FETCH_RAISE)
    )
    page = Paginator(issued, A_PAGE).get_page(request.GET.get("page"))
    packets = Packet.objects.filter(chapter=standing.chapter).select_related("cycle", "asked_by").order_by("-pk")[:20]
    cycles = Cycle.objects.filter(chapter=standing.chapter, closed_at__isnull=True)
    may_issue = standing.has(Role.ELECTORAL, Role.STEERING)
    context = {"page": page, "packets": packets, "cycles": cycles if may_issue else []}
    return render(request, "memos/list.html", context)


@chapter_view()
def memo(request: HttpRequest, standing: Standing, number: int) -> HttpResponse:
    """Show an issued memo as it was frozen."""
    found = get_object_or_404(
        Memo.objects.filter(chapter=standing.chapter)
        .select_related("file", "issued_by", "assessment")
        .defer("file__content"),
        number=number,
    )
    newer = (
        Memo.objects.filter(
            chapter=standing.chapter, assessment__candidacy=found.assessment.candidacy_id, number__gt=found.number
        )
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    context = {"issued": found, "memo": found.content, "html": as_html(found.content), "newer": newer}
    return render(request, "memos/memo.html", context)


@chapter_view()
def memo_pdf(request: HttpRequest, standing: Standing, number: int) -> HttpResponse:
    """Return the file that was printed when the memo was issued."""
    found = get_object_or_404(Memo.objects.filter(chapter=standing.chapter).select_related("file"), number=number)
    return file_response(found.file)


@chapter_view(Role.ELECTORAL, Role.STEERING, methods=("GET", "POST"))
def memo_issue(request: HttpRequest, standing: Standing, assessment_id: int) -> HttpResponse:
    """Show what the memo of an assessment would say, in the language asked for (`?language=es`), and issue it."""
    assessment = get_object_or_404(
        assessments_to_print().filter(candidacy__race__cycle__chapter=standing.chapter), pk=assessment_id
    )
    at, problem, html = timezone.now(), "", ""
    form = LanguageForm(posted(request) or request.GET)
    language = form.cleaned_data["language"] if form.is_valid() else get_language()
    try:
        with translation.override(language):
            if request.method == "POST" and form.is_valid():
                issued = issue_memo(assessment, by=standing.member, at=at)
            else:
                issued, html = None, as_html(draft(assessment, by=standing.member, at=at))
        if issued:
            messages.success(request, _("Memo %(number)d is issued.") % {"number": issued.number})
            return redirect("memo", standing.chapter.slug, issued.number)
    except (PdfError, TextTooLong) as error:
        problem = _(error.message) % error.params
    except NumberTaken:
        problem = _("Other memos were being issued at the same moment. Nothing was issued; try again.")
    context = {"assessment": assessment, "html": html, "problem": problem, "form": form, "chosen": language}
    return render(request, "memos/issue.html", context, status=422 if problem or form.errors else 200)

"""Entering many meetings or votes of those in office at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from endorsements.forms.office_rows import PasteForm
from endorsements.models import OfficeTerm
from endorsements.operations.office_rows import RowsRefused, enter_rows
from endorsements.views.offices import WRITERS


@chapter_view(*WRITERS, methods=("GET", "POST"))
def office_paste(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Take pasted rows into the records of those in office: all, or none with what is wrong beside its line.

    `?sort=votes` begins with votes.
    """
    terms = OfficeTerm.objects.filter(chapter=standing.chapter).select_related("candidate")
    form = PasteForm(posted(request), terms=terms, sort=request.GET.get("sort", ""))
    if form.is_valid():
        try:
            count = enter_rows(entries=form.entries, today=standing.today, by=standing.member, at=timezone.now())
        except RowsRefused as refused:
            form.tell(refused.problems)
        else:
            said = ngettext("%(count)s row is entered.", "%(count)s rows are entered.", count)
            messages.success(request, said % {"count": count})
            return redirect("offices", standing.chapter.slug)
    return render(request, "offices/paste.html", {"form": form}, status=422 if form.errors else 200)

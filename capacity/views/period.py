"""The chapter's reading of the period."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.forms.period import PeriodForm
from capacity.operations.period import read_period
from capacity.policies import Refused
from capacity.queries.period import readings_of
from capacity.views.figures import WRITERS
from capacity.views.refusals import show
from chapters.access import Standing, chapter_view, refusal
from chapters.forms.fields import posted


@chapter_view(methods=("GET", "POST"))
def period(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Show the reading that holds and those before it; record a new one."""
    can_edit = standing.has(*WRITERS)
    if request.method == "POST" and not can_edit:
        raise PermissionDenied(refusal(frozenset(WRITERS)))
    form = PeriodForm(posted(request))
    if form.is_valid():
        try:
            read_period(chapter=standing.chapter, **form.cleaned_data, by=standing.member, at=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect("period", standing.chapter.slug)
    readings = [{"row": row, "moment": wording.moment(row.set_at)} for row in readings_of(standing.chapter)]
    context = {
        "current": readings[0] if readings else None,
        "earlier": readings[1:],
        "form": form if can_edit else None,
    }
    return render(request, "capacity/period.html", context, status=422 if form.errors else 200)

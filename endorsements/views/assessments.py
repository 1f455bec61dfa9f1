"""Freezing a dossier, and reading what was frozen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.models import Assessment
from endorsements.operations import assessments
from endorsements.policies import Refused
from endorsements.queries import candidacy as read
from endorsements.queries.assessments import verify
from endorsements.queries.frozen_page import frozen_page
from endorsements.queries.weighing import sheet
from endorsements.views.candidacies import found


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def freeze(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Say what freezing would fix, and on POST freeze."""
    candidacy, base = found(standing, candidacy_id)
    problem = ""
    if request.method == "POST":
        try:
            frozen = assessments.freeze(
                candidacy=candidacy, as_of=standing.today, by=standing.member, at=timezone.now()
            )
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("The dossier is frozen as assessment %(number)d.") % {"number": frozen.number})
            return redirect(reverse("assessment", args=[standing.chapter.slug, candidacy.pk, frozen.number]))
    dossier = read.dossier_of(candidacy, base=base, on=standing.today)
    heading = read.heading_of(candidacy, standing.today)
    context = {
        "heading": heading,
        "base": base,
        "panel": dossier.panel,
        "problem": problem,
        "blockers": heading.blockers,
        "sheet": sheet(candidacy, standing.member.pk, is_committee=True),
        "red_lines": len(dossier.lines),
    }
    return render(request, "candidacy/freeze.html", context, status=422 if problem else 200)


@chapter_view()
def assessment(request: HttpRequest, standing: Standing, candidacy_id: int, number: int) -> HttpResponse:
    """Show a frozen assessment from its own content, digest taken and judged again."""
    candidacy, base = found(standing, candidacy_id)
    record = get_object_or_404(
        Assessment.objects.filter(candidacy=candidacy).select_related("frozen_by"), number=number
    )
    context = {
        "heading": read.heading_of(candidacy, standing.today),
        "base": base,
        "record": record,
        "frozen": frozen_page(record),
        "verification": verify(record),
    }
    return render(request, "candidacy/assessment.html", context)

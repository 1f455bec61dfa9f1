"""Recording what came of a request for the national endorsement."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.national import NationalForm
from endorsements.models.ballot import DecisionResult
from endorsements.models.motion import MotionType
from endorsements.operations.national import report_request
from endorsements.queries.national import request_of
from endorsements.views.motions import found
from endorsements.views.refusals import carried_out

RECORDERS = (Role.STEERING, Role.ADMIN)


@chapter_view(*RECORDERS, methods=("GET", "POST"))
def national_request(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Record that an adopted motion's request was sent, and later the answer; another motion's is a 404."""
    motion = found(standing, motion_id)
    decision = getattr(motion, "decision", None)
    if motion.type != MotionType.SEEK_NATIONAL or decision is None or decision.result != DecisionResult.ADOPTED:
        raise Http404
    row = request_of(motion)
    form = NationalForm(posted(request), current=row.current, today=standing.today)
    done = carried_out(
        form,
        lambda: report_request(
            motion=motion,
            request=form.request(),
            today=standing.today,
            by=standing.member,
            at=timezone.now(),
            seen=form.cleaned_data["seen"],
        ),
    )
    if done is not None:
        messages.success(request, _("Recorded. What was reported before stays on record."))
        return redirect("motion", standing.chapter.slug, motion.pk)
    context = {"form": form, "motion": motion, "request_row": row}
    return render(request, "motions/national.html", context, status=422 if form.errors else 200)

"""What hangs on a motion: statements for and against, steps, reports on conditions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from endorsements import policies_motions
from endorsements.forms.motion_parts import ReportForm, StatementForm, StepForm
from endorsements.models import Condition, Statement, StepDone
from endorsements.models.motion import MotionType
from endorsements.operations import conditions as condition_operations
from endorsements.operations import statements as statement_operations
from endorsements.operations import steps as step_operations
from endorsements.procedures.telling import stage_in_words
from endorsements.queries.motion_parts import condition_row
from endorsements.queries.motion_words import openings_in_words, stage_title
from endorsements.queries.motions import stage_of
from endorsements.views.motions import MOVERS, found
from endorsements.views.refusals import carried_out, pressed


@chapter_view(methods=("GET", "POST"))
def statement_new(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Write a statement for or against a motion; `?side=` chooses which."""
    motion = found(standing, motion_id)
    form = StatementForm(posted(request), initial={"side": request.GET.get("side", "")})
    done = carried_out(
        form,
        lambda: statement_operations.write_statement(
            motion=motion, **form.cleaned_data, by=standing.member, at=timezone.now()
        ),
    )
    if done is not None:
        messages.success(request, _("Your statement stands on the motion's page, and on its ballots."))
        return redirect("motion", standing.chapter.slug, motion.pk)
    blocker = policies_motions.statement_blocker(motion) if request.method == "GET" else ""
    context = {"form": form, "motion": motion, "blocker": blocker}
    return render(request, "motions/statement.html", context, status=422 if form.errors else 200)


@chapter_view(methods=("POST",))
def statement_withdraw(request: HttpRequest, standing: Standing, motion_id: int, statement_id: int) -> HttpResponse:
    """Take one's own statement back; another's is a 404."""
    motion = found(standing, motion_id)
    own = Statement.objects.filter(motion=motion, written_by=standing.member).select_related("motion")
    statement = get_object_or_404(own, pk=statement_id)
    pressed(
        request,
        lambda: statement_operations.withdraw_statement(statement=statement, by=standing.member, at=timezone.now()),
        _("Your statement is withdrawn. It stays on record, and off the ballots."),
    )
    return redirect("motion", standing.chapter.slug, motion.pk)


@chapter_view(*MOVERS, methods=("GET", "POST"))
def step_record(request: HttpRequest, standing: Standing, motion_id: int, stage_id: str) -> HttpResponse:
    """Record that a step of a motion's way is done."""
    motion = found(standing, motion_id)
    stage = stage_of(motion, stage_id)
    if stage is None or stage.is_vote:
        raise Http404
    form = StepForm(posted(request), stage=stage, today=standing.today)
    done = carried_out(
        form,
        lambda: step_operations.record_step(
            motion=motion,
            stage_id=stage_id,
            **form.cleaned_data,
            today=standing.today,
            by=standing.member,
            at=timezone.now(),
        ),
    )
    if done is not None:
        messages.success(request, _("Recorded: %(step)s.") % {"step": stage_title(stage)})
        return redirect("motion", standing.chapter.slug, motion.pk)
    context = {
        "form": form,
        "motion": motion,
        "stage": stage,
        "title": stage_title(stage),
        "rule": stage_in_words(stage, _),
        "missing": openings_in_words(stage) if request.method == "GET" else "",
        "needed": step_operations.needed_on(motion, stage, standing.today) if stage.signers else None,
        "blocker": policies_motions.decided_blocker(motion) if request.method == "GET" else "",
    }
    return render(request, "motions/step.html", context, status=422 if form.errors else 200)


@chapter_view(*MOVERS, methods=("POST",))
def step_undo(request: HttpRequest, standing: Standing, motion_id: int, stage_id: str) -> HttpResponse:
    """Take back that a step was done."""
    motion = found(standing, motion_id)
    done = StepDone.objects.filter(motion=motion, undone_at__isnull=True).select_related("motion")
    step = get_object_or_404(done, stage=stage_id)
    pressed(
        request,
        lambda: step_operations.undo_step(step=step, by=standing.member, at=timezone.now()),
        _("The step counts as not done. That it was recorded stays in the history."),
    )
    return redirect("motion", standing.chapter.slug, motion.pk)


@chapter_view(*MOVERS, methods=("GET", "POST"))
def condition_report(request: HttpRequest, standing: Standing, motion_id: int, condition_id: int) -> HttpResponse:
    """Report how a condition of an adopted endorsement stands."""
    motion = found(standing, motion_id)
    kept = Condition.objects.filter(motion=motion, motion__type=MotionType.ENDORSE_CONDITIONALLY)
    condition = get_object_or_404(kept.select_related("motion"), pk=condition_id)
    form = ReportForm(posted(request), today=standing.today)
    done = carried_out(
        form,
        lambda: condition_operations.report_condition(
            condition=condition, **form.cleaned_data, today=standing.today, by=standing.member, at=timezone.now()
        ),
    )
    if done is not None:
        messages.success(request, _("Recorded. What was reported before stays on record."))
        return redirect("motion", standing.chapter.slug, motion.pk)
    row = condition_row(condition, standing.today)
    context = {"form": form, "motion": motion, "row": row}
    return render(request, "motions/condition.html", context, status=422 if form.errors else 200)

"""Motions: the list, a motion's page, moving, editing and withdrawing it."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.clock import database_now
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements import policies_motions
from endorsements.forms.motions import Conditions, EditForm, MoveForm, WithdrawForm, conditions_in, typed_conditions
from endorsements.models import Candidacy, Motion, Procedure, Race
from endorsements.models.motion import MotionType
from endorsements.operations import motions as operations
from endorsements.operations.withdrawals import withdraw_motion
from endorsements.policies import Refused
from endorsements.queries import motions as queries
from endorsements.queries.motion_page import motion_page, rows_of
from endorsements.queries.motion_words import beginnings
from endorsements.queries.offices import Summary, records_for, records_for_run
from endorsements.views.refusals import carried_out, show

MOVERS = (Role.ELECTORAL, Role.STEERING, Role.ADMIN)
ANOTHER = "another"
"""The button that asks for one more row of conditions."""
PER_PAGE = 25
LONGEST_ID = 18


def found(standing: Standing, motion_id: int) -> Motion:
    """Return a motion of the person's chapter with all that names it, or raise Http404."""
    return get_object_or_404(queries.motions_of(standing.chapter), pk=motion_id)


@chapter_view()
def motions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the motions, newest first; `?state=open` or `decided` narrows them."""
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else ""
    page = Paginator(queries.motions_of(standing.chapter, state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "state": state,
        "may_move": standing.has(*MOVERS),
    }
    return render(request, "motions/list.html", context)


@chapter_view()
def motion(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Show a motion: text, way, ballots, cases, conditions, recusals, history, and what can be done next."""
    shown = found(standing, motion_id)
    page = motion_page(shown, standing.today)
    undecided = not page.row.is_decided
    context = {
        "motion": shown,
        "page": page,
        "records": records_for(shown, standing.today),
        "may_move": standing.has(*MOVERS) and undecided,
        "may_edit": standing.has(*MOVERS) and undecided and shown.frozen_at is None,
        "may_report": standing.has(*MOVERS) and page.is_adopted,
        "may_write": undecided and not page.has_open_ballot,
        "may_ask": standing.has(Role.STEERING, Role.ADMIN),
        "is_admin": standing.has(Role.ADMIN),
    }
    return render(request, "motions/motion.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


def _beginning(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """Return what the form starts with: the subject and type that the address names, and words for them."""
    asked = request.GET.get("type", "")
    said: dict[str, Any] = {"type": asked if asked in MotionType.values else MotionType.ENDORSE}
    procedures = list(Procedure.objects.filter(chapter=standing.chapter, retired_at=None).order_by("pk")[:2])
    if len(procedures) == 1:
        said["procedure"] = procedures[0].pk
    name, of, contest = "", "", False
    if "candidacy" in request.GET:
        runs = Candidacy.objects.filter(race__cycle__chapter=standing.chapter).select_related("candidate", "race")
        runs_for = get_object_or_404(runs, pk=_number(request.GET["candidacy"]))
        said["subject"], name, of = f"candidacy:{runs_for.pk}", runs_for.candidate.name, str(runs_for.race)
    elif "race" in request.GET:
        races = Race.objects.filter(cycle__chapter=standing.chapter)
        race = get_object_or_404(races, pk=_number(request.GET["race"]))
        said["subject"], name, contest = f"race:{race.pk}", str(race), True
    elif "red_line" in request.GET:
        lines = standing.chapter.red_lines.filter(versions__is_current=True).values_list("pk", "versions__title")
        pk, name = get_object_or_404(lines, pk=_number(request.GET["red_line"]))
        said["subject"] = f"red_line:{pk}"
        said["type"] = asked if asked in MotionType.values else MotionType.REAFFIRM_RED_LINE
    said["title"], said["text"] = beginnings(said["type"], name=name, of=of, contest=contest)
    return said


@chapter_view(*MOVERS, methods=("GET", "POST"))
def motion_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Move a motion; `?candidacy=`, `?race=` or `?red_line=` and `?type=` say what the form begins with."""
    if ANOTHER in request.POST:
        form = MoveForm(chapter=standing.chapter, initial=request.POST.dict())
        return _form_page(request, form, _with_another(request), None)
    data = posted(request)
    form = MoveForm(data, chapter=standing.chapter, initial=_beginning(request, standing))
    conditions = Conditions(data, prefix="conditions")
    if data is not None and _both_valid(form, conditions):
        said = {name: form.cleaned_data[name] for name in ("type", "title", "text", "procedure")}
        try:
            moved = operations.move(
                chapter=standing.chapter, **said, **form.subject(), conditions=conditions_in(conditions),
                by=standing.member, at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Motion %(number)d is moved.") % {"number": moved.number})
            return redirect("motion", standing.chapter.slug, moved.pk)
    return _form_page(request, form, conditions, None)


@chapter_view(*MOVERS, methods=("GET", "POST"))
def motion_edit(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Edit a motion before its first ballot opens."""
    edited = found(standing, motion_id)
    if ANOTHER in request.POST:
        form = EditForm(motion=edited, typed=request.POST.dict())
        return _form_page(request, form, _with_another(request), edited)
    data = posted(request)
    form = EditForm(data, motion=edited)
    known = [{"text": each.text, "due_on": each.due_on} for each in edited.conditions.order_by("position")]
    conditions = Conditions(data, prefix="conditions", initial=known)
    if data is not None and _both_valid(form, conditions):
        try:
            operations.edit_motion(
                motion=edited, **form.cleaned_data, conditions=conditions_in(conditions), by=standing.member,
                at=timezone.now(), seen=request.POST.get("seen", ""),
            )  # fmt: skip
        except operations.MotionChangedMeanwhile as changed:
            return _form_page(request, form, conditions, edited, meanwhile=changed)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("motion", standing.chapter.slug, edited.pk)
    return _form_page(request, form, conditions, edited)


def _with_another(request: HttpRequest) -> forms.BaseFormSet:
    """Return the rows as they were typed and one more; nothing is saved and nothing is found wrong."""
    return Conditions(prefix="conditions", initial=typed_conditions(request.POST, "conditions"))


def _both_valid(form: forms.Form, conditions: forms.BaseFormSet) -> bool:
    # Both are asked, so that all that is wrong is told at once.
    return all([form.is_valid(), conditions.is_valid()])


def _form_page(
    request: HttpRequest, form: forms.Form, conditions: forms.BaseFormSet, edited: Motion | None, *,
    meanwhile: operations.MotionChangedMeanwhile | None = None,
) -> HttpResponse:  # fmt: skip
    refused = request.method == "POST" and ANOTHER not in request.POST
    context = {
        "form": form,
        "conditions": conditions,
        "motion": edited,
        "meanwhile": meanwhile,
        "seen": _seen(request, edited, meanwhile),
        "blocker": policies_motions.frozen_blocker(edited) if edited else "",
        "has_procedure": form.fields["procedure"].queryset.exists(),
        "records": _records(request, form, edited),
    }
    return render(request, "motions/form.html", context, status=422 if refused else 200)


def _records(request: HttpRequest, form: forms.Form, edited: Motion | None) -> list[Summary]:
    """Return the record in office of whom the form is about, from which a re-endorsement starts."""
    today: dt.date = request.standing.today  # type: ignore[attr-defined]
    if edited is not None:
        return records_for(edited, today)
    kind, _colon, pk = str(form.initial.get("subject", "")).partition(":")
    return records_for_run(_number(pk), today) if kind == "candidacy" else []


def _seen(request: HttpRequest, edited: Motion | None, meanwhile: operations.MotionChangedMeanwhile | None) -> str:
    """Return the edition that the form is made from: after a clash the one that its reader was then shown."""
    if edited is None:
        return ""
    if request.method == "POST" and meanwhile is None:
        return request.POST.get("seen", "")
    return operations.edition(meanwhile.motion if meanwhile else edited)


@chapter_view(*MOVERS, methods=("GET", "POST"))
def motion_withdraw(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Withdraw a motion for the candidate or the chapter, saying why."""
    withdrawn = found(standing, motion_id)
    form = WithdrawForm(posted(request))
    done = carried_out(
        form, lambda: withdraw_motion(motion=withdrawn, **form.cleaned_data, by=standing.member, at=database_now())
    )
    if done is not None:
        messages.success(request, _("The motion is withdrawn. It stays on record."))
        return redirect("motion", standing.chapter.slug, withdrawn.pk)
    context = {
        "form": form,
        "motion": withdrawn,
        "blocker": policies_motions.decided_blocker(withdrawn) if request.method == "GET" else "",
        "ballots": withdrawn.ballots.filter(closed_at__isnull=True, voided_at__isnull=True).count(),
    }
    return render(request, "motions/withdraw.html", context, status=422 if form.errors else 200)

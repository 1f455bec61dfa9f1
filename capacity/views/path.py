"""A path to an office: its stations, what is due next, what it was chosen on; as a calendar; giving it up."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.forms.path import GiveUpForm
from capacity.models import OfficePath, PathStep
from capacity.operations import path as operations
from capacity.planning import ics
from capacity.planning.path import LEAD, day_before
from capacity.planning.path_steps import BY_KEY, DOORS, PHASES
from capacity.policies import Refused
from capacity.queries import path_words
from capacity.queries.path import path_rows
from capacity.views.planner import WRITERS, figure_rows
from capacity.views.refusals import show
from capacity.views.results import kind_name
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted

SOON = dt.timedelta(days=28)


def path_in(standing: Standing, path_id: int) -> OfficePath:
    """Return one of the chapter's paths; raises Http404 for another chapter's or none."""
    return get_object_or_404(path_rows(standing.chapter), pk=path_id)


def title_of(step: PathStep) -> str:
    """Return what a step is called: the strategy's in the reader's language, the chapter's own as written."""
    return _(step.title) if step.key else step.title


def name_of(path: OfficePath) -> str:
    """Return an office with its district."""
    return f"{path.office} {path.district}".strip()


@chapter_view()
def path(request: HttpRequest, standing: Standing, path_id: int) -> HttpResponseBase:
    """Show a path."""
    found = path_in(standing, path_id)
    chosen_on = timezone.localtime(found.chosen_at).date()
    steps = [_step(step, found, chosen_on, standing.today) for step in found.steps.all()]
    doors = next((step["step"].due_on for step in steps if step["step"].key == DOORS), None)
    weeks = (found.election_on - doors).days // 7 if doors else 0
    pace = path_words.pace(found.reasons, weeks)
    open_steps = [step for step in steps if not step["step"].done_on]
    context = {
        "path": found,
        "name": name_of(found),
        "kind": kind_name(found.kind),
        "chosen_on": chosen_on,
        "is_short": found.election_on - chosen_on < LEAD,
        "weeks_at_choice": max(0, (found.election_on - chosen_on).days // 7),
        "late": sum(step["is_late"] for step in steps),
        "days_left": (found.election_on - standing.today).days,
        "stations": _stations(steps),
        "due": [step for step in open_steps if step["is_overdue"] or step["is_soon"]] or open_steps[:1],
        "steps": steps,
        "done": len(steps) - len(open_steps),
        "pace": wording.spread(pace) if pace else "",
        "canvass_weeks": weeks,
        "reasons": path_words.reasons(found.reasons),
        "figures": figure_rows(found.reasons),
        "contest_id": found.reasons["contest"],
        "can_edit": standing.has(*WRITERS) and found.given_up_at is None,
    }
    return render(request, "capacity/path/path.html", context)


def _step(step: PathStep, of: OfficePath, chosen_on: dt.date, today: dt.date) -> dict[str, Any]:
    kind = BY_KEY.get(step.key)
    full_on = day_before(of.election_on, kind.weeks) if kind else None
    return {
        "step": step,
        "phase": kind.phase if kind else "",
        "title": title_of(step),
        "help": _(kind.help) if kind else "",
        "full_on": full_on,
        "is_late": full_on is not None and full_on < chosen_on,
        "is_overdue": not step.done_on and step.due_on < today,
        "is_soon": not step.done_on and today <= step.due_on <= today + SOON,
    }


def _stations(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The phases in order; the current one is the first with something left to do."""
    stations = []
    for phase in PHASES:
        of = [step for step in steps if step["phase"] == phase.key]
        left = [step["step"].due_on for step in of if not step["step"].done_on]
        if of:
            stations.append({
                "name": _(phase.name), "done": len(of) - len(left), "of": len(of), "next": min(left, default=None),
                "is_done": not left, "is_current": False,
            })  # fmt: skip
    for station in [station for station in stations if not station["is_done"]][:1]:
        station["is_current"] = True
    return stations


@chapter_view()
def calendar(request: HttpRequest, standing: Standing, path_id: int) -> HttpResponseBase:
    """Give the steps as a calendar file."""
    found = path_in(standing, path_id)
    address = request.build_absolute_uri(reverse("path", args=[standing.chapter.slug, found.pk]))
    events = [_event(step, found, address) for step in found.steps.all()]
    content = ics.calendar(f"{name_of(found)} – {standing.chapter.name}", events, stamp=timezone.now())
    name = f"{standing.chapter.slug}-path-{found.pk}.ics"
    return HttpResponse(
        content, "text/calendar; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _event(step: PathStep, of: OfficePath, address: str) -> ics.Event:
    kind = BY_KEY.get(step.key)
    summary = _("%(office)s: %(step)s") % {"office": name_of(of), "step": title_of(step)}
    if step.done_on:
        summary = _("Done: %(step)s") % {"step": summary}
    lines = [
        _(kind.help) if kind else "",
        _("Owner: %(name)s") % {"name": step.owner.name} if step.owner else _("Nobody owns this step yet."),
        _("Done on %(day)s.") % {"day": wording.day(step.done_on)} if step.done_on else "",
        step.note,
        step.source,
    ]
    weekly = step.key == DOORS and not of.given_up_at
    return ics.Event(
        uid=str(_uid(step, of)),
        day=step.due_on,
        summary=summary,
        description="\n".join(line for line in lines if line),
        url=address,
        weekly_until=of.election_on - dt.timedelta(days=1) if weekly else None,
    )


def _uid(step: PathStep, of: OfficePath) -> uuid.UUID:
    """The same at each export, and another one in every other installation."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{of.chapter.founded_at.isoformat()}/{of.chapter_id}/path-step/{step.pk}")


@chapter_view(*WRITERS, methods=("GET", "POST"))
def give_up(request: HttpRequest, standing: Standing, path_id: int) -> HttpResponseBase:
    """Give a path up, with a reason."""
    found = path_in(standing, path_id)
    form = GiveUpForm(posted(request))
    if form.is_valid():
        try:
            operations.give_up(path=found, **form.cleaned_data, by=standing.member, at=timezone.now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("The path is given up; it stays on record."))
            return redirect("path", standing.chapter.slug, found.pk)
    context = {"form": form, "path": found, "name": name_of(found)}
    return render(request, "capacity/path/give_up.html", context, status=422 if form.errors else 200)

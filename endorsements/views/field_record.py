"""The field record of a candidacy, entered by week, and canvassing exports reduced to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view, refusal
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.canvass_files import Unreadable
from endorsements.forms.field_record import CanvassForm, WeekForm
from endorsements.models import FieldWeek
from endorsements.operations import field_record as operations
from endorsements.policies import Refused
from endorsements.queries import field_record as read
from endorsements.views.candidacies import found
from endorsements.views.refusals import show
from endorsements.wording import day

WRITERS = (Role.ELECTORAL, Role.STEERING)


def check_writer(request: HttpRequest, standing: Standing) -> bool:
    """Say whether the person writes here; raise PermissionDenied when they try without a seat that may."""
    may = standing.has(*WRITERS)
    if request.method == "POST" and not may:
        raise PermissionDenied(refusal(frozenset(WRITERS)))
    return may


def _asked(request: HttpRequest, weeks: list[FieldWeek]) -> FieldWeek | None:
    return next((week for week in weeks if week.starts_on.isoformat() == request.GET.get("week")), None)


@chapter_view(methods=("GET", "POST"))
def field_record(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show the record by week; whoever may enters a week here, or corrects one (`?week=<its Monday>`)."""
    may = check_writer(request, standing)
    candidacy, base = found(standing, candidacy_id)
    weeks = read.rows_of(candidacy)
    form = WeekForm(posted(request), week=_asked(request, weeks), day=standing.today) if may else None
    if form is not None and form.is_valid():
        try:
            week = operations.record_week(
                candidacy=candidacy, starts_on=form.cleaned_data["starts_on"], done=form.done(), today=standing.today,
                by=standing.member, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved: the week of %(day)s.") % {"day": day(week.starts_on)})
            return redirect("field_record", standing.chapter.slug, candidacy.pk)
    context = {
        "candidacy": candidacy,
        "base": base,
        "record": read.record_of(candidacy, weeks),
        "form": form,
        "election_on": day(candidacy.race.election_on),
        "editing": bool(request.GET.get("week")),
    }
    return render(request, "outcomes/field_record.html", context, status=422 if form and form.errors else 200)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def canvass_import(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Take doors and contacts by week from a canvassing export; nothing of a person is kept."""
    candidacy, base = found(standing, candidacy_id)
    form = CanvassForm(posted(request), request.FILES if request.method == "POST" else None)
    faults: operations.CanvassRead | None = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            imported = operations.import_canvass(
                candidacy=candidacy, name=file.name, content=file.read(), contacts=form.cleaned_data["contacts"],
                replace=form.replaces(), today=standing.today, by=standing.member, at=timezone.now(),
            )  # fmt: skip
        except Unreadable as unreadable:
            form.add_error("file", _(unreadable.message))
        except operations.Overlaps as refused:
            form.add_error("days", str(refused))
        except operations.NotUnderstood as refused:
            faults = refused.read
            form.add_error("file", str(refused))
        else:
            _tell(request, imported)
            return redirect("field_record", standing.chapter.slug, candidacy.pk)
    context = {
        "candidacy": candidacy,
        "base": base,
        "form": form,
        "faults": [(fault.line, _(fault.message)) for fault in faults.faults] if faults else [],
        "further": faults.fault_total - len(faults.faults) if faults else 0,
    }
    return render(request, "outcomes/canvass_import.html", context, status=422 if form.errors else 200)


def _tell(request: HttpRequest, imported: operations.Imported) -> None:
    if imported.same:
        messages.info(request, _("This file was imported before and counted the same way. Nothing was written again."))
        return
    said = _("Imported: %(rows)s rows, reduced to counts. Doors and contacts of %(weeks)s weeks are from exports now.")
    messages.success(request, said % {"rows": f"{imported.file.rows:,}", "weeks": imported.weeks})

"""Races and the candidacies in them: adding, editing, closing, reopening."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements import wording
from endorsements.forms.candidacies import CandidacyForm, CloseForm, EditCandidacyForm
from endorsements.forms.races import RaceForm
from endorsements.models import Candidacy, Cycle, Motion, Race
from endorsements.operations import candidacies, cycles
from endorsements.views.motions import MOVERS
from endorsements.views.refusals import carried_out, pressed


def _race(standing: Standing, race_id: int) -> Race:
    races = Race.objects.filter(cycle__chapter=standing.chapter).select_related("cycle__chapter")
    return get_object_or_404(races, pk=race_id)


def _candidacy(standing: Standing, candidacy_id: int) -> Candidacy:
    candidacies = Candidacy.objects.filter(race__cycle__chapter=standing.chapter).select_related(
        "race__cycle__chapter", "candidate", "assigned_to"
    )
    return get_object_or_404(candidacies, pk=candidacy_id)


@chapter_view()
def race(request: HttpRequest, standing: Standing, race_id: int) -> HttpResponseBase:
    """Show a race and the candidacies in it."""
    shown = _race(standing, race_id)
    candidacies = list(shown.candidacies.select_related("candidate", "assigned_to").order_by("candidate__name"))
    is_contest = sum(each.closed_at is None for each in candidacies) > 1
    context = {
        "race": shown,
        "cycle": shown.cycle,
        "election_on": wording.day(shown.election_on),
        "decide_by_on": wording.day(shown.decide_by_on) if shown.decide_by_on else "",
        "candidacies": candidacies,
        "motions": list(Motion.objects.filter(race=shown).order_by("-number").only("number", "title")),
        "can_move": is_contest and standing.has(*MOVERS) and shown.cycle.closed_at is None,
        "can_edit": standing.has(Role.ELECTORAL) and shown.cycle.closed_at is None,
    }
    return render(request, "races/race.html", context)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def race_new(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Add a race to a cycle, and go to it."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter), pk=cycle_id)
    form = RaceForm(request.POST if request.method == "POST" else None)
    added = carried_out(
        form, lambda: cycles.add_race(cycle=cycle, **form.cleaned_data, by=standing.member, at=timezone.now())
    )
    if added is not None:
        messages.success(request, _("The race is on the board. Add who runs in it next."))
        return redirect("race", standing.chapter.slug, added.pk)
    return render(request, "races/form.html", {"form": form, "cycle": cycle}, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def race_edit(request: HttpRequest, standing: Standing, race_id: int) -> HttpResponseBase:
    """Edit a race."""
    edited = _race(standing, race_id)
    title = str(edited)
    form = RaceForm(request.POST if request.method == "POST" else None, instance=edited)
    done = carried_out(
        form, lambda: cycles.edit_race(race=edited, **form.cleaned_data, by=standing.member, at=timezone.now())
    )
    if done is not None:
        messages.success(request, _("Saved."))
        return redirect("race", standing.chapter.slug, edited.pk)
    context = {"form": form, "race": edited, "cycle": edited.cycle, "race_title": title}
    return render(request, "races/form.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def candidacy_new(request: HttpRequest, standing: Standing, race_id: int) -> HttpResponseBase:
    """Open a candidacy in a race, and go to its dossier."""
    run_in = _race(standing, race_id)
    posted = request.POST if request.method == "POST" else None
    form = CandidacyForm(posted, chapter=standing.chapter, today=standing.today)
    opened = carried_out(
        form,
        lambda: candidacies.open_candidacy(race=run_in, **form.cleaned_data, by=standing.member, at=timezone.now()),
    )
    if opened is not None:
        messages.success(request, _("The dossier is open. Answer its questions as the evidence comes in."))
        return redirect("candidacy", standing.chapter.slug, opened.pk)
    context = {"form": form, "race": run_in, "cycle": run_in.cycle}
    return render(request, "races/candidacy_new.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def candidacy_edit(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponseBase:
    """Assign a candidacy, or move it to another race."""
    edited = _candidacy(standing, candidacy_id)
    posted = request.POST if request.method == "POST" else None
    form = EditCandidacyForm(posted, candidacy=edited, today=standing.today)
    done = carried_out(
        form,
        lambda: candidacies.edit_candidacy(
            candidacy=edited, **form.cleaned_data, by=standing.member, at=timezone.now()
        ),
    )
    if done is not None:
        messages.success(request, _("Saved."))
        return redirect("candidacy", standing.chapter.slug, edited.pk)
    context = {"form": form, "candidacy": edited, "action": "edit"}
    return render(request, "races/candidacy_form.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def candidacy_close(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponseBase:
    """Close a candidacy, saying why."""
    closed = _candidacy(standing, candidacy_id)
    form = CloseForm(request.POST if request.method == "POST" else None)
    done = carried_out(
        form,
        lambda: candidacies.close_candidacy(
            candidacy=closed, **form.cleaned_data, by=standing.member, at=timezone.now()
        ),
    )
    if done is not None:
        messages.success(request, _("The candidacy is closed. It can be reopened."))
        return redirect("candidacy", standing.chapter.slug, closed.pk)
    context = {"form": form, "candidacy": closed, "action": "close"}
    return render(request, "races/candidacy_form.html", context, status=422 if form.errors else 200)


@chapter_view(Role.ELECTORAL, methods=("POST",))
def candidacy_reopen(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponseBase:
    """Open a closed candidacy again."""
    reopened = _candidacy(standing, candidacy_id)
    pressed(
        request,
        lambda: candidacies.reopen_candidacy(candidacy=reopened, by=standing.member, at=timezone.now()),
        _("The candidacy is open again."),
    )
    return redirect("candidacy", standing.chapter.slug, reopened.pk)

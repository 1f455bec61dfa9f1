"""What a candidacy needs in the field: its figures, the plan behind them, and what they propose."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.wording import number, spread
from chapters.access import Standing, chapter_view, refusal
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.field import FieldForm
from endorsements.models import Candidacy, FieldPlan
from endorsements.operations import field as operations
from endorsements.policies import Refused
from endorsements.queries import candidacy as read
from endorsements.queries import past_contests
from endorsements.queries.dossiers import current_values, explained
from endorsements.queries.field import Field, field_for
from endorsements.queries.field_history import claims_of, versions
from endorsements.queries.field_section import section_of
from endorsements.queries.field_standing import stands
from endorsements.views.candidacies import found, may_edit
from endorsements.views.refusals import show
from endorsements.wording import words


def _form(request: HttpRequest, candidacy: Candidacy, plan: FieldPlan | None) -> FieldForm:
    known = past_contests.known_contests(candidacy.race.cycle.chapter)
    guess = None
    if plan is None:
        guess = past_contests.guessed(known, candidacy.race, current_values([candidacy.pk])[candidacy.pk])
    office = request.GET.get("office") or (plan.past_office if plan else "") or (guess.office if guess else "")
    return FieldForm(posted(request), known=known, office=office or candidacy.race.office, plan=plan, guess=guess)


def _save(candidacy: Candidacy, form: FieldForm, standing: Standing) -> FieldPlan | None:
    """Write the plan; None when something stands against it, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return operations.plan_field(
            candidacy=candidacy,
            by=standing.member,
            at=timezone.now(),
            seen=form.cleaned_data["seen"],
            **form.said(),
        )
    except Refused as refused:
        show(form, refused)
        return None


def _saved(worked_out: Field | None) -> str:
    if worked_out is None or worked_out.need.needed is None:
        return _("Saved. Without a turnout nobody can say how many doors this race needs.")
    need = worked_out.need.needed
    return _("Saved. Votes to work for: %(votes)s. Doors needed: %(doors)s.") % {
        "votes": number(need.win_number),
        "doors": spread(need.doors),
    }


@chapter_view(methods=("GET", "POST"))
def field(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show what a candidacy needs and where each figure is from; the electoral committee plans it here."""
    if request.method == "POST" and not standing.has(Role.ELECTORAL):
        raise PermissionDenied(refusal(frozenset({Role.ELECTORAL})))
    candidacy, base = found(standing, candidacy_id)
    worked_out = field_for(candidacy)
    heading = read.heading_of(candidacy, standing.today)
    form = None
    if request.method == "POST" or may_edit(standing, heading):
        form = _form(request, candidacy, worked_out.need.plan if worked_out else None)
    if form is not None and request.method == "POST" and _save(candidacy, form, standing):
        messages.success(request, _saved(field_for(candidacy)))
        return redirect("field", standing.chapter.slug, candidacy.pk)
    values = current_values([candidacy.pk])[candidacy.pk]
    if form is not None and form.non_field_errors():
        form.data = form.data.copy()
        form.data["seen"] = str(worked_out.need.plan.pk if worked_out else "")
    context = {
        "heading": heading,
        "base": base,
        "stands": stands(candidacy, standing.today) if worked_out else None,
        "section": section_of(worked_out, base, explained(candidacy.rulebook, values, ()), values),
        "form": form,
        "versions": versions(candidacy),
        "claims": claims_of(standing.chapter, standing.today),
    }
    return render(request, "field/page.html", context, status=422 if form is not None and form.errors else 200)


@chapter_view()
def field_standing(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Say how a candidacy stands against capacity, for its page to take in; without htmx, go to its field plan."""
    candidacy, _base = found(standing, candidacy_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("field", standing.chapter.slug, candidacy.pk)
    return render(request, "field/standing.html", {"stands": stands(candidacy, standing.today)})


@chapter_view(Role.ELECTORAL, methods=("POST",))
def accept_viable_path(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Answer whether there is a viable path as the figures propose, with them as evidence."""
    candidacy, base = found(standing, candidacy_id)
    try:
        answer = operations.accept_proposal(
            candidacy=candidacy, value=request.POST.get("value", ""), by=standing.member, at=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("Answered as the figures propose: %(value)s.") % {"value": words().label(answer.fact, answer.value)},
        )
    return redirect(f"{base}#fact-viable_path")

"""Recusals: declared from a candidacy or from a motion, lifted with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.queries.bodies import called
from endorsements.forms.motion_parts import LiftForm, RecuseForm, RecuseOtherForm
from endorsements.models import Recusal
from endorsements.operations import recusals as operations
from endorsements.policies import Refused
from endorsements.queries.candidacy import candidacies_of
from endorsements.queries.motion_parts import recusals_from, still_on_roll
from endorsements.views.motions import MOVERS, found
from endorsements.views.refusals import show


@chapter_view(methods=("GET", "POST"))
def candidacy_recusals(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show who is recused from a candidacy and why; any seat declares its own conflict."""
    candidacy = get_object_or_404(candidacies_of(standing.chapter), pk=candidacy_id)
    title = f"{candidacy.candidate.name}, {candidacy.race}"
    back = reverse("candidacy", args=[standing.chapter.slug, candidacy.pk])
    return _page(request, standing, {"candidacy": candidacy}, title, back)


@chapter_view(methods=("GET", "POST"))
def motion_recusals(request: HttpRequest, standing: Standing, motion_id: int) -> HttpResponse:
    """Show who is recused from one motion only; any seat declares its own conflict."""
    motion = found(standing, motion_id)
    back = reverse("motion", args=[standing.chapter.slug, motion.pk])
    return _page(request, standing, {"motion": motion}, motion.title, back)


def _page(request: HttpRequest, standing: Standing, about: dict[str, Any], title: str, back: str) -> HttpResponse:
    others = standing.has(*MOVERS)
    data = posted(request)
    form = RecuseOtherForm(data, chapter=standing.chapter, by=standing.member) if others else RecuseForm(data)
    if form.is_valid():
        member = form.cleaned_data["member"] if others else standing.member
        try:
            recusal = operations.recuse(
                **about, member=member, reason=form.cleaned_data["reason"], by=standing.member, at=timezone.now()
            )
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("%(name)s is recused.") % {"name": member.name})
            for ballot in still_on_roll(recusal):
                said = {"name": member.name, "motion": ballot.motion.number, "body": called(ballot.body)}
                messages.warning(request, _still_on_roll() % said)
            return redirect(request.path)
    standing_rows, lifted = recusals_from(Recusal.objects.filter(**about).order_by("declared_at", "pk"))
    context = {
        "form": form,
        "title": title,
        "back": back,
        "recusals": standing_rows,
        "lifted": lifted,
        "may_lift": others,
        **about,
    }
    return render(request, "motions/recusals.html", context, status=422 if form.errors else 200)


def _still_on_roll() -> str:
    return _(
        "Motion %(motion)s, %(body)s: this ballot was open already, and %(name)s is on its roll still. Whoever keeps "
        "it can strike a name, on record; of a secret ballot only before its first vote."
    )


@chapter_view(*MOVERS, methods=("GET", "POST"))
def recusal_lift(request: HttpRequest, standing: Standing, recusal_id: int) -> HttpResponse:
    """Lift a recusal, saying why."""
    rows = Recusal.objects.select_related("member", "candidacy__candidate", "candidacy__race", "motion")
    of_candidacy = rows.filter(candidacy__race__cycle__chapter=standing.chapter)
    recusal = get_object_or_404(of_candidacy | rows.filter(motion__chapter=standing.chapter), pk=recusal_id)
    name, pk = (
        ("candidacy_recusals", recusal.candidacy_id) if recusal.candidacy_id else ("motion_recusals", recusal.motion_id)
    )
    back = reverse(name, args=[standing.chapter.slug, pk])
    form = LiftForm(posted(request))
    if form.is_valid():
        try:
            operations.lift(recusal=recusal, **form.cleaned_data, by=standing.member, at=timezone.now())
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("The recusal of %(name)s is lifted.") % {"name": recusal.member.name})
            return redirect(back)
    context = {"form": form, "recusal": recusal, "back": back}
    return render(request, "motions/lift.html", context, status=422 if form.errors else 200)

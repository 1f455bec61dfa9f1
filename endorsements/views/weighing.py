"""The weighing sheet: your own scores, and the spread once you may see it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view, refusal
from chapters.models import Role
from endorsements import policies
from endorsements.forms.weighing import WeighingForm
from endorsements.models import Candidacy
from endorsements.models.weighing import ASPECTS, BENEFITS
from endorsements.operations.weighing import score
from endorsements.policies import Refused
from endorsements.queries import candidacy as read
from endorsements.queries.weighing import Sheet, sheet, spread
from endorsements.views.candidacies import found


def _blocker(heading: read.Heading, dossier: read.Dossier, kept: Sheet) -> str:
    for sentence in heading.blockers:
        return sentence
    if kept.closed:
        return _("The weighing closed when the dossier was frozen: since then the scores are open to every seat.")
    return policies.weighing_blocker(dossier.found)


def _form(kept: Sheet) -> WeighingForm:
    names = (*ASPECTS, "remark")
    return WeighingForm(initial={name: getattr(kept.mine, name) for name in names} if kept.mine else None)


def _page(
    request: HttpRequest, standing: Standing, candidacy: Candidacy, base: str, form: WeighingForm | None = None
) -> HttpResponse:
    committee = standing.has(Role.ELECTORAL)
    dossier = read.dossier_of(candidacy, base=base, on=standing.today)
    kept = sheet(candidacy, standing.member.pk, is_committee=committee)
    heading = read.heading_of(candidacy, standing.today)
    blocker = _blocker(heading, dossier, kept)
    form = form or _form(kept)
    context: dict[str, Any] = {
        "heading": heading,
        "base": base,
        "panel": dossier.panel,
        "sheet": kept,
        "blocker": blocker,
        "form": form if committee and not blocker else None,
        "benefits": [form[name] for name in BENEFITS],
        "costs": [form[name] for name in ASPECTS if name not in BENEFITS],
        "commitment": dossier.row("sio_commitment"),
        "spread": spread(candidacy) if kept.may_see else None,
    }
    return render(request, "candidacy/weighing.html", context, status=422 if form.errors else 200)


@chapter_view(methods=("GET", "POST"))
def weighing(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show the sheet; a committee member's POST hands in or revises their scores."""
    candidacy, base = found(standing, candidacy_id)
    if request.method != "POST":
        return _page(request, standing, candidacy, base)
    if not standing.has(Role.ELECTORAL):
        raise PermissionDenied(refusal(frozenset({Role.ELECTORAL})))
    form = WeighingForm(request.POST)
    if form.is_valid():
        try:
            given = score(
                candidacy=candidacy,
                scores=form.scores,
                remark=form.cleaned_data["remark"],
                as_of=standing.today,
                by=standing.member,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            revised = _("Your scores are revised, and marked as revised.")
            messages.success(request, revised if given.revised_at else _("Your scores are handed in."))
            return redirect(reverse("weighing", args=[standing.chapter.slug, candidacy.pk]))
    return _page(request, standing, candidacy, base, form)

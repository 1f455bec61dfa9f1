"""Scheduling the ballots of a stage, with what stands in the way told beforehand."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from endorsements.forms.ballot_schedule import ScheduleForm
from endorsements.models import Ballot, Motion
from endorsements.models.ballot import CastingMethod
from endorsements.operations.ballot_stages import Ties, Times, schedule_stage
from endorsements.operations.ballots import waits_for_present
from endorsements.operations.opening import open_ballot
from endorsements.policies import Refused
from endorsements.procedures.telling import stage_in_words
from endorsements.queries.ballot_foretold import Ahead, ahead
from endorsements.queries.ballot_page import stage_on, stage_title
from endorsements.queries.ballots import void_words
from endorsements.queries.motions import track_of
from endorsements.views.ballot_access import KEEPERS, new_salt
from endorsements.views.refusals import show
from endorsements.wording import moment


def _motion(standing: Standing, motion_id: int) -> Motion:
    motions = Motion.objects.filter(chapter=standing.chapter).select_related(
        "chapter", "candidacy__candidate", "candidacy__race__cycle", "race__cycle", "red_line", "procedure", "version"
    )
    return get_object_or_404(motions, pk=motion_id)


@chapter_view(*KEEPERS, methods=("GET", "POST"))
def ballot_schedule(request: HttpRequest, standing: Standing, motion_id: int, stage_id: str) -> HttpResponse:
    """Show what a stage's ballots would be, and schedule them: every chosen body's at once, or none."""
    motion = _motion(standing, motion_id)
    found, is_last = stage_on(track_of(motion), stage_id)
    if found is None or not found.is_vote:
        raise Http404
    asks_method = motion.procedure_id is None
    method = request.POST.get("method", "") if asks_method else ""
    method = method if method in CastingMethod.values else CastingMethod.ROLL_CALL.value
    seen, at = ahead(motion, found, standing.today, method if asks_method else ""), timezone.now()
    possible = [each for each in seen.ballots if asks_method or not each.stops]
    form = ScheduleForm(possible, posted(request), at=at, asks_method=asks_method) if possible else None
    if form is not None and form.is_valid():
        try:
            made = _schedule(motion, seen, form, standing)
        except Refused as refused:
            show(form, refused)
        else:
            return _done(request, standing, motion, made)
    context: dict[str, Any] = {
        "motion": motion,
        "slug": standing.chapter.slug,
        "ahead": seen,
        "form": form,
        "title": stage_title(found, stage_id),
        "says": () if asks_method else stage_in_words(found, _, is_last=is_last),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "ballots/schedule.html", context, status=422 if request.method == "POST" else 200)


def _schedule(motion: Motion, seen: Ahead, form: ScheduleForm, standing: Standing) -> list[Ballot]:
    said, at = form.cleaned_data, timezone.now()
    order = form.tie_order()
    return schedule_stage(
        motion=motion,
        planned=[(each.body, each.plan) for each in form.chosen()],
        times=Times(said["opens_at"] or at, said["closes_at"], said.get("hard_stop_at")),
        ties=Ties(order, None if order else secrets.token_hex(8)),
        present=said.get("present"),
        method=said.get("method", ""),
        by=standing.member,
        at=at,
    )


def _done(request: HttpRequest, standing: Standing, motion: Motion, made: list[Ballot]) -> HttpResponse:
    """Open what opens at once, say what became of it, and lead there."""
    for place, ballot in enumerate(made):
        if ballot.opens_at <= timezone.now() and not waits_for_present(ballot):
            made[place] = open_ballot(ballot, new_salt())
    off = [ballot for ballot in made if ballot.voided_at is not None]
    for ballot in off:
        messages.error(request, _("A ballot was called off: %(why)s") % {"why": void_words(ballot)})
    if any(ballot.opened_at for ballot in made):
        messages.success(request, _("Voting is open until %(closes)s.") % {"closes": moment(made[0].closes_at)})
    elif not off:
        messages.success(
            request,
            _("Notice is given: voting opens by itself on %(opens)s.") % {"opens": moment(made[0].opens_at)},
        )
    if len(made) == 1:
        return redirect("ballot", standing.chapter.slug, made[0].pk)
    return redirect("motion", standing.chapter.slug, motion.pk)

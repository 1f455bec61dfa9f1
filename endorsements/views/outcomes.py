"""How races ended, forecasts held against what came, and what the chapter learns from it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.planning.parameters import DEFAULTS
from capacity.planning.results import Contest
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from endorsements.forms.outcomes import OutcomeForm
from endorsements.models import Candidacy, Cycle, Race
from endorsements.operations import outcomes as operations
from endorsements.policies import Refused
from endorsements.queries import outcomes as read
from endorsements.queries.field_history import claims_of
from endorsements.queries.lessons import lessons_of
from endorsements.views.field_record import WRITERS, check_writer
from endorsements.views.refusals import show
from endorsements.wording import day, moment


@chapter_view()
def outcomes(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponse:
    """Hold each race's forecast against what came."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter).select_related("chapter"), pk=cycle_id)
    held = read.held_against(cycle, standing.today)
    context = {"cycle": cycle, "held": held, "may": standing.has(*WRITERS)}
    return render(request, "outcomes/outcomes.html", context)


@chapter_view(methods=("GET", "POST"))
def outcome(request: HttpRequest, standing: Standing, race_id: int) -> HttpResponse:
    """Show how a race ended; whoever may enters it, or takes it from the library (`?contest=<value>`)."""
    may = check_writer(request, standing)
    races = Race.objects.filter(cycle__chapter=standing.chapter).select_related("cycle__chapter")
    race = get_object_or_404(races, pk=race_id)
    running = list(Candidacy.objects.filter(race=race).select_related("candidate").order_by("candidate__name"))
    current = read.outcome_of(race)
    known = read.contests_on(standing.chapter, race.election_on) if may else {}
    contest = known.get(request.GET.get("contest", ""))
    form = _form(request, standing, running, contest, current) if may and race.election_on <= standing.today else None
    if form is not None and form.is_valid() and _save(form, race, standing, contest):
        messages.success(request, _("Saved. The forecast stands beside it now."))
        return redirect("outcome", standing.chapter.slug, race.pk)
    context = {
        "race": race,
        "cycle": race.cycle,
        "election_on": day(race.election_on),
        "form": form,
        "contests": [(value, read.named(each), value == request.GET.get("contest")) for value, each in known.items()],
        "contest": contest,
        "ballots": wording.number(contest.ballots_cast) if contest else "",
        **_shown(current, running),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "outcomes/outcome.html", context, status=status)


def _form(
    request: HttpRequest, standing: Standing, running: list[Candidacy], contest: Contest | None, current: Any
) -> OutcomeForm:
    source = ", ".join(file.name for file in read.files_of(standing.chapter, contest))[:300] if contest else ""
    return OutcomeForm(posted(request), running=running, contest=contest, outcome=current, source=source)


def _save(form: OutcomeForm, race: Race, standing: Standing, contest: Contest | None) -> bool:
    files = read.files_of(standing.chapter, contest) if contest else []
    ended = form.ended(results_file=files[0] if len(files) == 1 else None)
    try:
        operations.record_outcome(
            race=race, ended=ended, today=standing.today, by=standing.member, at=timezone.now()
        )  # fmt: skip
    except Refused as refused:
        show(form, refused)
        return False
    return True


def _shown(current: Any, running: list[Candidacy]) -> dict[str, Any]:
    """What the page says of the outcome on record."""
    if current is None:
        return {"outcome": None}
    won = {each.pk for each in current.won_by.all()}
    lines = [(each.candidate.name, read.votes_of(current, each.pk), each.pk in won) for each in running]
    lines += [(name, votes, False) for name, votes in current.votes.get("others", {}).items()]
    told = sorted(lines, key=lambda line: (-(line[1] or 0), line[0]))
    return {
        "outcome": current,
        "lines": [(name, read.NONE if votes is None else wording.number(votes), has) for name, votes, has in told],
        "cast": wording.number(current.ballots_cast),
        "entered_at": moment(current.entered_at),
    }


@chapter_view()
def lessons(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show what the chapter's own campaigns teach, and what came of claims to renew capacity."""
    lines = [
        {
            "lesson": each,
            "now": f"{wording.value_of(each.in_force)} ({wording.range_of(each.in_force)})",
            "whose": wording.standing_of(each.in_force),
        }
        for each in lessons_of(standing.chapter)
    ]
    context = {
        "lines": lines,
        "claims": claims_of(standing.chapter, standing.today),
        "may": standing.has(*WRITERS),
    }
    return render(request, "outcomes/lessons.html", context)


@chapter_view(*WRITERS, methods=("POST",))
def lesson_accept(request: HttpRequest, standing: Standing, parameter: str) -> HttpResponse:
    """Make what the record shows of one parameter the chapter's figure."""
    if parameter not in DEFAULTS:
        raise Http404
    try:
        operations.accept_lesson(
            chapter=standing.chapter, parameter=parameter, seen=request.POST.get("seen", ""), by=standing.member,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Every plan of the chapter is worked out with it from now on."))
    return redirect("lessons", standing.chapter.slug)

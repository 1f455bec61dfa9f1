"""The planner: districts ranked by whether the chapter could win them at the doors, and choosing one of them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity import wording
from capacity.forms.path import PlannerForm, SeatForm, TermsForm
from capacity.models import ContestCount, OfficePath
from capacity.operations import path as operations
from capacity.planning.path import LEAD, is_party_office_or_court, share_of_doors
from capacity.policies import Refused
from capacity.queries import path as queries
from capacity.queries import path_record, path_words
from capacity.queries.figures import figures_of
from capacity.queries.library import counts
from capacity.views.refusals import show
from capacity.views.results import kind_name
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role

WRITERS = (Role.ELECTORAL, Role.STEERING)
PER_PAGE = 25


@chapter_view()
def planner(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    """Show the chapter's paths, and the library's districts, the best first, twenty-five a page."""
    choices = queries.contest_choices(standing.chapter)
    kinds = {kind: kind_name(kind) for kind in choices["kind"]}
    form = PlannerForm(request.GET.dict(), choices, kinds, today=standing.today)
    terms = form.terms()
    found = queries.prospects(standing.chapter, terms, figures_of(standing.chapter), form.filters())
    eligible = [
        one for one in found if not (form.is_narrowed and is_party_office_or_court(one.prospect.series.office))
    ]  # fmt: skip
    wanted = form.wanted()
    shown = [one for one in eligible if wanted.has(one)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "total": len(shown),
        "left_out": len(found) - len(eligible),
        "have": _have(found),
        "terms": terms,
        "said": urlencode({"election_on": terms.election_on, "starts_on": terms.starts_on, "terrain": terms.terrain}),
        "paths": [_path_row(each, standing) for each in queries.paths_of(standing.chapter)],
        "empty": not choices["kind"],
        "can_edit": standing.has(*WRITERS),
        "can_import": standing.has(Role.ELECTORAL),
    }
    return render(request, "capacity/path/planner.html", context)


def _have(found: list[queries.Found]) -> str:
    have = found[0].prospect.have if found else None
    return wording.spread(have) if have else ""


def _row(found: queries.Found) -> dict[str, Any]:
    one = found.prospect
    share = share_of_doors(one.needed.doors.default, one.have.default) if one.have else None
    return {
        "series": one.series,
        "kind": kind_name(one.series.kind),
        "contest_id": found.contest_id,
        "mark": path_words.REACH_MARKS[one.reach],
        "reach": _(path_words.REACHES[one.reach]),
        "seat": path_words.seat_word(one.seat),
        "said": found.said,
        "doors": wording.spread(one.needed.doors),
        "share": share,
        "win": one.win.goal,
        "turnout": one.expected.ballots,
        "years": ", ".join(map(str, one.expected.years)),
        "margin": path_words.margin_figure(found.margin) if found.margin else "",
    }


def _path_row(path: OfficePath, standing: Standing) -> dict[str, Any]:
    steps = list(path.steps.all())
    due = [step for step in steps if step.done_on is None]
    return {
        "path": path,
        "next": due[0] if due else None,
        "title": _(due[0].title) if due and due[0].key else due[0].title if due else "",
        "overdue": sum(step.due_on < standing.today for step in due),
        "done": len(steps) - len(due),
        "of": len(steps),
    }


def _contest(standing: Standing, contest_id: int) -> ContestCount:
    return get_object_or_404(counts(standing.chapter).select_related("file"), pk=contest_id)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def seat(request: HttpRequest, standing: Standing, contest_id: int) -> HttpResponseBase:
    """Say who holds a district's seat."""
    contest = _contest(standing, contest_id)
    history = queries.seat_history(standing.chapter, contest)
    current = history[0] if history else None
    initial = {"seat": current.seat, "reason": current.reason} if current else None
    form = SeatForm(posted(request), initial=initial)
    if form.is_valid():
        operations.say_seat(
            chapter=standing.chapter, contest=contest, **form.cleaned_data, by=standing.member, at=timezone.now()
        )  # fmt: skip
        messages.success(request, _("Saved. The ranking counts with it."))
        return redirect("paths", standing.chapter.slug)
    context = {"form": form, "contest": contest, "history": history}
    return render(request, "capacity/path/seat.html", context, status=422 if form.errors else 200)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing, contest_id: int) -> HttpResponseBase:
    """Show what a district would take by a day; a POST makes it a path with these figures."""
    contest = _contest(standing, contest_id)
    asked = TermsForm(request.GET.dict() if "election_on" in request.GET else None, today=standing.today)
    terms = asked.terms()
    form = TermsForm(posted(request), today=standing.today, initial=terms, auto_id="chosen_%s")
    if form.is_valid():
        terms = form.terms()
        try:
            path = operations.choose(
                chapter=standing.chapter, contest=contest, terms=terms, today=standing.today,
                by=standing.member, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("The path is laid out. Give each step an owner."))
            return redirect("path", standing.chapter.slug, path.pk)
    found = queries.prospect_of(contest, standing.chapter, terms, figures_of(standing.chapter))
    record = path_record.record_of(found, terms) if found else None
    context = {
        "form": form,
        "asked": asked,
        "contest": contest,
        "kind": kind_name(contest.file.kind),
        "terms": terms,
        "is_short": terms.election_on - standing.today < LEAD,
        "weeks": (terms.election_on - standing.today).days // 7,
        "reasons": path_words.reasons(record) if record else [],
        "figures": figure_rows(record) if record else [],
    }
    return render(request, "capacity/path/new.html", context, status=422 if form.errors else 200)


def figure_rows(record: dict[str, Any]) -> list[dict[str, str]]:
    """Return the figures of a record in words, each with whose it is and its source."""
    return [
        {
            "name": _(figure.name),
            "value": wording.value_of(figure),
            "range": wording.range_of(figure),
            "standing": wording.standing_of(figure),
            "source": wording.source_of(figure),
        }
        for figure in path_record.figures_in(record)
    ]

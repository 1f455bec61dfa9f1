"""Those in office: the list, each one's record, and keeping it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.offices import EditTermForm, MeetingForm, NewTermForm, StrikeForm, VoteForm
from endorsements.models import Attendance, OfficeTerm, PositionVote
from endorsements.operations import offices as operations
from endorsements.queries import office_rows, office_words
from endorsements.queries import offices as read
from endorsements.queries.office_conditions import conditions_in_words, conditions_of
from endorsements.views.refusals import carried_out
from endorsements.wording import day

WRITERS = (Role.ELECTORAL, Role.STEERING, Role.ADMIN)
ORDER = ("now", "ahead", "over")


def _term(standing: Standing, term_id: int) -> OfficeTerm:
    terms = OfficeTerm.objects.filter(chapter=standing.chapter)
    return get_object_or_404(terms.select_related("chapter", "candidate", "entered_by"), pk=term_id)


@chapter_view()
def offices(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List who is in office, who will be and who was, with what each record counts."""
    lines = read.lines_of(standing.chapter, standing.today)
    may = standing.has(*WRITERS)
    context = {
        "lines": sorted(lines, key=lambda line: ORDER.index(line.state)),
        "may": may,
        "is_admin": standing.has(Role.ADMIN),
        "winners": [
            (each, office_words.place(each.race.office, each.race.district), day(each.race.election_on))
            for each in (read.winners_without_term(standing.chapter) if may else ())
        ],
    }
    return render(request, "offices/list.html", context)


@chapter_view()
def office_term(request: HttpRequest, standing: Standing, term_id: int) -> HttpResponse:
    """Show one term's record: conditions, meetings, votes; and where a re-endorsement starts."""
    term = _term(standing, term_id)
    conditions = conditions_of([term], standing.today)[term.pk]
    meetings, votes = office_rows.meetings_of(term), office_rows.votes_of(term)
    context = {
        "term": term,
        "place": office_words.place(term.office, term.district),
        "dates": office_words.dates(term),
        "state": office_words.state_of(term, standing.today),
        "entered_at": day(timezone.localdate(term.entered_at)),
        "conditions": conditions,
        "conditions_said": conditions_in_words(conditions),
        "meetings": meetings,
        "meetings_said": office_words.attendance_in_words(office_rows.counts(meetings)),
        "votes": votes,
        "votes_said": office_words.votes_in_words(office_rows.counts(votes)),
        "may": standing.has(*WRITERS),
        "open": [
            (each, office_words.place(each.race.office, each.race.district), day(each.race.election_on))
            for each in read.open_candidacies(term.candidate_id, standing.today)
        ],
        "today": day(standing.today),
    }
    return render(request, "offices/term.html", context)


def _form_page(request: HttpRequest, form: forms.BaseForm, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, "offices/form.html", context, status=422 if form.errors else 200)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def office_term_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Enter a term: of a candidacy that won (`?candidacy=<its number>`), or by hand."""
    winners = read.winners_without_term(standing.chapter)
    chosen = next((each for each in winners if str(each.pk) == request.GET.get("candidacy")), None)
    form = NewTermForm(posted(request), winners=winners, chosen=chosen)

    def write() -> OfficeTerm:
        said: dict[str, Any] = {"term": form.term(), "by": standing.member, "at": timezone.now()}
        won = form.won()
        if won is not None:
            return operations.enter_won_term(candidacy=won, **said)
        return operations.enter_term(chapter=standing.chapter, name=form.cleaned_data["name"], **said)

    made = carried_out(form, write)
    if made is not None:
        messages.success(request, _("Entered. Keep the record here: meetings and votes, each with its source."))
        return redirect("office_term", standing.chapter.slug, made.pk)
    return _form_page(request, form, title=_("Enter a term in office"), button=_("Enter the term"))


@chapter_view(*WRITERS, methods=("GET", "POST"))
def office_term_edit(request: HttpRequest, standing: Standing, term_id: int) -> HttpResponse:
    """End a term, or correct it."""
    term = _term(standing, term_id)
    form = EditTermForm(posted(request), term=term, runs=read.runs_of(term))
    changed = carried_out(
        form,
        lambda: operations.change_term(
            term=term, to=form.term(), candidacy=form.run(), by=standing.member, at=timezone.now()
        ),
    )
    if changed is not None:
        messages.success(request, _("Saved."))
        return redirect("office_term", standing.chapter.slug, term.pk)
    return _form_page(request, form, term=term, title=_("End or correct the term"), button=_("Save"))


@chapter_view(*WRITERS, methods=("GET", "POST"))
def attendance_new(request: HttpRequest, standing: Standing, term_id: int) -> HttpResponse:
    """Enter whether they came to a meeting of the Socialists in Office committee."""
    term, form = _term(standing, term_id), MeetingForm(posted(request))

    def write(**said: Any) -> str:
        made = operations.enter_attendance(term=term, meeting=form.meeting(), **said)
        return _("Entered: the meeting of %(day)s.") % {"day": day(made.held_on)}

    return _row_page(
        request, standing, form, write, term=term, title=_("Enter a meeting"), button=_("Enter the meeting")
    )


@chapter_view(*WRITERS, methods=("GET", "POST"))
def position_vote_new(request: HttpRequest, standing: Standing, term_id: int) -> HttpResponse:
    """Enter a vote in office on which the chapter had a position."""
    term, form = _term(standing, term_id), VoteForm(posted(request))

    def write(**said: Any) -> str:
        made = operations.enter_vote(term=term, vote=form.vote(), **said)
        return _("Entered: the vote of %(day)s.") % {"day": day(made.voted_on)}

    return _row_page(request, standing, form, write, term=term, title=_("Enter a vote"), button=_("Enter the vote"))


def _row_page(
    request: HttpRequest, standing: Standing, form: forms.BaseForm, write: Callable[..., str], **context: Any
) -> HttpResponse:
    """Write what a valid form says, and go back to the term; else show the form."""
    said = {"today": standing.today, "by": standing.member, "at": timezone.now()}
    entered = carried_out(form, lambda: write(**said))
    if entered is None:
        return _form_page(request, form, **context)
    messages.success(request, entered)
    return redirect("office_term", standing.chapter.slug, context["term"].pk)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def attendance_strike(request: HttpRequest, standing: Standing, attendance_id: int) -> HttpResponse:
    """Strike a meeting out of the record, saying why."""
    rows = Attendance.objects.filter(term__chapter=standing.chapter).select_related("term__candidate")
    row = get_object_or_404(rows, pk=attendance_id)
    what = _("The meeting of %(day)s: %(presence)s. Source: %(source)s.") % {
        "day": day(row.held_on), "presence": row.get_presence_display(), "source": row.source,
    }  # fmt: skip
    return _strike(request, standing, row, what)


@chapter_view(*WRITERS, methods=("GET", "POST"))
def position_vote_strike(request: HttpRequest, standing: Standing, position_vote_id: int) -> HttpResponse:
    """Strike a vote out of the record, saying why."""
    rows = PositionVote.objects.filter(term__chapter=standing.chapter).select_related("term__candidate")
    row = get_object_or_404(rows, pk=position_vote_id)
    what = _("The vote of %(day)s on %(measure)s: %(alignment)s. Source: %(source)s.") % {
        "day": day(row.voted_on), "measure": row.measure, "alignment": row.get_alignment_display(),
        "source": row.source,
    }  # fmt: skip
    return _strike(request, standing, row, what)


def _strike(request: HttpRequest, standing: Standing, row: Attendance | PositionVote, what: str) -> HttpResponse:
    form = StrikeForm(posted(request))

    def write() -> Attendance | PositionVote:
        said: dict[str, Any] = {
            "reason": form.cleaned_data["reason"], "by": standing.member, "at": timezone.now(),
        }  # fmt: skip
        if isinstance(row, Attendance):
            return operations.strike_attendance(row=row, **said)
        return operations.strike_vote(row=row, **said)

    if carried_out(form, write) is not None:
        messages.success(request, _("Struck out. It stays readable, and counts no longer."))
        return redirect("office_term", standing.chapter.slug, row.term_id)
    title, button = _("Strike a row out of the record"), _("Strike it out")
    return _form_page(request, form, term=row.term, what=what, title=title, button=button, danger=True)

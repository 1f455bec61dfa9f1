"""Who holds which seat; giving seats and ending them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.forms.people import EndForm, GrantForm
from chapters.models import Role, Seat
from chapters.operations import seats
from chapters.policies import Refused
from chapters.queries import people as queries

PER_PAGE = 100


@chapter_view(Role.ADMIN, Role.STEERING, Role.ELECTORAL)
def people(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List people with their seats; for an admin, open invitations as well."""
    named = request.GET.get("q", "").strip()[:120]
    chapter, today = standing.chapter, standing.today
    may_change = standing.has(Role.ADMIN)
    context = {
        "page": Paginator(queries.people(chapter, today, named=named), PER_PAGE).get_page(request.GET.get("page")),
        "named": named,
        "past": queries.past_seats(chapter, today),
        "past_shown": queries.PAST_SHOWN,
        "may_change": may_change,
        "invitations": queries.open_invitations(chapter, timezone.now()) if may_change else (),
    }
    return render(request, "chapters/people.html", context)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def grant(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Give somebody of the chapter a seat."""
    form = GrantForm(posted(request), chapter=standing.chapter, today=standing.today)
    if request.method == "POST" and form.is_valid():
        try:
            seat = seats.grant(chapter=standing.chapter, by=standing.member, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = {"name": seat.member.name, "role": Role(seat.role).label}
            messages.success(request, _("%(name)s has a seat: %(role)s.") % said)
            return redirect("people", standing.chapter.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "chapters/grant.html", {"form": form}, status=status)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def end(request: HttpRequest, standing: Standing, seat_id: int) -> HttpResponse:
    """End a seat, today or on a day to come."""
    seats_here = Seat.objects.filter(chapter=standing.chapter).select_related("member", "chapter")
    seat = get_object_or_404(seats_here, pk=seat_id)
    form = EndForm(posted(request), today=max(standing.today, seat.starts_on))
    if request.method == "POST" and form.is_valid():
        try:
            seat = seats.end(seat=seat, ends_on=form.cleaned_data["ends_on"], by=standing.member, at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            day = date_format(form.cleaned_data["ends_on"], "DATE_FORMAT")
            messages.success(request, _("The seat ends on %(day)s.") % {"day": day})
            # Who ends their own admin seat can no longer open the list of people.
            kept = seat.member_id != standing.member.pk or (seat.ends_on and seat.ends_on > standing.today)
            return redirect("people", standing.chapter.slug) if kept else redirect("home")
    status = 422 if request.method == "POST" else 200
    return render(request, "chapters/end.html", {"form": form, "seat": seat}, status=status)

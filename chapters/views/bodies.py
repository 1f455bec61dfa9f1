"""The bodies that vote: who is in each, with which weight; founding them and giving places in them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.bodies import DissolveForm, FoundBodyForm, PlaceForm
from chapters.forms.fields import posted
from chapters.forms.people import EndForm
from chapters.models import Body, BodySeat, Role
from chapters.models.body import FROM_SEATS
from chapters.operations import bodies as operations
from chapters.policies import Refused, standing_name
from chapters.queries import bodies as queries

PER_PAGE = 100
NAMES_SHOWN = 12


@chapter_view()
def bodies(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the bodies with how many people each has, and who."""
    context = {
        "lines": queries.overview(standing.chapter, standing.today),
        "names_shown": NAMES_SHOWN,
        "may_change": standing.has(Role.ADMIN),
    }
    return render(request, "bodies/list.html", context)


def _body(standing: Standing, key: str) -> Body:
    """Return the body of an address, unsaved where it is drawn from seats and has no row. Raises Http404."""
    here = Body.objects.select_related("chapter")
    if key in FROM_SEATS:
        found = here.filter(chapter=standing.chapter, kind=key).first()
        return found or Body(chapter=standing.chapter, kind=key, name=standing_name(key))
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(here.filter(chapter=standing.chapter).exclude(kind__in=FROM_SEATS), pk=int(key))


@chapter_view()
def body(request: HttpRequest, standing: Standing, body_key: str) -> HttpResponse:
    """Show who is in a body."""
    line = queries.body_line(_body(standing, body_key), standing.today)
    places = queries.places_of(line, standing.today)
    context = {
        "line": line,
        "page": Paginator(places, PER_PAGE).get_page(request.GET.get("page")),
        "may_change": standing.has(Role.ADMIN) and line.stands,
    }
    return render(request, "bodies/body.html", context)


def _changed(
    request: HttpRequest, form: Any, save: Callable[[dict[str, Any]], tuple[str, str]], template: str, **context: Any
) -> HttpResponse:
    """Show a form; on a POST that holds, `save` what it says, tell its sentence and go to the body of its key."""
    if request.method == "POST" and form.is_valid():
        try:
            sentence, key = save(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, sentence)
            return redirect("body", context["standing"].chapter.slug, key)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def found(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Add a branch, delegates or a committee."""

    def save(said: dict[str, Any]) -> tuple[str, str]:
        made = operations.found_body(chapter=standing.chapter, by=standing.member, at=timezone.now(), **said)
        return _("%(name)s is added. Give its people their places.") % {"name": made.name}, queries.key_of(made)

    return _changed(request, FoundBodyForm(posted(request)), save, "bodies/found.html", standing=standing)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def seat(request: HttpRequest, standing: Standing, body_key: str) -> HttpResponse:
    """Give somebody a place in a body, or set the weight of who sits in one drawn from seats."""
    into = _body(standing, body_key)
    form = PlaceForm(posted(request), body=into, today=standing.today)

    def save(said: dict[str, Any]) -> tuple[str, str]:
        weight = said["weight"]
        given = operations.seat_in_body(
            body=operations.standing_body(standing.chapter, into.kind) if into.kind in FROM_SEATS else into,
            member=said["member"],
            units=weight.numerator,
            whole=weight.denominator,
            starts_on=said["starts_on"],
            by=standing.member,
            at=timezone.now(),
        )
        told = {"name": given.member.name, "weight": weight, "day": date_format(given.starts_on, "DATE_FORMAT")}
        return _("%(name)s votes here with weight %(weight)s from %(day)s.") % told, body_key

    line = queries.body_line(into, standing.today)
    return _changed(request, form, save, "bodies/place.html", line=line, standing=standing)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def end_place(request: HttpRequest, standing: Standing, place_id: int) -> HttpResponse:
    """End somebody's place in a body."""
    here = BodySeat.objects.filter(body__chapter=standing.chapter).select_related("member", "body__chapter")
    place = get_object_or_404(here, pk=place_id)
    form: forms.Form = EndForm(posted(request), today=max(standing.today, place.starts_on))

    def save(said: dict[str, Any]) -> tuple[str, str]:
        ended = operations.end_body_seat(seat=place, by=standing.member, at=timezone.now(), **said)
        told = {"name": place.member.name, "day": date_format(ended.ends_on, "DATE_FORMAT")}
        return _("The place of %(name)s ends on %(day)s.") % told, queries.key_of(place.body)

    line = queries.body_line(place.body, standing.today)
    return _changed(request, form, save, "bodies/end.html", line=line, place=place, standing=standing)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def dissolve(request: HttpRequest, standing: Standing, body_key: str) -> HttpResponse:
    """Dissolve a body."""
    body = _body(standing, body_key)
    if body.kind in FROM_SEATS:
        raise Http404
    form = DissolveForm(posted(request), today=standing.today)

    def save(said: dict[str, Any]) -> tuple[str, str]:
        ended = operations.dissolve_body(body=body, by=standing.member, at=timezone.now(), **said)
        told = {"name": ended.name, "day": date_format(ended.dissolved_on, "DATE_FORMAT")}
        return _("%(name)s votes no more from %(day)s.") % told, body_key

    line = queries.body_line(body, standing.today)
    return _changed(request, form, save, "bodies/dissolve.html", line=line, standing=standing)

"""The pages that belong to no app: the first one, the theme, the demo's front door, and refusals."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from chapters.models import Member, Seat
from config.context import THEMES

SHOWN = 6
"""Demo people to continue as: one or two of each sort of seat, who come first. The others are there to be voters."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def safe_next(request: HttpRequest) -> str:
    """Return the posted `next` where it stays on this site, else the first page."""
    target = request.POST.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    # From the root, since `redirect` would take a bare word for the name of a view.
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=secure):
        return target
    return reverse("home")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tell what this is; in demo mode, offer the demo people to continue as."""
    people = []
    if settings.DEMO:
        seats = (
            Seat.objects.filter(member__email__endswith="@demo.invalid")
            .select_related("member", "chapter")
            .order_by("pk")
        )
        by_person: dict[int, tuple[Member, list[Seat]]] = {}
        for seat in seats:
            by_person.setdefault(seat.member_id, (seat.member, []))[1].append(seat)
        people = [{"member": member, "seats": held} for member, held in list(by_person.values())[:SHOWN]]
    elif request.user.is_authenticated:
        return redirect("desk")
    return render(request, "home.html", {"people": people})


@require_POST
def continue_as(request: HttpRequest, member_id: int) -> HttpResponse:
    """Sign in as a demo person; there is no such address outside demo mode."""
    if not settings.DEMO:
        raise Http404
    member = get_object_or_404(Member, pk=member_id, email__endswith="@demo.invalid")
    login(request, member, backend=BACKEND)
    return redirect("desk")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie for a year."""
    response = redirect(safe_next(request))
    theme = request.POST.get("theme", "auto")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old, and that going back keeps what was typed."""
    return render(request, "403_csrf.html", status=403)

"""Who may open a ballot: any seat of its chapter, and whoever is on its roll even if their seat has ended since."""

import datetime as dt
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chapters.access import Standing, refusal, standing_of
from chapters.models import Member, Role
from endorsements.models import Ballot

KEEPERS = (Role.ELECTORAL, Role.STEERING, Role.ADMIN)
CERTIFIERS = (Role.STEERING, Role.ADMIN)
View = Callable[..., HttpResponseBase]


def new_salt() -> str:
    """Return the secret that keeps a box's published hash from being guessed at."""
    return secrets.token_hex(32)


def found(standing: Standing, ballot_id: int) -> Ballot:
    """Return a ballot of the chapter with all that names it, else raise Http404. One query."""
    ballots = Ballot.objects.filter(motion__chapter=standing.chapter).select_related(
        "motion__chapter", "motion__candidacy__candidate", "motion__candidacy__race", "motion__race", "body", "memo",
        "motion__version", "motion__procedure", "motion__decision",
    )  # fmt: skip
    return get_object_or_404(ballots, pk=ballot_id)


def _as_voter(member: Member, slug: str, ballot_id: int, at: dt.datetime) -> Standing | None:
    """Return the standing, without any role, of somebody who is only on the ballot's roll."""
    # From the ballot, whose key may be any number; a number that no column holds is an error in a foreign key.
    on_roll = Ballot.objects.filter(
        pk=ballot_id, motion__chapter__slug=slug, roll__member=member, roll__struck=False
    ).select_related("motion__chapter")
    ballot = on_roll.first()
    if ballot is None:
        return None
    chapter = ballot.motion.chapter
    with timezone.override(chapter.time_zone):
        return Standing(chapter, member, frozenset(), timezone.localdate(at))


def voter_view(*methods: str) -> Callable[[View], View]:
    """Make a view of one ballot: it gets a `Standing` in place of `slug`, without roles for who is on the roll only.

    Everybody else gets the 404 of a ballot that does not exist; signed-out visitors are sent to sign in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, slug: str, ballot_id: int, **kwargs: Any) -> HttpResponseBase:
            member = request.user
            if not isinstance(member, Member) or not member.is_authenticated:
                return redirect_to_login(request.get_full_path())
            at = timezone.now()
            standing = standing_of(member, slug, at=at)
            if standing is not None:
                request.standing = standing  # type: ignore[attr-defined]
            else:
                standing = _as_voter(member, slug, ballot_id, at)
            if standing is None:
                raise Http404
            with timezone.override(standing.chapter.time_zone):
                return view(request, standing, ballot_id, **kwargs)

        return require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))(enter)

    return decorate


def check_keeper(request: HttpRequest, standing: Standing) -> bool:
    """Say whether the person keeps ballots; raise PermissionDenied when they try to without a seat that may."""
    may = standing.has(*KEEPERS)
    if request.method == "POST" and not may:
        raise PermissionDenied(refusal(frozenset(KEEPERS)))
    return may


def as_file(content: str, name: str, media_type: str) -> HttpResponse:
    """Return text as a file to keep, under a name."""
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

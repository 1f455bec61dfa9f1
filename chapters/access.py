"""What a person may do in a chapter, and the decorator that lets a view ask.

Fetching is authorising: who holds no seat in a chapter gets the same 404 as for a chapter that does not exist.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chapters.models import Chapter, Member, Role, Seat
from chapters.prepared import PreparedObjects

ANYONE_SEATED = frozenset(Role)


def _held(member: int, slug: str) -> QuerySet[Seat]:
    return Seat.objects.filter(member=member, chapter__slug=slug).select_related("chapter")


_HELD = PreparedObjects[Seat](_held, int, str)
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Standing:
    """A member in a chapter, with the roles of their seats today and the day it is there."""

    chapter: Chapter
    member: Member
    roles: frozenset[str]
    today: dt.date

    def has(self, *roles: str) -> bool:
        """Say whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)


def standing_of(member: Member, slug: str, *, at: dt.datetime) -> Standing | None:
    """Return a member's standing in the chapter of that short name, or None where they hold no seat. One query."""
    near = at.date()
    seats = [seat for seat in _HELD.objects(member.pk, slug) if seat.starts_on <= near + dt.timedelta(days=1)]
    if not seats:
        return None
    chapter = seats[0].chapter
    today = at.astimezone(ZoneInfo(chapter.time_zone)).date()
    held = {seat.role for seat in seats if seat.starts_on <= today and (seat.ends_on is None or seat.ends_on > today)}
    return Standing(chapter, member, frozenset(held), today) if held else None


def refusal(allowed: frozenset[str]) -> str:
    """Return the sentence for somebody who is in the chapter but lacks the seat."""
    names = [str(role.label) for role in Role if role in allowed]
    return _("Only a seat on this list may do that: %(roles)s. A chapter admin gives out seats.") % {
        "roles": get_text_list(names, _("or"))
    }


def chapter_view(*roles: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Make a view of one chapter: it gets a `Standing` in place of the address's `slug`.

    Signed-out visitors are sent to sign in; members of other chapters get a 404; members of this one who hold none
    of `roles` (default: any seat) get a 403 that says who may. Other methods than `methods` (HEAD goes with GET)
    get 405.
    """
    allowed = frozenset(roles) or ANYONE_SEATED
    verbs = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = request.user
            if not isinstance(member, Member) or not member.is_authenticated:
                return redirect_to_login(request.get_full_path())
            standing = standing_of(member, slug, at=timezone.now())
            if standing is None:
                raise Http404
            request.standing = standing  # type: ignore[attr-defined]
            if not standing.has(*allowed):
                raise PermissionDenied(refusal(allowed))
            with timezone.override(standing.chapter.time_zone):
                return view(request, standing, *args, **kwargs)

        return require_http_methods(verbs)(enter)

    return decorate

"""What every page's frame needs, worked out in Python so that the templates stay plain."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from chapters.models import Role

THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return the visitor's chosen theme: auto, light or dark."""
    theme = request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"


def navigation(request: HttpRequest) -> tuple[dict[str, Any], ...]:
    """Return the chapter's navigation as `url`, `label` and `current`, only with what this person may open."""
    standing = getattr(request, "standing", None)
    if standing is None:
        return ()
    # Written and not reversed: it is in every page's frame, and a test holds it against the address `chapter`.
    base = f"{get_script_prefix()}c/{standing.chapter.slug}/"
    rows = [
        ("", _("Board")),
        ("motions/", _("Motions")),
        ("capacity/", _("Capacity")),
        ("results/", _("Results")),
        ("paths/", _("Paths")),
        ("memos/", _("Memos")),
        ("in-office/", _("In office")),
        ("procedures/", _("Procedures")),
        ("red-lines/", _("Red lines")),
        ("criteria/", _("Criteria")),
    ]
    if standing.has(Role.ADMIN, Role.STEERING, Role.ELECTORAL):
        rows.append(("people/", _("People")))
    if standing.has(Role.ADMIN, Role.STEERING):
        rows.append(("log/", _("Log")))
    here = request.path.removeprefix(base)
    # A page that has no entry of its own shows under the one it is reached from.
    under = {"": ("cycles/", "candidacies/", "races/"), "motions/": ("ballots/",), "procedures/": ("bodies/",)}
    return tuple(
        {
            "url": base + tail,
            "label": label,
            "current": here.startswith((*((tail,) if tail else ()), *under.get(tail, ()))) or here == tail,
        }
        for tail, label in rows
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page: chapter, navigation, theme, demo mode."""
    standing = getattr(request, "standing", None)
    return {
        "chapter": standing.chapter if standing else None,
        "standing": standing,
        "nav": navigation(request),
        # A request refused early, such as for its Host header, has no user yet.
        "signed_in": hasattr(request, "user") and request.user.is_authenticated,
        "theme": theme_of(request),
        "demo": settings.DEMO,
    }

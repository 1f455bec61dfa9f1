"""Two rules that hold for every request and answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]


class RefuseNul:
    """Refuse an address with a NUL in it: PostgreSQL cannot hold one, and no honest link has one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(
                _("This address has a character in it that no address may have."), "text/plain"
            )
        return self.get_response(request)


class PrivatePages:
    """Keep what a signed-in person sees out of every cache and every search engine."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

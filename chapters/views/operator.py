"""What a site operator does: found chapters. Of what is in them only the number of people is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chapters.forms.fields import posted
from chapters.forms.operator import AdminForm, FoundForm
from chapters.models import Chapter, Member
from chapters.operations import chapters as operations
from chapters.policies import Refused
from chapters.queries import people as queries
from chapters.views.invitations import new_token, show_link

View = Callable[..., HttpResponse]
PER_PAGE = 100


def operator_view(*methods: str) -> Callable[[View], View]:
    """Make a view for site operators: signed out, sign in; anybody else gets a 404. It gets the operator as `by`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, Member):
                return redirect_to_login(request.get_full_path())
            if not request.user.is_operator:
                raise Http404
            return view(request, request.user, *args, **kwargs)

        return require_http_methods([*methods, "HEAD"])(enter)

    return decorate


@operator_view("GET")
def operator(request: HttpRequest, by: Member) -> HttpResponse:
    """List all chapters."""
    page = Paginator(queries.all_chapters(timezone.localdate()), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "operator/chapters.html", {"page": page})


@operator_view("GET", "POST")
def found(request: HttpRequest, by: Member) -> HttpResponse:
    """Found a chapter with the invitation of its first admin."""
    form = FoundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said, token = form.cleaned_data, new_token()
        try:
            invitation = operations.found(
                name=said["name"],
                slug=said["slug"],
                time_zone=said["time_zone"],
                admin_email=said["email"],
                token=token,
                by=by,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return show_link(request, invitation, token, back=reverse("operator"))
    return render(request, "operator/found.html", {"form": form}, status=422 if request.method == "POST" else 200)


@operator_view("GET", "POST")
def invite_admin(request: HttpRequest, by: Member, chapter_id: int) -> HttpResponse:
    """Invite an admin to a chapter that has none, such as when the first one's link was lost."""
    chapter = get_object_or_404(Chapter, pk=chapter_id)
    form = AdminForm(posted(request))
    if request.method == "POST" and form.is_valid():
        token = new_token()
        try:
            invitation = operations.invite_admin(
                chapter=chapter, email=form.cleaned_data["email"], token=token, by=by, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return show_link(request, invitation, token, back=reverse("operator"))
    context = {"form": form, "founded": chapter}
    return render(request, "operator/invite_admin.html", context, status=422 if request.method == "POST" else 200)

"""Inviting by one-time link, and what the link leads to."""

import secrets

from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chapters import mail, policies
from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.forms.invitations import InviteForm, NewAccountForm
from chapters.models import Invitation, Member, Role
from chapters.operations import invitations
from chapters.policies import Refused, Spent, Unusable

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ATTEMPTS = {"accept_invitation": "10/m/ip"}


def new_token() -> str:
    """Return 32 random bytes as they stand in a link."""
    return secrets.token_urlsafe(32)


def show_link(request: HttpRequest, invitation: Invitation, token: str, *, back: str) -> HttpResponse:
    """Mail the link, and show it this once: it goes to no session and no message, and cannot be shown again."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    sent = mail.send_invitation(invitation, link)
    context = {"invitation": invitation, "link": link, "sent": sent, "mail": mail.is_set_up(), "back": back}
    return render(request, "chapters/invited.html", context, status=201)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def invite(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Invite an address to a seat."""
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        token = new_token()
        try:
            invitation = invitations.invite(
                chapter=standing.chapter, token=token, by=standing.member, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return show_link(request, invitation, token, back=reverse("people", args=[standing.chapter.slug]))
    status = 422 if request.method == "POST" else 200
    return render(request, "chapters/invite.html", {"form": form}, status=status)


@chapter_view(Role.ADMIN, methods=("POST",))
def revoke(request: HttpRequest, standing: Standing, invitation_id: int) -> HttpResponse:
    """Take an invitation back; its link stops working."""
    invitation = get_object_or_404(Invitation.objects.filter(chapter=standing.chapter), pk=invitation_id)
    try:
        invitations.revoke(invitation=invitation, by=standing.member, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is revoked; its link no longer works."))
    return redirect("people", standing.chapter.slug)


def spent(request: HttpRequest, why: Unusable) -> HttpResponse:
    """Say what happened to a link that gives no seat, and nothing about whom it was for."""
    status = 404 if why == Unusable.UNKNOWN else 410
    return render(request, "chapters/invitation_spent.html", {"why": str(why)}, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; accept it on POST only, so that a mail program that looks at links uses none up."""
    if request.method == "POST" and not consume(request, app="chapters", action="accept_invitation", config=ATTEMPTS):
        return respond_429(request)
    shown = invitations.found(token)
    why = policies.unusable(shown, at=timezone.now())
    if shown is None or why is not None:
        return spent(request, why or Unusable.UNKNOWN)
    signed_in = request.user if isinstance(request.user, Member) else None
    known = Member.objects.filter(email=shown.email).exists()
    form = None if known or signed_in else NewAccountForm(posted(request), email=shown.email)
    problem = ""
    if request.method == "POST":
        try:
            answer = _accept(request, token, signed_in, form)
        except Spent as late:
            return spent(request, late.why)
        except Refused as refused:
            answer, problem = None, str(refused)
        if answer is not None:
            return answer
    context = {
        "invitation": shown,
        "known": known,
        "mine": signed_in is not None and signed_in.email == shown.email,
        "form": form,
        "problem": problem,
    }
    return render(request, "chapters/invitation.html", context, status=422 if request.method == "POST" else 200)


def _accept(
    request: HttpRequest, token: str, signed_in: Member | None, form: NewAccountForm | None
) -> HttpResponse | None:
    """Accept, and go to the chapter; None when the form is not yet right. Raises `Spent` and `Refused`."""
    at = timezone.now()
    if signed_in is not None:
        seat = invitations.accept(token=token, by=signed_in, at=at)
    elif form is None:
        raise Refused(_("This address has an account. Sign in with it, then open the link again."))
    elif form.is_valid():
        said = form.cleaned_data
        language = (get_language() or "en").split("-")[0]
        seat = invitations.accept_as_new(
            token=token, name=said["name"], password=said["password1"], language=language, at=at
        )
        login(request, seat.member, backend=BACKEND)
    else:
        return None
    messages.success(request, _("Welcome to %(chapter)s.") % {"chapter": seat.chapter.name})
    return redirect("chapter", seat.chapter.slug)

"""The public page of a chapter's endorsements, and the switch that opens it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chapters.access import Standing, chapter_view, standing_of
from chapters.forms.fields import posted
from chapters.models import Chapter, Member, Role
from endorsements.forms.publishing import PublishingForm
from endorsements.operations.publishing import publish_endorsements
from endorsements.queries.published import number_of, published


@require_safe
def public_endorsements(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the endorsements of a chapter that publishes them, to everybody; of another, what no chapter answers."""
    home = get_object_or_404(Chapter, slug=slug, publishes_endorsements=True)
    now = timezone.now()
    if isinstance(request.user, Member):
        standing = standing_of(request.user, home.slug, at=now)
        if standing:
            request.standing = standing  # type: ignore[attr-defined]
    with timezone.override(home.time_zone):
        days = published(home, timezone.localdate(now))
        return render(request, "published/endorsements.html", {"home": home, "days": days})


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def publishing(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Say whether the endorsements are public, and show first what would be."""
    is_public = standing.chapter.publishes_endorsements
    form = PublishingForm(posted(request), initial={"publish": "yes" if is_public else "no"})
    if form.is_valid():
        publish_endorsements(
            chapter=standing.chapter, publish=form.publishes(), by=standing.member, at=timezone.now()
        )  # fmt: skip
        if form.publishes():
            messages.success(request, _("The endorsements are public."))
        else:
            messages.success(request, _("There is no public page of endorsements."))
        return redirect("publishing", standing.chapter.slug)
    days = published(standing.chapter, standing.today)
    context = {"form": form, "is_public": is_public, "days": days, "number": number_of(days)}
    return render(request, "published/publishing.html", context, status=422 if form.errors else 200)

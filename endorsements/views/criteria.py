"""The public page of criteria: what is asked of every candidacy, and where each rule comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chapters.access import standing_of
from chapters.models import Chapter, Member
from endorsements import rules
from endorsements.queries.criteria import told_cases, told_rulebook
from endorsements.queries.dossiers import red_lines_in_force


@require_safe
def criteria(request: HttpRequest, rulebook_id: str = "", slug: str = "") -> HttpResponse:
    """Show a rulebook (default: the newest) with its worked examples; below a chapter's address, its red lines too."""
    books = rules.rulebooks()
    try:
        book = rules.rulebook(rulebook_id) if rulebook_id else books[0]
    except rules.UnknownRulebook as error:
        raise Http404 from error
    home = get_object_or_404(Chapter, slug=slug) if slug else None
    now = timezone.now()
    if home and isinstance(request.user, Member):
        standing = standing_of(request.user, home.slug, at=now)
        if standing:
            request.standing = standing  # type: ignore[attr-defined]
    with timezone.override(home.time_zone if home else None):
        red_lines = red_lines_in_force(home, timezone.localdate(now)) if home else []
    return render(
        request,
        "criteria/criteria.html",
        {
            "book": book,
            "books": books,
            "parts": told_rulebook(book),
            "cases": told_cases(),
            "home": home,
            "red_lines": red_lines,
        },
    )

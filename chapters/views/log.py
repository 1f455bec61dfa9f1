"""The log of a chapter, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chapters.access import Standing, chapter_view
from chapters.models import Role
from chapters.operations.log import chain_of
from chapters.queries import log as queries

LARGEST = 2**63 - 1


def _number(text: str) -> int | None:
    """Return a number that an address carries, or None where it is none that a row can have."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return number if number is not None and number <= LARGEST else None


@chapter_view(Role.ADMIN, Role.STEERING)
def entries(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Show who did what to which record, and how to check that nobody changed the log since."""
    subject, _colon, number = request.GET.get("record", "").partition(":")
    subject_id = _number(number)
    chain = chain_of(standing.chapter)
    page = queries.page(
        chain,
        before=_number(request.GET.get("before", "")),
        subject=subject[:60] if subject_id is not None else "",
        subject_id=subject_id,
    )
    narrowed = f"{queries.kind_of(subject)} {subject_id}" if subject and subject_id is not None else ""
    return render(request, "chapters/log.html", {"page": page, "chain": chain, "narrowed": narrowed})

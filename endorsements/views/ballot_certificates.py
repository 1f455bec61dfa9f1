"""Certified records of closed ballots: certifying one, and its files."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from endorsements.forms.packets import LanguageForm
from endorsements.models import Certificate
from endorsements.pdf.errors import PdfError
from endorsements.policies import Refused
from endorsements.printing import certify_ballot, draft_record, record_as_html
from endorsements.views.ballot_access import CERTIFIERS, as_file
from endorsements.views.ballots import current
from endorsements.views.memos import file_response


@chapter_view(*CERTIFIERS, methods=("GET", "POST"))
def ballot_certify(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Show what the certified record of a closed ballot says, in the language asked for, and certify it."""
    ballot = current(standing, ballot_id)
    if ballot.closed_at is None:
        raise Http404
    at, problem = timezone.now(), ""
    form = LanguageForm(posted(request) or request.GET)
    language = form.cleaned_data["language"] if form.is_valid() else get_language()
    with translation.override(language):
        if request.method == "POST" and form.is_valid():
            try:
                certify_ballot(ballot, by=standing.member, at=at)
            except PdfError as error:
                problem = _(error.message) % error.params
            except Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, _("The result is certified."))
                return redirect("ballot", standing.chapter.slug, ballot.pk)
        html = record_as_html(draft_record(ballot, by=standing.member, at=at))
    context = {
        "ballot": ballot,
        "slug": standing.chapter.slug,
        "html": html,
        "problem": problem,
        "form": LanguageForm(initial={"language": language}),
        "chosen": language,
    }
    return render(request, "ballots/certify.html", context, status=422 if problem or form.errors else 200)


def _found(standing: Standing, certificate_id: int) -> Certificate:
    certificates = Certificate.objects.filter(ballot__motion__chapter=standing.chapter)
    return get_object_or_404(certificates.select_related("file"), pk=certificate_id)


@chapter_view()
def certificate_pdf(request: HttpRequest, standing: Standing, certificate_id: int) -> HttpResponse:
    """Return the file that was printed when the result was certified."""
    return file_response(_found(standing, certificate_id).file)


@chapter_view()
def certificate_json(request: HttpRequest, standing: Standing, certificate_id: int) -> HttpResponse:
    """Return a certified record for machines, with the digest of the printed file."""
    found = _found(standing, certificate_id)
    record = {**found.content["record"], "pdf_sha256": found.file.sha256}
    content = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return as_file(content, f"{standing.chapter.slug}-ballot-{found.ballot_id}-record.json", "application/json")

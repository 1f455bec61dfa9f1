"""What anybody can check a closed ballot by: its receipts, the file for `recount`, the ballots of a contest."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Standing
from chapters.forms.fields import posted
from endorsements.forms.ballot_care import ReceiptForm
from endorsements.models import Ballot
from endorsements.models.ballot import BallotKind
from endorsements.queries import ballots as read
from endorsements.queries.ballot_page import paper_of
from endorsements.views.ballot_access import as_file, voter_view
from endorsements.views.ballots import current


def _closed(standing: Standing, ballot_id: int) -> Ballot:
    """Return a closed ballot, else raise Http404: until then there is nothing of it to see."""
    ballot = current(standing, ballot_id)
    if ballot.closed_at is None:
        raise Http404
    return ballot


@voter_view("GET", "POST")
def ballot_receipts(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """List the receipts of a closed secret ballot, and say whether the one that was sent is among them."""
    ballot = _closed(standing, ballot_id)
    if ballot.receipts is None:
        return redirect("ballot", standing.chapter.slug, ballot.pk)
    form = ReceiptForm(posted(request))
    typed = form.cleaned_data["receipt"] if form.is_valid() else ""
    match = form.found_in(ballot.receipts) if typed else ""
    context = {
        "ballot": ballot,
        "slug": standing.chapter.slug,
        "chapter": standing.chapter,
        "paper": paper_of(ballot),
        "receipts": ballot.receipts,
        "form": form,
        "checked": match or typed,
        "is_there": bool(match),
    }
    response = render(request, "ballots/receipts.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store, private, max-age=0"
    return response


@voter_view("GET")
def ballot_recount(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Return a closed ballot's rule and count exactly as `manage.py recount` reads them."""
    ballot = _closed(standing, ballot_id)
    if ballot.kind != BallotKind.YES_NO:
        raise Http404
    content = json.dumps(read.recount_record(ballot), ensure_ascii=False) + "\n"
    return as_file(content, f"{_name(ballot)}-recount.json", "application/json")


@voter_view("GET")
def ballot_blt(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Return a closed contest's ballots in the BLT form, which other programs count."""
    ballot = _closed(standing, ballot_id)
    if ballot.kind not in read.CONTESTS:
        raise Http404
    return as_file(read.blt_of(ballot), f"{_name(ballot)}.blt", "text/plain")


def _name(ballot: Ballot) -> str:
    return f"{ballot.motion.chapter.slug}-motion-{ballot.motion.number}-ballot-{ballot.pk}"

"""The desk: what waits for whoever is signed in."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from endorsements import wording
from endorsements.models.race import race_called
from endorsements.queries.desk import Dossier, Due, desk_of
from endorsements.queries.dossier_page import key_of
from endorsements.views.desk_decisions import deciding_in_words
from endorsements.views.desk_words import in_words

NAMED = 4


def _candidacy(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as the page prints it: where it leads, whose it is, and what is open."""
    url = reverse("candidacy", args=[dossier.place.chapter.slug, dossier.candidacy])
    words, facts = wording.words(), dossier.judged.open_facts
    named = [(fact, capfirst(words.name(fact, dossier.place.red_lines))) for fact in facts[:NAMED]]
    return {
        "url": url,
        "name": dossier.name,
        "race": race_called(dossier.office, dossier.district),
        "chapter": dossier.place.chapter.name,
        "count": len(facts),
        "open": [(f"{url}#fact-{key_of(fact)}", f"{name}?") for fact, name in named],
        "more": max(len(facts) - NAMED, 0),
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "url": reverse("race", args=[due.place.chapter.slug, due.race]),
        "race": race_called(due.office, due.district),
        "chapter": due.place.chapter.name,
        "on": wording.day(due.decide_by_on),
        "days": in_words(due.days),
        "overdue": due.days < 0,
    }


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the member, and the way to their chapters."""
    now: dt.datetime = timezone.now()
    found = desk_of(request.user, at=now)  # type: ignore[arg-type]
    context = {
        "places": found.places,
        "several": len(found.places) > 1,
        "dossiers": [_candidacy(dossier) for dossier in found.dossiers],
        "to_score": [_candidacy(dossier) for dossier in found.to_score],
        "due": [_due(due) for due in found.due],
        "packets": found.packets,
        **deciding_in_words(found.deciding, at=now),
        "nothing": not (found.dossiers or found.to_score or found.due or found.packets or found.deciding),
    }
    return render(request, "desk.html", context)

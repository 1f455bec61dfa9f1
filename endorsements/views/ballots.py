"""The ballot: one address for every state of it, and the vote.

A secret vote's receipt stands in the answer to the vote itself and nowhere else: it goes through no redirect, no
message and no session, so that nothing but the voter's own screen has it beside their name.
"""

from typing import Any

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing
from chapters.clock import database_now
from endorsements.forms.ballots import VoteForm, vote_form
from endorsements.models import Ballot, Certificate
from endorsements.models.ballot import BallotKind, CastingMethod
from endorsements.operations.ballots import waits_for_present
from endorsements.operations.casting import CastState, cast
from endorsements.operations.closing import close_if_due
from endorsements.operations.opening import open_ballot
from endorsements.policies import Refused
from endorsements.queries import ballots as read
from endorsements.queries.ballot_page import paper_of
from endorsements.queries.ballot_plan import foreseen
from endorsements.queries.ballot_result import result_of, vote_words
from endorsements.queries.ballot_rule import eligible_words, when
from endorsements.queries.ballot_standing import led_to, left_off
from endorsements.queries.motions import recused_ids
from endorsements.tally import written
from endorsements.views.ballot_access import CERTIFIERS, KEEPERS, found, new_salt, voter_view
from endorsements.views.receipts import new_receipt, offer, receipt_of
from endorsements.wording import moment

OUT_OF_TURN, UNAVAILABLE = 409, 503
logger = structlog.get_logger(__name__)


def current(standing: Standing, ballot_id: int) -> Ballot:
    """Return a ballot as it is now by the database's clock: opened, called off or closed if it was time for that."""
    ballot, now = found(standing, ballot_id), database_now()
    waits = ballot.opened_at is None and ballot.voided_at is None
    if waits and ballot.opens_at <= now and not waits_for_present(ballot):
        open_ballot(ballot, new_salt())
        ballot = found(standing, ballot_id)
    if ballot.voided_at is None and ballot.opened_at and ballot.closed_at is None and ballot.closes_at <= now:
        close_if_due(ballot.pk)
        ballot = found(standing, ballot_id)
    return ballot


@voter_view("GET")
def ballot(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Show a ballot as it is for this person now: before it opens, to vote in, recorded, or its result."""
    return _show(request, standing, current(standing, ballot_id))


@voter_view("GET", "POST")
def ballot_vote(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Record a vote. Without one, as after signing in anew on the way here, lead back to the ballot."""
    if request.method != "POST":
        return redirect("ballot", standing.chapter.slug, found(standing, ballot_id).pk)
    ballot = current(standing, ballot_id)
    form = vote_form(ballot, request.POST)
    receipt = receipt_of(request.POST.get("receipt", ""), ballot, standing.member)
    if not _may_cast(ballot, standing, receipt) or not form.is_valid():
        return _show(request, standing, ballot, form=form, posted=True)
    return _cast(request, standing, ballot, form, receipt or new_receipt())


def _cast(request: HttpRequest, standing: Standing, ballot: Ballot, form: VoteForm, receipt: str) -> HttpResponse:
    secret = ballot.method == CastingMethod.SECRET
    # Asked before the vote: a database that goes away after it must not keep its receipt from the voter.
    context = _context(standing, ballot) if secret else {}
    try:
        made = cast(ballot.pk, standing.member, form.choice_made(), receipt)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _show(request, standing, ballot, form=form, posted=True)
    except DatabaseError as error:
        # Not how it failed: a database's own words can have values in them.
        logger.error("vote_not_recorded", ballot=ballot.pk, error=type(error).__name__)
        return _unwritten(standing, ballot)
    if made.receipt is None:  # closed or voted elsewhere, between the look and the lock
        return _show(request, standing, current(standing, ballot.pk), posted=True)
    if not secret:
        return redirect("ballot", standing.chapter.slug, ballot.pk)
    # Messages that wait stay where they are: taking them would write to the session, beside the vote.
    context |= {"receipt": made.receipt, "said": {}, "messages": ()}
    context["again"] = made.state == CastState.UNCHANGED
    return _kept_nowhere(render(request, "ballots/recorded.html", context))


def _may_cast(ballot: Ballot, standing: Standing, receipt: str) -> bool:
    """Say whether a vote would count, or is there already under this receipt, as things look now; the lock decides."""
    if ballot.opened_at is None or ballot.closed_at is not None or ballot.voided_at is not None:
        return False
    own = read.own(ballot, standing.member)
    return own.on_roll and not (own.voted and ballot.method == CastingMethod.SECRET and not receipt)


def _unwritten(standing: Standing, ballot: Ballot) -> HttpResponse:
    """Say that a vote could not be written down, without asking anything of the database."""
    context = {"slug": standing.chapter.slug, "ballot": ballot}
    return _kept_nowhere(HttpResponse(render_to_string("ballots/unwritten.html", context), status=UNAVAILABLE))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private, max-age=0"
    # The framework logs every refusal with its address and moment: here, that somebody votes for the second time.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _context(standing: Standing, ballot: Ballot) -> dict[str, Any]:
    return {
        "ballot": ballot,
        "slug": standing.chapter.slug,
        "chapter": standing.chapter,
        "paper": paper_of(ballot),
        "when": when(ballot),
        "keeper": standing.has(*KEEPERS),
    }


def _show(
    request: HttpRequest, standing: Standing, ballot: Ballot, *, form: VoteForm | None = None, posted: bool = False
) -> HttpResponse:
    context = _context(standing, ballot)
    if ballot.closed_at is not None:
        return _result(request, standing, ballot, context, late=posted)
    if ballot.voided_at is not None:
        told = _("Called off"), [read.void_words(ballot), _("Nothing that was cast in it counts.")]
    elif ballot.opened_at is None:
        told = _("Not open yet"), _before(ballot)
        day = timezone.localdate(ballot.opens_at)
        context["eligible"] = eligible_words(
            ballot, len(recused_ids(ballot.motion)), len(foreseen(ballot, day)), standing.today
        )
    else:
        return _open(request, standing, ballot, context, form, posted=posted)
    word, says = told
    if posted:
        says = [_("Your vote was not recorded."), *says]
    context |= {"word": word, "says": says, "late": posted, "tone": "error" if posted else ""}
    return _kept_nowhere(render(request, "ballots/waiting.html", context, status=OUT_OF_TURN if posted else 200))


def _before(ballot: Ballot) -> list[str]:
    told = [_("It opens by itself on %(opens)s. Come back to this address then.") % {"opens": moment(ballot.opens_at)}]
    if ballot.opens_at <= database_now():
        told = [_("Its time has come, but it waits for the count of members present.")]
    return told


def _open(
    request: HttpRequest, standing: Standing, ballot: Ballot, context: dict[str, Any], form: VoteForm | None, *,
    posted: bool,
) -> HttpResponse:  # fmt: skip
    own = read.own(ballot, standing.member)
    secret = ballot.method == CastingMethod.SECRET
    if not own.on_roll:
        context |= {"word": _("You are not on this ballot's roll"), "says": left_off(ballot, own, standing)}
        return _kept_nowhere(render(request, "ballots/waiting.html", context, status=403 if posted else 200))
    if own.voted and secret:
        context |= {"word": _("Already recorded"), "says": _once(posted=posted), "tone": "success"}
        status = OUT_OF_TURN if posted else 200
        return _kept_nowhere(render(request, "ballots/waiting.html", context, status=status))
    titles = {choice.id: choice.title for choice in read.question_of(ballot).choices}
    if own.choice is not None:
        words = vote_words([titles.get(id, id) for id in own.choice], BallotKind(ballot.kind))
        context |= {"said": {"words": words}, "receipt": own.receipt}
    context |= {
        "receipt_offered": offer(ballot, standing.member) if secret else "",
        "form": form or vote_form(ballot, said=own.choice),
        "weight": "" if own.weight == 1 else written(own.weight),
    }
    return _kept_nowhere(render(request, "ballots/vote.html", context, status=422 if form and form.errors else 200))


def _once(*, posted: bool) -> list[str]:
    told = [
        _("Your vote is in the box. A secret vote is cast once: nobody can look it up or change it, you neither."),
        _("Its receipt was shown when you voted, and cannot be shown again."),
    ]
    return [_("What was sent now changed nothing."), *told] if posted else told


def _result(
    request: HttpRequest, standing: Standing, ballot: Ballot, context: dict[str, Any], *, late: bool
) -> HttpResponse:
    issued = Certificate.objects.filter(ballot=ballot).select_related("certified_by", "file")
    certificates = list(issued.defer("content", "file__content"))
    for each in certificates:
        each.told_at = moment(each.certified_at)  # type: ignore[attr-defined]
    context |= {
        "shown": result_of(ballot),
        "certificates": certificates,
        "certifier": standing.has(*CERTIFIERS) and len(certificates) < len(settings.LANGUAGES),
        "leads": led_to(ballot),
    }
    if late:
        assert ballot.closed_at is not None
        context["late"] = _("The ballot closed on %(at)s, before your vote arrived. Closed is final.") % {
            "at": moment(ballot.closed_at)
        }
    return _kept_nowhere(render(request, "ballots/result.html", context, status=OUT_OF_TURN if late else 200))

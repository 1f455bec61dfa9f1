"""Keeping a ballot: its roll, those present, the reminder, calling it off."""

from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view, refusal
from chapters.clock import database_now
from chapters.forms.fields import posted
from endorsements import tasks
from endorsements.forms.ballot_care import ADD, STRIKE, PresentForm, RollForm, VoidForm
from endorsements.models import Ballot
from endorsements.operations import reminders, rolls
from endorsements.operations.ballots import set_present, void_ballot
from endorsements.policies import Refused
from endorsements.queries.ballot_page import paper_of
from endorsements.queries.ballots import roll_of
from endorsements.tally import written
from endorsements.views.ballot_access import KEEPERS
from endorsements.views.ballots import current
from endorsements.views.refusals import show


def _context(standing: Standing, ballot: Ballot) -> dict[str, object]:
    return {"ballot": ballot, "slug": standing.chapter.slug, "paper": paper_of(ballot)}


def _correct(ballot: Ballot, form: RollForm, standing: Standing) -> str:
    """Make the correction and return what was done, as a sentence. Raises `Refused`."""
    said, member = form.cleaned_data, form.cleaned_data["member"]
    act = {"ballot": ballot, "member": member, "reason": said["reason"], "by": standing.member, "at": timezone.now()}
    if said["act"] == STRIKE:
        rolls.strike_from_roll(**act)
        return _("Off the roll: %(name)s.") % {"name": member.name}
    units, whole = form.weight()
    if said["act"] == ADD:
        rolls.add_to_roll(**act, units=units, whole=whole)
        return _("On the roll: %(name)s.") % {"name": member.name}
    rolls.reweigh(**act, units=units, whole=whole)
    return _("The weight is corrected: %(name)s.") % {"name": member.name}


@chapter_view(methods=("GET", "POST"))
def ballot_roll(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Show who is on a ballot's roll and with which weight, never who voted; while it is open keepers correct it."""
    may = standing.has(*KEEPERS)
    if request.method == "POST" and not may:
        raise PermissionDenied(refusal(frozenset(KEEPERS)))
    ballot = current(standing, ballot_id)
    if ballot.opened_at is None:
        return redirect("ballot", standing.chapter.slug, ballot.pk)
    is_open = ballot.closed_at is None and ballot.voided_at is None
    form = RollForm(ballot, posted(request)) if may and (is_open or request.method == "POST") else None
    if form is not None and form.is_valid():
        try:
            done = _correct(ballot, form, standing)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, done)
            return redirect("ballot_roll", standing.chapter.slug, ballot.pk)
    entries = roll_of(ballot)
    for entry in entries:
        entry.weight = written(Fraction(entry.units, entry.whole))  # type: ignore[attr-defined]
    context = _context(standing, ballot) | {
        "entries": entries,
        "weighted": any(entry.units != entry.whole for entry in entries),
        "form": form,
    }
    return render(request, "ballots/roll.html", context, status=422 if form and form.errors else 200)


@chapter_view(*KEEPERS, methods=("GET", "POST"))
def ballot_present(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Enter how many members are present, where the threshold is a share of them."""
    ballot = current(standing, ballot_id)
    form = PresentForm(posted(request), initial={"present": ballot.present})
    if form.is_valid():
        try:
            set_present(ballot=ballot, present=form.cleaned_data["present"], by=standing.member, at=database_now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved: the members present."))
            return redirect("ballot", standing.chapter.slug, ballot.pk)
    context = _context(standing, ballot) | {"form": form}
    return render(request, "ballots/present.html", context, status=422 if form.errors else 200)


@chapter_view(*KEEPERS, methods=("GET", "POST"))
def ballot_void(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Call a ballot off, with the reason."""
    ballot = current(standing, ballot_id)
    form = VoidForm(posted(request))
    if form.is_valid():
        try:
            void_ballot(ballot=ballot, reason=form.cleaned_data["reason"], by=standing.member, at=database_now())
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("The ballot is called off."))
            return redirect("ballot", standing.chapter.slug, ballot.pk)
    context = _context(standing, ballot) | {"form": form}
    return render(request, "ballots/void.html", context, status=422 if form.errors else 200)


@chapter_view(*KEEPERS, methods=("POST",))
def ballot_remind(request: HttpRequest, standing: Standing, ballot_id: int) -> HttpResponse:
    """Have those reminded who have not voted. The answer is the same however many that are."""
    ballot = current(standing, ballot_id)
    try:
        reminders.remind(ballot=ballot, by=standing.member, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        tasks.remind.enqueue(ballot.pk)
        messages.success(request, _("A reminder goes by mail to those on the roll who have not voted."))
    return redirect("ballot", standing.chapter.slug, ballot.pk)

"""Notes for and against: written by the committee, withdrawn by their writers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.forms.notes import NoteForm
from endorsements.models import Note
from endorsements.operations import dossiers
from endorsements.policies import Refused
from endorsements.views.candidacies import found, show
from endorsements.views.refusals import pressed


@chapter_view(Role.ELECTORAL, methods=("POST",))
def write_note(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Write a case for or against; what is refused comes back with the text kept."""
    candidacy, base = found(standing, candidacy_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            dossiers.write_note(candidacy=candidacy, by=standing.member, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"{base}#notes")
    return show(request, standing, candidacy, base, note_form=form, status=422)


@chapter_view(Role.ELECTORAL, methods=("POST",))
def withdraw_note(request: HttpRequest, standing: Standing, candidacy_id: int, note_id: int) -> HttpResponse:
    """Take a note back; it stays on record, and out of pages and memos."""
    candidacy, base = found(standing, candidacy_id)
    note = get_object_or_404(Note.objects.select_related("candidacy").filter(candidacy=candidacy), pk=note_id)
    pressed(
        request,
        lambda: dossiers.withdraw_note(note=note, by=standing.member, at=timezone.now()),
        _("The note is withdrawn. It stays on record, and out of pages and memos."),
    )
    return redirect(f"{base}#notes")

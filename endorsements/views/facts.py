"""Answering one fact: by a quick button or with its evidence, by htmx or by a plain form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.forms.facts import QuickForm
from endorsements.models import Answer, Candidacy
from endorsements.operations import dossiers, field
from endorsements.policies import Refused
from endorsements.queries import candidacy as read
from endorsements.queries.dossier_page import FactRow, RowState, key_of
from endorsements.views.candidacies import editor_of, found, may_edit, reason_editor, show
from endorsements.views.fragments import judgement_html, row_html
from endorsements.wording import moment, words


def _conflict(row: FactRow, theirs: Answer | None, value: str, *, quick: bool) -> str:
    said = words()
    if theirs is None:
        return _("This was answered meanwhile and the answer has gone again. Look, and choose anew.")
    told = _("%(who)s answered this with “%(theirs)s” (%(at)s) after your page was shown. You chose “%(yours)s”.") % {
        "who": theirs.set_by.name,
        "theirs": said.label(row.fact, theirs.value),
        "at": moment(theirs.set_at),
        "yours": said.label(row.fact, value),
    }
    if quick:
        return f"{told} {_('Theirs stands. Press yours again to replace it.')}"
    return f"{told} {_('Theirs stands. What you wrote is kept here: save it to replace theirs, or cancel.')}"


def _answer(request: HttpRequest, standing: Standing, candidacy: Candidacy, row: FactRow) -> RowState | None:
    """Write what was posted; return what stood against it, or None when it was written."""
    quick = "evidence" not in request.POST
    form = QuickForm(request.POST) if quick else editor_of(row, request.POST)
    if not form.is_valid():
        if quick:
            return RowState(problem=_("That was no answer this page offers. Choose one of the buttons."))
        return RowState(editor=form)
    said = form.cleaned_data
    try:
        if said["value"] != row.value or not quick:
            field.check_answer(candidacy=candidacy, fact=row.fact, value=said["value"], reason=said.get("evidence", ""))
    except Refused as refused:
        return RowState(editor=reason_editor(row, said["value"]) if quick else form, problem=str(refused))
    write = dossiers.set_value if quick else dossiers.set_answer
    try:
        write(candidacy=candidacy, fact=row.fact, by=standing.member, at=timezone.now(), **said)
    except Refused as refused:
        return RowState(editor=None if quick else form, problem=str(refused))
    except dossiers.ChangedMeanwhile as changed:
        state = RowState(conflict=_conflict(row, changed.current, said["value"], quick=quick))
        if not quick:
            # Saved again, it is meant to replace the answer that is shown now.
            data = request.POST.copy()
            data["seen"] = str(changed.current.pk if changed.current else "")
            state.editor = editor_of(row, data)
        return state
    return None


def _partial(
    request: HttpRequest, standing: Standing, dossier: read.Dossier, row: FactRow, *, status: int = 200
) -> HttpResponse:
    heading = read.heading_of(dossier.candidacy, standing.today)
    answer = row_html(row, dossier.base, editable=may_edit(standing, heading), token=get_token(request))
    if request.method != "POST":
        return HttpResponse(answer)
    verdict, findings = judgement_html(dossier.panel, dossier.tactical, get_language(), oob=True)
    context = {
        "row": answer,
        "verdict": verdict,
        "findings": findings,
        "panel": dossier.panel,
        "heading": heading,
        "oob": True,
        "changed": request.POST.get("shown") != dossier.panel.verdict,
    }
    return render(request, "candidacy/changed.html", context, status=status)


@chapter_view(Role.ELECTORAL, methods=("GET", "POST"))
def fact(request: HttpRequest, standing: Standing, candidacy_id: int, fact: str) -> HttpResponse:
    """Answer a fact. GET gives its row to htmx (`?edit=1`: with the editor), and the page to everybody else."""
    candidacy, base = found(standing, candidacy_id)
    dossier = read.dossier_of(candidacy, base=base, on=standing.today)
    row = dossier.row(fact)
    if row is None:
        raise Http404
    if request.method != "POST":
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(f"{base}?edit={fact}#fact-{row.key}")
        row.state = RowState(editor=editor_of(row)) if request.GET.get("edit") else RowState(focus=True)
        return _partial(request, standing, dossier, row)
    state = _answer(request, standing, candidacy, row)
    status = 200 if state is None else 422
    if not request.htmx:  # type: ignore[attr-defined]
        if state is not None:
            return show(request, standing, candidacy, base, fact=fact, state=state, status=status)
        now = read.dossier_of(candidacy, base=base, on=standing.today)
        messages.success(request, _("Saved. Verdict: %(verdict)s.") % {"verdict": now.panel.label})
        return redirect(f"{base}#fact-{key_of(fact)}")
    now = read.dossier_of(candidacy, base=base, on=standing.today)
    fresh = now.row(fact) or row
    fresh.state = state or RowState(focus="evidence" in request.POST)
    return _partial(request, standing, now, fresh, status=status)

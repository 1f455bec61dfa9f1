"""The candidacy page and its history."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from chapters.access import Standing, chapter_view
from chapters.models import RedLineVersion, Role
from endorsements.forms.facts import EvidenceForm
from endorsements.forms.notes import NoteForm
from endorsements.models import Candidacy
from endorsements.queries import candidacy as read
from endorsements.queries import history
from endorsements.queries.candidacy_motions import ballots_section
from endorsements.queries.candidacy_records import written_of
from endorsements.queries.dossier_page import FactRow, RowState
from endorsements.queries.field import field_with
from endorsements.queries.field_section import section_of
from endorsements.views.fragments import beside, group_html, judgement_html, proposal_html, section_html

PER_PAGE = 40
VIABLE_PATH = "viable_path"


def found(standing: Standing, candidacy_id: int) -> tuple[Candidacy, str]:
    """Return a candidacy of the person's chapter and its address, or raise Http404."""
    candidacy = read.candidacy_for(standing.chapter, candidacy_id, standing.member.pk)
    if candidacy is None:
        raise Http404
    return candidacy, reverse("candidacy", args=[standing.chapter.slug, candidacy.pk])


def editor_of(row: FactRow, data: object = None) -> EvidenceForm:
    """Return the evidence editor of a row, filled with the answer that stands (or with what was posted)."""
    given = row.given
    said = {"value": row.value, "evidence": given.evidence, "link": given.link, "source": given.source}
    return EvidenceForm(
        data,
        initial={**said, "evidence_on": given.evidence_on_iso, "seen": row.seen},
        options=[(option.value, option.label) for option in row.options],
        key=row.key,
    )


def reason_editor(row: FactRow, value: str) -> EvidenceForm:
    """Return the evidence editor with another answer chosen and no evidence yet."""
    options = [(option.value, option.label) for option in row.options]
    return EvidenceForm(initial={"value": value, "seen": row.seen}, options=options, key=row.key)


def may_edit(standing: Standing, heading: read.Heading) -> bool:
    """Say whether this person may change the dossier as it stands."""
    return standing.has(Role.ELECTORAL) and not heading.blockers


def show(
    request: HttpRequest,
    standing: Standing,
    candidacy: Candidacy,
    base: str,
    *,
    fact: str = "",
    state: RowState | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the whole page, with something going on at one fact's row or in the form of notes."""
    dossier = read.dossier_of(candidacy, base=base, on=standing.today)
    heading = read.heading_of(candidacy, standing.today)
    groups = dossier.groups()
    for row in (row for group in groups for row in group.rows if row.fact == fact):
        row.state = state or RowState(editor=editor_of(row))
    editable, token = may_edit(standing, heading), get_token(request)
    committee = standing.has(Role.ELECTORAL)
    member = standing.member.pk
    written = written_of(candidacy.pk, candidacy.race_id)
    scored = written.scored
    weighing, weighing_link = read.weighing_note(dossier, scored, member, is_committee=committee)
    notes = read.notes_of(written, member, base)
    frozen = read.assessments_of(written, candidacy, base, standing.chapter.slug)
    ballots = ballots_section(candidacy, standing.chapter.slug, standing.today, written.conditions)
    values = {each: given.value for each, given in dossier.answers.items()}
    section = section_of(field_with(candidacy, read.plan_of(candidacy)), base, dossier.found, values)
    rows = group_html(groups, base, editable=editable, token=token)
    if section.proposed:
        beside(rows, VIABLE_PATH, proposal_html(section.proposed, f"{section.url}viable-path/", editable, token))
    verdict, findings = judgement_html(dossier.panel, dossier.tactical, get_language(), oob=False)
    context = {
        "heading": heading,
        "base": base,
        "verdict": verdict,
        "findings": findings,
        "board": reverse("chapter", args=[standing.chapter.slug]),
        "groups": rows,
        "section": section,
        "section_html": section_html(section, get_language()),
        "panel": dossier.panel,
        "editable": editable,
        "committee": committee,
        "issues_memos": standing.has(Role.ELECTORAL, Role.STEERING),
        "notes": notes,
        "note_form": note_form,
        "weighing": weighing,
        "weighing_link": weighing_link,
        "assessments": frozen,
        "ballots": ballots,
        "moves": standing.has(Role.ELECTORAL, Role.STEERING, Role.ADMIN),
        "candidacy_id": candidacy.pk,
        "latest": read.latest_of(dossier, notes, frozen, scored, ballots.events),
    }
    return render(request, "candidacy/page.html", context, status=status)


@chapter_view()
def candidacy(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show the chain of one candidacy; `?edit=<fact>` opens its evidence, `?write=<side>` the form of notes."""
    record, base = found(standing, candidacy_id)
    editable = may_edit(standing, read.heading_of(record, standing.today))
    side = request.GET.get("write", "") if editable else ""
    note_form = NoteForm(initial={"side": side}) if side in ("for", "against") else None
    edit = request.GET.get("edit", "") if editable else ""
    return show(request, standing, record, base, fact=edit, note_form=note_form)


@chapter_view()
def candidacy_history(request: HttpRequest, standing: Standing, candidacy_id: int) -> HttpResponse:
    """Show all that happened to a candidacy, by page; `?fact=` narrows it to one fact's answers."""
    record, base = found(standing, candidacy_id)
    lines = RedLineVersion.objects.filter(red_line__chapter=standing.chapter, is_current=True).order_by()
    titles = dict(lines.values_list("red_line__slug", "title"))
    fact = request.GET.get("fact", "")
    if fact and not history.is_known_fact(fact, titles):
        raise Http404
    page = Paginator(history.events(record.pk, fact), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": read.heading_of(record, standing.today),
        "base": base,
        "page": page,
        "entries": history.told(page.object_list, record, titles, evidence=True),
        "fact": history.name_of(fact, titles) if fact else "",
    }
    return render(request, "candidacy/history.html", context)

"""The board as a spreadsheet: the rows that the page shows, with the same filters and in the same order."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from endorsements import wording
from endorsements.models import Cycle
from endorsements.queries.board_row import STAGES, Row
from endorsements.queries.capacity import STANDINGS
from endorsements.queries.decision_states import told
from endorsements.spreadsheets import CSV, XLSX, Value, as_csv, as_xlsx
from endorsements.views.board import filtered


def header() -> list[str]:
    """Return the columns' names."""
    return [
        _("Candidacy"),
        _("Office"),
        _("District"),
        _("Verdict"),
        _("Kind"),
        _("Open questions"),
        _("What is open"),
        _("Red lines crossed"),
        _("Capacity"),
        _("Doors"),
        _("Next deadline"),
        _("What is due"),
        _("Decide by"),
        _("Election day"),
        _("Assigned to"),
        _("Stage"),
        _("Decision"),
        _("Last assessment"),
        _("Changed since"),
        _("Far-right opponent"),
    ]


def cells(row: Row, red_lines: dict[str, str]) -> list[Value]:
    """Return a row's cells, in the order of `header`."""
    words, judged = wording.words(), row.judged
    if row.candidacy is None:
        verdict, kind = _("No candidacy yet"), ""
    else:
        verdict = words.verdicts.get(judged.verdict, judged.problem)
        kind = words.kinds.get(judged.kind, "")
    return [
        row.name,
        row.office,
        row.district,
        verdict,
        kind,
        len(judged.open_facts) if row.candidacy else None,
        ", ".join(words.name(fact, red_lines) for fact in judged.open_facts),
        ", ".join(red_lines.get(slug, slug) for slug in judged.crossed),
        str(STANDINGS[row.capacity.code]) if row.capacity else "",
        row.capacity.doors if row.capacity else None,
        row.deadline.day if row.deadline else None,
        row.deadline.what if row.deadline else "",
        row.decide_by_on,
        row.election_on,
        row.assignee,
        str(STAGES[row.stage]) if row.stage else "",
        told(row.decision, row.also),
        row.progress.assessment or None,
        _("yes") if row.progress.changed_since else "",
        _("yes") if row.far_right else "",
    ]


def _table(request: HttpRequest, standing: Standing, cycle_id: int) -> tuple[str, list[list[Value]]] | None:
    """Return the cycle's name and the rows' cells; None when a filter of the address makes no sense."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter), pk=cycle_id)
    cycle.chapter = standing.chapter
    filters, red_lines, _planned = filtered(request, standing, cycle)
    if filters.problems:
        return None
    return cycle.name, [cells(row, red_lines) for row in filters.shown]


def _back(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Lead to the page, which says what is wrong with the address: a file with more in it than asked for misleads."""
    page = reverse("board", args=[standing.chapter.slug, cycle_id])
    return redirect(f"{page}?{request.GET.urlencode()}")


def _file(standing: Standing, content: bytes, media_type: str, kind: str) -> HttpResponse:
    name = f"{standing.chapter.slug}-board-{standing.today.isoformat()}.{kind}"
    return HttpResponse(content, media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@chapter_view()
def board_csv(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Send the board as CSV."""
    table = _table(request, standing, cycle_id)
    if table is None:
        return _back(request, standing, cycle_id)
    return _file(standing, as_csv(header(), table[1]), CSV, "csv")


@chapter_view()
def board_xlsx(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponseBase:
    """Send the board as an XLSX workbook."""
    table = _table(request, standing, cycle_id)
    if table is None:
        return _back(request, standing, cycle_id)
    return _file(standing, as_xlsx(table[0], header(), table[1]), XLSX, "xlsx")

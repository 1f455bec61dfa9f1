"""What is due in a cycle and when: as a page, and as a calendar file."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.planning import ics
from chapters.access import Standing, chapter_view
from endorsements.models import Cycle
from endorsements.queries.deadline_rows import Due
from endorsements.queries.deadlines import deadlines_of, procedures_in_use
from endorsements.views.desk import in_words
from endorsements.wording import day

SOON = dt.timedelta(days=21)


@chapter_view()
def deadlines(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponse:
    """List what is overdue, what is due within three weeks, and the rest."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter), pk=cycle_id)
    waiting = [due for due in deadlines_of(cycle, standing.today) if not due.done]
    soon = standing.today + SOON
    parts = (
        ("overdue", _("Overdue"), (due for due in waiting if due.overdue)),
        ("soon", _("Within three weeks"), (due for due in waiting if not due.overdue and due.day <= soon)),
        ("later", _("Later"), (due for due in waiting if not due.overdue and due.day > soon)),
    )
    told = [(key, title, _rows(rows, standing)) for key, title, rows in parts]
    context = {
        "cycle": cycle,
        "parts": [part for part in told if part[2]],
        "procedures": len(procedures_in_use([standing.chapter.pk]).get(standing.chapter.pk, [])),
    }
    return render(request, "deadlines/deadlines.html", context)


def _rows(found: Iterable[Due], standing: Standing) -> list[dict[str, Any]]:
    """Return a row for each day and subject, with all that is due there then."""
    rows: dict[tuple[object, ...], dict[str, Any]] = {}
    for due in found:
        row = rows.setdefault(
            (due.day, due.race, due.about, due.view, due.args),
            {
                "day": due.day,
                "on": day(due.day),
                "days": in_words((due.day - standing.today).days),
                "race": due.race,
                "about": due.about,
                "url": _address(due),
                "lines": [],
            },
        )
        row["lines"].append((due.what, due.why))
    return list(rows.values())


def _address(due: Due) -> str:
    return reverse(due.view, args=[due.chapter.slug, *due.args])


@chapter_view()
def calendar(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponse:
    """Give all days of a cycle as a calendar file, those that are over among them."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter), pk=cycle_id)
    events = [_event(due, request) for due in deadlines_of(cycle, standing.today)]
    content = ics.calendar(f"{cycle.name} – {standing.chapter.name}", events, stamp=timezone.now())
    name = f"{standing.chapter.slug}-deadlines-{cycle.pk}.ics"
    return HttpResponse(
        content, "text/calendar; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _event(due: Due, request: HttpRequest) -> ics.Event:
    summary = _("%(race)s: %(what)s") % {"race": due.race, "what": due.what}
    if due.overdue:
        summary = _("Overdue: %(what)s") % {"what": summary}
    return ics.Event(
        uid=str(_uid(due)),
        day=due.day,
        at=due.at,
        summary=summary,
        description="\n".join(line for line in (due.about, due.why) if line),
        url=request.build_absolute_uri(_address(due)),
    )


def _uid(due: Due) -> uuid.UUID:
    """The same at each export, and another one in every other installation."""
    of = due.chapter
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{of.founded_at.isoformat()}/{of.pk}/deadline/{due.key}")

"""The paths of a procedure: which types of motion go which way."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.forms.procedures import EditOf, TrackForm, TypesForm
from endorsements.models import ProcedureVersion
from endorsements.procedures import editing
from endorsements.queries import procedures as queries
from endorsements.views.procedure_edits import Apply, current_of, edit, seen_version, track_of


def _page(form: EditOf, current: ProcedureVersion) -> dict[str, Any]:
    return {"form": form, "forms": [form], "procedure": current.procedure}


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing, procedure_id: int) -> HttpResponse:
    """Add a path for further types of motion."""

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        form = TrackForm(data, number=current.number, record=queries.record_of(current))
        return {"template": "procedures/track_new.html", **_page(form, current)}

    def apply(context: dict[str, Any]) -> Apply:
        return lambda record: editing.add_track(record, context["form"].track())

    return edit(request, standing, current_of(standing, procedure_id), build, apply)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def types(request: HttpRequest, standing: Standing, procedure_id: int, type: str) -> HttpResponse:
    """Say anew which types of motion go a path."""
    current = current_of(standing, procedure_id)
    record = queries.record_of(seen_version(request, current))
    motion_type, track = track_of(record, type)

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        form = TypesForm(data, number=current.number, record=queries.record_of(current), track=track)
        return {"template": "procedures/track.html", "type": type, **_page(form, current)}

    def apply(context: dict[str, Any]) -> Apply:
        return lambda record: editing.change_types(record, motion_type, context["form"].cleaned_data["types"])

    return edit(request, standing, current, build, apply)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def remove(request: HttpRequest, standing: Standing, procedure_id: int, type: str) -> HttpResponse:
    """Take a path out of a procedure."""
    current = current_of(standing, procedure_id)
    motion_type, track = track_of(queries.record_of(seen_version(request, current)), type)

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        form = EditOf(data, number=current.number)
        what = queries.types_in_words(track.types)
        return {"template": "procedures/remove.html", "what": what, "is_track": True, **_page(form, current)}

    def apply(context: dict[str, Any]) -> Apply:
        return lambda record: editing.remove_track(record, motion_type)

    return edit(request, standing, current, build, apply)

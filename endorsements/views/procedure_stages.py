"""The stages of a procedure's path: adding, changing, moving and removing one at a time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.models import Role
from endorsements.forms.procedures import EditOf
from endorsements.forms.stage_votes import VoteForm
from endorsements.forms.stages import MOST_VOTES, StageForm, check_together
from endorsements.models import ProcedureVersion
from endorsements.operations.procedures import ProcedureChangedMeanwhile, edit_procedure
from endorsements.policies import Refused
from endorsements.procedures import editing
from endorsements.procedures.records import Stage, Track
from endorsements.queries import procedures as queries
from endorsements.views.procedure_edits import Apply, current_of, edit, seen_version, track_of

FIRST = "first"
CHOICES = {"up": -1, "down": 1}


def _count(data: QueryDict | None, stage: Stage | None, otherwise: int) -> int:
    """Return how many votes the page's form has."""
    if data is None:
        return len(stage.votes) if stage else otherwise
    typed = data.get("votes", "")
    return min(int(typed), MOST_VOTES) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0


def _places(track: Track) -> list[tuple[str, str]]:
    after = [(stage.id, _("After “%(title)s”") % {"title": stage.title}) for stage in track.stages]
    return [(f"{FIRST}/", _("First")), *((f"after/{id}", title) for id, title in after)]


def _forms(
    data: QueryDict | None, current: ProcedureVersion, stage: Stage | None, track: Track | None, otherwise: int
) -> dict[str, Any]:
    """Make the form of a stage and one for each of its votes; `track`: where a new stage can go."""
    count = _count(data, stage, otherwise)
    held = stage.votes if stage else ()
    initial = StageForm.initial_of(stage) if stage else {}
    places = None
    if track is not None:
        places = _places(track)
        before = track.stages[-1] if count else (track.stages[-2] if len(track.stages) > 1 else None)
        initial = {"after": f"after/{before.id}" if before else f"{FIRST}/"}
    form = StageForm(data, number=current.number, votes=count, places=places, initial=initial)
    votes = [
        VoteForm(data, prefix=f"vote-{at}", initial=VoteForm.initial_of(held[at]) if at < len(held) else None)
        for at in range(count)
    ]
    page = {"template": "procedures/stage.html", "procedure": current.procedure}
    return {**page, "form": form, "votes": votes, "forms": [form, *votes]}


def _with_another_vote(request: HttpRequest, context: dict[str, Any], current: ProcedureVersion) -> dict[str, Any]:
    """Return the page with one vote more, what was typed kept and nothing checked yet."""
    old: StageForm = context["form"]
    typed = {name: _typed(old, name) for name in old.fields}
    places = list(old.fields["after"].choices) if "after" in old.fields else None  # type: ignore[attr-defined]
    count = min(len(context["votes"]) + 1, MOST_VOTES)
    form = StageForm(None, number=current.number, votes=count, places=places, initial=typed)
    form.initial["seen"] = typed["seen"]
    votes = [VoteForm(prefix=f"vote-{at}") for at in range(count)]
    for new, kept in zip(votes, context["votes"], strict=False):
        new.initial = {name: _typed(kept, name) for name in kept.fields}
    return {**context, "form": form, "votes": votes, "forms": [form, *votes]}


def _typed(form: Any, name: str) -> Any:
    """Return what was typed into a field, as its box shows it."""
    return form[name].value()


def _stage_of(context: dict[str, Any], id: str) -> Stage:
    kept = tuple(form.vote() for form in context["votes"] if not form.cleaned_data["drop"])
    form: StageForm = context["form"]
    return form.stage(id, kept)


def _checked(context: dict[str, Any]) -> dict[str, Any]:
    """Have the forms checked together as soon as each is checked by itself."""
    form, votes = context["form"], context["votes"]
    if form.is_bound:
        checked = [vote for vote in votes if vote.is_valid() and not vote.cleaned_data["drop"]]
        if form.is_valid():
            check_together(form, checked)
    return context


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing, procedure_id: int, type: str) -> HttpResponse:
    """Put another stage on a path: a vote with `?votes=1`, else a step."""
    current = current_of(standing, procedure_id)
    motion_type, track = track_of(queries.record_of(seen_version(request, current)), type)
    wanted = 1 if request.GET.get("votes") == "1" else 0

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        _type, shown = motion_type, queries.record_of(current).track_of(motion_type) or track
        context = _forms(data, current, None, shown, wanted)
        return _checked({**context, "is_new": True})

    def apply(context: dict[str, Any]) -> Apply:
        where, _slash, after = context["form"].cleaned_data["after"].partition("/")

        def add(record: Any) -> Any:
            here = record.track_of(motion_type)
            id = editing.stage_id(
                context["form"].cleaned_data["title"], [stage.id for stage in here.stages] if here else []
            )
            return editing.add_stage(record, motion_type, _stage_of(context, id), None if where == FIRST else after)

        return add

    if request.method == "POST" and "add" in request.GET:
        context = _forms(request.POST, current, None, track, wanted) | {"is_new": True}
        return render(request, "procedures/stage.html", _with_another_vote(request, context, current))
    return edit(request, standing, current, build, apply)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def stage(request: HttpRequest, standing: Standing, procedure_id: int, type: str, stage_id: str) -> HttpResponse:
    """Change one stage: what it is called, when it is due, who votes by which rule."""
    current = current_of(standing, procedure_id)
    seen = queries.record_of(seen_version(request, current))
    motion_type, _track = track_of(seen, type)
    shown = editing.stage_of(seen, motion_type, stage_id)
    if shown is None:
        raise Http404

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        return _checked(_forms(data, current, shown, None, 0) | {"stage": shown})

    def apply(context: dict[str, Any]) -> Apply:
        return lambda record: editing.change_stage(record, motion_type, _stage_of(context, stage_id))

    if request.method == "POST" and "add" in request.GET:
        context = _forms(request.POST, current, shown, None, 0) | {"stage": shown}
        return render(request, "procedures/stage.html", _with_another_vote(request, context, current))
    return edit(request, standing, current, build, apply)


@chapter_view(Role.ADMIN, methods=("POST",))
def move(request: HttpRequest, standing: Standing, procedure_id: int, type: str, stage_id: str) -> HttpResponse:
    """Move a stage one place up or down."""
    current = current_of(standing, procedure_id)
    record = queries.record_of(current)
    motion_type, _track = track_of(record, type)
    moved = editing.stage_of(record, motion_type, stage_id)
    direction, seen = request.POST.get("direction", ""), request.POST.get("seen", "")
    if moved is None:
        raise Http404
    if direction not in CHOICES or seen != str(current.number):
        messages.error(request, _("Nothing was moved: the procedure has changed. This is what it says now."))
        return redirect("procedure", standing.chapter.slug, procedure_id)
    reasons = {"up": _("Moved “%(title)s” up"), "down": _("Moved “%(title)s” down")}
    try:
        version = edit_procedure(
            procedure=current.procedure,
            content=lambda record: editing.move_stage(record, motion_type, stage_id, CHOICES[direction]),
            reason=reasons[direction] % {"title": moved.title},
            seen=current.number,
            by=standing.member,
            at=timezone.now(),
        )
    except editing.Impossible as impossible:
        messages.error(request, _(str(impossible)))
    except (Refused, ProcedureChangedMeanwhile) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
    return redirect("procedure", standing.chapter.slug, procedure_id)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def remove(request: HttpRequest, standing: Standing, procedure_id: int, type: str, stage_id: str) -> HttpResponse:
    """Take a stage out of a path."""
    current = current_of(standing, procedure_id)
    seen = queries.record_of(seen_version(request, current))
    motion_type, _track = track_of(seen, type)
    shown = editing.stage_of(seen, motion_type, stage_id)
    if shown is None:
        raise Http404

    def build(data: QueryDict | None, current: ProcedureVersion) -> dict[str, Any]:
        form = EditOf(data, number=current.number)
        page = {"template": "procedures/remove.html", "procedure": current.procedure, "what": shown.title}
        return {**page, "form": form, "forms": [form]}

    def apply(context: dict[str, Any]) -> Apply:
        return lambda record: editing.remove_stage(record, motion_type, stage_id)

    return edit(request, standing, current, build, apply)

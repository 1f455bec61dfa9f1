"""The register of red lines: reading it, and editing it with its effect on open candidacies seen before saving."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import RedLine, RedLineVersion, Role
from chapters.operations import red_lines as operations
from chapters.operations.red_lines import ChangedMeanwhile, Wording
from chapters.policies import Refused
from endorsements.forms.red_lines import EditForm, NewForm, OfVersion, ReaffirmForm, RetireForm
from endorsements.models.motion import MotionType
from endorsements.operations.register import enter_adopted
from endorsements.queries import red_lines as queries
from endorsements.queries.register_motions import beginning, entries_of, fitting, motions_on, named
from endorsements.views.motions import MOVERS

VERSIONS_PER_PAGE = 20
Save = Callable[[int], RedLineVersion]
SaveEdit = Callable[..., RedLineVersion]


@chapter_view()
def register(request: HttpRequest, standing: Standing) -> HttpResponse:
    """List the red lines in force, to come and retired."""
    context = {
        "register": queries.register(standing.chapter, standing.today),
        "may_change": standing.has(Role.ADMIN),
    }
    return render(request, "red_lines/register.html", context)


def _current(standing: Standing, slug: str) -> RedLineVersion:
    rows = RedLineVersion.objects.filter(red_line__chapter=standing.chapter, is_current=True)
    return get_object_or_404(rows.select_related("red_line", "edited_by"), red_line__slug=slug)


@chapter_view()
def line(request: HttpRequest, standing: Standing, line_slug: str) -> HttpResponse:
    """Show one red line with all its versions: what changed, by whom and when."""
    current = _current(standing, line_slug)
    page = Paginator(queries.versions(current.red_line), VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    # One more than the page holds: the oldest on it is compared with the one before it.
    first, last = page.start_index() - 1, page.end_index()
    shown = list(queries.versions(current.red_line)[first : last + 1])
    wordings = [Wording.of(version) for version in shown]
    entered = {each.version_id: each.motion for each in entries_of(current.red_line)}
    history = [
        {
            "version": version,
            "changes": queries.changes(wordings[at + 1], wordings[at]) if at + 1 < len(shown) else (),
            "motion": entered.get(version.pk),
        }
        for at, version in enumerate(shown[: last - first])
    ]
    adopting = [motion for motion in entered.values() if motion.type == MotionType.ADOPT_RED_LINE]
    context = {
        "line": current,
        "in_force": Wording.of(current).in_force_on(standing.today),
        "page": page,
        "history": history,
        "motions": motions_on(current.red_line),
        "adopting": adopting[0] if adopting else None,
        "may_move": standing.has(*MOVERS),
        "may_change": standing.has(Role.ADMIN),
    }
    return render(request, "red_lines/line.html", context)


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Enter a red line."""
    known = _by_motion(request, standing, "new", None)
    form = NewForm(posted(request), chapter=standing.chapter, today=standing.today, **known)

    def save(changed: int) -> RedLineVersion:
        return operations.adopt(
            chapter=standing.chapter,
            slug=form.cleaned_data["slug"],
            wording=form.wording(),
            changed=changed,
            by=standing.member,
            at=timezone.now(),
        )

    return _steps(request, standing, form, save, step="new")


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def edit(request: HttpRequest, standing: Standing, line_slug: str) -> HttpResponse:
    """Write a new version of a red line."""

    def save(form: Any, changed: int, **said: Any) -> RedLineVersion:
        return operations.revise(wording=form.wording(), changed=changed, **said)

    return _of_line(request, standing, line_slug, EditForm, save, step="edit")


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def retire(request: HttpRequest, standing: Standing, line_slug: str) -> HttpResponse:
    """Take a red line out of force."""

    def save(form: Any, changed: int, **said: Any) -> RedLineVersion:
        return operations.retire(day=form.cleaned_data["day"], changed=changed, **said)

    return _of_line(request, standing, line_slug, RetireForm, save, step="retire")


@chapter_view(Role.ADMIN, methods=("GET", "POST"))
def reaffirm(request: HttpRequest, standing: Standing, line_slug: str) -> HttpResponse:
    """Record that a red line was reaffirmed."""

    def save(form: Any, changed: int, **said: Any) -> RedLineVersion:
        return operations.reaffirm(day=form.cleaned_data["day"], **said)

    return _of_line(request, standing, line_slug, ReaffirmForm, save, step="reaffirm")


def _by_motion(request: HttpRequest, standing: Standing, step: str, line: RedLine | None) -> dict[str, Any]:
    """Return the adopted motions that the act may carry out, and what the one named by `?motion=` begins it with."""
    waiting = fitting(standing.chapter, step, line)
    asked = named(waiting, request.GET.get("motion", ""))
    return {"waiting": waiting, "begin": beginning(asked, step) if asked else {}}


def _of_line(
    request: HttpRequest,
    standing: Standing,
    slug: str,
    form_class: Any,
    save: SaveEdit,
    *,
    step: str,
) -> HttpResponse:
    """Edit an existing line, unless somebody else wrote a version after the one that the page showed."""
    current = _current(standing, slug)
    known: dict[str, Any] = {"before": Wording.of(current), "number": current.number, "today": standing.today}
    known |= _by_motion(request, standing, step, current.red_line)
    form: OfVersion = form_class(posted(request), **known)
    if request.method == "POST":
        form.is_valid()
        if form.cleaned_data.get("seen") != current.number:
            return _conflict(request, current, form_class, known, step)

    def write(changed: int) -> RedLineVersion:
        return save(
            form,
            changed,
            line=current.red_line,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=standing.member,
            at=timezone.now(),
        )

    try:
        return _steps(request, standing, form, write, current=current, step=step)
    except ChangedMeanwhile as late:
        known |= {"before": Wording.of(late.current), "number": late.current.number}
        return _conflict(request, late.current, form_class, known, step)


def _conflict(
    request: HttpRequest, current: RedLineVersion, form_class: Any, known: dict[str, Any], step: str
) -> HttpResponse:
    """Show the other's change beside what was typed, which can then be saved on top of it."""
    data: QueryDict = request.POST.copy()
    typed_on = data.get("seen", "")
    data["seen"] = str(current.number)
    number = int(typed_on) if typed_on.isascii() and typed_on.isdigit() and len(typed_on) < 9 else 0
    seen = RedLineVersion.objects.filter(red_line=current.red_line_id, number=number).first()
    context = {
        "form": form_class(data, **known),
        "step": step,
        "line": current,
        "conflict": current,
        "changes": queries.changes(Wording.of(seen), Wording.of(current)) if seen else (),
    }
    return render(request, "red_lines/form.html", context, status=409)


def _steps(
    request: HttpRequest,
    standing: Standing,
    form: Any,
    save: Save,
    *,
    step: str,
    current: RedLineVersion | None = None,
) -> HttpResponse:
    """Show the form, then what it would change, then save: the last only with `confirm`, all data checked again."""
    context: dict[str, Any] = {"form": form, "step": step, "line": current}
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        before, after = Wording.of(current) if current else None, form.wording()
        slug = current.red_line.slug if current else form.cleaned_data["slug"]
        effect = queries.effect(standing.chapter, slug, before, after, today=standing.today)
        if before == after and form.decided() is None:
            form.add_error(None, _("Nothing was changed, so there is nothing to save."))
        elif before != after and "confirm" not in request.POST and step != "reaffirm":
            return _preview(request, context, effect, before, after)
        elif saved := _saved(request, standing, form, _write(save, current, before == after), len(effect.changed)):
            return redirect("red_line", standing.chapter.slug, saved.red_line.slug)
    refused = request.method == "POST" and not form.is_valid()
    return render(request, "red_lines/form.html", context, status=422 if refused else 200)


def _preview(
    request: HttpRequest, context: dict[str, Any], effect: queries.Effect, before: Wording | None, after: Wording
) -> HttpResponse:
    context |= {"effect": effect, "wording": after, "changes": queries.changes(before, after) if before else ()}
    # Answers stay as they are when the text they answer is another; the committee has to look at them again.
    binds = effect.answered and effect.comes != "ends"
    context["reworded"] = binds and before is not None and before.text != after.text
    return render(request, "red_lines/preview.html", context)


def _write(save: Save, current: RedLineVersion | None, is_same: bool) -> Save:
    """Return what saves: where a motion's words stand in the register already, they are not written again."""
    return (lambda _changed: current) if is_same and current else save


def _saved(request: HttpRequest, standing: Standing, form: Any, save: Save, changed: int) -> RedLineVersion | None:
    """Save and say so; None when it was refused, with the reason in the form. Raises `ChangedMeanwhile`."""
    motion = form.decided()
    try:
        if motion is None:
            version = save(changed)
        else:
            version = enter_adopted(motion=motion, write=lambda: save(changed), by=standing.member, at=timezone.now())
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    said = {"number": version.number, "count": changed}
    messages.success(request, _("Saved as version %(number)s. Verdicts changed: %(count)s.") % said)
    return version

"""Packets: asking for one, watching it being made, and its file."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chapters.access import Standing, chapter_view
from chapters.forms.fields import posted
from chapters.models import Role
from endorsements.forms.packets import PacketForm
from endorsements.models import Cycle, Packet
from endorsements.operations import packets
from endorsements.policies import Refused
from endorsements.tasks import bind_packet
from endorsements.views.memos import file_response


@chapter_view(Role.ELECTORAL, Role.STEERING, methods=("GET", "POST"))
def packet_new(request: HttpRequest, standing: Standing, cycle_id: int) -> HttpResponse:
    """Choose what to bind, and start binding it in the background."""
    cycle = get_object_or_404(Cycle.objects.filter(chapter=standing.chapter).select_related("chapter"), pk=cycle_id)
    form = PacketForm(posted(request), cycle=cycle, initial={"title": cycle.name})
    if form.is_valid():
        at = timezone.now()
        packets.sweep(at=at)
        try:
            packet = packets.ask(
                cycle=cycle,
                assessments=list(form.cleaned_data["assessments"]),
                title=form.cleaned_data["title"],
                language=form.cleaned_data["language"],
                by=standing.member,
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            # After the commit, so that the worker never looks for a packet that is not there yet.
            transaction.on_commit(lambda: bind_packet.enqueue(packet.pk))
            return redirect("packet", standing.chapter.slug, packet.pk)
    status = 422 if form.errors else 200
    return render(request, "memos/packet_new.html", {"form": form, "cycle": cycle}, status=status)


def _packet(standing: Standing, packet_id: int) -> Packet:
    found = Packet.objects.filter(chapter=standing.chapter).select_related("cycle", "asked_by", "file")
    return get_object_or_404(found.defer("file__content"), pk=packet_id)


@chapter_view()
def packet(request: HttpRequest, standing: Standing, packet_id: int) -> HttpResponse:
    """Show how far a packet is; with htmx, only that part, again each second until it is finished."""
    found = _packet(standing, packet_id)
    heard = timezone.now() - found.heard_from_at
    context = {
        "packet": found,
        "items": found.items.select_related("memo", "assessment__candidacy__candidate", "assessment__candidacy__race")
        .defer("memo__content", "assessment__content")
        .order_by("position"),
        "may_ask": standing.has(Role.ELECTORAL, Role.STEERING),
        "problem": _(found.problem) if found.problem else "",
        "under_way": found.status in packets.UNDER_WAY,
        # A worker that died is swept up by the next one; until there is one, the page says what to do.
        "silent": found.status in packets.UNDER_WAY and heard > packets.SILENCE,
    }
    name = "memos/packet.html#progress" if request.htmx else "memos/packet.html"  # type: ignore[attr-defined]
    return render(request, name, context)


@chapter_view()
def packet_pdf(request: HttpRequest, standing: Standing, packet_id: int) -> HttpResponse:
    """Return the bound file."""
    found = get_object_or_404(Packet.objects.filter(chapter=standing.chapter).select_related("file"), pk=packet_id)
    if found.file is None:
        raise Http404
    return file_response(found.file)

"""Packets: asked for, made in the background, finished or failed; and swept up when their worker died."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chapters.models import Member
from chapters.operations import log
from endorsements import policies
from endorsements.models import Assessment, Cycle, Memo, Packet, PacketItem
from endorsements.models.memo import PacketStatus
from endorsements.operations.memos import PDF, store

ASKED = log.action("packet.asked", "memos")
FINISHED = log.action("packet.finished", "sha256")
FAILED = log.action("packet.failed")
UNDER_WAY = (PacketStatus.WAITING, PacketStatus.WORKING)
SILENCE = dt.timedelta(minutes=1)
MOST = 200
STOPPED = gettext_noop(
    "The program that was binding it stopped. Ask for the packet again; memos already issued stay issued."
)


@transaction.atomic
def ask(
    *, cycle: Cycle, assessments: Sequence[Assessment], title: str, language: str, by: Member, at: dt.datetime
) -> Packet:
    """Ask for a packet of these assessments' memos, in this order; those not issued yet are issued on the way.

    Raises `policies.Refused` when there are none, or more than MOST.
    """
    if not assessments:
        raise policies.Refused(_("Choose at least one assessment to bind."))
    if len(assessments) > MOST:
        raise policies.Refused(_("A packet binds at most %(most)d memos; make two.") % {"most": MOST})
    packet = Packet.objects.create(
        chapter=cycle.chapter,
        cycle=cycle,
        title=title,
        language=language,
        total=len(assessments),
        asked_by=by,
        asked_at=at,
        heard_from_at=at,
    )
    PacketItem.objects.bulk_create(
        PacketItem(packet=packet, position=position, assessment=assessment)
        for position, assessment in enumerate(assessments, start=1)
    )
    log.append(ASKED, chapter=cycle.chapter, subject=packet, by=by, at=at, memos=len(assessments))
    return packet


@transaction.atomic
def start(*, packet: Packet, at: dt.datetime) -> bool:
    """Take a waiting packet to work on; return False when it is another's, or not waiting any more."""
    waiting = Packet.objects.filter(pk=packet.pk, status=PacketStatus.WAITING)
    return bool(waiting.update(status=PacketStatus.WORKING, heard_from_at=at))


def advance(*, packet: Packet, done: int, at: dt.datetime) -> None:
    """Record how many memos are printed."""
    working = Packet.objects.filter(pk=packet.pk, status=PacketStatus.WORKING)
    working.update(done=min(done, packet.total), heard_from_at=at)


@transaction.atomic
def place(*, packet: Packet, memos: Sequence[Memo]) -> None:
    """Record which memo stands at which place, in order."""
    for item, memo in zip(packet.items.order_by("position"), memos, strict=True):
        item.memo = memo
        item.save(update_fields=["memo"])


@transaction.atomic
def finish(*, packet: Packet, pdf: bytes, at: dt.datetime) -> bool:
    """Keep the bound file; return False (and keep nothing) when the packet was given up meanwhile."""
    packet = (
        Packet.objects.select_for_update(no_key=True, of=("self",))
        .select_related("chapter", "asked_by")
        .get(pk=packet.pk)
    )
    if packet.status != PacketStatus.WORKING:
        return False
    name = f"{packet.chapter.slug}-packet-{packet.pk}.pdf"
    packet.file = store(name=name, media_type=PDF, content=pdf, at=at)
    packet.status, packet.done, packet.finished_at = PacketStatus.DONE, packet.total, at
    packet.save()
    log.append(FINISHED, chapter=packet.chapter, subject=packet, by=packet.asked_by, at=at, sha256=packet.file.sha256)
    return True


@transaction.atomic
def fail(*, packet: Packet, problem: str, at: dt.datetime) -> None:
    """Record why a packet could not be made; the page translates `problem`."""
    _fail(Packet.objects.filter(pk=packet.pk, status__in=UNDER_WAY), problem=problem, at=at)


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Fail the packets whose worker has not been heard from for SILENCE; return how many.

    A worker that dies leaves its task running for ever in the queue's eyes; the people who wait must not.
    """
    silent = Packet.objects.filter(status=PacketStatus.WORKING, heard_from_at__lt=at - SILENCE)
    return _fail(silent, problem=STOPPED, at=at)


def _fail(these: QuerySet[Packet], *, problem: str, at: dt.datetime) -> int:
    # Locked first, so that of two who give a packet up only one writes it into the log.
    failing = list(these.select_for_update(no_key=True, of=("self",)).select_related("chapter").order_by("pk"))
    for packet in failing:
        packet.status, packet.problem, packet.finished_at = PacketStatus.FAILED, problem[:500], at
        packet.save(update_fields=["status", "problem", "finished_at"])
        log.append(FAILED, chapter=packet.chapter, subject=packet, by=None, at=at)
    return len(failing)

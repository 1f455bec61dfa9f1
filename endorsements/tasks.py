"""What runs in the background."""

import time

import structlog
from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from chapters.clock import database_now
from chapters.mail import send_text
from endorsements.limits import TextTooLong
from endorsements.models import Ballot, Packet
from endorsements.operations import packets, reminders
from endorsements.pdf.errors import PdfError
from endorsements.printing import make_packet

logger = structlog.get_logger(__name__)


@task
def bind_packet(packet_id: int) -> None:
    """Make a packet; whatever goes wrong is told on its page."""
    packet = Packet.objects.select_related("chapter", "asked_by", "cycle__chapter").get(pk=packet_id)
    if not packets.start(packet=packet, at=timezone.now()):
        return
    try:
        make_packet(packet, at=packet.asked_at)
    except (PdfError, TextTooLong) as error:
        packets.fail(packet=packet, problem=error.message % error.params, at=timezone.now())
    except BaseException:
        # Told on the page before the queue records it, so that nobody waits for a packet that will not come.
        packets.fail(packet=packet, problem=packets.STOPPED, at=timezone.now())
        logger.exception("packet failed", packet=packet_id)
        raise


TRIES = 3
WAIT_SECONDS = 5.0
IN_A_ROW = 3
"""So many mails refused one after the other mean that the mail server is away."""


@task
def remind(ballot_id: int) -> None:
    """Write to everybody who is on a ballot's roll and has not voted, each a mail of their own in their language.

    Who could not be written to in three tries is told nowhere, nor how many: it would tell who had not voted.
    """
    ballot = Ballot.objects.select_related("motion__chapter").get(pk=ballot_id)
    sent: set[int] = set()
    for number in range(TRIES):
        if number:
            time.sleep(WAIT_SECONDS)
        if not _is_open(ballot_id) or _reminded_all(ballot, sent):
            return
    logger.warning("reminders_not_all_sent", ballot=ballot_id)


def _is_open(ballot_id: int) -> bool:
    """Say whether a ballot is still open; a reminder of one that closed meanwhile would only confuse."""
    ballot = Ballot.objects.get(pk=ballot_id)
    ended = ballot.opened_at is None or ballot.closed_at is not None or ballot.voided_at is not None
    return not ended and database_now() < (ballot.hard_stop_at or ballot.closes_at)


def _reminded_all(ballot: Ballot, sent: set[int]) -> bool:
    """Write to those who are left (`sent` grows by whom it reached); return whether that was all of them."""
    link = settings.SITE_URL + reverse("ballot", args=[ballot.motion.chapter.slug, ballot.pk])
    left = [member for member in reminders.still_to_vote(ballot) if member.pk not in sent]
    refused = 0
    for member in left:
        if send_text("ballots/reminder", {"ballot": ballot, "link": link}, member):
            sent.add(member.pk)
            refused = 0
        elif (refused := refused + 1) == IN_A_ROW:
            return False
    return all(member.pk in sent for member in left)

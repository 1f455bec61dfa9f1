"""What runs in the background."""

import time

import structlog
from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from chapters.clock import database_now
from chapters.mail import send_text
from chapters.models import Member
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


@task
def remind(ballot_id: int) -> None:
    """Write to everybody who is on a ballot's roll and has not voted, each a mail of their own in their language.

    Who is skipped because the mail server refused three times is told nowhere: it would tell that they had not voted.
    """
    ballot = Ballot.objects.select_related("motion__chapter", "body").get(pk=ballot_id)
    if not _is_open(ballot):
        return
    left = reminders.still_to_vote(ballot)
    for number in range(TRIES):
        if number:
            time.sleep(WAIT_SECONDS)
        left = [member for member in left if not _reminded(ballot, member)]
        if not left:
            return
    logger.warning("reminders_not_all_sent", ballot=ballot_id)


def _is_open(ballot: Ballot) -> bool:
    over = ballot.hard_stop_at or ballot.closes_at
    ended = ballot.opened_at is None or ballot.closed_at is not None or ballot.voided_at is not None
    return not ended and database_now() < over


def _reminded(ballot: Ballot, member: Member) -> bool:
    link = settings.SITE_URL + reverse("ballot", args=[ballot.motion.chapter.slug, ballot.pk])
    return send_text("ballots/reminder", {"ballot": ballot, "link": link}, member)

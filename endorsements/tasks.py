"""What runs in the background."""

import structlog
from django.tasks import task
from django.utils import timezone

from endorsements.limits import TextTooLong
from endorsements.models import Packet
from endorsements.operations import packets
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

"""Reminding those who have not voted. That somebody did so is logged; to whom, or to how many, is nowhere."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chapters import mail
from chapters.clock import database_now
from chapters.models import LogEntry, Member
from chapters.operations import log
from endorsements import policies_ballots as policies
from endorsements.models import Ballot, RollEntry
from endorsements.operations.ballots import lock
from endorsements.policies import Refused

REMINDED = log.action("ballot.reminded")
EVERY = dt.timedelta(days=1)


@transaction.atomic
def remind(*, ballot: Ballot, by: Member, at: dt.datetime) -> Ballot:
    """Record that those who have not voted are to be reminded; `tasks.remind` then writes to them.

    Raises `Refused` when the ballot is not open, within a day of the last reminder, and without a mail server.
    """
    if not mail.is_set_up():
        raise Refused(_("This site has no mail server, so that it cannot remind anybody."))
    ballot = lock(ballot.pk)
    policies.check_not_over(ballot)
    if ballot.opened_at is None or database_now() >= (ballot.hard_stop_at or ballot.closes_at):
        raise Refused(_("Only while a ballot is open can people be reminded of it."))
    if reminded_at(ballot, since=at - EVERY) is not None:
        raise Refused(_("People were reminded within the last day. Once a day is enough."))
    log.append(REMINDED, chapter=ballot.motion.chapter, subject=ballot, by=by, at=at)
    return ballot


def reminded_at(ballot: Ballot, since: dt.datetime | None = None) -> dt.datetime | None:
    """Return when people were last reminded of a ballot (after `since`), or None. One query."""
    entries = LogEntry.objects.filter(
        chain=log.chain_of(ballot.motion.chapter), subject=ballot._meta.label_lower, subject_id=ballot.pk,
        action=REMINDED.name,
    ).order_by("-number")  # fmt: skip
    last = entries.values_list("at", flat=True).first()
    return last if last is not None and (since is None or last > since) else None


def still_to_vote(ballot: Ballot) -> list[Member]:
    """Return who is on an open ballot's roll and has not voted: for the mail to them, and for no page."""
    entries = RollEntry.objects.filter(ballot=ballot, voted=False, struck=False, member__is_active=True)
    return [entry.member for entry in entries.select_related("member").order_by("pk")]

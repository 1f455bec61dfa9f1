"""The site with a pause between the question whether somebody has voted and the writing down, with the lock and without.

Without the lock the site is the control: the experiment that finds nothing wrong with the real one must find it counting
people twice, else it proves nothing. The pause, the same in both, makes the moment long in which that can happen.
"""

import time
from typing import Any

from django.apps import AppConfig

PAUSE = 0.02


class Slow(AppConfig):
    """Pauses under the lock, after it was asked whether they voted."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from endorsements.operations import casting

        at_once = casting._cast_secret

        def slowly(*arguments: Any) -> Any:
            time.sleep(PAUSE)
            return at_once(*arguments)

        casting._cast_secret = slowly


class Unlocked(AppConfig):
    """Puts a naive way of casting a vote in the place of the real one."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from endorsements.operations import casting
        from endorsements.views import ballots

        casting.cast = ballots.cast = naive_cast


def naive_cast(ballot_id: int, member: Any, choice: Any, receipt: str, *_: Any, **__: Any) -> Any:
    """Look whether they voted; then, in a transaction, put the vote into the box."""
    from django.db import transaction

    from endorsements.models import BallotBox, RollEntry
    from endorsements.operations.casting import Cast, CastState

    entry = RollEntry.objects.get(ballot=ballot_id, member=member)
    if entry.voted:
        return Cast(CastState.ALREADY)
    time.sleep(PAUSE)
    with transaction.atomic():
        box = BallotBox.objects.select_for_update().get(ballot=ballot_id)
        box.votes = sorted([*box.votes, [receipt, list(choice), "1"]])
        box.save()
        RollEntry.objects.filter(pk=entry.pk).update(voted=True)
    return Cast(CastState.RECORDED, receipt)

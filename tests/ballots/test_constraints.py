"""What the database itself refuses, whoever writes to it."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from endorsements.models import Ballot, Decision, RollCallVote, RollEntry
from tests.ballots.world import HOUR
from tests.factories import NOW


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "loud"},
        {"method": "shouting"},
        {"notice_at": NOW + HOUR},
        {"closes_at": NOW},
        {"hard_stop_at": F("closes_at")},
        {"closed_at": NOW},
        {"result": {}},
        {"opened_at": None, "closed_at": NOW, "result": {}},
        {"voided_at": NOW},
        {"voided_at": NOW, "void_reason": "x", "closed_at": NOW, "result": {}},
        {"text_sha256": ""},
    ],
)
def test_a_ballot_that_contradicts_itself(world, changed):
    ballot = world.opened()
    refused(lambda: Ballot.objects.filter(pk=ballot.pk).update(**changed))


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_one_ballot_a_body_a_stage_unless_called_off(world):
    ballot = world.opened()

    def again():
        ballot.pk = None
        ballot.save(force_insert=True)

    refused(again)
    Ballot.objects.update(voided_at=NOW, void_reason="Wrong text")
    again()


@pytest.mark.parametrize("changed", [{"units": 0}, {"units": 2}, {"whole": 0}])
def test_a_vote_weighs_a_part_of_one(world, changed):
    ballot = world.opened()
    refused(lambda: RollEntry.objects.filter(ballot=ballot).update(**changed))


def test_once_on_the_roll_one_current_vote_one_box_one_decision(world):
    ballot = world.opened()
    entry = ballot.roll.first()
    refused(lambda: RollEntry.objects.create(ballot=ballot, member=entry.member))
    world.cast(ballot, entry.member, "yes")
    refused(lambda: RollCallVote.objects.create(entry=entry, choice=["no"], cast_at=NOW, receipt="x"))
    refused(lambda: Decision.objects.create(motion=ballot.motion, result="adopted", decided_at=NOW))
    refused(lambda: Decision.objects.create(motion=ballot.motion, ballot=ballot, result="won", decided_at=NOW))
    world.closed(ballot)
    refused(lambda: Decision.objects.create(motion=ballot.motion, ballot=ballot, result="adopted", decided_at=NOW))

"""What the database itself refuses of motions, whatever code asks for it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from endorsements.models import Condition, ConditionReport, Motion, Recusal, Statement, StepDone
from tests import factories
from tests.factories import NOW
from tests.motions.records import moved

DAY = dt.date(2026, 9, 1)


def refused(make) -> None:
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        make()


@pytest.fixture
def motion(cast):
    return moved(cast.chapter, cast.electoral, type="endorse-with-conditions", conditions=[("Attends", DAY)])


def test_motions(cast, motion):
    race = motion.candidacy.race
    line = factories.red_line(cast.chapter).red_line
    plain = {"chapter": cast.chapter, "title": "T", "text": "T", "moved_by": cast.admin, "moved_at": NOW}

    def make(number=2, **fields):
        return lambda: Motion.objects.create(**{**plain, "number": number, "type": "straw-poll", **fields})

    refused(make(number=motion.number))
    refused(make(type="applaud"))
    refused(make(candidacy=motion.candidacy, race=race))
    refused(make(candidacy=motion.candidacy, red_line=line))
    refused(make(race=race, red_line=line))
    refused(make(type="endorse"))
    refused(make(type="rescind", race=race))
    refused(make(type="retire-red-line"))
    refused(make(withdrawn_at=NOW))
    refused(make(withdrawn_by="chapter"))
    refused(make(withdrawn_at=NOW, withdrawn_by="chapter"))
    refused(make(frozen_at=NOW, procedure=motion.procedure))
    refused(motion.candidacy.delete)
    refused(motion.delete)
    refused(motion.procedure.delete)
    make(type="endorse", race=race)()
    make(number=3, frozen_at=NOW)()


def test_statements_conditions_and_their_reports(cast, motion):
    who = {"written_by": cast.admin, "written_at": NOW}
    refused(lambda: Statement.objects.create(motion=motion, side="perhaps", text="T", **who))
    refused(lambda: Condition.objects.create(motion=motion, position=1, text="T", due_on=DAY))
    said = {"condition": motion.conditions.get(), "found_on": DAY, "reported_by": cast.admin, "reported_at": NOW}
    refused(lambda: ConditionReport.objects.create(**said, state="met", source=""))
    refused(lambda: ConditionReport.objects.create(**said, state="kept", source="S"))
    ConditionReport.objects.create(**said, state="met", source="S")
    refused(lambda: ConditionReport.objects.create(**said, state="broken", source="S"))
    refused(said["condition"].delete)


def test_steps_and_recusals(cast, motion):
    done = {"motion": motion, "stage": "forum", "done_on": DAY, "recorded_by": cast.admin, "recorded_at": NOW}
    refused(lambda: StepDone.objects.create(**done, signers=1, in_district=2))
    refused(lambda: StepDone.objects.create(**done, signers=-1))
    StepDone.objects.create(**done)
    refused(lambda: StepDone.objects.create(**done))
    said = {"member": cast.member, "declared_by": cast.admin, "declared_at": NOW}
    both = {"motion": motion, "candidacy": motion.candidacy}
    refused(lambda: Recusal.objects.create(**said, **both, reason="Kin"))
    refused(lambda: Recusal.objects.create(**said, reason="Kin"))
    for about in ({"motion": motion}, {"candidacy": motion.candidacy}):
        refused(lambda about=about: Recusal.objects.create(**said, **about, reason=""))
        refused(lambda about=about: Recusal.objects.create(**said, **about, reason="Kin", lifted_at=NOW))
        Recusal.objects.create(**said, **about, reason="Kin", lifted_at=NOW, lifted_because="Over")
        Recusal.objects.create(**said, **about, reason="Kin")
        refused(lambda about=about: Recusal.objects.create(**said, **about, reason="Kin"))

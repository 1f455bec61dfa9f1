"""What a vote writes, and what it writes nowhere."""

import io
import logging

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.models import LogEntry
from endorsements import tasks
from endorsements.models import BallotBox, RollEntry
from endorsements.operations import ballots, reminders
from endorsements.policies import Refused
from tests.ballots.world import DAY, World, stage, vote
from tests.factories import NOW


def contents():
    """Every row of every table, by table."""
    return {
        model._meta.label: {row["pk"] if "pk" in row else str(row): row for row in model.objects.values()}
        for model in apps.get_models(include_auto_created=True)
    }


def test_a_secret_vote_changes_one_flag_and_the_box_and_nothing_else(world, caplog):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    world.cast(ballot, world.people[1], "no")
    before = contents()
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        caplog.at_level(logging.DEBUG),
    ):
        assert world.cast(ballot, world.people[0], "yes").state == "recorded"
    after = contents()
    assert {label for label in before if before[label] != after[label]} == {
        RollEntry._meta.label, BallotBox._meta.label,
    }  # fmt: skip
    assert not [
        field.name for field in (*RollEntry._meta.fields, *BallotBox._meta.fields) if field.name.endswith("_at")
    ]
    # A roll-call vote has its moment; what a secret one is bound to has none.
    assert sum(query["sql"].startswith(("INSERT", "UPDATE")) for query in asked.captured_queries) == 2
    assert not [record for record in caplog.records if not record.name.startswith("django.db")]


def test_a_vote_is_logged_nowhere(world):
    ballots = [world.opened(world.motion(stage(vote(method=method)))) for method in ("secret", "roll-call")]
    before = LogEntry.objects.count()
    for ballot in ballots:
        world.cast(ballot, world.people[0], "yes")
    assert LogEntry.objects.count() == before


def test_a_closed_ballots_log_has_no_figure(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    world.all_say(ballot, yes=4)
    world.closed(ballot)
    assert LogEntry.objects.get(action="ballot.closed").detail == {"outcome": "passed"}
    assert LogEntry.objects.get(action="motion.decided").detail == {"outcome": "adopted"}


# Reminders


@pytest.fixture
def open_now(db, monkeypatch):
    """A ballot that is open by the hand-set clock, which reminders ask too."""
    world = World(6)
    monkeypatch.setattr(reminders, "database_now", world.clock)
    monkeypatch.setattr(tasks, "database_now", world.clock)
    monkeypatch.setattr(tasks, "WAIT_SECONDS", 0)
    return world, world.opened(world.motion(stage(vote(method="secret"))), closes=100)


def test_each_who_has_not_voted_gets_a_mail_of_their_own_in_their_language(open_now):
    world, ballot = open_now
    world.people[5].language = "es"
    world.people[5].save()
    world.people[4].is_active = False
    world.people[4].save()
    for member in world.people[:2]:
        world.cast(ballot, member, "yes")
    assert tasks.remind.call(ballot.pk) is None
    assert [each.to for each in mail.outbox] == [[world.people[n].email] for n in (2, 3, 5)]
    for sent in mail.outbox:
        assert f"/c/{world.chapter.slug}/ballots/{ballot.pk}/" in sent.body
        assert not any(member.name in sent.body for member in world.people)
        assert sent.cc == sent.bcc == []


def test_a_reminder_is_logged_without_a_number_and_once_a_day(open_now):
    world, ballot = open_now
    reminders.remind(ballot=ballot, by=world.chair, at=NOW)
    assert LogEntry.objects.get(action="ballot.reminded").detail == {}
    with pytest.raises(Refused, match="Once a day"):
        reminders.remind(ballot=ballot, by=world.chair, at=NOW + DAY - DAY / 24)
    reminders.remind(ballot=ballot, by=world.chair, at=NOW + DAY)


@pytest.mark.parametrize("fails", [1, 2, 99])
def test_mail_that_fails_is_tried_again_and_nobody_is_counted(open_now, monkeypatch, caplog, fails):
    world, ballot = open_now
    world.cast(ballot, world.people[0], "yes")
    tried, real = [], tasks.send_text

    def sends(template, said, member):
        tried.append(member.pk)
        return False if member == world.people[1] and tried.count(member.pk) <= fails else real(template, said, member)

    monkeypatch.setattr(tasks, "send_text", sends)
    said = []
    monkeypatch.setattr(tasks.logger, "warning", lambda event, **more: said.append((event, more)))
    tasks.remind.call(ballot.pk)
    assert len({each.to[0] for each in mail.outbox}) == len(mail.outbox) == (4 if fails == 99 else 5)
    assert said == ([("reminders_not_all_sent", {"ballot": ballot.pk})] if fails == 99 else [])


def test_no_reminder_of_a_ballot_that_is_over(open_now):
    world, ballot = open_now
    world.at(100)
    tasks.remind.call(ballot.pk)
    assert mail.outbox == []
    with pytest.raises(Refused, match="Only while"):
        reminders.remind(ballot=ballot, by=world.chair, at=world.clock.now)
    world.closed(ballot, 100)
    tasks.remind.call(ballot.pk)
    assert mail.outbox == []


def test_without_a_mail_server_nobody_is_reminded(open_now, settings):
    world, ballot = open_now
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    with pytest.raises(Refused, match="no mail server"):
        reminders.remind(ballot=ballot, by=world.chair, at=NOW)


def test_a_mail_servers_refusal_is_not_logged(open_now, monkeypatch):
    from chapters import mail as sending

    world, ballot = open_now
    output = io.StringIO()
    monkeypatch.setattr(sending, "send_mail", lambda *args, **more: (_ for _ in ()).throw(OSError("refused")))
    monkeypatch.setattr("sys.stderr", output)
    tasks.remind.call(ballot.pk)
    assert not any(member.email in output.getvalue() for member in world.people)


def test_a_vote_sent_twice_with_one_receipt_is_the_vote_that_is_there(world):
    """A second tap, or a voter whose answer got lost and who sends the page again, is told the receipt once more."""
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    first = world.cast(ballot, world.people[0], "yes", receipt="ABCD-EFGH-IJKL-MNOP")
    again = world.cast(ballot, world.people[0], "no", receipt="ABCD-EFGH-IJKL-MNOP")
    assert (first.state, again.state) == ("recorded", "unchanged")
    assert first.receipt == again.receipt
    assert world.cast(ballot, world.people[0], "no", receipt="QRST-UVWX-YZ23-4567").state == "already"
    assert [vote[1] for vote in BallotBox.objects.get().votes] == [["yes"]]


def test_a_ballot_that_is_called_off_keeps_no_votes(world):
    ballot = world.opened(world.motion(stage(vote(method="secret"))))
    world.all_say(ballot, yes=2, no=1)
    ballots.void_ballot(ballot=ballot, reason="Wrong text.", by=world.chair, at=NOW)
    assert BallotBox.objects.get().votes == []

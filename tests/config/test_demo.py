"""The demo chapter: loaded once, through the operations, with every verdict in it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from chapters.models import Chapter, Member
from chapters.operations import log
from config.views import SHOWN
from endorsements.demo.loading import load
from endorsements.models import (
    Answer,
    Assessment,
    Ballot,
    Candidacy,
    Decision,
    NationalReport,
    Note,
    RegisterEntry,
    RollEntry,
    Score,
)
from endorsements.queries.dossiers import current_values, explained, red_lines_in_force
from tests.factories import NOW, TODAY


def test_it_is_loaded_once_and_its_log_holds(db):
    chapter = load(at=NOW)
    assert chapter is not None
    assert load(at=NOW) is None
    assert list(log.problems(log.chain_of(chapter))) == []
    assert Assessment.objects.get().verdict == "cadre"


def test_it_has_something_of_everything(db):
    chapter = load(at=NOW)
    lines = [version.red_line.slug for version in red_lines_in_force(chapter, TODAY)]
    values = current_values(Candidacy.objects.values_list("pk", flat=True))
    found = [explained("caes-2026-01-24", each, lines) for each in values.values()]
    assert {judged.verdict for judged in found} == {"cadre", "class-struggle", "not-endorsable", "undetermined"}
    assert any(judged.coalition_advocacy for judged in found)
    assert any(judged.could_raise for judged in found)
    assert any(judged.would_settle for judged in found)
    assert {note.side for note in Note.objects.all()} == {"for", "against"}
    assert Score.objects.count() == 2
    assert Answer.objects.exclude(evidence="").count() > 10


def test_it_has_decided_and_is_voting(db):
    chapter = load(at=NOW)
    assert set(Decision.objects.values_list("motion__type", "result")) == {
        ("endorse-with-conditions", "adopted"), ("seek-national", "adopted"), ("adopt-red-line", "adopted"),
    }  # fmt: skip
    # What came of the last two waits on a desk each: the answer, and the register.
    assert (NationalReport.objects.get().answer, RegisterEntry.objects.count()) == ("", 0)
    outcomes = [ballot.result["outcome"] for ballot in Ballot.objects.filter(closed_at__isnull=False)]
    assert set(outcomes) == {"passed", "failed"}
    (ballot,) = Ballot.objects.filter(closed_at__isnull=True)
    assert (ballot.method, ballot.recused) == ("secret", 1)
    # The people to continue as are the first: they have still to vote, or nothing would wait on their desks.
    first = Member.objects.filter(seats__chapter=chapter).distinct().order_by("pk")[:SHOWN]
    assert not RollEntry.objects.filter(ballot=ballot, member__in=[person.pk for person in first], voted=True).exists()


def test_it_is_refused_outside_demo_mode(db):
    with pytest.raises(CommandError, match="demo mode"):
        call_command("load_demo")
    assert not Chapter.objects.exists()


@override_settings(DEMO=True)
def test_the_command_says_what_it_did(db, capsys):
    call_command("load_demo")
    call_command("load_demo")
    assert capsys.readouterr().out == "Loaded Copper Harbor (demo).\nThe demo chapter is there already.\n"

"""Answering facts, and freezing what was answered."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from chapters.models import LogEntry
from endorsements import policies
from endorsements.models import Answer, Assessment
from endorsements.operations import assessments, dossiers
from tests import factories
from tests.factories import CADRE, NOW, TODAY

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def candidacy(cast):
    return factories.candidacy(factories.race(factories.cycle(cast.chapter)), CADRE, opened_by=cast.electoral)


def answer(candidacy, cast, fact="rooted", value="no", **fields):
    return dossiers.set_answer(candidacy=candidacy, fact=fact, value=value, by=cast.electoral, at=LATER, **fields)


def test_a_new_answer_leaves_the_one_before_in_the_history(candidacy, cast):
    answer(candidacy, cast, evidence="Left the chapter last year.")
    history = Answer.objects.filter(candidacy=candidacy, fact="rooted").order_by("pk")
    assert [(a.value, a.is_current) for a in history] == [("yes", False), ("no", True)]
    entry = LogEntry.objects.latest("pk")
    assert entry.action == "answer.set"
    assert entry.detail == {"fact": "rooted", "value": "no", "previous": "yes"}


def test_the_same_answer_is_not_written_twice(candidacy, cast):
    first = answer(candidacy, cast)
    assert answer(candidacy, cast) == first
    assert Answer.objects.filter(candidacy=candidacy, fact="rooted").count() == 2


def test_an_answer_given_meanwhile_is_not_written_over(candidacy, cast):
    seen = Answer.objects.get(candidacy=candidacy, fact="rooted").pk
    theirs = answer(candidacy, cast, value="unknown")
    with pytest.raises(dossiers.ChangedMeanwhile) as caught:
        answer(candidacy, cast, seen=seen)
    assert caught.value.current == theirs
    answer(candidacy, cast, seen=theirs.pk)


@pytest.mark.parametrize(
    ("fact", "value"),
    [("rooted", "maybe"), ("branch", "yes"), ("nonsense", "yes"), ("red_lines.none", "holds"), ("rooted", "")],
)
def test_what_is_no_answer_is_refused(candidacy, cast, fact, value):
    with pytest.raises(policies.Refused):
        answer(candidacy, cast, fact=fact, value=value)


def test_another_chapters_red_line_is_none_of_ours(candidacy, cast):
    factories.red_line(cast.other_chapter, "theirs")
    factories.red_line(cast.chapter, "ours")
    answer(candidacy, cast, fact="red_lines.ours", value="holds")
    with pytest.raises(policies.Refused, match="no red line"):
        answer(candidacy, cast, fact="red_lines.theirs", value="holds")


@pytest.mark.parametrize("what", ["candidacy", "cycle"])
def test_nothing_changes_once_closed(candidacy, cast, what):
    if what == "candidacy":
        candidacy.closed_at, candidacy.closed_because = NOW, "Withdrew"
        candidacy.save()
    else:
        candidacy.race.cycle.closed_at = NOW
        candidacy.race.cycle.save()
    with pytest.raises(policies.Refused, match="closed"):
        answer(candidacy, cast)
    with pytest.raises(policies.Refused, match="closed"):
        assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)


def test_the_database_holds_one_current_answer_a_fact(candidacy, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(candidacy=candidacy, fact="rooted", value="no", set_by=cast.electoral, set_at=NOW)


def test_an_assessment_pins_everything_it_was_made_from(candidacy, cast):
    factories.red_line(cast.chapter, "rent-control")
    factories.red_line(cast.chapter, "later", in_force_from=TODAY + dt.timedelta(days=1))
    answer(candidacy, cast, fact="red_lines.rent-control", value="holds")
    answer(candidacy, cast, fact="red_lines.later", value="crosses")
    frozen = assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    assert (frozen.number, frozen.verdict, frozen.kind) == (1, "cadre", "cadre")
    assert [line["id"] for line in frozen.content["red_lines"]] == ["rent-control"]
    assert "red_lines.later" not in frozen.content["answers"]
    assert frozen.content["answers"]["rooted"]["value"] == "yes"
    assert frozen.rulebook_digest == frozen.content["rulebook"]["digest"]
    answer(candidacy, cast)
    again = assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=LATER)
    assert (again.number, again.verdict) == (2, "not-endorsable")
    kept = Assessment.objects.get(pk=frozen.pk)
    assert assessments.digest_of(kept.content) == kept.digest == frozen.digest


def test_only_its_writer_withdraws_a_note(candidacy, cast):
    note = dossiers.write_note(candidacy=candidacy, side="for", text="She can win.", by=cast.electoral, at=NOW)
    with pytest.raises(policies.Refused):
        dossiers.withdraw_note(note=note, by=cast.admin, at=LATER)
    assert dossiers.withdraw_note(note=note, by=cast.electoral, at=LATER).withdrawn_at == LATER

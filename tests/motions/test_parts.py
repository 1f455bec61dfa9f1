"""Statements, steps, conditions and recusals."""

import datetime as dt

import pytest

from chapters.models import LogEntry
from endorsements.models import ConditionReport, Recusal, StepDone
from endorsements.models.weighing import ASPECTS
from endorsements.operations import (
    assessments,
    candidacies,
    conditions,
    dossiers,
    imports,
    recusals,
    statements,
    steps,
    weighing,
)
from endorsements.policies import Refused
from endorsements.queries.motions import course_of, recused_from, recused_from_candidacy, recused_ids
from endorsements.queries.weighing import sheet, spread
from tests import factories
from tests.ballots.world import stage, vote
from tests.decisions.records import ballot, decide
from tests.factories import NOW, TODAY
from tests.motions.records import PETITION, moved, procedure

DUE = dt.date(2026, 9, 1)


@pytest.fixture
def by(cast):
    return cast.electoral


@pytest.fixture
def motion(cast, by):
    return moved(cast.chapter, by)


def state_of(motion) -> list[str]:
    return [str(station.state) for station in course_of(motion).stations]


def test_statements_wait_while_a_ballot_is_open_and_end_with_the_decision(cast, motion, by):
    said = {"motion": motion, "side": "for", "text": "Because.", "at": NOW}
    own = statements.write_statement(**said, by=cast.member)
    with pytest.raises(Refused, match="Only the person who wrote"):
        statements.withdraw_statement(statement=own, by=by, at=NOW)
    open_one = ballot(motion, "open")
    for attempt in (
        lambda: statements.write_statement(**said, by=by),
        lambda: statements.withdraw_statement(statement=own, by=cast.member, at=NOW),
    ):
        with pytest.raises(Refused, match="A ballot on this motion is open"):
            attempt()
    type(open_one).objects.filter(pk=open_one.pk).update(voided_at=NOW, void_reason="Called off")
    assert statements.withdraw_statement(statement=own, by=cast.member, at=NOW).withdrawn_at == NOW
    with pytest.raises(Refused, match="withdrawn already"):
        statements.withdraw_statement(statement=own, by=cast.member, at=NOW)
    decide(motion)
    with pytest.raises(Refused, match="is decided"):
        statements.write_statement(**said, by=by)


def record(motion, stage_id="petition", by=None, **said):
    said = {"done_on": TODAY, "today": TODAY, "at": NOW, **said}
    return steps.record_step(motion=motion, stage_id=stage_id, by=by or motion.moved_by, **said)


def test_a_petition_needs_its_share_rounded_up_and_its_signers_in_the_district(cast, motion):
    factories.seat(cast.chapter)  # five members now, of whom half are three
    with pytest.raises(Refused, match="3 members must sign"):
        record(motion, signers=2, in_district=1)
    with pytest.raises(Refused, match="1 of them must live in the district"):
        record(motion, signers=3, in_district=0)
    with pytest.raises(Refused, match="No more can be in the district"):
        record(motion, signers=3, in_district=4)
    assert state_of(motion) == ["now", "ahead", "ahead"]
    record(motion, signers=3, in_district=1)
    assert state_of(motion) == ["done", "now", "ahead"]
    with pytest.raises(Refused, match="recorded as done already"):
        record(motion, signers=3, in_district=1)


def test_only_members_of_long_enough_count_for_the_share(cast, by):
    petition = {**PETITION, "signers": {"share": (1, 1), "standing_months": 12}}
    motion = moved(cast.chapter, by, procedure=procedure(cast.chapter, petition, stage()))
    factories.seat(cast.chapter, starts_on=dt.date(2025, 9, 1))
    with pytest.raises(Refused, match="4 members must sign"):
        record(motion, signers=3)
    assert record(motion, signers=4).signers == 4


def test_steps_that_are_none_or_still_to_come_are_refused(motion):
    with pytest.raises(Refused, match="still to come"):
        record(motion, "forum", done_on=TODAY + dt.timedelta(days=1))
    for stage_id in ("membership", "nothing"):
        with pytest.raises(Refused, match="no such step"):
            record(motion, stage_id)
    decide(motion)
    with pytest.raises(Refused, match="is decided"):
        record(motion, "forum")


def test_how_many_sign_may_still_be_open(cast, by):
    way = procedure(cast.chapter, {**PETITION, "signers": {"in_district": 2}, "open": True}, stage())
    with pytest.raises(Refused, match="leaves open how many must sign"):
        record(moved(cast.chapter, by, procedure=way), signers=10, in_district=3)


def test_a_step_is_undone_until_the_vote_after_it_is_scheduled(motion, by):
    step = record(motion, "forum")
    steps.undo_step(step=step, by=by, at=NOW)
    with pytest.raises(Refused, match="undone already"):
        steps.undo_step(step=step, by=by, at=NOW)
    again = record(motion, "forum")
    ballot(motion, "scheduled")
    with pytest.raises(Refused, match="scheduled or held"):
        steps.undo_step(step=again, by=by, at=NOW)
    assert StepDone.objects.filter(undone_at__isnull=True).get() == again
    assert list(LogEntry.objects.filter(action__startswith="step.").values_list("action", flat=True).order_by("number")) == [
        "step.done", "step.undone", "step.done",
    ]  # fmt: skip


def test_conditions_are_followed_after_adoption_one_report_after_another(cast, by):
    motion = moved(cast.chapter, by, type="endorse-with-conditions", conditions=[("Attends", DUE)])
    said = {"condition": motion.conditions.get(), "found_on": TODAY, "today": TODAY, "by": by, "at": NOW}
    with pytest.raises(Refused, match="once the endorsement is adopted"):
        conditions.report_condition(**said, state="met", source="Minutes")
    decide(motion)
    for wrong, field in (
        ({"state": "met", "source": " "}, "source"),
        ({"state": "waived", "source": "Minutes"}, "note"),
        ({"state": "kept", "source": "Minutes"}, "state"),
        ({"state": "met", "source": "Minutes", "found_on": TODAY + dt.timedelta(days=1)}, "found_on"),
    ):
        with pytest.raises(Refused) as refused:
            conditions.report_condition(**{**said, **wrong})
        assert refused.value.field == field
    conditions.report_condition(**said, state="broken", source="Roll call 12")
    conditions.report_condition(**said, state="met", source="Roll call 14", note="Changed the vote.")
    reports = list(ConditionReport.objects.order_by("pk").values_list("state", "is_current"))
    assert reports == [("broken", False), ("met", True)]
    last = LogEntry.objects.filter(action="condition.reported").order_by("-number").first()
    assert (last.detail["previous"], last.detail["state"]) == ("broken", "met")


def test_a_recusal_takes_a_person_off_the_reviews_and_says_how_it_ends(cast, by):
    candidacy = factories.candidacy(
        factories.race(factories.cycle(cast.chapter)), factories.STRUGGLE, assigned_to=by, opened_by=by
    )
    recusal = recusals.recuse(candidacy=candidacy, member=by, reason="Employed by the campaign", by=by, at=NOW)
    candidacy.refresh_from_db()
    assert candidacy.assigned_to is None
    on = {"candidacy": candidacy, "by": by, "at": NOW}
    attempts = [
        lambda: dossiers.set_answer(**on, fact="member", value="no"),
        lambda: dossiers.set_value(**on, fact="member", value="no"),
        lambda: dossiers.write_note(**on, side="for", text="Splendid."),
        lambda: assessments.freeze(**on, as_of=TODAY),
        lambda: weighing.score(**on, scores=dict.fromkeys(ASPECTS, 0), remark="", as_of=TODAY),
        lambda: candidacies.edit_candidacy(
            candidacy=candidacy, race=candidacy.race, assigned_to=by, by=cast.admin, at=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match=r"is recused from this candidacy \(Employed by the campaign\).*lift"):
            attempt()
    recusals.lift(recusal=recusal, reason="Left the campaign", by=cast.steering, at=NOW)
    for attempt in attempts:
        attempt()
    with pytest.raises(Refused, match="lifted already"):
        recusals.lift(recusal=recusal, reason="Again", by=cast.steering, at=NOW)
    assert list(LogEntry.objects.filter(action__startswith="recusal.").order_by("number").values_list("action", flat=True)) == [
        "recusal.declared", "recusal.lifted",
    ]  # fmt: skip


def test_who_is_recused_from_what(cast, by, django_assert_num_queries):
    race = factories.race(factories.cycle(cast.chapter))
    one, two = factories.candidacy(race), factories.candidacy(race)
    contest = moved(cast.chapter, by, race=race)
    single = moved(cast.chapter, by, candidacy=one)
    for about, member in (
        ({"candidacy": one}, cast.member),
        ({"candidacy": two}, cast.steering),
        ({"motion": single}, cast.admin),
    ):
        recusals.recuse(**about, member=member, reason="Kin", by=by, at=NOW)
    assert recused_ids(contest) == {cast.member.pk, cast.steering.pk}
    assert recused_ids(single) == {cast.member.pk, cast.admin.pk}
    assert recused_from_candidacy(one.pk) == {cast.member.pk}
    with django_assert_num_queries(1):
        assert recused_from(cast.steering) == {two.pk}
    assert recused_from(cast.admin) == set()


def test_recusals_are_refused_with_a_sentence(cast, motion, by):
    said = {"member": cast.member, "by": by, "at": NOW}
    with pytest.raises(ValueError, match="a candidacy or from a motion"):
        recusals.recuse(**said, reason="Kin")
    with pytest.raises(Refused, match="Say what the conflict is"):
        recusals.recuse(**said, reason=" ", motion=motion)
    with pytest.raises(Refused, match="has no seat"):
        recusals.recuse(**{**said, "member": cast.outsider}, reason="Kin", motion=motion)
    kept = recusals.recuse(**said, reason="Kin", motion=motion)
    with pytest.raises(Refused, match="recused from this already"):
        recusals.recuse(**said, reason="Kin", motion=motion)
    with pytest.raises(Refused, match="Say why the conflict no longer stands"):
        recusals.lift(recusal=kept, reason="", by=by, at=NOW)
    recusals.lift(recusal=kept, reason="Declared in error", by=by, at=NOW)
    assert recusals.recuse(**said, reason="Kin", motion=motion).lifted_at is None
    decide(motion)
    with pytest.raises(Refused, match="is decided"):
        recusals.recuse(**{**said, "member": cast.admin}, reason="Kin", motion=motion)
    assert Recusal.objects.count() == 2


def test_a_contests_way_waits_for_every_branch(cast, by):
    way = procedure(cast.chapter, stage(vote(body="branch"), id="branches", join="all"), stage())
    motion = moved(cast.chapter, by, procedure=way)
    from tests.decisions.records import body

    north, south = body(cast.chapter, "branch", "North"), body(cast.chapter, "branch", "South")
    ballot(motion, stage="branches", body=north)
    assert state_of(motion) == ["now", "ahead"]
    ballot(motion, stage="branches", body=south)
    assert state_of(motion) == ["passed", "now"]


def test_what_a_recused_member_scored_counts_no_more_until_the_recusal_is_lifted(cast, by):
    candidacy = factories.candidacy(factories.race(factories.cycle(cast.chapter)), factories.STRUGGLE, opened_by=by)
    for member, value in ((by, 2), (cast.admin, -2)):
        weighing.score(
            candidacy=candidacy, scores=dict.fromkeys(ASPECTS, value), remark="", as_of=TODAY, by=member, at=NOW
        )
    recusal = recusals.recuse(candidacy=candidacy, member=by, reason="Kin", by=by, at=NOW)
    assert spread(candidacy).people == 1
    assert sheet(candidacy, cast.admin.pk, is_committee=True).scored == 1
    recusals.lift(recusal=recusal, reason="Declared in error", by=cast.admin, at=NOW)
    assert spread(candidacy).people == 2


def test_a_file_changes_nothing_of_a_dossier_that_its_sender_is_recused_from(cast, by):
    cycle = factories.cycle(cast.chapter)
    said = {"office": "City Council", "district": "Ward 3", "election_on": dt.date(2031, 11, 4)}
    candidacy = factories.candidacy(factories.race(cycle, **said), name="Dee Example")
    recusals.recuse(candidacy=candidacy, member=by, reason="Kin", by=by, at=NOW)
    table = "Candidate,Office,District,Election date,member\nDee Example,City Council,Ward 3,2031-11-04,yes\n"
    upload = imports.receive(cycle=cycle, name="dossiers.csv", content=table.encode(), by=by, at=NOW)
    with pytest.raises(Refused, match="is recused from this candidacy"):
        imports.apply(upload=upload, by=by, at=NOW)
    assert not candidacy.answers.exists()
    assert imports.apply(upload=upload, by=cast.admin, at=NOW).added == 1

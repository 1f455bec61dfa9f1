"""Stages and votes in words: whole rules, open ones, days, and what each leads to."""

import itertools
import re

import pytest

from endorsements.procedures import telling, titles
from endorsements.procedures.course import State
from endorsements.procedures.openings import stage_openings
from endorsements.procedures.records import (
    BodyKind,
    BodyVote,
    ContestMethod,
    Failing,
    Join,
    Method,
    MotionType,
    QuorumRecord,
    Signers,
)
from endorsements.procedures.telling import signers_in_words, stage_in_words, vote_in_words
from endorsements.procedures.templates import TEMPLATES
from endorsements.tally.records import Base, Comparison
from tests.procedures.tracks import step, vote

FIFTH = QuorumRecord(kind="share-of-roll", share=(1, 5))
CHOICES = {
    "threshold": (None, (2, 3)),
    "comparison": (None, *Comparison),
    "base": (None, *Base),
    "quorum": (None, QuorumRecord(kind="none"), QuorumRecord(kind="number", number=30), FIFTH),
    "method": (None, *Method),
}


def body(**fields: object) -> BodyVote:
    return BodyVote(**{"body": BodyKind.MEMBERSHIP, **fields})


def test_a_whole_rule_in_one_sentence():
    found = body(threshold=(2, 3), comparison="at-least", base="yes-no", quorum=FIFTH, method="secret")
    assert vote_in_words(found) == (
        "The membership votes by secret ballot: at least 2/3 of votes cast for and against; quorum: 1/5 of the roll."
    )


def test_what_is_open_is_named():
    assert vote_in_words(body(threshold=(2, 3), comparison="more-than")) == (
        "The membership votes: more than 2/3. Still to be chosen: what the share is a share of, the quorum, "
        "whether by roll call or in secret."
    )


@pytest.mark.parametrize("values", list(itertools.product(*CHOICES.values())))
def test_every_mixture_of_chosen_and_open_can_be_told(values):
    found = body(**dict(zip(CHOICES, values, strict=True)))
    told = vote_in_words(found)
    assert told.endswith(".") and "%" not in told and "None" not in told
    for field in CHOICES:
        assert (titles.OPEN_TITLES[field] in told) == (field in found.open_choices)
    assert ("2/3" in told) == (found.threshold is not None)


def test_a_named_body_is_called_by_its_name():
    assert vote_in_words(body(body="delegates", name="Citywide committee")).startswith("Citywide committee votes. ")
    assert vote_in_words(body(body="branch")).startswith("Each branch votes. ")


def test_standing_and_contest_are_sentences_of_their_own():
    told = vote_in_words(body(standing_months=1, contest=ContestMethod.RANKED))
    assert "ranked choice" in told and "for at least 1 month vote." in told
    assert "for at least 6 months vote." in vote_in_words(body(standing_months=6))


@pytest.mark.parametrize(
    ("signers", "told"),
    [
        (Signers(number=1), "1 member must sign."),
        (Signers(number=25, in_district=5), "25 members must sign. In the district: at least 5 of them."),
        (Signers(share=(1, 100)), "1/100 of the members must sign, rounded up."),
        (Signers(), "Still to be chosen: how many must sign."),
        (
            Signers(number=5, standing_months=6),
            "5 members must sign. Only those who have been members for at least 6 months count.",
        ),
    ],
)
def test_signers(signers, told):
    assert signers_in_words(signers) == told


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"notice_days": 1}, "Notice is given at least 1 day before it opens."),
        ({"notice_days": 14}, "Notice is given at least 14 days before it opens."),
        (
            {"notice_days": 0, "window_days": 0, "wait_days": 0, "days_before": 0},
            "It is done at least 0 days before the election.",
        ),
        ({"window_days": 7}, "It is open for at least 7 days."),
        ({"months_before": 6}, "It is done at least 6 months before the election."),
        ({"days_before": 30}, "It is done at least 30 days before the election."),
        ({"within_days": 7}, "It is done within 7 days of the stage before."),
        ({"wait_days": 30}, "It does not begin before 30 days have passed since the stage before."),
    ],
)
def test_days(fields, sentence):
    assert stage_in_words(vote("end", **fields))[1:-1] == (sentence,)
    assert len(stage_in_words(vote("end"))) == 2


@pytest.mark.parametrize(
    ("bodies", "fields", "is_last", "leads"),
    [
        (1, {}, True, "If it passes, the motion is adopted; if not, the motion is lost."),
        (1, {}, False, "If it passes, the motion goes on to the next stage; if not, the motion is lost."),
        (1, {"failing": Failing.ON}, False, "Whether it passes or not, the motion goes on to the next stage."),
        (1, {"failing": Failing.ON}, True, "If it passes, the motion is adopted; if not, the motion is lost."),
        (1, {"join": Join.REPORTED}, False, "Once each of them has voted, the motion goes on, whatever they say."),
        (2, {"join": Join.REPORTED}, False, "Once each of them has voted, the motion goes on, whatever they say."),
    ],
)
def test_what_a_vote_leads_to(bodies, fields, is_last, leads):
    assert stage_in_words(vote("x", bodies, **fields), is_last=is_last)[-1] == leads


@pytest.mark.parametrize(("join", "clause"), [(Join.ALL, "all of them pass it."), (Join.ANY, "one of them passes it.")])
def test_how_several_bodies_are_joined(join, clause):
    assert clause in stage_in_words(vote("x", 2, join=join))[-1]
    assert clause not in stage_in_words(vote("x", 1, join=join))[-1]


def test_bodies_that_report_at_the_last_stage_must_all_pass_it():
    assert "all of them pass it." in stage_in_words(vote("x", 2, join=Join.REPORTED), is_last=True)[-1]


def test_a_vote_that_waits_for_its_quorum_says_so():
    told = stage_in_words(TEMPLATES["sacramento"].tracks[0].stages[-1], is_last=True)
    assert any("until the quorum is reached" in sentence for sentence in told)


def test_a_step_says_who_signs_and_what_is_open():
    assert stage_in_words(step("a", signers=Signers(number=5)))[0] == "5 members must sign."
    assert stage_in_words(step("a", open=True))[0] == "Still to be chosen: how many must sign."
    assert stage_in_words(step("a")) == ("Once it is done, the motion goes on to the next stage.",)


def test_every_word_goes_through_translation():
    """Where every message is told as a run of dots, nothing but figures is left of the sentences."""

    def dots(text: str) -> str:
        return " ".join(["...", *re.findall(r"%(?:\(\w+\))?s", text)])

    for stage in (each for record in TEMPLATES.values() for track in record.tracks for each in track.stages):
        unnamed = stage.model_copy(update={"votes": tuple(v.model_copy(update={"name": ""}) for v in stage.votes)})
        for sentence in stage_in_words(unnamed, dots):
            assert not re.search(r"[A-Za-z]", sentence), sentence


@pytest.mark.parametrize(
    ("found", "of"),
    [
        (titles.TYPE_TITLES, MotionType),
        (titles.BODY_TITLES, BodyKind),
        (titles.METHOD_TITLES, Method),
        (titles.CONTEST_TITLES, ContestMethod),
        (titles.JOIN_TITLES, Join),
        (titles.FAILING_TITLES, Failing),
        (titles.STATE_TITLES, State),
    ],
)
def test_everything_has_a_title(found, of):
    assert list(found) == list(of)


def test_every_opening_has_a_title():
    stages = [stage for record in TEMPLATES.values() for track in record.tracks for stage in track.stages]
    assert {each.field for stage in stages for each in stage_openings(stage)} == set(telling.OPEN_TITLES)

"""The six published procedures, held against the table of what was published."""

from fractions import Fraction

import pytest

from endorsements.procedures.openings import Opening, open_choices
from endorsements.procedures.records import (
    BodyKind,
    BodyVote,
    Join,
    Method,
    MotionType,
    ProcedureRecord,
    QuorumRecord,
    Stage,
    Track,
)
from endorsements.procedures.telling import stage_in_words
from endorsements.procedures.templates import TEMPLATES, translated
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, AFTERWARDS
from endorsements.tally.records import Base, Comparison

WHOLE_RULE = ("threshold", "comparison", "base", "quorum", "method")


def stages(key: str) -> dict[str, Stage]:
    return {stage.id: stage for stage in TEMPLATES[key].tracks[0].stages}


def only(key: str, stage: str) -> BodyVote:
    (vote,) = stages(key)[stage].votes
    return vote


def test_they_are_the_six_in_their_order():
    assert list(TEMPLATES) == ["sacramento", "chicago", "new-york-city", "twin-cities", "metro-dc", "east-bay"]


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_survives_its_json_and_names_its_source(key):
    record = TEMPLATES[key]
    assert ProcedureRecord.model_validate_json(record.model_dump_json()) == record
    assert record.source.endswith("as of 2026") and "assumed" in record.note


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_carries_what_is_about_a_candidate_and_nothing_else(key):
    first, second = TEMPLATES[key].tracks
    assert first.types == ABOUT_A_CANDIDATE and second.types == AFTERWARDS
    for type in MotionType:
        told = TEMPLATES[key].track_of(type) is not None
        assert told == (type in ABOUT_A_CANDIDATE + AFTERWARDS)


@pytest.mark.parametrize("key", TEMPLATES)
def test_who_has_the_last_word_has_it_alone_afterwards_by_a_rule_still_open(key):
    first, second = TEMPLATES[key].tracks
    (stage,) = second.stages
    assert [(vote.body, vote.name) for vote in stage.votes] == [
        (vote.body, vote.name) for vote in first.stages[-1].votes
    ]
    assert stage.votes[0].open_choices == WHOLE_RULE


@pytest.mark.parametrize("key", TEMPLATES)
def test_none_guesses_a_base_a_quorum_or_a_way_of_voting(key):
    votes = [vote for track in TEMPLATES[key].tracks for stage in track.stages for vote in stage.votes]
    assert [vote.method for vote in votes] == [None] * len(votes)
    known = [(vote.body, vote.base) for vote in votes if vote.base]
    assert known == ([(BodyKind.DELEGATES, Base.YES_NO)] if key == "new-york-city" else [])
    assert [vote.body for vote in votes if vote.quorum] == ([BodyKind.MEMBERSHIP] if key == "sacramento" else [])


def test_sacramento():
    found = stages("sacramento")
    assert list(found) == ["request", "questionnaire", "report", "membership"]
    assert (found["questionnaire"].months_before, found["report"].months_before) == (6, 5)
    last = only("sacramento", "membership")
    assert (last.body, last.threshold, last.comparison) == (BodyKind.MEMBERSHIP, (3, 5), Comparison.AT_LEAST)
    assert last.quorum and last.quorum.share == (1, 20) and found["membership"].until_quorum
    assert last.open_choices == ("base", "method")


def test_chicago():
    found = stages("chicago")
    assert list(found) == ["interview", "recommendation", "membership"]
    assert [vote.body for vote in found["interview"].votes] == [BodyKind.ELECTORAL]
    assert [vote.body for vote in found["recommendation"].votes] == [BodyKind.ELECTORAL, BodyKind.STEERING]
    assert found["recommendation"].join == Join.ANY
    last = only("chicago", "membership")
    assert (last.body, last.threshold, last.comparison) == (BodyKind.MEMBERSHIP, (2, 3), Comparison.AT_LEAST)


def test_new_york_city():
    found = stages("new-york-city")
    assert list(found) == ["working-group", "branches", "leadership"]
    group = only("new-york-city", "working-group")
    assert (group.body, group.threshold, group.comparison) == (BodyKind.ELECTORAL, (1, 2), Comparison.MORE_THAN)
    branch = only("new-york-city", "branches")
    assert (branch.body, branch.threshold, branch.comparison) == (BodyKind.BRANCH, (3, 5), Comparison.AT_LEAST)
    assert found["branches"].join == Join.REPORTED
    last = only("new-york-city", "leadership")
    assert (last.body, last.threshold, last.base) == (BodyKind.DELEGATES, (3, 5), Base.YES_NO)


def test_twin_cities():
    found = stages("twin-cities")
    signers = found["nomination"].signers
    assert signers and signers.share == (1, 100) and signers.standing_months == 6
    assert "over six months" in found["nomination"].note
    assert "Socialists in Office" in found["leadership"].title
    assert only("twin-cities", "membership").threshold == (3, 5) and found["membership"].window_days == 7


def test_metro_dc():
    found = stages("metro-dc")
    assert found["moved"].signers and found["moved"].signers.number == 5
    assert found["questionnaire"].within_days == 7 and found["membership"].wait_days == 30
    assert only("metro-dc", "membership").threshold == (2, 3)


def test_east_bay_leaves_the_number_of_signers_open():
    found = stages("east-bay")
    assert list(found) == ["petition", "candidate-report", "district-report", "forum", "membership"]
    assert open_choices(TEMPLATES["east-bay"].tracks[0])[0] == Opening("petition", "Petition", None, "signers")
    assert all(number in found["petition"].note for number in ("50", "25", "15", "10", "5"))


def test_what_is_open_is_listed_by_stage_vote_and_field():
    found = open_choices(TEMPLATES["chicago"].tracks[0])
    assert [(each.stage_id, each.vote_index, each.field) for each in found] == (
        [("interview", 0, field) for field in WHOLE_RULE]
        + [("recommendation", index, field) for index in (0, 1) for field in WHOLE_RULE]
        + [("membership", 0, field) for field in ("base", "quorum", "method")]
    )


def words_of(record: ProcedureRecord) -> list[str]:
    def of_track(track: Track) -> list[str]:
        return [
            text for stage in track.stages for text in (stage.title, stage.note, *(vote.name for vote in stage.votes))
        ]

    return [record.title, record.source, record.note, *(text for track in record.tracks for text in of_track(track))]


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_sentence_is_translated_and_no_figure_is(key):
    record = TEMPLATES[key]
    shouted = translated(record, str.upper)
    assert words_of(shouted) == [text.upper() for text in words_of(record)]
    assert translated(shouted, lambda text: text) == shouted
    back = dict(zip(words_of(shouted), words_of(record), strict=True))
    assert translated(shouted, back.__getitem__) == record


def test_an_empty_text_is_not_translated():
    """Gettext answers an empty message with the catalogue's head."""
    assert translated(TEMPLATES["sacramento"], lambda text: text or "Project-Id-Version: …") == TEMPLATES["sacramento"]


@pytest.mark.parametrize("key", TEMPLATES)
def test_every_stage_can_be_told(key):
    for track in TEMPLATES[key].tracks:
        for stage in track.stages:
            told = stage_in_words(stage, is_last=stage is track.stages[-1])
            assert told and all(sentence.endswith(".") and "%" not in sentence for sentence in told)


def test_a_template_is_complete_once_its_openings_are_chosen():
    vote = only("chicago", "membership")
    quorum = QuorumRecord(kind="none")
    chosen = vote.model_copy(update={"base": Base.CAST, "quorum": quorum, "method": Method.SECRET})
    assert chosen.open_choices == () and chosen.rule().threshold == Fraction(2, 3)

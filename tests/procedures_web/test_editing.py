"""Editing stage by stage: what a form shows it saves, what cannot be is told at its field, and nobody is overwritten."""

import pytest

from endorsements.models import ProcedureVersion
from endorsements.operations import procedures as operations
from endorsements.procedures.records import ProcedureRecord
from endorsements.procedures.templates import TEMPLATES
from tests import factories
from tests.procedures_web.conftest import Filled

STAGES = [
    (key, str(track.types[0]), stage.id) for key, r in TEMPLATES.items() for track in r.tracks for stage in track.stages
]


@pytest.fixture
def filled(as_, address):
    """Return a function from a stage to its address and what its form would send as it stands, with a reason."""

    def fill(procedure, type, stage, **said):
        where = address("procedure_stage", procedure.pk, type, stage)
        return where, {**Filled(as_("admin").get(where).text).found, "reason": "So it was decided.", **said}

    return fill


def stage_of(record, type, id):
    return next(stage for track in record.tracks if type in track.types for stage in track.stages if stage.id == id)


@pytest.mark.parametrize(("key", "type", "stage"), STAGES)
def test_a_form_that_is_sent_as_it_stands_changes_nothing(as_, copied, filled, key, type, stage):
    """Whatever a template says comes back from its form as it was: no default is filled in for what is open."""
    procedure = copied(key)
    where, said = filled(procedure, type, stage)
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422, answer.text
    assert answer.context["form"].non_field_errors() == ["Nothing was changed, so there is nothing to save."]
    assert procedure.versions.count() == 1


def test_every_figure_of_a_vote_can_be_chosen(as_, copied, filled, says):
    procedure = copied()
    where, said = filled(
        procedure, "endorse", "membership",
        **{
            "title": "Everybody", "note": "At the **convention**.", "failing": "on", "join": "reported", "notice_days": "14",
            "window_days": "7", "until_quorum": "on", "months_before": "2", "days_before": "9", "within_days": "60",
            "wait_days": "30", "vote-0-threshold_0": "5", "vote-0-threshold_1": "8", "vote-0-comparison": "more-than",
            "vote-0-base": "roll", "vote-0-quorum": "share-of-average-attendance", "vote-0-quorum_share_0": "2",
            "vote-0-quorum_share_1": "4", "vote-0-attendance": "120; 98 143", "vote-0-method": "roll-call",
            "vote-0-contest": "approval", "vote-0-standing_months": "3",
        },
    )  # fmt: skip
    assert as_("admin").post(where, said).status_code == 302
    stage = stage_of(says(procedure), "endorse", "membership")
    assert stage.model_dump(mode="json") == {
        "id": "membership", "title": "Everybody", "note": "At the **convention**.", "signers": None, "open": False,
        "join": "reported", "failing": "on", "until_quorum": True, "notice_days": 14, "window_days": 7,
        "months_before": 2, "days_before": 9, "within_days": 60, "wait_days": 30,
        "votes": [{
            "body": "membership", "name": "", "threshold": [5, 8], "comparison": "more-than", "base": "roll",
            "quorum": {
                "kind": "share-of-average-attendance", "number": None, "share": [2, 4], "attendance": [120, 98, 143],
            },
            "method": "roll-call", "contest": "approval", "standing_months": 3,
        }],
    }  # fmt: skip
    first, second = procedure.versions.order_by("number")
    assert (first.is_current, second.is_current, second.reason) == (False, True, "So it was decided.")
    assert ProcedureRecord.model_validate(first.content).tracks == TEMPLATES["chicago"].tracks
    # And the form shows all of it again.
    where, said = filled(procedure, "endorse", "membership")
    assert as_("admin").post(where, said).status_code == 422
    assert procedure.versions.count() == 2


def test_no_days_of_notice_ask_for_none(as_, copied, filled):
    procedure = copied("chicago")
    where, said = filled(procedure, "endorse", "membership", notice_days="0", wait_days="0", window_days="5")
    assert as_("admin").post(where, said).status_code == 302
    stage = ProcedureRecord.model_validate(procedure.versions.get(is_current=True).content).tracks[0].stages[-1]
    assert (stage.notice_days, stage.wait_days, stage.window_days) == (None, None, 5)


@pytest.mark.parametrize(
    ("said", "at", "why"),
    [
        ({"vote-0-threshold_0": "66.67", "vote-0-threshold_1": "100"}, "threshold", "no decimals"),
        ({"vote-0-threshold_0": "2", "vote-0-threshold_1": ""}, "threshold", "two numbers"),
        ({"vote-0-threshold_0": "", "vote-0-threshold_1": "3"}, "threshold", "two numbers"),
        ({"vote-0-threshold_0": "4", "vote-0-threshold_1": "3"}, "threshold", "at most 1"),
        ({"vote-0-threshold_0": "0", "vote-0-threshold_1": "0"}, "threshold", "whole numbers"),
        ({"vote-0-threshold_0": "9" * 30, "vote-0-threshold_1": "1"}, "threshold", "whole numbers"),
        ({"vote-0-base": "guests"}, "base", "not one of the available"),
        ({"vote-0-quorum": "number"}, "quorum_number", "needs this figure"),
        ({"vote-0-quorum": "none", "vote-0-quorum_number": "3"}, "quorum_number", "no such figure"),
        ({"vote-0-quorum_share_0": "1", "vote-0-quorum_share_1": "2"}, "quorum_share", "no such figure"),
        ({"vote-0-quorum": "share-of-roll", "vote-0-quorum_share_0": "3", "vote-0-quorum_share_1": "2"}, "quorum_share", "at most 1"),
        ({"vote-0-quorum": "share-of-average-attendance"}, "attendance", "needs this figure"),
        ({"vote-0-attendance": "many"}, "attendance", "commas between"),
        ({"vote-0-body": "committee"}, "name", "Say which"),
        ({"vote-0-name": "Everybody"}, "name", "Only delegates and committees"),
        ({"vote-0-standing_months": "121"}, "standing_months", "less than or equal to 120"),
    ],
)  # fmt: skip
def test_what_cannot_be_in_a_vote_is_told_at_its_field(as_, copied, filled, said, at, why):
    procedure = copied()
    where, said = filled(procedure, "endorse", "membership", **said)
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422
    (vote,) = answer.context["votes"]
    assert why in " ".join(vote.errors[at])
    assert f'id="id_vote-0-{at}_error"' in answer.text
    assert procedure.versions.count() == 1


@pytest.mark.parametrize(
    ("said", "at", "why"),
    [
        ({"wait_days": "31", "within_days": "30"}, "within_days", "before it may begin"),
        ({"vote-0-quorum": "none", "until_quorum": "on"}, "until_quorum", "where there is none"),
        ({"title": ""}, "title", "required"),
        ({"reason": " "}, "reason", "required"),
        ({"notice_days": "731"}, "notice_days", "less than or equal to 730"),
        ({"join": "perhaps"}, "join", "not one of the available"),
    ],
)
def test_what_cannot_be_in_a_stage_is_told_at_its_field(as_, copied, filled, said, at, why):
    procedure = copied()
    where, said = filled(procedure, "endorse", "membership", **said)
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[at])
    assert procedure.versions.count() == 1


@pytest.mark.parametrize(
    ("said", "at", "why"),
    [
        ({"signing": "number"}, "sign_number", "chose to give"),
        ({"signing": "share"}, "sign_share", "chose to give"),
        ({"signing": "nobody", "in_district": "5"}, "in_district", "does not go with"),
        ({"signing": "open", "sign_number": "5"}, "sign_number", "does not go with"),
        ({"signing": "number", "sign_number": "5", "in_district": "6"}, "in_district", "more of them"),
    ],
)
def test_what_cannot_be_in_a_step_is_told_at_its_field(as_, copied, filled, said, at, why):
    procedure = copied("east-bay")
    where, said = filled(procedure, "endorse", "petition", **said)
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[at])


def test_the_open_petition_gets_its_number(as_, copied, filled, says):
    procedure = copied("east-bay")
    where, said = filled(procedure, "endorse", "petition", signing="number", sign_number="25", in_district="5")
    assert as_("admin").post(where, said).status_code == 302
    stage = stage_of(says(procedure), "endorse", "petition")
    assert (stage.open, stage.signers.number, stage.signers.in_district) == (False, 25, 5)


def test_a_vote_is_added_without_losing_what_was_typed(as_, copied, filled, says):
    procedure, client = copied(), as_("admin")
    typed = {"title": "Typed", "vote-0-threshold_0": "3", "vote-0-threshold_1": "4", "vote-0-base": "cast"}
    where, said = filled(procedure, "endorse", "interview", **typed)
    page = client.post(where + "?add=1", said)
    assert page.status_code == 200
    assert len(page.context["votes"]) == 2
    assert "Nothing was done yet" not in page.text
    again = {**Filled(page.text).found, "vote-1-body": "steering-committee"}
    assert again["title"] == "Typed"
    assert client.post(where, again).status_code == 302
    stage = stage_of(says(procedure), "endorse", "interview")
    assert [(str(vote.body), vote.threshold, vote.base) for vote in stage.votes] == [
        ("electoral-committee", (3, 4), "cast"),
        ("steering-committee", None, None),
    ]


def test_a_body_votes_once_at_a_stage(as_, copied, filled):
    where, said = filled(copied(), "endorse", "recommendation", **{"vote-1-body": "electoral-committee"})
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422
    assert "votes at this stage already" in answer.context["votes"][1].errors["body"][0]


def test_a_vote_is_taken_out_whatever_else_is_wrong_with_it(as_, copied, filled, says):
    procedure = copied()
    said = {"vote-0-drop": "on", "vote-0-threshold_0": "x"}
    where, said = filled(procedure, "endorse", "recommendation", **said)
    assert as_("admin").post(where, said).status_code == 302
    stage = stage_of(says(procedure), "endorse", "recommendation")
    assert [str(vote.body) for vote in stage.votes] == ["steering-committee"]


def test_a_stage_without_its_last_vote_is_a_step_and_cannot_come_last(as_, copied, filled, says):
    procedure = copied()
    where, said = filled(procedure, "endorse", "membership", **{"vote-0-drop": "on"})
    answer = as_("admin").post(where, said)
    assert answer.status_code == 422
    assert "so it must be a vote" in answer.text
    where, said = filled(procedure, "endorse", "interview", **{"vote-0-drop": "on"})
    assert as_("admin").post(where, said).status_code == 302
    assert not stage_of(says(procedure), "endorse", "interview").is_vote


@pytest.mark.parametrize("votes", ["", "-1", "abc", "9" * 30, "99"])
def test_a_made_up_number_of_votes_does_no_harm(as_, copied, filled, votes):
    procedure = copied()
    where, said = filled(procedure, "endorse", "membership", votes=votes)
    assert as_("admin").post(where, said).status_code in {302, 422}
    assert as_("admin").post(where + "?add=1", said).status_code == 200


class TestStages:
    def ids(self, record, type="endorse"):
        return [stage.id for track in record.tracks if type in track.types for stage in track.stages]

    def test_a_step_is_put_where_it_belongs(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        where = address("procedure_stage_new", procedure.pk, "endorse")
        said = {**Filled(client.get(where).text).found, "title": "Membership!", "reason": "Asked for."}
        assert said["after"] == "after/recommendation"
        assert client.post(where, said).status_code == 302
        assert self.ids(says(procedure)) == ["interview", "recommendation", "membership-2", "membership"]
        said = {**said, "seen": 2, "after": "first/", "title": "???"}
        assert client.post(where, said).status_code == 302
        assert self.ids(says(procedure))[0] == "stage"

    def test_a_vote_can_come_last_and_a_step_cannot(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        where = address("procedure_stage_new", procedure.pk, "endorse")
        said = {**Filled(client.get(where).text).found, "title": "Party", "after": "after/membership", "reason": "Fun."}
        answer = client.post(where, said)
        assert answer.status_code == 422
        assert "so it must be a vote" in answer.text
        said = {**Filled(client.get(where + "?votes=1").text).found, "title": "Delegates", "reason": "They decide."}
        assert said["after"] == "after/membership"
        assert client.post(where, {**said, "vote-0-body": "delegates"}).status_code == 302
        assert self.ids(says(procedure))[-1] == "delegates"

    def test_moving_up_and_down(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        for number, (stage, direction, order) in enumerate(
            [
                ("recommendation", "up", ["recommendation", "interview", "membership"]),
                ("interview", "down", ["recommendation", "membership", "interview"]),
            ],
            1,
        ):
            said = {"seen": number, "direction": direction}
            client.post(address("procedure_stage_move", procedure.pk, "endorse", stage), said)
            assert self.ids(says(procedure)) == order
        assert procedure.versions.get(number=3).reason == "Moved “Electoral working group: whether to interview” down"

    @pytest.mark.parametrize("said", [{}, {"seen": "7", "direction": "up"}, {"seen": "1", "direction": "sideways"}])
    def test_a_move_from_an_older_page_moves_nothing(self, as_, address, copied, said):
        procedure = copied()
        where = address("procedure_stage_move", procedure.pk, "endorse", "recommendation")
        answer = as_("admin").post(where, said, follow=True)
        assert "Nothing was moved" in answer.text
        assert procedure.versions.count() == 1

    def test_a_step_never_comes_last_by_moving(self, as_, address, copied):
        procedure = copied("metro-dc")
        where = address("procedure_stage_move", procedure.pk, "endorse", "membership")
        answer = as_("admin").post(where, {"seen": 1, "direction": "up"}, follow=True)
        assert "so it must be a vote" in answer.text
        assert procedure.versions.count() == 1

    def test_removing(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        said = {"seen": 1, "reason": "Too many."}
        assert (
            client.post(address("procedure_stage_remove", procedure.pk, "endorse", "interview"), said).status_code
            == 302
        )
        assert self.ids(says(procedure)) == ["recommendation", "membership"]
        only = client.post(address("procedure_stage_remove", procedure.pk, "censure", "decision"), {**said, "seen": 2})
        assert only.status_code == 422
        assert "at least one stage" in only.text


class TestPaths:
    def test_adding_one_for_types_that_go_no_other(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        where = address("procedure_track_new", procedure.pk)
        said = {"seen": 1, "reason": "For them.", "types": ["censure"], "stage": "Vote", "body": "steering-committee"}
        answer = client.post(where, said)
        assert answer.status_code == 422
        assert "goes another path" in answer.context["form"].errors["types"][0]
        assert client.post(where, {**said, "types": ["adopt-red-line", "retire-red-line"]}).status_code == 302
        assert [str(type) for type in says(procedure).tracks[-1].types] == ["adopt-red-line", "retire-red-line"]

    def test_changing_the_types_of_one(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        where = address("procedure_track", procedure.pk, "re-endorse")
        said = {"seen": 1, "reason": "Only these.", "types": ["censure", "endorse"]}
        assert "goes another path" in client.post(where, said).context["form"].errors["types"][0]
        assert client.post(where, {**said, "types": ["straw-poll", "endorse"]}).status_code == 302
        assert [str(type) for type in says(procedure).tracks[0].types] == ["endorse", "straw-poll"]
        assert client.get(where).status_code == 404
        assert client.get(address("procedure_track", procedure.pk, "no-such-type")).status_code == 404

    def test_removing_all_but_the_last(self, as_, address, copied, says):
        procedure, client = copied(), as_("admin")
        said = {"seen": 1, "reason": "Elsewhere."}
        assert client.post(address("procedure_track_remove", procedure.pk, "censure"), said).status_code == 302
        assert len(says(procedure).tracks) == 1
        last = client.post(address("procedure_track_remove", procedure.pk, "endorse"), {**said, "seen": 2})
        assert last.status_code == 422
        assert "at least one path" in last.text


class TestTwoAtOnce:
    def theirs(self, procedure, cast, change):
        return operations.edit_procedure(
            procedure=procedure, content=change, reason="I was faster.", by=cast.admin, at=factories.NOW
        )

    def test_who_was_slower_keeps_what_they_typed_and_overwrites_nothing(self, cast, as_, copied, filled, says):
        procedure, client = copied(), as_("admin")
        where, said = filled(procedure, "endorse", "membership", **{"title": "Mine", "vote-0-base": "cast"})
        self.theirs(procedure, cast, lambda record: record.model_copy(update={"note": "Theirs"}))
        answer = client.post(where, said)
        assert answer.status_code == 409
        assert "I was faster." in answer.text
        again = Filled(answer.text).found
        assert (again["title"], again["vote-0-base"], again["seen"]) == ("Mine", ["cast"], "2")
        assert says(procedure).note == "Theirs"
        assert client.post(where, again).status_code == 302
        assert (says(procedure).note, stage_of(says(procedure), "endorse", "membership").title) == ("Theirs", "Mine")
        assert procedure.versions.count() == 3

    def test_a_stage_that_is_gone_meanwhile_does_not_come_back(self, cast, as_, copied, filled, says):
        from endorsements.procedures.editing import remove_stage

        procedure, client = copied(), as_("admin")
        where, said = filled(procedure, "endorse", "interview", title="Mine")
        self.theirs(procedure, cast, lambda record: remove_stage(record, "endorse", "interview"))
        answer = client.post(where, said)
        assert answer.status_code == 409
        assert 'value="Mine"' in answer.text
        assert client.get(where).status_code == 404
        assert client.post(where, Filled(answer.text).found).status_code == 404
        assert procedure.versions.count() == 2

    @pytest.mark.parametrize("seen", ["", "0", "-1", "x", "2", "9" * 30])
    def test_a_made_up_version_saves_nothing(self, as_, copied, filled, seen):
        procedure = copied()
        where, said = filled(procedure, "endorse", "membership", title="Mine", seen=seen)
        assert as_("admin").post(where, said).status_code == 409
        assert procedure.versions.count() == 1

    def test_one_version_is_current(self, cast, copied, says):
        procedure = copied()
        for note in "abc":
            self.theirs(procedure, cast, says(procedure).model_copy(update={"note": note}))
        numbers = ProcedureVersion.objects.filter(procedure=procedure, is_current=True).values_list("number", flat=True)
        assert list(numbers) == [4]

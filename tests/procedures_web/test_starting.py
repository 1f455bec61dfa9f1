"""Copying a published procedure, starting one from scratch, naming, retiring."""

import pytest

from chapters.models import LogEntry
from endorsements.models import Procedure
from endorsements.operations import procedures as operations
from endorsements.policies import Refused
from endorsements.procedures.templates import TEMPLATES
from tests import factories


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_copy_says_what_was_published(cast, as_, address, says, key):
    client = as_("admin")
    assert client.get(address("procedure_copy", key)).context["form"]["name"].value() == TEMPLATES[key].title
    answer = client.post(address("procedure_copy", key), {"name": "  As   over there "})
    procedure = Procedure.objects.get()
    assert answer.url == address("procedure", procedure.pk)
    assert (procedure.name, procedure.template) == ("As over there", key)
    assert says(procedure).tracks == TEMPLATES[key].tracks
    assert says(procedure).title == "As over there"
    entry = LogEntry.objects.get()
    assert (entry.action, entry.detail) == ("procedure.started", {"name": "As over there", "template": key})


def test_a_copy_speaks_the_language_of_who_makes_it(cast, says):
    from django.utils.translation import override

    with override("es"):
        made = operations.copy_template(
            chapter=cast.chapter, key="chicago", name="Nuestro", by=cast.admin, at=factories.NOW
        )
    assert says(made).title == "Nuestro"
    assert [stage.id for stage in says(made).tracks[0].stages] == [s.id for s in TEMPLATES["chicago"].tracks[0].stages]


def test_a_name_is_there_once(cast, as_, address, copied):
    copied()
    for where, said in (
        (address("procedure_copy", "metro-dc"), {}),
        (address("procedure_new"), {"types": ["endorse"], "stage": "Vote", "body": "membership"}),
    ):
        answer = as_("admin").post(where, {"name": "Ours", **said})
        assert answer.status_code == 422
        assert "of this name" in answer.context["form"].errors["name"][0]
    assert Procedure.objects.count() == 1


def test_an_unknown_template_is_not_found(cast, as_, address):
    assert as_("admin").get(address("procedure_copy", "atlantis")).status_code == 404
    with pytest.raises(Refused):
        operations.copy_template(chapter=cast.chapter, key="atlantis", name="A", by=cast.admin, at=factories.NOW)


def test_one_from_scratch_begins_with_everything_open(cast, as_, address, says):
    said = {"name": "Ours", "types": ["straw-poll", "endorse"], "stage": "Ásamblea: 1", "body": "delegates"}
    assert as_("admin").post(address("procedure_new"), said).status_code == 302
    (track,) = says(Procedure.objects.get()).tracks
    assert [str(type) for type in track.types] == ["endorse", "straw-poll"]
    (stage,) = track.stages
    assert (stage.id, stage.title) == ("samblea-1", "Ásamblea: 1")
    assert set(stage.votes[0].open_choices) == {"threshold", "comparison", "base", "quorum", "method"}


def test_what_is_missing_is_told_at_its_field(as_, address):
    answer = as_("admin").post(address("procedure_new"), {"types": ["coup"], "body": "cabal"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "types", "stage", "body"}


def test_renaming_writes_a_version_and_renames_the_procedure(cast, as_, address, copied, says):
    procedure = copied()
    said = {"seen": 1, "reason": "So the meeting.", "title": "Newer", "source": "Bylaws", "note": "Line\r\nline"}
    assert as_("admin").post(address("procedure_name", procedure.pk), said).status_code == 302
    procedure.refresh_from_db()
    record = says(procedure)
    assert (procedure.name, record.title, record.source, record.note) == ("Newer", "Newer", "Bylaws", "Line\nline")
    entry = LogEntry.objects.latest("number")
    assert (entry.action, entry.detail) == (
        "procedure.edited",
        {"name": "Newer", "number": 2, "reason": "So the meeting."},
    )


def test_renaming_to_a_name_that_is_taken_changes_nothing(cast, as_, address, copied):
    copied("metro-dc", "Taken")
    procedure = copied()
    said = {"seen": 1, "reason": "Why not.", "title": "Taken", "source": "", "note": ""}
    answer = as_("admin").post(address("procedure_name", procedure.pk), said)
    assert answer.status_code == 422
    assert "of this name" in answer.text
    procedure.refresh_from_db()
    assert (procedure.name, procedure.versions.count()) == ("Ours", 1)


def test_a_retired_one_is_changed_no_more(cast, as_, address, copied):
    procedure, client = copied(), as_("admin")
    assert client.post(address("procedure_retire", procedure.pk)).url == address("procedures")
    again = client.post(address("procedure_retire", procedure.pk))
    assert (again.status_code, "already" in again.text) == (422, True)
    said = {"seen": 1, "reason": "Late.", "title": "Newer", "source": "", "note": ""}
    answer = client.post(address("procedure_name", procedure.pk), said)
    assert answer.status_code == 422
    assert "is retired; nothing in it changes" in answer.text
    moved = client.post(
        address("procedure_stage_move", procedure.pk, "endorse", "membership"),
        {"seen": 1, "direction": "up"},
        follow=True,
    )
    assert "is retired; nothing in it changes" in moved.text
    assert procedure.versions.count() == 1
    assert [entry.action for entry in LogEntry.objects.order_by("number")] == ["procedure.started", "procedure.retired"]

"""Reading procedures: what is open is marked, versions stay readable, and lists take the same queries."""

import html

import pytest

from chapters.models import Body
from endorsements.operations import procedures as operations
from endorsements.procedures.records import BodyVote, MotionType, ProcedureRecord, QuorumRecord, Stage, Track
from endorsements.procedures.templates import TEMPLATES
from endorsements.queries.procedures import tracks_in_words
from endorsements.tally import Base, Comparison
from tests import factories

TO_CHOOSE = "to be chosen before the first ballot"


def told(response):
    return html.unescape(response.text)


def test_the_gallery_shows_every_published_procedure(cast, as_, address):
    page = as_("member").get(address("procedure_templates"))
    for key, record in TEMPLATES.items():
        assert record.title in told(page)
        for track in record.tracks:
            assert all(stage.title in told(page) for stage in track.stages)
        assert address("procedure_copy", key) not in page.text
        assert address("procedure_copy", key) in as_("admin").get(address("procedure_templates")).text
    assert "choices open" in page.text
    assert "Still to be chosen: what the share is a share of" in told(page)


def test_what_is_open_is_marked_and_what_is_chosen_is_in_words(cast, as_, address, copied):
    page = told(as_("member").get(address("procedure", copied("sacramento").pk)))
    assert "7 choices are still open" in page
    assert page.count(f">{TO_CHOOSE}<") == 6  # threshold and comparison are one line
    assert "at least 3/5" in page
    assert "1/20 of the roll" in page
    assert "It is done at least 6 months before the election." in page
    assert "keeps that version" in page
    assert "Edit" not in page


def test_a_body_that_the_chapter_lacks_is_named(cast, as_, address, copied):
    procedure = copied("new-york-city")
    page = as_("member").get(address("procedure", procedure.pk)).text
    assert page.count("no such body yet") == 3  # branches, and delegates on both paths
    Body.objects.create(chapter=cast.chapter, kind="branch", name="North")
    Body.objects.create(chapter=cast.chapter, kind="delegates", name="citywide Leadership committee")
    assert "no such body yet" not in as_("member").get(address("procedure", procedure.pk)).text
    Body.objects.update(dissolved_on=factories.TODAY)
    assert "no such body yet" in as_("member").get(address("procedure", procedure.pk)).text


@pytest.mark.parametrize(
    ("quorum", "words"),
    [
        (QuorumRecord(kind="none"), "none: any number may decide"),
        (QuorumRecord(kind="number", number=1), "1 person"),
        (QuorumRecord(kind="number", number=42), "42 people"),
        (QuorumRecord(kind="share-of-roll", share=(1, 20)), "1/20 of the roll"),
        (
            QuorumRecord(kind="share-of-average-attendance", share=(1, 2), attendance=(40, 52)),
            "1/2 of the average attendance at the last meetings (40 and 52)",
        ),
    ],
)
def test_each_figure_of_a_rule_has_its_line(quorum, words):
    vote = BodyVote(
        body="membership",
        threshold=(2, 3),
        comparison=Comparison.MORE_THAN,
        base=Base.PRESENT,
        quorum=quorum,
        method="secret",
        contest="ranked",
        standing_months=6,
    )
    track = Track(types=(MotionType.ENDORSE,), stages=(Stage(id="vote", title="Vote", votes=(vote,)),))
    (shown,) = tracks_in_words(ProcedureRecord(title="P", tracks=(track,)))
    assert [(line.title, line.value) for line in shown.stages[0].votes[0].lines] == [
        ("Passes with", "more than 2/3"),
        ("A share of", "members present"),
        ("Quorum", words),
        ("How they vote", "secret"),
        ("Where several stand for one seat", "ranked choice"),
        ("Who may vote", "members for 6 months or more"),
    ]
    assert shown.open == 0


def test_older_versions_stay_readable_and_cannot_be_edited(cast, as_, address, copied, says):
    procedure = copied()
    content = says(procedure).model_copy(update={"note": "**Newer** words."})
    operations.edit_procedure(
        procedure=procedure, content=content, reason="Told better.", by=cast.admin, at=factories.NOW
    )
    client = as_("admin")
    now, then = (client.get(address("procedure_version", procedure.pk, number)).text for number in (2, 1))
    assert "<strong>Newer</strong> words." in now
    assert "Newer" not in then
    assert "no longer the current one" in then
    assert address("procedure_name", procedure.pk) in now
    assert address("procedure_name", procedure.pk) not in then
    assert "Told better." in now
    assert client.get(address("procedure_version", procedure.pk, 3)).status_code == 404


def test_retired_ones_stand_apart(cast, as_, address, copied):
    procedure = copied()
    copied("metro-dc", "Used")
    operations.retire_procedure(procedure=procedure, by=cast.admin, at=factories.NOW)
    page = as_("admin").get(address("procedures"))
    assert [line["procedure"].name for line in page.context["used"]] == ["Used"]
    assert [line["procedure"].name for line in page.context["retired"]] == ["Ours"]
    assert address("procedure_name", procedure.pk) not in as_("admin").get(address("procedure", procedure.pk)).text


def test_without_one_the_list_says_what_to_do(as_, address):
    assert "No procedure yet" in as_("member").get(address("procedures")).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries(cast, as_, address, copied, rows, django_assert_num_queries):
    for each in range(rows):
        copied("east-bay", f"Number {each}")
    client = as_("admin")
    with django_assert_num_queries(5):  # session, person, standing; procedures and their versions
        assert client.get(address("procedures")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_procedures_page_takes_the_same_queries(cast, as_, address, copied, says, rows, django_assert_num_queries):
    procedure = copied("new-york-city")
    for each in range(rows - 1):
        content = says(procedure).model_copy(update={"note": f"{each}"})
        operations.edit_procedure(procedure=procedure, content=content, reason="More.", by=cast.admin, at=factories.NOW)
        Body.objects.create(chapter=cast.chapter, kind="branch", name=f"Branch {each}")
    client = as_("admin")
    with django_assert_num_queries(7):  # session, person, standing; version, bodies; count, history
        assert client.get(address("procedure", procedure.pk)).status_code == 200


def test_an_admin_is_led_to_what_is_open_first_and_to_retiring_last(cast, as_, address, copied):
    procedure = copied("chicago")
    page = as_("admin").get(address("procedure", procedure.pk)).text
    first, last = page.index("23 choices are still open"), page.index(address("procedure_retire", procedure.pk))
    edit = address("procedure_stage", procedure.pk, "endorse", "recommendation")
    assert first < page.index(f'<li><a href="{edit}">Recommendations</a>') < page.index('class="stations"')
    assert last > page.index('id="versions"')
    reader = as_("member").get(address("procedure", procedure.pk)).text
    assert edit not in reader and address("procedure_retire", procedure.pk) not in reader


def test_what_every_text_assumes_is_said_once(as_, address):
    page = told(as_("member").get(address("procedure_templates")))
    assert page.count("the text gives no rule for those three") == 1
    assert "the text gives no rule for those three" in told(as_("admin").get(address("procedure_copy", "chicago")))

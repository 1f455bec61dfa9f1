"""The list and a motion's page: what they show, and that they cost the same however much there is."""

import pytest

from endorsements.models import StepDone
from endorsements.operations import conditions, recusals, statements
from tests import factories
from tests.ballots.world import stage
from tests.decisions.records import ballot, body, decide
from tests.factories import NOW, TODAY
from tests.motions.conftest import text_of
from tests.motions.records import moved, procedure

LIST, PAGE, FORM = 10, 18, 10


def test_the_list_tells_state_and_next_step(as_, cast, url):
    first = moved(cast.chapter, cast.electoral)
    voting = moved(cast.chapter, cast.electoral, procedure=procedure(cast.chapter, stage()))
    ballot(voting, "open")
    waiting = moved(cast.chapter, cast.electoral, procedure=procedure(cast.chapter, stage()))
    decided = moved(cast.chapter, cast.electoral)
    decide(decided, "no-quorum")
    everything = text_of(as_("member").get(url("motions")))
    assert "To be done and recorded: Petition." in everything
    assert "Membership is voting, until" in everything
    assert "To be put to the vote: Membership." in everything
    assert "Failed for want of a quorum" in everything
    only = as_("member").get(url("motions"), {"state": "decided"})
    assert [row.motion for row in only.context["rows"]] == [decided]
    only = as_("member").get(url("motions"), {"state": "open"})
    assert [row.motion for row in only.context["rows"]] == [waiting, voting, first]
    assert "Move a motion" not in everything
    assert "Move a motion" in text_of(as_("admin").get(url("motions")))


def test_a_page_shows_text_way_rule_ballots_and_what_to_do(as_, cast, url):
    motion = moved(cast.chapter, cast.electoral, text="Resolved: *firmly* <script>")
    passed = ballot(motion, body=body(cast.chapter))
    page = text_of(as_("electoral").get(url("motion", motion.pk)))
    assert "<em>firmly</em> &lt;script&gt;" in page
    assert '<ol class="stations">' in page
    assert 'aria-current="step"' in page
    assert "1/2 of the members must sign, rounded up." in page
    assert f'href="{url("ballot", passed.pk)}"' in page
    assert "30" in page
    assert f'href="{url("step_record", motion.pk, "petition")}"' in page
    assert f'href="{url("candidacy", motion.candidacy_id)}"' in page
    assert "froze a dossier" not in page
    assert "moved a motion" in page
    reader = text_of(as_("member").get(url("motion", motion.pk)))
    assert "Record step" not in reader
    assert url("motion_edit", motion.pk) not in reader


def test_putting_to_the_vote_is_offered_at_its_turn(as_, cast, url):
    motion = moved(cast.chapter, cast.electoral, procedure=procedure(cast.chapter, stage()))
    address = url("ballot_schedule", motion.pk, "membership")
    assert address in text_of(as_("steering").get(url("motion", motion.pk)))
    ballot(motion, "scheduled")
    assert address not in text_of(as_("steering").get(url("motion", motion.pk)))


def test_nothing_of_the_result_is_there_before_the_close(as_, cast, url):
    motion = moved(cast.chapter, cast.electoral, procedure=procedure(cast.chapter, stage()))
    ballot(motion, "open")
    answer = as_("admin").get(url("motion", motion.pk))
    page = answer.context["page"]
    assert "To the ballot" in text_of(answer)
    assert [row.result for station in page.stations for row in station.ballots] == [()]


def test_what_the_procedure_leaves_open_is_told_with_who_chooses(as_, cast, url):
    way = procedure(cast.chapter, stage({"body": "membership", "threshold": (3, 5)}))
    motion = moved(cast.chapter, cast.electoral, procedure=way)
    page = text_of(as_("electoral").get(url("motion", motion.pk)))
    assert "Still to be chosen:" in page
    assert "a chapter admin chooses in the procedure" in page
    assert "Membership: a chapter admin still has to choose" in page
    assert url("ballot_schedule", motion.pk, "membership") not in page


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("adopt-red-line", "red_line_new"),
        ("reaffirm-red-line", "red_line_reaffirm"),
        ("retire-red-line", "red_line_retire"),
    ],
)
def test_an_adopted_motion_on_a_red_line_says_what_to_enter_in_the_register(as_, cast, url, type, name):
    line = factories.red_line(cast.chapter).red_line
    about = {} if type == "adopt-red-line" else {"red_line": line}
    motion = moved(
        cast.chapter, cast.electoral, type=type, procedure=procedure(cast.chapter, stage(), types=(type,)), **about
    )
    address = url(name, *([line.slug] if about else []))
    assert address not in text_of(as_("admin").get(url("motion", motion.pk)))
    decide(motion)
    assert address in text_of(as_("admin").get(url("motion", motion.pk)))
    reader = text_of(as_("member").get(url("motion", motion.pk)))
    assert "What is left to do" in reader
    assert address not in reader


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(as_, cast, url, rows, django_assert_num_queries):
    for _each in range(rows):
        ballot(moved(cast.chapter, cast.electoral, procedure=procedure(cast.chapter, stage())), "open")
        decide(moved(cast.chapter, cast.electoral))
    client = as_("admin")
    client.get(url("motions"))
    with django_assert_num_queries(LIST):
        client.get(url("motions"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_much_is_on_it(as_, cast, url, rows, django_assert_num_queries):
    stages = [{"id": f"step-{number}", "title": "Step"} for number in range(rows)]
    way = procedure(cast.chapter, *stages, stage(), types=("endorse-with-conditions",))
    motion = moved(
        cast.chapter,
        cast.electoral,
        type="endorse-with-conditions",
        procedure=way,
        conditions=[(f"Condition {number}", TODAY) for number in range(rows)],
    )
    for number in range(rows):
        said = {"by": cast.electoral, "at": NOW}
        StepDone.objects.create(
            motion=motion, stage=f"step-{number}", done_on=TODAY, recorded_by=cast.electoral, recorded_at=NOW
        )
        statements.write_statement(motion=motion, side="for", text="Yes.", **said)
        who = factories.seat(cast.chapter)
        recusals.recuse(candidacy=motion.candidacy, member=who, reason="Kin", **said)
        ballot(motion, body=body(cast.chapter, "branch", f"Branch {number}"))
    decide(motion)
    for condition in motion.conditions.all():
        for state in ("broken", "met"):
            conditions.report_condition(
                condition=condition, state=state, source="Minutes", found_on=TODAY, today=TODAY, **said
            )
    client = as_("admin")
    with django_assert_num_queries(PAGE):
        client.get(url("motion", motion.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_costs_the_same_however_much_can_be_chosen(as_, cast, url, rows, django_assert_num_queries):
    for _each in range(rows):
        race = factories.race(factories.cycle(cast.chapter))
        for _two in range(2):
            factories.candidacy(race)
        factories.red_line(cast.chapter, f"line-{race.pk}")
        procedure(cast.chapter)
    client = as_("admin")
    with django_assert_num_queries(FORM):
        client.get(url("motion_new"))


def test_a_straw_poll_is_put_to_any_body_without_a_procedure(as_, cast, url):
    motion = moved(cast.chapter, cast.electoral, type="straw-poll", procedure=None)
    page = text_of(as_("admin").get(url("motion", motion.pk)))
    assert url("ballot_schedule", motion.pk, "poll") in page
    assert "the answers are counted and decide nothing" in page
    assert as_("admin").get(url("ballot_schedule", motion.pk, "poll")).status_code == 200


def test_a_procedure_that_lost_its_way_for_a_type_is_told(as_, cast, motion, url):
    version = motion.procedure.versions.get()
    version.content["tracks"][0]["types"] = ["censure"]
    version.save()
    for name, args in (("motion", [motion.pk]), ("motions", [])):
        assert "has no way for motions of this type any more" in text_of(as_("admin").get(url(name, *args)))
    assert as_("admin").get(url("step_record", motion.pk, "forum")).status_code == 404

"""The pages: what they show, what their forms refuse, and that they cost the same however much there is."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from endorsements.models import Motion, Recusal, RollEntry, Statement, StepDone
from endorsements.operations import conditions, recusals, statements
from tests import factories
from tests.ballots.world import stage
from tests.decisions.records import ballot, body, decide
from tests.decisions.records import motion as moved_straight
from tests.factories import NOW, TODAY
from tests.motions.records import moved, procedure

CONDITIONS = {
    "conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0",
    "conditions-0-text": "", "conditions-0-due_on": "", "conditions-1-text": "", "conditions-1-due_on": "",
}  # fmt: skip


@pytest.fixture
def motion(cast):
    return moved(cast.chapter, cast.electoral)


@pytest.fixture
def url(cast):
    return lambda name, *args: reverse(name, args=[cast.chapter.slug, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def said(motion: Motion, **changed) -> dict[str, object]:
    posted = {
        "type": motion.type, "subject": f"candidacy:{motion.candidacy_id}", "title": "Anew", "text": "Resolved.",
        "procedure": motion.procedure_id, **CONDITIONS,
    }  # fmt: skip
    return posted | changed


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


def test_moving_starts_from_what_it_is_about(as_, cast, url):
    candidacy = factories.candidacy(factories.race(factories.cycle(cast.chapter)), name="Ada Example")
    factories.candidacy(candidacy.race)
    line = factories.red_line(cast.chapter)
    client = as_("electoral")
    asked = client.get(url("motion_new"), {"candidacy": candidacy.pk, "type": "do-not-endorse"}).context["form"].initial
    assert (asked["type"], asked["subject"], asked["title"]) == (
        "do-not-endorse", f"candidacy:{candidacy.pk}", "Do not endorse Ada Example",
    )  # fmt: skip
    asked = client.get(url("motion_new"), {"race": candidacy.race_id}).context["form"].initial
    assert (asked["subject"], asked["title"]) == (f"race:{candidacy.race_id}", f"Endorse for {candidacy.race}")
    asked = client.get(url("motion_new"), {"red_line": line.red_line_id}).context["form"].initial
    assert (asked["type"], asked["title"]) == ("reaffirm-red-line", "Reaffirm the red line “Rent control”")
    assert client.get(url("motion_new"), {"type": "applaud"}).status_code == 200
    for wrong in ("0", "-1", "x", "9" * 30, ""):
        for name in ("candidacy", "race", "red_line"):
            assert client.get(url("motion_new"), {name: wrong}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": "x" * 161}, "title", "160"),
        ({"text": "x" * 20_001}, "text", "20000"),
        ({"text": "\x00"}, "text", "Null"),
        ({"type": "applaud"}, "type", "valid choice"),
        ({"subject": "candidacy:987654321"}, "subject", "valid choice"),
        ({"subject": ""}, "subject", "required"),
        ({"subject": "none"}, "subject", "which candidacy"),
        ({"procedure": "", "type": "do-not-endorse"}, "procedure", "by which of the chapter"),
        ({"procedure": "987654321"}, "procedure", "valid choice"),
        ({"type": "seek-national"}, "procedure", "no way for motions of this type"),
        ({"type": "endorse-with-conditions"}, "__all__", "at least one condition"),
        ({}, "subject", "Motion 1 of this type"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(as_, motion, url, changed, field, why):
    response = as_("electoral").post(url("motion_new"), said(motion, **changed))
    assert response.status_code == 422
    assert why in response.context["form"].errors[field][0]
    assert changed.get("title", "Anew") in response.content.decode()
    assert Motion.objects.count() == 1


def test_a_conditional_endorsement_is_moved_and_edited_with_its_conditions(as_, cast, url):
    candidacy = factories.candidacy(factories.race(factories.cycle(cast.chapter)))
    way = procedure(cast.chapter)
    posted = {
        "type": "endorse-with-conditions", "subject": f"candidacy:{candidacy.pk}", "title": "On conditions",
        "text": "Resolved.", "procedure": way.pk, **CONDITIONS, "conditions-1-text": "Attends",
        "conditions-1-due_on": "2026-09-01",
    }  # fmt: skip
    client = as_("electoral")
    half = client.post(url("motion_new"), posted | {"conditions-1-due_on": "soon"})
    assert half.status_code == 422
    assert "Attends" in half.content.decode()
    half = client.post(url("motion_new"), posted | {"conditions-1-text": ""})
    assert "Say what is to be met by then." in half.content.decode()
    more = client.post(url("motion_new"), posted | {"conditions-1-due_on": "soon", "another": "1"})
    assert more.status_code == 200
    assert re.search(r'conditions-0-text"[^>]*>\s*Attends<', more.content.decode())
    assert 'name="conditions-1-text"' in more.content.decode()
    assert "Enter a" not in text_of(more)  # nothing is found wrong before it is sent
    assert client.post(url("motion_new"), {"another": "1", "conditions-TOTAL_FORMS": "9" * 9}).status_code == 200
    assert not Motion.objects.exists()
    assert client.post(url("motion_new"), posted).status_code == 302
    motion = Motion.objects.get()
    more = client.post(url("motion_edit", motion.pk), posted | {"title": "Typed anew", "another": "1"})
    assert 'value="Typed anew"' in more.content.decode()
    assert Motion.objects.get().title == "On conditions"
    assert [(each.text, each.due_on) for each in motion.conditions.all()] == [("Attends", dt.date(2026, 9, 1))]
    assert "Attends" in text_of(client.get(url("motion_edit", motion.pk)))
    assert "Report how it stands" not in text_of(client.get(url("motion", motion.pk)))
    edited = {
        **posted,
        "conditions-INITIAL_FORMS": "1",
        "conditions-0-text": "Votes no",
        "conditions-0-due_on": "2026-08-01",
    }
    client.post(url("motion_edit", motion.pk), edited)
    assert list(motion.conditions.values_list("text", flat=True)) == ["Votes no", "Attends"]


def test_a_form_without_its_conditions_part_is_told_and_no_crash(as_, motion, url):
    posted = {name: value for name, value in said(motion).items() if not name.startswith("conditions")}
    assert as_("electoral").post(url("motion_new"), posted).status_code == 422
    assert as_("electoral").post(url("motion_new"), {}).status_code == 422


def test_who_edits_what_somebody_else_has_changed_is_shown_it_first(as_, motion, url):
    client, page = as_("electoral"), url("motion_edit", motion.pk)
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client.get(page))).group(1)
    assert as_("steering").post(page, said(motion, text="Theirs.") | {"seen": seen}).status_code == 302
    clash = client.post(page, said(motion, text="Mine.") | {"seen": seen})
    assert clash.status_code == 422
    html = text_of(clash)
    assert "Somebody else changed this motion" in html
    assert "<p>Theirs.</p>" in html
    assert "Mine." in html
    motion.refresh_from_db()
    assert motion.text == "Theirs."
    now = re.search(r'name="seen" value="(\w+)"', html).group(1)
    assert client.post(page, said(motion, text="Mine.") | {"seen": now}).status_code == 302
    motion.refresh_from_db()
    assert motion.text == "Mine."


def test_a_frozen_motions_edit_says_why_not(as_, motion, url):
    Motion.objects.filter(pk=motion.pk).update(frozen_at=NOW, version=motion.procedure.versions.get())
    client = as_("electoral")
    assert "frozen since its first ballot opened" in text_of(client.get(url("motion_edit", motion.pk)))
    late = client.post(url("motion_edit", motion.pk), said(motion))
    assert (late.status_code, "frozen since" in text_of(late)) == (422, True)
    assert url("motion_edit", motion.pk) not in text_of(client.get(url("motion", motion.pk)))


def test_withdrawing_warns_of_ballots_and_then_says_so(as_, motion, url):
    client = as_("steering")
    ballot(motion, "scheduled")
    assert "1 ballot that is scheduled or open is called off" in text_of(client.get(url("motion_withdraw", motion.pk)))
    assert client.post(url("motion_withdraw", motion.pk), {"side": "", "because": ""}).status_code == 422
    posted = {"side": "candidate", "because": "Runs for another seat"}
    assert client.post(url("motion_withdraw", motion.pk), posted).url == url("motion", motion.pk)
    answer = client.get(url("motion", motion.pk))
    page, history = text_of(answer), answer.context["page"].history
    assert [event.of for event in history if "ballot" in event.what] == ["Membership, Membership"]
    assert "Withdrawn by the candidate" in page
    assert "Runs for another seat" in page
    again = client.post(url("motion_withdraw", motion.pk), posted)
    assert (again.status_code, "was withdrawn" in text_of(again)) == (422, True)


def test_statements_stand_by_side_and_are_withdrawn_by_their_writer(as_, cast, motion, url):
    client = as_("member")
    assert client.post(url("statement_new", motion.pk), {"side": "for", "text": ""}).status_code == 422
    client.post(url("statement_new", motion.pk), {"side": "against", "text": "Too *soon*."})
    kept = Statement.objects.get()
    withdraw = url("statement_withdraw", motion.pk, kept.pk)
    assert "Too <em>soon</em>." in text_of(as_("admin").get(url("motion", motion.pk)))
    assert withdraw not in text_of(as_("admin").get(url("motion", motion.pk)))
    assert withdraw in text_of(client.get(url("motion", motion.pk)))
    opened = ballot(motion, "open")
    assert "nobody changes the statements" in text_of(client.get(url("motion", motion.pk)))
    assert client.post(url("statement_new", motion.pk), {"side": "for", "text": "X"}).status_code == 422
    client.post(withdraw)
    kept.refresh_from_db()
    assert kept.withdrawn_at is None
    type(opened).objects.update(voided_at=NOW, void_reason="Called off")
    client.post(withdraw)
    assert "Too <em>soon</em>." not in text_of(client.get(url("motion", motion.pk)))


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"done_on": ""}, "done_on"), ({"done_on": "2999-01-01"}, "done_on"), ({"signers": "1"}, "signers"),
        ({"signers": "-1"}, "signers"), ({"signers": "9" * 30}, "signers"), ({"in_district": "0"}, "in_district"),
        ({"in_district": "x"}, "in_district"), ({"note": "x" * 501}, "note"),
    ],
)  # fmt: skip
def test_a_bad_step_is_refused_beside_its_field(as_, motion, url, posted, field):
    good = {"done_on": "2026-03-01", "signers": "4", "in_district": "1", "note": ""}
    response = as_("electoral").post(url("step_record", motion.pk, "petition"), good | posted)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not StepDone.objects.exists()


def test_a_step_is_recorded_and_undone(as_, motion, url):
    client = as_("electoral")
    good = {"done_on": "2026-03-01", "signers": "4", "in_district": "1", "note": "Minutes"}
    assert client.post(url("step_record", motion.pk, "petition"), good).status_code == 302
    page = text_of(client.get(url("motion", motion.pk)))
    assert "4 members signed, 1 of them in the district." in page
    client.post(url("step_undo", motion.pk, "petition"))
    assert StepDone.objects.get().undone_at
    for name in ("membership", "nothing"):
        assert client.get(url("step_record", motion.pk, name)).status_code == 404


def test_conditions_are_reported_on_once_adopted(as_, cast, url):
    motion = moved(
        cast.chapter, cast.electoral, type="endorse-with-conditions", conditions=[("Attends", dt.date(2026, 1, 1))]
    )
    condition = motion.conditions.get()
    client = as_("steering")
    posted = {"state": "waived", "found_on": "2026-03-01", "source": "Minutes", "note": "By the general meeting"}
    assert client.post(url("condition_report", motion.pk, condition.pk), posted).status_code == 422
    assert "that takes a motion to rescind it" not in text_of(client.get(url("motion", motion.pk)))
    decide(motion)
    page = text_of(client.get(url("motion", motion.pk)))
    assert "nothing is reported" in page
    assert "does not end the endorsement by itself: that takes a motion to rescind it" in page
    without = client.post(url("condition_report", motion.pk, condition.pk), posted | {"note": ""})
    assert "note" in without.context["form"].errors
    assert client.post(url("condition_report", motion.pk, condition.pk), posted).status_code == 302
    page = text_of(client.get(url("motion", motion.pk)))
    assert '<span class="mark mark--yes">Waived</span>' in page
    assert "By the general meeting" in page


@pytest.mark.parametrize("state", ["open", "closed", "struck", "contest"])
def test_a_recusal_tells_of_the_open_roll_that_it_comes_too_late_for(as_, cast, motion, url, state):
    asked = moved_straight(motion.candidacy.race) if state == "contest" else motion
    held = ballot(asked, "closed" if state == "closed" else "open")
    RollEntry.objects.create(ballot=held, member=cast.member, struck=state == "struck")
    RollEntry.objects.create(ballot=held, member=cast.steering)
    address = url("candidacy_recusals", motion.candidacy_id)
    answer = as_("member").post(address, {"reason": "Employed by the campaign"}, follow=True)
    told = [str(each) for each in answer.context["messages"]]
    assert len(told) == (2 if state in ("open", "contest") else 1)
    assert f"Motion {asked.number}, Membership: this ballot was open already" in told[-1] or len(told) == 1


def test_anybody_recuses_themselves_and_only_some_recuse_others(as_, cast, motion, url):
    address = url("candidacy_recusals", motion.candidacy_id)
    own = as_("member").post(address, {"member": cast.admin.pk, "reason": "Employed by the campaign"})
    assert own.status_code == 302
    assert Recusal.objects.get().member == cast.member
    assert as_("admin").post(address, {"member": cast.steering.pk, "reason": ""}).status_code == 422
    outside = as_("admin").post(address, {"member": cast.outsider.pk, "reason": "Kin"})
    assert "member" in outside.context["form"].errors
    as_("admin").post(address, {"member": cast.steering.pk, "reason": "Kin"})
    for name, args in (
        ("candidacy_recusals", motion.candidacy_id),
        ("motion", motion.pk),
        ("candidacy", motion.candidacy_id),
    ):
        page = text_of(as_("member").get(url(name, args)))
        assert "Employed by the campaign" in page
        assert cast.steering.name in page
    recusal = Recusal.objects.get(member=cast.steering)
    assert url("recusal_lift", recusal.pk) not in text_of(as_("member").get(address))
    assert as_("electoral").post(url("recusal_lift", recusal.pk), {"reason": ""}).status_code == 422
    assert as_("electoral").post(url("recusal_lift", recusal.pk), {"reason": "Declared in error"}).url == address
    assert "Declared in error" in text_of(as_("member").get(address))


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


LIST, PAGE, FORM = 10, 19, 10


def test_races_and_red_lines_lead_to_moving_a_motion_about_them(as_, cast, url):
    race = factories.race(factories.cycle(cast.chapter))
    factories.candidacy(race)
    link = f"{url('motion_new')}?race={race.pk}"
    assert link not in text_of(as_("steering").get(url("race", race.pk)))
    factories.candidacy(race)
    assert link in text_of(as_("steering").get(url("race", race.pk)))
    assert link not in text_of(as_("member").get(url("race", race.pk)))
    contest = moved(cast.chapter, cast.electoral, race=race)
    assert url("motion", contest.pk) in text_of(as_("member").get(url("race", race.pk)))
    line = factories.red_line(cast.chapter).red_line
    link = f"{url('motion_new')}?red_line={line.pk}"
    assert link in text_of(as_("electoral").get(url("red_line", line.slug)))
    assert link not in text_of(as_("member").get(url("red_line", line.slug)))


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


def test_the_only_procedure_is_chosen_from_the_start(as_, cast, url):
    only = procedure(cast.chapter)
    assert f'<option value="{only.pk}" selected>' in as_("electoral").get(url("motion_new")).text
    procedure(cast.chapter)
    assert f'<option value="{only.pk}" selected>' not in as_("electoral").get(url("motion_new")).text

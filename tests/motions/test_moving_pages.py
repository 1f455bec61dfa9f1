"""The forms by which a motion is moved, edited and withdrawn, and what they refuse."""

import datetime as dt
import re

import pytest

from endorsements.models import Motion
from tests import factories
from tests.decisions.records import ballot
from tests.factories import NOW
from tests.motions.conftest import text_of
from tests.motions.records import moved, procedure

CONDITIONS = {
    "conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0",
    "conditions-0-text": "", "conditions-0-due_on": "", "conditions-1-text": "", "conditions-1-due_on": "",
}  # fmt: skip


def said(motion: Motion, **changed) -> dict[str, object]:
    posted = {
        "type": motion.type, "subject": f"candidacy:{motion.candidacy_id}", "title": "Anew", "text": "Resolved.",
        "procedure": motion.procedure_id, **CONDITIONS,
    }  # fmt: skip
    return posted | changed


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


def test_the_only_procedure_is_chosen_from_the_start(as_, cast, url):
    only = procedure(cast.chapter)
    assert f'<option value="{only.pk}" selected>' in as_("electoral").get(url("motion_new")).text
    procedure(cast.chapter)
    assert f'<option value="{only.pk}" selected>' not in as_("electoral").get(url("motion_new")).text

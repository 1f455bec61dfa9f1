"""The forms of what hangs on a motion: statements, steps, reports on conditions, recusals."""

import datetime as dt

import pytest

from endorsements.models import Recusal, RollEntry, Statement, StepDone
from tests.decisions.records import ballot, decide
from tests.decisions.records import motion as moved_straight
from tests.factories import NOW
from tests.motions.conftest import text_of
from tests.motions.records import moved


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

"""Scheduling, the roll, members present, calling off, reminding."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from chapters.models import Role
from endorsements.forms.ballot_schedule import MomentField, first_times
from endorsements.models import Ballot, RollEntry
from endorsements.procedures.records import Stage
from tests import factories
from tests.ballots.world import stage, vote


def schedule(hall, motion, data=None, stage_id="membership"):
    client, url = hall.client(hall.chair), hall.url("ballot_schedule", motion.pk, stage_id)
    return client.post(url, data) if data is not None else client.get(url)


def later(hall, **days):
    there = (hall.clock.now + dt.timedelta(**days)).astimezone(ZoneInfo(hall.chapter.time_zone))
    return there.strftime("%Y-%m-%dT%H:%M")


def first_data(answer):
    """Return what the form holds when it is opened."""
    form = answer.context["form"]
    held = {field.name: field.value() for field in form}
    return {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, dt.datetime) else value
        for name, value in held.items()
        if value is not None
    }


def test_what_the_form_proposes_is_accepted(hall):
    motion = hall.motion(stage(vote(), notice_days=7, window_days=3))
    page = schedule(hall, motion)
    assert "America/New_York" in page.content.decode()
    assert "Notice is given at least 7 days before it opens." in page.content.decode()
    answer = schedule(hall, motion, first_data(page))
    ballot = Ballot.objects.get()
    assert answer.url == hall.url("ballot", ballot.pk)
    assert ballot.opened_at is None
    assert ballot.opens_at - ballot.notice_at >= dt.timedelta(days=7)
    assert "Not open yet" in hall.see(ballot, hall.people[1]).content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"closes_at": "9999-12-31T23:59"}, {"opens_at": "0001-01-01T00:00"}, {"hard_stop_at": "9999-12-31T23:59"},
        {"closes_at": "2027-03-14T02:30"}, {"closes_at": "2027-11-07T01:30"}, {"closes_at": "2027-13-07T01:30"},
    ],
)  # fmt: skip
def test_a_moment_that_is_none_is_refused(hall, said):
    """Of another age, skipped or repeated by a change of clocks, or no day at all."""
    motion = hall.motion(stage(vote(quorum={"kind": "number", "number": 2}), until_quorum=True))
    answer = schedule(hall, motion, first_data(schedule(hall, motion)) | said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(said)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("day", ["2027-03-07", "2027-10-31"])
def test_what_is_proposed_can_be_read_when_clocks_change(day):
    """A week later at 2 in the morning there is no such hour, or there are two at 1."""
    with timezone.override("America/Los_Angeles"):
        for hour in range(24):
            at = dt.datetime.fromisoformat(f"{day}T{hour:02}:30:00+00:00")
            for proposed in first_times(Stage.model_validate(stage(vote())), at):
                typed = f"{proposed:%Y-%m-%dT%H:%M}"
                assert MomentField().clean(typed) == proposed


def test_it_opens_at_once_where_no_notice_is_asked(hall):
    motion = hall.motion(stage(vote(method="secret"), window_days=1))
    answer = schedule(hall, motion, first_data(schedule(hall, motion)))
    assert answer.status_code == 302
    ballot = Ballot.objects.get()
    assert ballot.opened_at is not None
    assert RollEntry.objects.filter(ballot=ballot).count() == 6


def test_too_short_a_notice_is_refused_with_what_was_typed_kept(hall):
    motion = hall.motion(stage(vote(), notice_days=7))
    data = {"bodies": ["0"], "opens_at": later(hall, days=2), "closes_at": later(hall, days=9)}
    answer = schedule(hall, motion, data)
    assert answer.status_code == 422
    (beside,) = answer.context["form"].errors["opens_at"]
    assert re.fullmatch(r"This stage asks for 7 days' notice: .* from \d+ \w+ \d{4}, \d\d:\d\d [A-Z]+\.", beside)
    assert data["opens_at"] in answer.content.decode()
    assert not Ballot.objects.exists()


def test_all_branches_are_scheduled_at_once_or_none(hall):
    motion = hall.motion(stage(vote(body="branch"), id="branches"))
    hall.branch("North", hall.people[:3])
    hall.branch("South", hall.people[3:])
    page = schedule(hall, motion, stage_id="branches")
    assert page.content.decode().count('name="bodies"') == 2
    data = first_data(page)
    answer = schedule(hall, motion, data | {"closes_at": later(hall, days=-1)}, "branches")
    assert "close after it opens" in answer.context["form"].errors["closes_at"][0]
    assert not Ballot.objects.exists()
    answer = schedule(hall, motion, data, "branches")
    assert answer.url == hall.url("motion", motion.pk)
    assert Ballot.objects.count() == 2


def test_what_stands_in_the_way_is_foretold(hall):
    def told(motion, stage_id="membership"):
        return " ".join(schedule(hall, motion, stage_id=stage_id).content.decode().split())

    small = hall.motion(stage(vote(method="secret", body="branch"), id="branches"))
    hall.branch("Small", hall.people[:2])
    assert "A secret ballot needs at least 5 people on its roll" in told(small, "branches")
    missing = hall.motion(stage(vote(body="delegates"), id="delegates"))
    assert "a body that the chapter does not have" in told(missing, "delegates")
    still_open = hall.motion(stage(vote(threshold=None)))
    assert "leaves something open" in told(still_open)
    after = hall.motion({"id": "forum", "title": "Forum"}, stage(vote()))
    assert "It is not this stage" in told(after)
    few = hall.secret()
    assert "Fewer than 10 people" in told(few)


def test_a_hard_stop_and_those_present_are_asked_where_the_rule_needs_them(hall):
    until = hall.motion(stage(vote(quorum={"kind": "number", "number": 4}), until_quorum=True))
    page = schedule(hall, until)
    assert 'name="hard_stop_at"' in page.content.decode()
    assert schedule(hall, until, first_data(page)).status_code == 302
    present = hall.motion(stage(vote(base="present")))
    page = schedule(hall, present)
    assert 'name="present"' in page.content.decode()
    assert schedule(hall, present, first_data(page)).status_code == 302
    ballot = Ballot.objects.get(motion=present)
    assert "waits for the count of members present" in hall.see(ballot, hall.chair).content.decode()
    client = hall.client(hall.chair)
    assert client.post(hall.url("ballot_present", ballot.pk), {"present": "9999999"}).status_code == 422
    assert client.post(hall.url("ballot_present", ballot.pk), {"present": "4"}).status_code == 302
    assert 'name="choice"' in hall.see(ballot, hall.people[1]).content.decode()


@pytest.mark.parametrize("by_lot", [True, False])
def test_ties_are_decided_by_lot_or_by_an_order(hall, by_lot):
    motion = hall.contest("approval", "Ada Example", "Bo Example")
    page = schedule(hall, motion)
    ids = [choice.id for choice in page.context["form"].contest]
    data = first_data(page)
    if not by_lot:
        data |= {"ties": "order"}
        assert schedule(hall, motion, data).status_code == 422
        data |= {f"order-{place}": id for place, id in enumerate(reversed(ids), start=1)}
    assert schedule(hall, motion, data).status_code == 302
    ballot = Ballot.objects.get()
    shown = hall.see(ballot, hall.people[1]).content.decode()
    if by_lot:
        assert ballot.ties["seed"] in shown
    else:
        assert ballot.ties == {"order": ids[::-1], "seed": None}


def test_a_poll_without_a_procedure_asks_whom_and_how(hall):
    motion = hall.motion(type="straw-poll", procedure=None)
    page = schedule(hall, motion, stage_id="poll")
    assert 'name="method"' in page.content.decode()
    answer = schedule(hall, motion, first_data(page) | {"method": "secret"}, "poll")
    assert answer.status_code == 302
    assert Ballot.objects.get().method == "secret"


def test_the_roll_is_read_by_all_and_corrected_by_those_who_keep_it(hall):
    ballot = hall.opened(hall.secret())
    page = hall.see(ballot, hall.people[1], "ballot_roll").content.decode()
    assert "Voter 005" in page
    assert "Correct the roll" not in page
    newcomer = factories.seat(hall.chapter, holder=factories.member("New Comer"))
    data = {"act": "add", "member": newcomer.pk, "reason": "Was missing from the list"}
    url = hall.url("ballot_roll", ballot.pk)
    assert hall.client(hall.people[1]).post(url, data).status_code == 403
    client = hall.client(hall.chair)
    assert client.post(url, {**data, "reason": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "act": "reweigh", "units": "1", "whole": "2"}).status_code == 422
    assert client.post(url, {**data, "act": "strike"}, follow=True).status_code == 200
    assert "New Comer" not in client.get(url).content.decode().split("Correct the roll")[0]
    for hostile in ("9" * 40, "-1", "x", ""):
        assert client.post(url, {**data, "member": hostile}).status_code == 422


def test_a_ballot_is_called_off_with_a_reason(hall):
    ballot = hall.opened(hall.secret())
    client, url = hall.client(hall.chair), hall.url("ballot_void", ballot.pk)
    assert client.post(url, {"reason": "  "}).status_code == 422
    assert client.post(url, {"reason": "The text was wrong."}).status_code == 302
    page = hall.see(ballot, hall.people[1]).content.decode()
    assert "The text was wrong." in page
    late = hall.send(ballot, hall.people[1], choice="yes")
    assert late.status_code == 409
    assert "Your vote was not recorded." in late.content.decode()
    assert hall.client(hall.people[1]).post(url, {"reason": "No"}).status_code == 403


def test_a_reminder_says_the_same_however_many_it_goes_to(hall, settings, django_capture_on_commit_callbacks):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    ballot = hall.opened(hall.secret())
    electoral = factories.seat(hall.chapter, Role.ELECTORAL)
    answer = hall.client(electoral).post(hall.url("ballot_remind", ballot.pk), follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "who have not voted" in text or "no mail server" in text
    assert hall.client(hall.people[1]).post(hall.url("ballot_remind", ballot.pk)).status_code == 403

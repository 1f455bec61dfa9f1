"""What can be chosen: each kind of ballot, what is no choice, and what was chosen kept on the form."""

import re
from urllib.parse import urlencode

import pytest

from endorsements.models import BallotBox, RollCallVote
from endorsements.operations import ballots, opening

SEED = {"tie_seed": "5eed"}
NAMES = ("Ada Example", "Bo Example", "Cy Example")


def ids_of(ballot):
    return [choice["id"] for choice in ballot.choices]


def vote_of(member):
    return RollCallVote.objects.get(entry__member=member, is_current=True).choice


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choice": ""},
        {"choice": "perhaps"},
        {"choice": ["yes" * 100]},
        {"choice": "lean-yes"},
        {"choice": "__all__"},
        {"choise": "yes"},
    ],
)
def test_what_is_no_choice_is_refused_with_the_reason(hall, data):
    ballot = hall.opened()
    answer = hall.send(ballot, hall.people[1], **data)
    assert answer.status_code == 422
    assert "Not recorded yet" in answer.content.decode()
    assert not RollCallVote.objects.exists()


def test_only_the_last_of_two_answers_counts_in_the_form(hall):
    ballot = hall.opened()
    assert hall.send(ballot, hall.people[1], choice=["yes", "no"]).status_code == 302
    assert vote_of(hall.people[1]) == ["no"]


def test_approvals(hall):
    ballot = hall.opened(hall.contest("approval", *NAMES), **SEED)
    ids = ids_of(ballot)
    page = hall.see(ballot, hall.people[1]).content.decode()
    assert page.count('type="checkbox"') == len(ids) + 1
    assert "No endorsement" in page
    assert "5eed" in page
    assert hall.send(ballot, hall.people[1], choice=[ids[1], ids[0]]).status_code == 302
    assert vote_of(hall.people[1]) == [ids[0], ids[1]]
    shown = hall.see(ballot, hall.people[1]).content.decode()
    assert "Ada Example; Bo Example" in shown
    assert len(re.findall(r"checked", shown)) == 2
    assert hall.send(ballot, hall.people[2], blank="on").status_code == 302
    assert vote_of(hall.people[2]) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "Nothing is chosen yet"),
        ({"choice": ["candidacy-0"]}, "no choice of this ballot"),
        ({"choice": ["no-endorsement"], "blank": "on"}, "A blank ballot chooses nobody"),
    ],
)
def test_approvals_that_are_none(hall, data, why):
    ballot = hall.opened(hall.contest("approval", *NAMES), **SEED)
    answer = hall.send(ballot, hall.people[1], **data)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def places(ids, *said):
    return {f"place-{id}": place for id, place in zip(ids, said, strict=False)}


def test_ranks_by_one_press_a_choice(hall):
    ballot = hall.opened(hall.contest("ranked", *NAMES, method="secret"), **SEED)
    ids = ids_of(ballot)
    page = hall.see(ballot, hall.people[1]).content.decode()
    assert page.count('type="radio"') == len(ids) * (len(ids) + 1)
    assert page.count("checked") == len(ids)  # each begins as not ranked
    assert "<script>" not in page
    answer = hall.send(ballot, hall.people[1], **places(ids, "", "", "1", "2"))
    assert answer.status_code == 200
    assert BallotBox.objects.get().votes[0][1] == [ids[2], ids[3]]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ((), "Nothing is chosen yet"),
        (("1", "1"), "Choice 1 is Ada Example already"),
        (("2",), "There is no choice 1 before this choice 2"),
        (("1", "3"), "There is no choice 2 before this choice 3"),
        (("5",), "This is no place on this ballot"),
        (("-1",), "This is no place on this ballot"),
        (("1\x00",), "This is no place on this ballot"),
    ],
)
def test_ranks_that_are_none_come_back_as_they_were(hall, said, why):
    ballot = hall.opened(hall.contest("ranked", *NAMES), **SEED)
    ids = ids_of(ballot)
    answer = hall.send(ballot, hall.people[1], **places(ids, *said))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(why) == 2  # above all, and beside the choice
    for id, place in places(ids, *said).items():
        assert place not in ("1", "2", "3") or re.search(rf'name="{id}" value="{place}"[^>]* checked', html)
    assert not RollCallVote.objects.exists()


def test_ranks_on_record_come_back_to_be_changed(hall):
    ballot = hall.opened(hall.contest("ranked", *NAMES), **SEED)
    ids = ids_of(ballot)
    hall.send(ballot, hall.people[1], **places(ids, "", "1"))
    page = hall.see(ballot, hall.people[1]).content.decode()
    assert re.search(rf'name="place-{ids[1]}" value="1"[^>]* checked', page)
    assert "<strong>1.\u00a0Bo Example</strong>" in page


def test_how_much_is_sent_does_not_tell_what_was_chosen(hall):
    """An encrypted connection hides what is sent and not how much; nor is a form filled in again from what was kept."""
    ranked = hall.opened(hall.contest("ranked", *NAMES, method="secret"), **SEED)
    ballots = [hall.opened(hall.secret()), poll(hall, "secret"), ranked]
    for ballot, voter in zip(ballots, hall.people[1:], strict=False):
        page = hall.see(ballot, voter).content.decode()
        assert re.search(r'<form class="form ballot"[^>]* autocomplete="off"', page)
        offered = {}
        for name, value in re.findall(r'<input type="radio" name="([^"]*)" value="([^"]*)"', page):
            offered.setdefault(name, []).append(value)
        for values in offered.values():
            assert len(values) >= 3
            assert len({len(urlencode({"choice": value})) for value in values}) == 1
        data = {name: values[number % 2 + 1] for number, (name, values) in enumerate(reversed(offered.items()))}
        if ballot is ranked:
            data |= {name: values[0] for name, values in list(offered.items())[:2]}
        assert hall.send(ballot, voter, **data).status_code == 200
    votes = [BallotBox.objects.get(ballot=ballot).votes[0][1] for ballot in ballots]
    assert votes == [["no"], ["lean-yes"], ids_of(ranked)[:1:-1]]


def poll(hall, method):
    motion = hall.motion(type="straw-poll", procedure=None)
    made = ballots.schedule_ballot(
        motion=motion, stage_id="poll", body=hall.body(), opens_at=hall.clock.now,
        closes_at=hall.clock.now + (hall.clock.now - hall.clock.now.replace(year=2020)), method=method,
        by=hall.chair, at=hall.clock.now,
    )  # fmt: skip
    return opening.open_ballot(made, "5a" * 32, hall.clock)


def test_a_poll_takes_five_leanings_or_no_answer(hall):
    ballot = poll(hall, "roll-call")
    for member, choice in zip(hall.people, ("yes", "lean-yes", "neutral", "lean-no", "no", "none"), strict=True):
        assert hall.send(ballot, member, choice=choice).status_code == 302
    assert vote_of(hall.people[1]) == ["lean-yes"]
    assert vote_of(hall.people[5]) == []
    assert "<strong>No answer</strong>" in hall.see(ballot, hall.people[5]).content.decode()
    assert hall.send(ballot, hall.people[0], choice="abstain").status_code == 422
    result = hall.see(hall.finish(ballot), hall.people[1]).content.decode()
    assert "Without an answer: 1" in result
    assert "<svg" in result
    assert "Shares are of all responses: 6." in result


def test_a_poll_of_777_says_that_one_response_has_no_answer(hall):
    ballot = hall.finish(poll(hall, "roll-call"))
    answers = {"yes": 534, "lean-yes": 21, "neutral": 15, "lean-no": 18, "no": 188}
    result = {**ballot.result, "poll": {"responses": 777, "answers": answers}}
    type(ballot).objects.filter(pk=ballot.pk).update(result=result)
    html = " ".join(hall.see(ballot, hall.people[1]).content.decode().split())
    assert "Responses: 777" in html
    assert "Without an answer: 1." in html
    assert "534 (68.7 %)" in html.replace("\xa0", " ")
    assert html.count("<rect") == 5

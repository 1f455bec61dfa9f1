"""The voter's way: the page before, the vote, the word, and what nobody may see."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from chapters.models import LogEntry
from endorsements.models import BallotBox, RollCallVote, RollEntry
from endorsements.operations import casting, recusals, rolls
from endorsements.views import ballots
from tests import factories
from tests.ballot_pages.hall import text_of
from tests.factories import NOW

RECEIPT = re.compile(r'class="ballot__receipt">([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})<')


def test_a_secret_vote_is_answered_with_its_receipt_and_kept_nowhere_else(hall):
    ballot, voter = hall.opened(hall.secret()), hall.people[2]
    page = hall.see(ballot, voter)
    assert page.status_code == 200
    assert "and the database keeps no link" in text_of(page)
    client = hall.client(voter)
    sessions = list(Session.objects.values_list("session_data", flat=True))
    entries = LogEntry.objects.count()
    answer = client.post(hall.url("ballot_vote", ballot.pk), {"choice": "yes"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    receipt = RECEIPT.search(answer.content.decode()).group(1)
    assert ">Recorded<" in answer.content.decode()
    assert [vote[:2] for vote in BallotBox.objects.get().votes] == [[receipt, ["yes"]]]
    assert sorted(Session.objects.values_list("session_data", flat=True)) == sorted(sessions)
    assert LogEntry.objects.count() == entries
    assert not answer.cookies.get("messages")
    again = client.get(hall.url("ballot", ballot.pk)).content.decode()
    assert "Already recorded" in again
    assert receipt not in again
    assert 'name="choice"' not in again


def test_a_second_secret_vote_and_a_reload_change_nothing(hall):
    ballot, voter = hall.opened(hall.secret()), hall.people[2]
    hall.send(ballot, voter, choice="yes")
    again = hall.send(ballot, voter, choice="no")
    assert again.status_code == 409
    assert "What was sent now changed nothing." in again.content.decode()
    assert [vote[1] for vote in BallotBox.objects.get().votes] == [["yes"]]


OFFERED = re.compile(r'name="receipt" value="([^"]+)"')


def test_a_page_sent_twice_is_told_its_receipt_again(hall):
    ballot, voter = hall.opened(hall.secret()), hall.people[2]
    offered = OFFERED.search(hall.see(ballot, voter).content.decode()).group(1)
    first = hall.send(ballot, voter, choice="yes", receipt=offered).content.decode()
    again = hall.send(ballot, voter, choice="no", receipt=offered)
    assert again.status_code == 200
    assert RECEIPT.search(again.content.decode()).group(1) == RECEIPT.search(first).group(1)
    assert "the first one sent from this page counts" in again.content.decode()
    assert "the first one sent from this page counts" not in first
    assert [vote[1] for vote in BallotBox.objects.get().votes] == [["yes"]]


def test_a_receipt_is_of_no_use_to_anybody_else(hall):
    """Nor can one be made up: a box must not hold a mark that somebody was told to leave in it."""
    ballot, voter, other = hall.opened(hall.secret()), *hall.people[2:4]
    offered = OFFERED.search(hall.see(ballot, voter).content.decode()).group(1)
    stolen = hall.send(ballot, other, choice="no", receipt=offered).content.decode()
    code = offered.split(".")[2].split(":")[0]
    assert RECEIPT.search(stolen).group(1) != code
    made_up = hall.send(ballot, voter, choice="yes", receipt=f"{ballot.pk}.{voter.pk}.AAAA-BBBB-CCCC-DDDD:x")
    assert RECEIPT.search(made_up.content.decode())
    for nonsense in ("AAAA-BBBB-CCCC-DDDD", "::", "", f"{ballot.pk}.x:y"):
        assert hall.send(ballot, voter, choice="yes", receipt=nonsense).status_code == 409
    assert {vote[0] for vote in BallotBox.objects.get().votes}.isdisjoint({code, "AAAA-BBBB-CCCC-DDDD"})


def test_the_answer_to_a_secret_vote_does_not_tell_it(hall):
    ballot = hall.opened(hall.secret())
    said = {}
    for voter, choice in zip(hall.people[1:4], ("yes", "no", "abstain"), strict=True):
        html = text_of(hall.send(ballot, voter, choice=choice))
        said[choice] = RECEIPT.sub("", html).replace(voter.name, "")
    assert said["yes"] == said["no"] == said["abstain"]


def test_a_roll_call_vote_is_shown_to_its_voter_and_can_be_changed(hall):
    ballot, voter = hall.opened(), hall.people[1]
    answer = hall.send(ballot, voter, choice="no")
    assert answer.status_code == 302
    page = hall.see(ballot, voter).content.decode()
    assert ">Recorded<" in page
    assert "<strong>No</strong>" in page
    assert re.search(r'value="no\.*"[^>]*checked', page)
    hall.send(ballot, voter, choice="abstain")
    assert "<strong>Abstain</strong>" in hall.see(ballot, voter).content.decode()
    assert RollCallVote.objects.filter(entry__member=voter).count() == 2


@pytest.mark.parametrize("method", ["roll-call", "secret"])
def test_nothing_of_the_result_is_anywhere_before_the_close(hall, method):
    ballot = hall.opened(hall.motion_by(method))
    voter, onlooker = hall.people[1], factories.seat(hall.chapter)
    pages = [(voter, "ballot"), (onlooker, "ballot"), (hall.chair, "ballot"), (hall.chair, "ballot_roll"),
             (hall.chair, "ballot_void"), (onlooker, "ballot_roll")]  # fmt: skip

    def seen():
        answers = [hall.see(ballot, member, name) for member, name in pages]
        return [(text_of(answer), sorted(answer.headers.items())) for answer in answers]

    before = seen()
    for member, choice in zip(hall.people[2:], ("yes", "yes", "no", "abstain"), strict=False):
        hall.send(ballot, member, choice=choice)
    for (then, headers), (now, headers_now) in zip(before, seen(), strict=True):
        assert now == then
        assert [each for each in headers_now if each[0] != "Expires"] == [
            each for each in headers if each[0] != "Expires"
        ]
    for name in ("ballot_recount", "ballot_blt", "ballot_receipts", "ballot_certify"):
        assert hall.see(ballot, hall.chair, name).status_code == 404
    asked = hall.client(onlooker).get(hall.url("ballot", ballot.pk) + "?result=1&sort=-votes&format=json")
    assert text_of(asked).replace("?result=1&amp;sort=-votes&amp;format=json", "") == before[1][0]


def test_who_lost_their_seat_votes_all_the_same_and_sees_nothing_else(hall):
    ballot, voter = hall.opened(hall.secret()), hall.people[3]
    hall.end_seat(voter)
    assert hall.see(ballot, voter).status_code == 200
    assert hall.send(ballot, voter, choice="no").status_code == 200
    assert hall.see(ballot, voter, "ballot_roll").status_code == 404
    hall.finish(ballot)
    result = hall.see(ballot, voter)
    assert result.status_code == 200
    for name in ("motion", "ballot_roll", "ballot_certify"):
        assert hall.url(name, ballot.motion_id if name == "motion" else ballot.pk) not in result.content.decode()


def test_outsiders_get_the_404_of_no_ballot(hall):
    ballot, outsider = hall.opened(), factories.seat(factories.chapter("Elsewhere"))
    assert hall.see(ballot, outsider).status_code == 404
    assert hall.send(ballot, outsider, choice="yes").status_code == 404
    assert not RollCallVote.objects.exists()
    elsewhere = hall.client(hall.chair).get(f"/c/{outsider.seats.get().chapter.slug}/ballots/{ballot.pk}/")
    assert elsewhere.status_code == 404


def test_who_is_not_on_the_roll_is_told_why(hall):
    motion = hall.motion()
    recused = hall.people[4]
    recusals.recuse(motion=motion, member=recused, reason="Works for the campaign", by=recused, at=NOW)
    ballot = hall.opened(motion)
    page = hall.see(ballot, recused).content.decode()
    assert "You are recused from it: Works for the campaign." in page
    newcomer = factories.seat(hall.chapter)
    assert "Later changes do not touch it" in " ".join(hall.see(ballot, newcomer).content.decode().split())
    assert hall.send(ballot, newcomer, choice="yes").status_code == 403
    rolls.strike_from_roll(ballot=ballot, member=hall.people[5], reason="Twice", by=hall.chair, at=NOW)
    assert "taken off the roll" in hall.see(ballot, hall.people[5]).content.decode()


def test_a_late_vote_is_told_so_and_not_recorded(hall):
    ballot, voter = hall.opened(hall.secret()), hall.people[1]
    hall.finish(ballot)
    answer = hall.send(ballot, voter, choice="yes")
    assert answer.status_code == 409
    assert "Your vote was not recorded" in answer.content.decode()
    assert BallotBox.objects.get().votes == []


def test_a_ballot_past_its_time_closes_when_somebody_looks(hall):
    ballot = hall.opened()
    type(ballot).objects.filter(pk=ballot.pk).update(
        notice_at=NOW, opens_at=NOW, opened_at=NOW, closes_at=hall.clock.now
    )
    answer = hall.send(ballot, hall.people[1], choice="yes")
    assert answer.status_code == 409
    assert "Closed is final" in answer.content.decode()
    ballot.refresh_from_db()
    assert ballot.closed_at is not None


def test_a_ballot_opens_when_somebody_looks(hall):
    ballot = hall.scheduled(hall.motion())
    assert ballot.opened_at is None
    assert 'name="choice"' in hall.see(ballot, hall.people[1]).content.decode()
    assert RollEntry.objects.filter(ballot=ballot).count() == len(hall.people)


def test_before_it_opens_it_says_when_and_takes_no_vote(hall):
    ballot = hall.scheduled(hall.motion(), opens_at=hall.clock.now + dt.timedelta(days=2))
    page = hall.see(ballot, hall.people[1]).content.decode()
    assert "Not open yet" in page
    assert "6 people" in page
    assert 'name="choice"' not in page
    late = hall.send(ballot, hall.people[1], choice="yes")
    assert late.status_code == 409
    assert "Your vote was not recorded" in late.content.decode()


def test_signing_in_on_the_way_leads_back_to_the_ballot(hall, client):
    ballot = hall.opened()
    url = hall.url("ballot_vote", ballot.pk)
    assert client.post(url, {"choice": "yes"}).url.startswith("/accounts/login/")
    assert hall.client(hall.people[1]).get(url).url == hall.url("ballot", ballot.pk)


def test_a_message_that_waits_is_left_alone_by_a_secret_vote(hall):
    """Taking it would write to the session or the cookie in the moment of the vote."""
    ballot = hall.opened(hall.secret())
    client = hall.client(hall.chair)
    assert client.post(hall.url("ballot_remind", ballot.pk)).status_code == 302
    answer = client.post(hall.url("ballot_vote", ballot.pk), {"choice": "yes"})
    assert ">Recorded<" in answer.content.decode()
    assert "messages" not in answer.cookies
    assert 'class="notice' not in answer.content.decode()
    assert "remind" in client.get(hall.url("ballot_roll", ballot.pk)).content.decode()


@pytest.mark.parametrize("method", ["roll-call", "secret"])
def test_a_vote_that_the_database_refuses_is_said_not_to_be_recorded(hall, method, monkeypatch):
    ballot, voter = hall.opened(hall.motion_by(method)), hall.people[1]
    told = []
    monkeypatch.setattr("endorsements.views.ballots.logger.error", lambda *said, **more: told.append((said, more)))

    def full(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("database or disk is full: yes")
        return execute(sql, params, many, context)

    client = hall.client(voter)
    with connection.execute_wrapper(full):
        answer = client.post(hall.url("ballot_vote", ballot.pk), {"choice": "yes"})
    assert answer.status_code == 503
    assert "<h1>Not recorded</h1>" in answer.content.decode()
    assert hall.url("ballot", ballot.pk) in answer.content.decode()
    assert told == [(("vote_not_recorded",), {"ballot": ballot.pk, "error": "OperationalError"})]
    assert not RollCallVote.objects.exists()
    assert not RollEntry.objects.filter(voted=True).exists()


def test_a_database_that_goes_away_after_a_secret_vote_keeps_no_receipt_back(hall, monkeypatch):
    ballot, voter = hall.opened(hall.secret()), hall.people[1]
    client, gone = hall.client(voter), []

    def is_gone(execute, sql, params, many, context):
        if gone:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    monkeypatch.setattr(ballots, "cast", lambda *said: (casting.cast(*said), gone.append(1))[0])
    with connection.execute_wrapper(is_gone):
        answer = client.post(hall.url("ballot_vote", ballot.pk), {"choice": "yes"})
    assert RECEIPT.search(answer.content.decode())

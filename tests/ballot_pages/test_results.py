"""The closed ballot: what it says, what can be downloaded, receipts, and the certified record."""

import datetime as dt
import io
import json

import pypdf
import pytest
from django.core.management import call_command

from chapters.models import LogEntry, Role
from chapters.queries.log import FIELDS, WORDS
from endorsements.models import Certificate, Statement
from endorsements.operations import recusals
from tests import factories
from tests.ballots.world import stage, vote
from tests.factories import NOW
from tests.memos.conftest import text_of

RULE = {"threshold": (3, 5), "comparison": "at-least", "quorum": {"kind": "share-of-roll", "share": (1, 2)}}


@pytest.fixture
def passed(hall):
    ballot = hall.opened(hall.secret(**RULE))
    for member, choice in zip(hall.people, ("yes", "yes", "yes", "no", "abstain"), strict=False):
        hall.cast(ballot, member, choice, receipt=f"CODE-{member.pk:08}")
    return hall.finish(ballot)


@pytest.fixture
def called(hall):
    """A roll call with a recusal and a shared seat."""
    motion = hall.motion(stage(vote(base="cast", **RULE)))
    recusals.recuse(motion=motion, member=hall.people[5], reason="Kin", by=hall.people[5], at=NOW)
    for half in hall.people[3:5]:
        hall.seat(hall.body(), half, 1, 2)
    ballot = hall.opened(motion)
    for member, choice in zip(hall.people, ("yes", "no", "abstain", "yes"), strict=False):
        hall.cast(ballot, member, choice)
    hall.cast(ballot, hall.people[0], "no")
    return hall.finish(ballot)


def page(hall, ballot, member=None):
    return " ".join(hall.see(ballot, member or hall.people[1]).content.decode().split())


def test_the_arithmetic_is_spelled_out_with_its_base(hall, passed):
    html = page(hall, passed)
    assert ">Passed<" in html
    assert "3 yes of 4 yes and no, 75.0 %; at least 3/5 needed" in html
    assert "Shares are of votes cast for and against: 4." in html
    assert "With this vote the motion is decided: adopted." in html
    assert passed.box_sha256 in html
    assert hall.people[1].name not in html.split("<main")[1]


def test_a_roll_call_names_votes_halves_and_changes(hall, called):
    html = page(hall, called)
    assert ">Failed<" in html
    assert "1/2 yes of 3 1/2 votes cast" in html.replace("\xa0", " ")
    assert 'Voter 000</th><td>No <span class="table__sub">changed before the close</span></td>' in html
    assert "Voter 004</th><td>Did not vote" in html
    assert "Voter 005" not in html.split("roll call")[1]
    assert '<dt>Recused</dt><dd class="num">1</dd>' in html


def test_what_is_downloaded_recounts_to_what_is_shown(hall, passed, called, tmp_path, capsys):
    for ballot, outcome in ((passed, "passed"), (called, "failed")):
        answer = hall.see(ballot, hall.people[1], "ballot_recount")
        assert answer["Content-Disposition"].startswith("attachment")
        file = tmp_path / "recount.json"
        file.write_bytes(answer.content)
        call_command("recount", str(file))
        told = json.loads(capsys.readouterr().out)
        assert told["outcome"] == outcome
        assert "".join(told["in_words"].split()) in page(hall, ballot).replace(" ", "")
    assert hall.see(passed, hall.people[1], "ballot_blt").status_code == 404


def test_a_contest_is_downloaded_as_blt_and_shown_by_round(hall):
    ballot = hall.opened(hall.contest("ranked", "Ada Example", "Bo Example"), tie_seed="5eed")
    ids = [choice["id"] for choice in ballot.choices]
    for member, order in zip(hall.people, ([0, 1], [0], [1], [1, 0], [2, 1]), strict=False):
        hall.cast(ballot, member, *(ids[place] for place in order))
    ballot = hall.finish(ballot)
    blt = hall.see(ballot, hall.people[1], "ballot_blt").content.decode()
    assert blt.startswith("3 1\n")
    html = page(hall, ballot)
    assert "Round 2" in html
    assert "Bo Example <span" in html
    assert "Chosen: Bo Example." in html
    assert hall.see(ballot, hall.people[1], "ballot_recount").status_code == 404
    assert hall.see(ballot, hall.people[1], "ballot_receipts").status_code == 302


@pytest.mark.parametrize(("typed", "there"), [("{0}", True), (" {1} ", True), ("ABCD-EFGH-0000-0000", False)])
def test_a_receipt_is_looked_for_by_post(hall, passed, typed, there):
    receipt = passed.receipts[0]
    client = hall.client(hall.people[1])
    answer = client.post(
        hall.url("ballot_receipts", passed.pk), {"receipt": typed.format(receipt, receipt.lower().replace("-", ""))}
    )
    assert ("It is in the box" in answer.content.decode()) is there
    assert ("Not on the list" in answer.content.decode()) is not there
    assert all(code in answer.content.decode() for code in passed.receipts)
    asked = client.get(hall.url("ballot_receipts", passed.pk) + f"?receipt={receipt}").content.decode()
    assert "It is in the box" not in asked


@pytest.mark.parametrize("ballot", ["passed", "called"])
def test_a_certified_record_is_printed_and_kept(hall, ballot, request):
    ballot = request.getfixturevalue(ballot)
    client = hall.client(hall.chair)
    shown = client.get(hall.url("ballot_certify", ballot.pk)).content.decode()
    assert shown.count("<h1") == 1
    assert "Certified by Voter 000" in shown
    assert client.post(hall.url("ballot_certify", ballot.pk), {"language": "en"}).status_code == 302
    made = Certificate.objects.get()
    pdf = client.get(hall.url("certificate_pdf", made.pk))
    text = " ".join(text_of(pdf.content).split())
    assert ballot.motion.text in text
    assert made.content["outcome"]["word"] in text
    assert ballot.text_sha256 in text.replace(" ", "")
    for expected in ballot.receipts or [member.name for member in hall.people[:5]]:
        assert expected in text
    record = json.loads(client.get(hall.url("certificate_json", made.pk)).content)
    assert record["recount"] == ballot.result["recount"]
    assert record["pdf_sha256"] == made.file.sha256
    assert record["receipts"] == ballot.receipts
    again = client.post(hall.url("ballot_certify", ballot.pk), {"language": "en"})
    assert again.status_code == 422
    assert Certificate.objects.count() == 1
    entry = LogEntry.objects.get(action="ballot.certified")
    assert entry.action in WORDS
    assert set(entry.detail) <= set(FIELDS)
    assert made.file.sha256 in page(hall, ballot)


def test_a_record_is_accessible_pdf(hall, passed):
    hall.client(hall.chair).post(hall.url("ballot_certify", passed.pk), {"language": "en"})
    reader = pypdf.PdfReader(io.BytesIO(bytes(Certificate.objects.get().file.content)))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_only_steering_and_admin_certify(hall, passed):
    for role in (Role.MEMBER, Role.ELECTORAL):
        member = factories.seat(hall.chapter, role)
        assert hall.client(member).post(hall.url("ballot_certify", passed.pk)).status_code == 403
    assert not Certificate.objects.exists()


def test_a_vote_without_quorum_says_so(hall):
    ballot = hall.opened(hall.secret(**RULE))
    hall.cast(ballot, hall.people[0], "yes")
    html = page(hall, hall.finish(ballot))
    assert ">No quorum<" in html
    assert "not met by 1" in html


def test_a_closed_ballot_keeps_the_statements_its_voters_read(hall):
    """One that is taken back between two stages leaves the next ballot, and not the record of the one before."""
    motion = hall.secret()
    said = {"motion": motion, "side": "for", "written_by": hall.chair, "written_at": hall.clock.now}
    read = Statement.objects.create(text="We can win it.", **said)
    never = Statement.objects.create(text="Never read.", withdrawn_at=hall.clock.now, **said)
    ballot = hall.finish(hall.opened(motion))
    later = ballot.closed_at + dt.timedelta(days=1)
    Statement.objects.filter(pk=read.pk).update(withdrawn_at=later)
    Statement.objects.create(text="Too late.", **said | {"written_at": later})
    shown = hall.see(ballot, hall.people[1]).content.decode()
    assert read.text in shown
    assert never.text not in shown
    assert "Too late." not in shown

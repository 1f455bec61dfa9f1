"""The accountability record: entered with a source, counted with its base, struck out and never deleted."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from endorsements.models import Attendance, OfficeTerm, PositionVote
from endorsements.operations import offices as operations
from endorsements.policies import FieldRefused, Refused
from endorsements.queries.office_words import attendance_in_words, votes_in_words
from tests.factories import NOW
from tests.offices.conftest import START, TODAY, actions, meeting, page_of, vote

TERM_QUERIES = 8
MEETING = {"held_on": "2026-05-04", "presence": "excused", "source": "Minutes of 4 May", "link": "example.org/minutes"}
VOTE = {
    "voted_on": "2026-05-05", "measure": "Rent control", "position": "For", "alignment": "against",
    "source": "Council journal", "link": "",
}  # fmt: skip
TERM = {
    "candidacy": "",
    "name": "Bo Byrne",
    "office": "Mayor",
    "district": "",
    "starts_on": "2026-01-01",
    "ends_on": "",
}


def test_a_record_is_kept_and_read_by_every_seat(as_, cast, slug):
    client = as_("steering")
    made = client.post(reverse("office_term_new", args=[slug]), TERM)
    term = OfficeTerm.objects.get()
    assert made.url == reverse("office_term", args=[slug, term.pk])
    assert client.post(reverse("attendance_new", args=[slug, term.pk]), MEETING).status_code == 302
    assert client.post(reverse("position_vote_new", args=[slug, term.pk]), VOTE).status_code == 302
    page = page_of(as_("member"), "office_term", slug, term.pk)
    assert "came to 0 of 1 meeting; 1 excused" in page
    assert "in 0 of 1 vote; 1 against" in page
    assert "Minutes of 4 May" in page and 'href="https://example.org/minutes"' in page and "Council journal" in page
    assert "Enter a meeting" not in page and "Strike out" not in page
    assert "Bo Byrne" in page_of(as_("member"), "offices", slug)
    assert actions() == ["office_term.entered", "attendance.entered", "position_vote.entered"]


@pytest.mark.parametrize("name", ["office_term_edit", "attendance_new", "position_vote_new"])
def test_a_seat_that_writes_nothing_here(as_, slug, term, name):
    at = reverse(name, args=[slug, term.pk])
    assert as_("member").post(at, {}).status_code == as_("member").get(at).status_code == 403


def test_striking_out_keeps_the_row_and_takes_it_out_of_the_count(as_, cast, slug, term):
    client = as_("electoral")
    rows = meeting(term, cast.electoral), vote(term, cast.electoral)
    meeting(term, cast.electoral, dt.date(2026, 6, 1))
    for name, row in zip(("attendance_strike", "position_vote_strike"), rows, strict=True):
        at = reverse(name, args=[slug, row.pk])
        assert "Minutes" in client.get(at).content.decode() or "Council journal" in client.get(at).content.decode()
        assert client.post(at, {"reason": " "}).status_code == 422
        assert client.post(at, {"reason": "Another member."}).status_code == 302
        again = client.post(at, {"reason": "Twice."})
        assert again.status_code == 422 and "struck out already" in again.content.decode()
    page = page_of(as_("member"), "office_term", slug, term.pk)
    assert page.count("Another member.") == 2 and "came to 1 of 1 meeting" in page
    assert "no vote on record" in page and "<s>Rent control</s>" in page
    assert (Attendance.objects.count(), PositionVote.objects.count()) == (2, 1)
    assert actions()[-2:] == ["attendance.struck", "position_vote.struck"]
    meeting(term, cast.electoral)
    vote(term, cast.electoral)
    assert Attendance.objects.filter(struck_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("name", "said", "field", "value"),
    [
        ("attendance_new", MEETING, "held_on", "2999-01-01"), ("attendance_new", MEETING, "held_on", "2099-01-01"),
        ("attendance_new", MEETING, "held_on", "2024-12-31"), ("attendance_new", MEETING, "held_on", "2026-02-30"),
        ("attendance_new", MEETING, "presence", "asleep"), ("attendance_new", MEETING, "presence", ""),
        ("attendance_new", MEETING, "source", "  "), ("attendance_new", MEETING, "source", "x" * 301),
        ("attendance_new", MEETING, "link", "javascript:alert(1)"), ("attendance_new", MEETING, "link", "ftp://a.org"),
        ("position_vote_new", VOTE, "voted_on", "2024-12-31"), ("position_vote_new", VOTE, "measure", "\x00"),
        ("position_vote_new", VOTE, "position", ""), ("position_vote_new", VOTE, "alignment", "maybe"),
        ("position_vote_new", VOTE, "source", ""),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_beside_its_field(as_, slug, term, name, said, field, value):
    got = as_("admin").post(reverse(name, args=[slug, term.pk]), {**said, field: value})
    assert got.status_code == 422 and field in got.context["form"].errors
    assert not Attendance.objects.exists() and not PositionVote.objects.exists()


def test_sending_a_row_twice_enters_it_once(as_, slug, term):
    for name, said, field in (("attendance_new", MEETING, "held_on"), ("position_vote_new", VOTE, "measure")):
        at = reverse(name, args=[slug, term.pk])
        as_("admin").post(at, said)
        again = as_("admin").post(at, said)
        assert again.status_code == 422 and "on record already" in again.context["form"].errors[field][0]
    assert (Attendance.objects.count(), PositionVote.objects.count()) == (1, 1)


def test_the_operation_itself_refuses_no_source_and_a_bad_link(cast, term):
    with pytest.raises(FieldRefused, match="looked up"):
        meeting(term, cast.electoral, source=" ")
    with pytest.raises(FieldRefused, match="http"):
        said = operations.Meeting(dt.date(2026, 5, 4), "present", "Minutes", "javascript:alert(1)")
        operations.enter_attendance(term=term, meeting=said, today=TODAY, by=cast.electoral, at=NOW)
    row = meeting(term, cast.electoral)
    with pytest.raises(Refused, match="Say why"):
        operations.strike_attendance(row=row, reason="  ", by=cast.electoral, at=NOW)


def test_a_record_takes_as_many_queries_for_three_rows_as_for_one(as_, cast, slug, term, django_assert_num_queries):
    client = as_("electoral")
    for number in range(3):
        meeting(term, cast.electoral, dt.date(2026, 5, 1 + number))
        vote(term, cast.electoral, measure=f"Measure {number}")
        if number in (0, 2):
            with django_assert_num_queries(TERM_QUERIES):
                assert client.get(reverse("office_term", args=[slug, term.pk])).status_code == 200


def test_counts_in_words_name_their_base():
    assert attendance_in_words({}) == votes_in_words({}) == ""
    assert attendance_in_words({"present": 7, "excused": 1, "absent": 1}) == "came to 7 of 9 meetings; 1 excused"
    assert attendance_in_words({"absent": 2}) == "came to 0 of 2 meetings"
    told = votes_in_words({"with": 5, "against": 1, "abstained": 2, "absent": 3})
    assert told == "with the chapter's position in 5 of 11 votes; 1 against, 2 abstained, 3 not there"


def test_another_chapters_record_is_none(as_, cast, slug, term):
    row = meeting(term, cast.electoral)
    elsewhere = cast.other_chapter.slug
    for name, pk in (("office_term", term.pk), ("office_term_edit", term.pk), ("attendance_strike", row.pk)):
        assert as_("outsider").get(reverse(name, args=[elsewhere, pk])).status_code == 404


def refused(make) -> None:
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        make()


def test_the_database_keeps_its_promises(cast, term):
    came, voted = meeting(term, cast.electoral), vote(term, cast.electoral)
    by = {"entered_by": cast.admin, "entered_at": NOW}
    a_term = {"chapter": cast.chapter, "candidate": term.candidate, "office": "City Council", **by}
    refused(lambda: OfficeTerm.objects.create(**a_term, starts_on=START))
    refused(lambda: OfficeTerm.objects.create(**a_term, starts_on=TODAY, ends_on=TODAY))
    refused(lambda: OfficeTerm.objects.create(**a_term, starts_on=TODAY, ends_on=START))
    a_meeting = {"term": term, "held_on": TODAY, "presence": "present", "source": "Minutes", **by}
    refused(lambda: Attendance.objects.create(**{**a_meeting, "held_on": came.held_on}))
    refused(lambda: Attendance.objects.create(**{**a_meeting, "presence": "asleep"}))
    refused(lambda: Attendance.objects.create(**{**a_meeting, "source": ""}))
    refused(lambda: Attendance.objects.create(**a_meeting, struck_at=NOW))
    a_vote = {
        "term": term, "voted_on": TODAY, "measure": "M", "position": "For", "alignment": "with", "source": "J", **by
    }  # fmt: skip
    refused(lambda: PositionVote.objects.create(**{**a_vote, "alignment": "maybe"}))
    refused(lambda: PositionVote.objects.create(**{**a_vote, "source": ""}))
    refused(lambda: PositionVote.objects.create(**a_vote, struck_at=NOW))
    for record in (term, term.candidate, cast.chapter):
        refused(record.delete)
    struck = {"struck_at": NOW, "struck_because": "Wrong day"}
    Attendance.objects.create(**{**a_meeting, "held_on": came.held_on, **struck})
    assert PositionVote.objects.create(**a_vote, **struck).pk != voted.pk

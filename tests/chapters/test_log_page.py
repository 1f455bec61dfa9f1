"""The log page: in words, newest first, page by page, of one record; and it names no secret."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from chapters.models import LogHead, Role, Seat
from chapters.operations import log, seats
from chapters.queries.log import PER_PAGE, WORDS, kind_of
from chapters.queries.log_words import KINDS, NAMES, VALUES
from endorsements.models.motion import MotionType
from endorsements.wording import VERDICTS
from tests import factories
from tests.factories import NOW, TODAY


def address(cast):
    return reverse("log", args=[cast.chapter.slug])


def grant(cast, holder=None, role=Role.STEERING):
    holder = holder or factories.member("Ada Quill")
    return seats.grant(chapter=cast.chapter, member=holder, role=role, starts_on=TODAY, by=cast.admin, at=NOW)


def test_it_tells_who_did_what_to_which_record(cast, as_):
    seat = grant(cast)
    text = as_("steering").get(address(cast)).text
    assert f"{cast.admin.name} gave a seat" in text
    assert f"Seat {seat.pk}" in text
    assert "Ada Quill" in text
    assert "steering committee" in text


def test_every_action_of_the_site_has_words():
    assert {name for name in log.ACTIONS if not name.startswith("test.")} <= WORDS.keys()


def test_records_and_their_ids_are_called_by_words_that_can_be_translated(cast, as_):
    assert NAMES.keys() <= KINDS.keys()
    assert VALUES["type"].keys() == set(MotionType.values) and VALUES["verdict"].keys() == set(VERDICTS)
    assert kind_of("endorsements.certificate") == "certified record"
    closed = log.action("test.closed", "outcome")
    with transaction.atomic():
        log.append(closed, chapter=cast.chapter, subject=cast.chapter, by=None, at=NOW, outcome="no-quorum")
    assert "no quorum" in as_("admin").get(address(cast)).text


def test_newest_first_and_page_by_page(cast, as_):
    for _ in range(PER_PAGE + 5):
        grant(cast, factories.member())
    client = as_("admin")
    first = client.get(address(cast)).context["page"]
    assert [line.number for line in first.lines] == list(range(PER_PAGE + 5, 5, -1))
    second = client.get(address(cast), {"before": first.older}).context["page"]
    assert ([line.number for line in second.lines], second.older) == ([5, 4, 3, 2, 1], None)


def test_of_one_record(cast, as_):
    grant(cast, cast.member)
    seat = grant(cast)
    seats.end(seat=seat, ends_on=TODAY, by=cast.admin, at=NOW)
    page = as_("admin").get(address(cast), {"record": f"chapters.seat:{seat.pk}"})
    assert [line.what for line in page.context["page"].lines] == ["ended a seat", "gave a seat"]
    assert f"seat {seat.pk}" in page.text


def test_another_chapters_entries_are_not_in_it(cast, as_):
    grant(cast)
    page = as_("outsider").get(reverse("log", args=[cast.other_chapter.slug]))
    assert page.context["page"].lines == ()
    assert "Ada Quill" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"before": "9" * 25},
        {"before": "-1"},
        {"before": "٣"},
        {"record": "chapters.seat"},
        {"record": "chapters.seat:9999999999999999999"},
        {"record": ":1"},
        {"record": "no.such:1"},
        {"record": "nodot:1"},
        {"record": "a.b.c:1"},
        {"record": "<b>" * 50 + ":1"},
    ],
)
def test_odd_addresses_are_no_errors(cast, as_, query):
    grant(cast)
    assert as_("admin").get(address(cast), query).status_code == 200


def test_the_hash_it_shows_is_the_one_to_verify(cast, as_):
    grant(cast)
    chain = log.chain_of(cast.chapter)
    head = LogHead.objects.get(chain=chain)
    assert f"manage.py verify_log --chain {chain} --expect {chain}:{head.hash}" in as_("admin").get(address(cast)).text
    grant(cast, cast.member)
    call_command("verify_log", chain=chain, expect=[f"{chain}:{head.hash}"])


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_one_row_and_for_three(cast, as_, rows, django_assert_num_queries):
    for each in range(rows):
        grant(cast, factories.member(f"Person {each}"))
    client = as_("admin")
    with django_assert_num_queries(6):  # session, person, standing; entries, head, names
        assert client.get(address(cast)).status_code == 200


def test_an_entry_without_a_person_is_the_servers(cast, as_):
    with transaction.atomic():
        log.append(log.ACTIONS["seat.ended"], chapter=cast.chapter, subject=Seat.objects.first(), by=None, at=NOW)
    assert "the server ended a seat" in as_("admin").get(address(cast)).text

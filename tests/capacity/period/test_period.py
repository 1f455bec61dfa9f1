"""The chapter's reading of the period: a judgement with a reason, the newest one holding, none taken back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from capacity.models import PeriodReading
from capacity.operations.period import read_period
from capacity.policies import FieldRefused
from capacity.queries.period import current_reading, readings_of
from chapters.models import LogEntry
from tests import factories

NOW = factories.NOW


def read(cast, reading="normal", reason="Nothing stirs.", at=NOW):
    return read_period(chapter=cast.chapter, reading=reading, reason=reason, by=cast.electoral, at=at)


def url(cast):
    return reverse("period", args=[cast.chapter.slug])


def test_the_newest_reading_holds(cast, django_assert_num_queries):
    assert current_reading(cast.chapter) is None
    first, same = read(cast), read(cast, reason=" Nothing stirs. ")
    second = read(cast, "in-motion", "The mayor resigned.", at=NOW + dt.timedelta(days=1))
    assert first == same
    with django_assert_num_queries(1):
        found = current_reading(cast.chapter)
        assert found == second and found.set_by == cast.electoral
    assert readings_of(cast.chapter) == [second, first]
    assert current_reading(cast.other_chapter) is None
    assert list(LogEntry.objects.values_list("action", flat=True)) == ["period.read"] * 2


@pytest.mark.parametrize(("reading", "reason", "field"), [("calm", "x", "reading"), ("normal", " \n", "reason")])
def test_what_is_no_reading(as_, cast, reading, reason, field):
    with pytest.raises(FieldRefused) as refused:
        read(cast, reading, reason)
    assert refused.value.field == field
    response = as_("steering").post(url(cast), {"reading": reading, "reason": reason})
    assert response.status_code == 422 and field in response.context["form"].errors
    assert not PeriodReading.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodReading.objects.create(
            chapter=cast.chapter, reading="normal", reason="", set_by=cast.electoral, set_at=NOW
        )  # fmt: skip


def test_the_page(as_, cast):
    client = as_("admin")
    assert "No reading yet" in client.get(url(cast)).content.decode()
    assert client.post(url(cast), {"reading": "normal", "reason": "Calm\r\n<b>so far</b>."}).url == url(cast)
    client.post(url(cast), {"reading": "in-motion", "reason": "The mayor resigned."})
    page = as_("member").get(url(cast))
    html = page.content.decode()
    assert page.context["current"]["row"].reading == "in-motion" and page.context["form"] is None
    assert "&lt;b&gt;so far&lt;/b&gt;" in html and "Earlier readings" in html
    assert as_("member").post(url(cast), {"reading": "normal", "reason": "x"}).status_code == 403
    assert as_("outsider").get(url(cast)).status_code == 404
    assert "in motion" in client.get(reverse("capacity", args=[cast.chapter.slug])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions(as_, cast, rows, django_assert_num_queries):
    for number in range(rows):
        read(cast, reason=f"Reason {number}.")
    client = as_("member")
    client.get(url(cast))
    with django_assert_num_queries(4):
        client.get(url(cast))

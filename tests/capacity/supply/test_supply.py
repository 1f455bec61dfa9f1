"""Canvassers by week: stated, changed, removed; the doors that follow; and the capacity page over a span of weeks."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from capacity.models import SupplyWeek
from capacity.operations.supply import Stated, change_supply, remove_supply, state_supply
from capacity.planning.parameters import DEFAULTS, Terrain
from capacity.planning.supply import Habits, supply
from capacity.policies import FieldRefused, Refused
from capacity.queries.supply import monday_of, supply_of, weeks_between
from chapters.models import LogEntry
from tests import factories

NOW = factories.NOW
MONDAY = dt.date(2027, 1, 4)
POSTED = {"starts_on": "2027-01-06", "canvassers": "40", "terrain": "dense", "other_hours": "1.5", "note": "As told."}


def put(cast, starts_on=MONDAY, canvassers=40, **more):
    return state_supply(chapter=cast.chapter, stated=Stated(starts_on, canvassers, **more), by=cast.electoral, at=NOW)


def url(cast, name="capacity", *args):
    return reverse(name, args=[cast.chapter.slug, *args])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (MONDAY, MONDAY, 1), (MONDAY, MONDAY + dt.timedelta(days=6), 1), (MONDAY, MONDAY + dt.timedelta(days=7), 2),
        (MONDAY + dt.timedelta(days=6), MONDAY + dt.timedelta(days=7), 2), (MONDAY, MONDAY - dt.timedelta(days=1), 0),
        (dt.date.max, dt.date.max, 1), (dt.date.min, dt.date.min, 1),
    ],
)  # fmt: skip
def test_weeks_begin_on_mondays(first, last, expected):
    weeks = weeks_between(first, last)
    assert len(weeks) == expected
    assert all(week.weekday() == 0 for week in weeks)


def test_the_doors_follow_from_the_rows(cast, django_assert_num_queries):
    put(cast)
    put(cast, MONDAY + dt.timedelta(weeks=3), 100, terrain="suburban", other_hours=Decimal("2.5"))
    weeks = weeks_between(MONDAY - dt.timedelta(weeks=1), MONDAY + dt.timedelta(weeks=5))
    with django_assert_num_queries(1):
        found = supply_of(cast.chapter, weeks, DEFAULTS)
    first = supply(40, 3, Habits.of(Terrain.DENSE)).weeks
    second = supply(100, 3, Habits.of(Terrain.SUBURBAN, Fraction(5, 2))).weeks
    assert [week.start for week in found] == weeks
    assert [week.doors for week in found[1:]] == [week.doors for week in (*first, *second)]
    assert (found[0].doors.high, found[0].said) == (0, None)
    later = supply_of(cast.chapter, weeks[2:4], DEFAULTS)
    assert later == found[2:4]
    with_more = supply_of(cast.chapter, weeks, DEFAULTS, arriving=(0, 0, 10))
    assert [a.doors.default > b.doors.default for a, b in zip(with_more, found, strict=True)] == [False] * 2 + [
        True
    ] * 5
    assert supply_of(cast.chapter, [], DEFAULTS) == []
    assert all(week.said is None for week in supply_of(cast.other_chapter, weeks, DEFAULTS))


def test_a_row_from_entry_to_removal(as_, cast):
    client = as_("steering")
    assert client.post(url(cast, "supply"), POSTED).url == url(cast, "supply")
    row = SupplyWeek.objects.get()
    assert (row.starts_on, row.canvassers, row.other_hours, row.note) == (MONDAY, 40, Decimal("1.5"), "As told.")
    client.post(url(cast, "supply_week", row.pk), {**POSTED, "canvassers": "41"})
    client.post(url(cast, "supply_week", row.pk), {**POSTED, "canvassers": "41"})
    row.refresh_from_db()
    assert (row.canvassers, row.set_by) == (41, cast.steering)
    assert "41" in client.get(url(cast, "supply_week", row.pk)).content.decode()
    client.post(url(cast, "supply_remove", row.pk))
    assert not SupplyWeek.objects.exists()
    assert client.get(url(cast, "supply_week", row.pk)).status_code == 404
    said = list(LogEntry.objects.order_by("number").values_list("action", "detail__canvassers", "detail__changed"))
    assert said == [("supply.stated", 40, None), ("supply.changed", 41, "canvassers"), ("supply.removed", 41, None)]


def test_one_row_a_week(as_, cast):
    put(cast)
    other = put(cast, MONDAY + dt.timedelta(weeks=1))
    client = as_("electoral")
    twice = client.post(url(cast, "supply"), POSTED)
    assert twice.status_code == 422
    assert "from the week of 2027-01-04 already" in twice.context["form"].errors["starts_on"][0]
    assert client.post(url(cast, "supply_week", other.pk), POSTED).status_code == 422
    with pytest.raises(FieldRefused, match="Monday"):
        put(cast, MONDAY + dt.timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplyWeek.objects.filter(pk=other.pk).update(starts_on=MONDAY + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", ""), ("starts_on", "soon"), ("starts_on", "1999-12-31"), ("starts_on", "9999-12-31"),
        ("canvassers", "-1"), ("canvassers", "2.5"), ("canvassers", "9" * 30), ("canvassers", "many"),
        ("terrain", "hilly"), ("other_hours", "-1"), ("other_hours", "61"), ("other_hours", "1.25"),
        ("other_hours", "NaN"), ("other_hours", "1e400"), ("note", "x" * 301), ("note", "a\x00b"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_beside_its_field(as_, cast, field, value):
    response = as_("electoral").post(url(cast, "supply"), {**POSTED, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not SupplyWeek.objects.exists()


def test_a_removed_row_is_told_of(cast):
    row = put(cast)
    remove_supply(row=SupplyWeek.objects.get(), by=cast.electoral, at=NOW)
    for attempt in (
        lambda: change_supply(row=row, stated=Stated(MONDAY, 1), by=cast.electoral, at=NOW),
        lambda: remove_supply(row=row, by=cast.electoral, at=NOW),
    ):
        with pytest.raises(Refused, match="removed this row"):
            attempt()


def test_the_capacity_page_shows_every_number(as_, cast):
    put(cast, other_hours=Decimal(5))
    page = as_("member").get(url(cast), {"from": "2027-01-04", "until": "2027-01-11"})
    html = page.content.decode()
    weeks = supply_of(cast.chapter, [MONDAY, MONDAY + dt.timedelta(weeks=1)], DEFAULTS)
    for week in weeks:
        assert f"{week.doors.default} ({week.doors.low}–{week.doors.high})" in html
    assert html.count('<rect class="chart__bar chart__bar--have"') == 2
    assert "capped" in html and "100\u00a0% of 6 hours" in html  # a third of the shift asked fits beside 5 hours
    assert "1.28\u00a0%" in html  # lost a week at the ceiling
    assert "Nobody is counted here whom a race is said to bring" in html
    assert "Wellstone voter contact formulas" in html and reverse("figure", args=[cast.chapter.slug, "flake"]) in html


def test_the_page_before_anything_is_said(as_, cast):
    page = as_("member").get(url(cast))
    assert page.status_code == 200
    assert "Nobody is counted in these weeks yet" in page.content.decode()
    assert "Enter the canvassers" not in page.content.decode()
    assert "Enter the canvassers" in as_("admin").get(url(cast)).content.decode()


def test_half_the_span_before_the_first_row(as_, cast):
    put(cast)
    html = as_("member").get(url(cast), {"from": "2026-12-28", "until": "2027-01-04"}).content.decode()
    assert "1 of these weeks comes before the first row" in html


@pytest.mark.parametrize(
    ("query", "number", "told"),
    [
        ({}, 26, ""), ({"from": ""}, 26, ""), ({"from": "2027-01-05"}, 26, ""), ({"until": "1999-01-01"}, 26, "Expected a day"),
        ({"from": "2027-01-01", "until": "2026-01-01"}, 26, "must not come before"),
        ({"from": "2027-01-04", "until": "2028-12-31"}, 104, ""), ({"from": "2027-01-04", "until": "2029-01-01"}, 26, "at most 104"),
        ({"from": "x"}, 26, "Enter a valid date"), ({"from": "0001-01-01"}, 26, "Expected a day"),
    ],
)  # fmt: skip
def test_the_span_of_weeks(as_, cast, query, number, told):
    put(cast, monday_of(NOW.date()) - dt.timedelta(weeks=60))
    response = as_("member").get(url(cast), query)
    assert response.status_code == 200
    assert response.context["forecast"].number == number
    assert told in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(as_, cast, rows, django_assert_num_queries):
    for number in range(rows):
        put(cast, MONDAY + dt.timedelta(weeks=number))
    client = as_("electoral")
    client.get(url(cast))
    with django_assert_num_queries(6):
        client.get(url(cast), {"from": "2027-01-04"})
    with django_assert_num_queries(4):
        client.get(url(cast, "supply"))

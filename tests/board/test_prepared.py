"""Queries compiled once: each call has its own cycle's rows; and a deadline's title in a cell's room."""

import datetime as dt

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db import connection, models

from chapters.models import Seat
from chapters.prepared import Prepared, PreparedObjects
from endorsements.queries.board import board_of
from endorsements.queries.board_motions import kept
from endorsements.queries.candidacy_records import written_of
from endorsements.views.board_rows import clipped
from tests import factories
from tests.decisions import records


def test_each_cycle_and_candidacy_has_its_own(cast):
    first, second = (factories.candidacy(factories.race(factories.cycle(cast.chapter))) for _ in range(2))
    for candidacy in (first, second):
        asked = records.motion(candidacy, "endorse-with-conditions")
        condition = records.condition(asked)
        written = written_of(candidacy.pk, candidacy.race_id)
        assert {motion: [each.id for each in found] for motion, found in written.conditions.items()} == {
            asked.pk: [condition.pk]
        }
        assert [each.id for each in kept(candidacy.race.cycle) if each.kind == "motion"] == [asked.pk]
        assert [row.candidacy for row in board_of(candidacy.race.cycle, ()).rows] == [candidacy.pk]


def test_numbers_texts_and_days_are_left_open_and_objects_come_with_their_relations(cast):
    def held(member: int, slug: str, day: dt.date) -> models.QuerySet[Seat]:
        seats = Seat.objects.filter(member=member, chapter__slug=slug, starts_on__lte=day).order_by("starts_on")
        return seats.select_related("chapter").annotate(told=models.F("member__name")).fetch_mode(models.FETCH_RAISE)

    prepared = PreparedObjects[Seat](held, int, str, dt.date)
    day, person = factories.NOW.date(), cast.steering.pk
    for _ in range(6):  # from the fifth time on PostgreSQL has it prepared
        (seat,) = prepared.objects(person, cast.chapter.slug, day)
    assert (seat.starts_on, seat.chapter.name) == (cast.steering.seats.get().starts_on, cast.chapter.name)
    assert seat.told == cast.steering.name
    with pytest.raises(FieldFetchBlocked):
        assert seat.member
    seat.starts_on = day
    seat.save(update_fields=["starts_on"])
    assert prepared.first(person, cast.chapter.slug, day) == seat
    for values in (
        (10**30, cast.chapter.slug, day),
        (cast.outsider.pk, cast.chapter.slug, day),
        (person, cast.other_chapter.slug, day),
        (person, cast.chapter.slug, day - dt.timedelta(days=1)),
    ):
        assert prepared.first(*values) is None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%chapters_seat%'")
            assert cursor.fetchone()[0]


def test_a_query_asks_by_every_value_that_it_leaves_open(cast):
    careless = Prepared(lambda member, chapter: Seat.objects.filter(member=member).values_list("pk"), int, int)
    with pytest.raises(ValueError, match="leaves open"):
        careless(cast.steering.pk, cast.chapter.pk)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Condition: to be met", "Condition: to be met"),
        ("Electoral working group: whether to interview: to be closed", "Electoral working group…: to be closed"),
        ("Donaudampfschifffahrtsgesellschaft: to be done", "Donaudampfschifffahrtsge…: to be done"),
        ("A sentence without any colon that goes on and on", "A sentence without any colon that goes on and on"),
    ],
)
def test_a_long_title_leaves_what_is_to_be_done(what, said):
    assert clipped(what) == said

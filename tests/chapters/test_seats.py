"""Seats: given, ended, never the last admin's; and what the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from chapters.models import LogEntry, Role, Seat
from chapters.operations import seats
from chapters.policies import Refused
from tests import factories
from tests.factories import NOW, TODAY

DAY = dt.timedelta(days=1)


def seat_of(member, role=None):
    return Seat.objects.get(member=member, **({"role": role} if role else {}))


def end(seat, cast, day=TODAY):
    return seats.end(seat=seat, ends_on=day, by=cast.admin, at=NOW)


def test_a_seat_is_given_and_told_to_the_log(cast):
    seat = seats.grant(
        chapter=cast.chapter, member=cast.member, role=Role.ELECTORAL, starts_on=TODAY, by=cast.admin, at=NOW
    )
    entry = LogEntry.objects.get(action="seat.granted")
    assert (entry.subject_id, entry.by, entry.at) == (seat.pk, cast.admin, NOW)
    assert entry.detail == {"member": cast.member.pk, "role": "electoral-committee", "starts_on": "2026-03-02"}


def test_nobody_holds_the_same_seat_twice_at_once(cast):
    give = {"chapter": cast.chapter, "member": cast.member, "role": Role.MEMBER, "by": cast.admin, "at": NOW}
    with pytest.raises(Refused, match="holds this seat already"):
        seats.grant(starts_on=TODAY, **give)
    end(seat_of(cast.member), cast, TODAY + 10 * DAY)
    with pytest.raises(Refused, match="until 2026-03-12"):
        seats.grant(starts_on=TODAY, **give)
    seats.grant(starts_on=TODAY + 10 * DAY, **give)
    assert Seat.objects.filter(member=cast.member).count() == 2


def test_a_seat_ends_on_its_day(cast):
    end(seat_of(cast.member), cast, TODAY + DAY)
    assert Seat.objects.held_on(TODAY).filter(member=cast.member).exists()
    assert not Seat.objects.held_on(TODAY + DAY).filter(member=cast.member).exists()
    assert LogEntry.objects.get(action="seat.ended").detail["ends_on"] == "2026-03-03"


def test_today_is_the_chapters_today(cast):
    # 02:00 UTC on the 3rd is still the 2nd in New York.
    seats.end(seat=seat_of(cast.member), ends_on=TODAY, by=cast.admin, at=NOW + dt.timedelta(hours=8))


@pytest.mark.parametrize(("day", "said"), [(TODAY - DAY, "before today"), (dt.date(2024, 1, 1), "before today")])
def test_a_seat_does_not_end_in_the_past(cast, day, said):
    with pytest.raises(Refused, match=said):
        end(seat_of(cast.member), cast, day)


def test_a_seat_to_come_can_only_end_once_it_begins(cast):
    later = factories.seat(cast.chapter, Role.STEERING, starts_on=TODAY + 5 * DAY)
    with pytest.raises(Refused, match="before it begins"):
        end(seat_of(later), cast)
    end(seat_of(later), cast, TODAY + 5 * DAY)


def test_what_has_ended_does_not_end_again(cast):
    end(seat_of(cast.member), cast)
    with pytest.raises(Refused, match="ended already"):
        end(seat_of(cast.member), cast, TODAY + DAY)


class TestLastAdmin:
    def test_keeps_the_seat(self, cast):
        for day in (TODAY, TODAY + 400 * DAY):
            with pytest.raises(Refused, match="no admin"):
                end(seat_of(cast.admin), cast, day)
        assert not LogEntry.objects.exists()

    def test_may_go_once_there_is_another(self, cast):
        factories.seat(cast.chapter, Role.ADMIN)
        end(seat_of(cast.admin), cast)

    def test_the_other_must_have_begun_by_then(self, cast):
        factories.seat(cast.chapter, Role.ADMIN, starts_on=TODAY + 10 * DAY)
        with pytest.raises(Refused):
            end(seat_of(cast.admin), cast, TODAY + 9 * DAY)
        end(seat_of(cast.admin), cast, TODAY + 10 * DAY)
        with pytest.raises(Refused):
            end(seat_of(cast.admin), cast, TODAY + DAY)

    def test_the_other_must_not_be_about_to_go(self, cast):
        factories.seat(cast.chapter, Role.ADMIN, ends_on=TODAY + 10 * DAY)
        with pytest.raises(Refused):
            end(seat_of(cast.admin), cast)

    def test_the_other_must_be_of_this_chapter_and_able_to_sign_in(self, cast):
        barred = factories.seat(cast.chapter, Role.ADMIN)
        barred.is_active = False
        barred.save()
        with pytest.raises(Refused):
            end(seat_of(cast.admin), cast)


def refuses(**fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(**{"starts_on": TODAY, **fields})


class TestTheDatabaseRefuses:
    def test_a_seat_that_ends_before_it_begins(self, cast):
        refuses(chapter=cast.chapter, member=cast.member, role=Role.ADMIN, ends_on=TODAY - DAY)

    def test_two_open_seats_of_one_role(self, cast):
        refuses(chapter=cast.chapter, member=cast.member, role=Role.MEMBER)

    def test_a_role_that_does_not_exist(self, cast):
        refuses(chapter=cast.chapter, member=cast.member, role="king")

    def test_two_accounts_of_one_address(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(cast.member).objects.create(email=cast.member.email.upper(), name="Twin")

    def test_two_chapters_of_one_short_name(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.chapter(slug=cast.chapter.slug)

"""Bodies that vote: who is in them on a day and since when, with which weight, and what is refused."""

import datetime as dt
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from chapters.models import Body, BodySeat, LogEntry, Role, Seat
from chapters.models.body import BodyKind
from chapters.operations import bodies as operations
from chapters.policies import Refused
from chapters.queries import bodies as queries
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ON = factories.TODAY


@pytest.fixture
def home():
    return factories.chapter()


@pytest.fixture
def admin(home):
    return factories.seat(home, Role.ADMIN)


@pytest.fixture
def branch(home):
    return Body.objects.create(chapter=home, kind=BodyKind.BRANCH, name="North")


def place(body, member, **fields):
    defaults = {"starts_on": dt.date(2025, 1, 1), "granted_by": member}
    return BodySeat.objects.create(body=body, member=member, **{**defaults, **fields})


def ids(body, day=ON, since=None):
    return [voter.member_id for voter in queries.people_of(body, day, since)]


def today():
    return timezone.now().astimezone(dt.UTC).date()


class TestWhoIsInABody:
    def test_bodies_drawn_from_seats_follow_the_seats(self, home, admin):
        both = factories.seat(home, Role.ELECTORAL)
        factories.seat(home, Role.STEERING, both)
        plain = factories.seat(home, Role.MEMBER)
        steers = factories.seat(home, Role.STEERING)
        assert ids(operations.standing_body(home, BodyKind.ELECTORAL)) == [both.pk]
        assert ids(operations.standing_body(home, BodyKind.STEERING)) == [both.pk, steers.pk]
        assert ids(operations.standing_body(home, BodyKind.MEMBERSHIP)) == [admin.pk, both.pk, plain.pk, steers.pk]

    def test_seats_that_ended_or_have_not_begun_do_not_count(self, home):
        body = operations.standing_body(home, BodyKind.STEERING)
        factories.seat(home, Role.STEERING, ends_on=ON)
        factories.seat(home, Role.STEERING, starts_on=ON + DAY)
        last_day = factories.seat(home, Role.STEERING, ends_on=ON + DAY)
        first_day = factories.seat(home, Role.STEERING, starts_on=ON)
        assert ids(body) == [last_day.pk, first_day.pk]

    def test_another_chapters_people_are_not_in_it(self, home):
        factories.seat(factories.chapter("Elsewhere"), Role.STEERING)
        assert ids(operations.standing_body(home, BodyKind.STEERING)) == []

    def test_standing_is_counted_from_the_earliest_seat_held(self, home):
        body = operations.standing_body(home, BodyKind.STEERING)
        since = ON - 30 * DAY
        long_here = factories.seat(home, Role.MEMBER, starts_on=since)
        factories.seat(home, Role.STEERING, long_here, starts_on=ON)
        factories.seat(home, Role.STEERING, starts_on=since + DAY)
        came_back = factories.seat(home, Role.MEMBER, starts_on=since - 99 * DAY, ends_on=since)
        factories.seat(home, Role.STEERING, came_back, starts_on=ON - 3 * DAY)
        assert ids(body, since=since) == [long_here.pk]
        assert len(ids(body)) == 3

    def test_one_seat_after_the_other_is_one_membership(self, home):
        """As long as there is no day between; in whatever order the seats were given."""
        body = operations.standing_body(home, BodyKind.MEMBERSHIP)
        since = ON - 30 * DAY
        moved, a_day_out = factories.seat(home, Role.STEERING), factories.seat(home, Role.STEERING)
        for person, gap in ((moved, 0), (a_day_out, 1)):
            person.seats.update(starts_on=ON - 3 * DAY)
            factories.seat(home, Role.MEMBER, person, starts_on=since, ends_on=ON - 10 * DAY)
            factories.seat(home, Role.ADMIN, person, starts_on=ON - 12 * DAY, ends_on=ON - (3 + gap) * DAY)
        assert ids(body, since=since) == [moved.pk]
        assert ids(body, since=since - DAY) == []
        factories.seat(factories.chapter("Elsewhere"), Role.MEMBER, a_day_out, starts_on=since, ends_on=ON)
        assert ids(body, since=since) == [moved.pk]

    def test_a_shut_account_is_in_no_body(self, home, branch):
        """Who cannot sign in cannot vote: on a roll they would only make quorum and threshold harder to reach."""
        shut, here = factories.seat(home, Role.STEERING), factories.seat(home, Role.STEERING)
        shut.is_active = False
        shut.save()
        for person in (shut, here):
            place(branch, person)
        steering = operations.standing_body(home, BodyKind.STEERING)
        assert ids(steering) == ids(steering, since=ON) == ids(branch) == [here.pk]
        lines = queries.overview(home, ON)
        assert {line.key: len(line.voters) for line in lines if line.voters} == {
            "membership": 1, "steering-committee": 1, str(branch.pk): 1,
        }  # fmt: skip
        (line,) = (line for line in lines if line.body == branch)
        assert [each.counts for each in queries.places_of(line, ON)] == [True, False]

    def test_a_place_in_a_branch_counts_while_its_holder_is_a_member(self, home, branch):
        here, gone = factories.seat(home), factories.seat(home, ends_on=ON)
        for person in (here, gone, factories.member("No Seat")):
            place(branch, person)
        factories.seat(home)  # a member who is not in the branch
        assert ids(branch) == [here.pk]

    def test_places_have_days_too(self, home, branch):
        people = [factories.seat(home) for _each in range(4)]
        place(branch, people[0], ends_on=ON)
        place(branch, people[1], starts_on=ON + DAY)
        place(branch, people[2], ends_on=ON + DAY)
        place(branch, people[3], starts_on=ON)
        assert ids(branch) == [people[2].pk, people[3].pk]

    def test_a_body_is_empty_from_the_day_it_is_dissolved(self, home, branch):
        place(branch, factories.seat(home))
        branch.dissolved_on = ON + DAY
        assert len(ids(branch, ON)) == 1
        assert ids(branch, ON + DAY) == []

    def test_a_row_sets_the_weight_and_makes_nobody_a_member(self, home):
        body = operations.standing_body(home, BodyKind.STEERING)
        shares, whole = factories.seat(home, Role.STEERING), factories.seat(home, Role.STEERING)
        place(body, shares, units=1, whole=2)
        place(body, factories.seat(home, Role.MEMBER), units=1, whole=3)
        found = queries.people_of(body, ON)
        assert [(voter.member_id, voter.weight) for voter in found] == [
            (shares.pk, Fraction(1, 2)),
            (whole.pk, Fraction(1)),
        ]

    def test_weights_come_in_lowest_terms(self, home, branch):
        place(branch, factories.seat(home), units=2, whole=4)
        (voter,) = queries.people_of(branch, ON)
        assert (voter.units, voter.whole) == (1, 2)

    def test_an_unsaved_body_of_seats_has_its_people(self, home):
        steers = factories.seat(home, Role.STEERING)
        (body,) = queries.bodies_for(home, SimpleNamespace(body="steering-committee", name=""))
        assert body.pk is None
        assert ids(body) == [steers.pk]

    @pytest.mark.parametrize("kind", [BodyKind.MEMBERSHIP, BodyKind.BRANCH])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_takes_two_queries_for_any_number_of_people(self, home, kind, rows, django_assert_num_queries):
        body = Body.objects.create(chapter=home, kind=kind, name="These")
        for _each in range(rows):
            place(body, factories.seat(home))
        with django_assert_num_queries(2):
            assert len(queries.people_of(body, ON, ON)) == rows


class TestWhichBodiesVote:
    def test_every_branch_or_the_one_named(self, home, branch):
        south = Body.objects.create(chapter=home, kind=BodyKind.BRANCH, name="South")
        Body.objects.create(chapter=home, kind=BodyKind.BRANCH, name="Old", dissolved_on=ON)
        Body.objects.create(chapter=home, kind=BodyKind.COMMITTEE, name="Labor")
        Body.objects.create(chapter=factories.chapter("Elsewhere"), kind=BodyKind.BRANCH, name="Theirs")

        def names(kind, name="", day=None):
            return [body.name for body in queries.bodies_for(home, SimpleNamespace(body=kind, name=name), day)]

        assert names("branch") == [branch.name, south.name]
        assert names("branch", day=ON - DAY) == ["North", "Old", "South"]
        assert names("branch", "SOUTH") == ["South"]
        assert names("committee", "Housing") == []
        assert names("delegates") == []

    def test_there_is_one_body_a_kind_drawn_from_seats(self, home):
        with override("es"):
            first = operations.standing_body(home, "membership")
        assert first == operations.standing_body(home, "membership")
        assert first.name == "Membership"
        assert queries.bodies_for(home, SimpleNamespace(body="membership", name="")) == [first]
        with pytest.raises(ValueError, match="members of its own"):
            operations.standing_body(home, "branch")


class TestChangingThem:
    def seated(self, body, member, **said):
        admin = factories.member("Adm In")
        fields = {"starts_on": today(), "by": admin, "at": timezone.now(), **said}
        return operations.seat_in_body(body=body, member=member, **fields)

    def test_founding_seating_ending_and_dissolving_are_logged(self, home, admin):
        said = {"by": admin, "at": timezone.now()}
        body = operations.found_body(chapter=home, kind="branch", name="North", **said)
        person = factories.seat(home)
        seat = operations.seat_in_body(body=body, member=person, units=2, whole=4, starts_on=today(), **said)
        operations.end_body_seat(seat=seat, ends_on=today() + DAY, **said)
        operations.dissolve_body(body=body, dissolved_on=today() + 9 * DAY, **said)
        body.refresh_from_db()
        seat.refresh_from_db()
        assert body.dissolved_on == today() + 9 * DAY
        assert (seat.units, seat.whole, seat.ends_on, seat.granted_by) == (1, 2, today() + DAY, admin)
        entries = LogEntry.objects.order_by("number")
        assert [(entry.action, entry.detail) for entry in entries] == [
            ("body.founded", {"name": "North", "kind": "branch"}),
            (
                "body_seat.granted",
                {"body": "North", "member": person.pk, "weight": "1/2", "starts_on": today().isoformat()},
            ),
            (
                "body_seat.ended",
                {"body": "North", "member": person.pk, "ends_on": (today() + DAY).isoformat()},
            ),
            ("body.dissolved", {"dissolved_on": (today() + 9 * DAY).isoformat()}),
        ]

    @pytest.mark.parametrize("name", ["North", "NORTH", "membership", "Steering Committee"])
    def test_a_name_is_there_once(self, home, branch, admin, name):
        with pytest.raises(Refused, match="of this name"):
            operations.found_body(chapter=home, kind="branch", name=name, by=admin, at=timezone.now())

    def test_what_every_chapter_has_is_neither_founded_nor_dissolved(self, home, admin):
        with pytest.raises(Refused, match="already"):
            operations.found_body(chapter=home, kind="membership", name="All", by=admin, at=timezone.now())
        body = operations.standing_body(home, "membership")
        with pytest.raises(Refused, match="cannot be dissolved"):
            operations.dissolve_body(body=body, dissolved_on=today(), by=admin, at=timezone.now())

    def test_a_body_is_dissolved_once_and_not_in_the_past(self, home, branch, admin):
        said = {"by": admin, "at": timezone.now()}
        with pytest.raises(Refused, match="before today"):
            operations.dissolve_body(body=branch, dissolved_on=today() - 3 * DAY, **said)
        branch = operations.dissolve_body(body=branch, dissolved_on=today() + 5 * DAY, **said)
        Body.objects.update(dissolved_on=today() - 3 * DAY)
        with pytest.raises(Refused, match="already"):
            operations.dissolve_body(body=branch, dissolved_on=today() + DAY, **said)
        with pytest.raises(Refused, match="dissolved by then"):
            self.seated(branch, factories.seat(home))

    @pytest.mark.parametrize(("units", "whole"), [(0, 1), (-1, 2), (3, 2), (1, 0), (1, 101), (200, 201)])
    def test_a_weight_is_a_part_of_one_vote(self, home, branch, units, whole):
        with pytest.raises(Refused):
            self.seated(branch, factories.seat(home), units=units, whole=whole)
        assert not BodySeat.objects.exists()

    def test_a_whole_vote_says_nothing_where_everybody_has_one(self, home):
        body = operations.standing_body(home, "steering-committee")
        with pytest.raises(Refused, match="one vote already"):
            self.seated(body, factories.seat(home, Role.STEERING))

    def test_only_members_and_only_one_place_at_a_time(self, home, branch):
        with pytest.raises(Refused, match="no seat in this chapter"):
            self.seated(branch, factories.member("Stranger"))
        person = factories.seat(home)
        self.seated(branch, person)
        with pytest.raises(Refused, match="already"):
            self.seated(branch, person, units=1, whole=2)
        BodySeat.objects.update(ends_on=today() + 5 * DAY)
        with pytest.raises(Refused, match="until"):
            self.seated(branch, person, starts_on=today() + 4 * DAY)
        self.seated(branch, person, starts_on=today() + 5 * DAY)
        assert len(ids(branch, today() + 5 * DAY)) == 1

    def test_a_place_ends_once_and_never_in_the_past(self, home, branch, admin):
        seat = place(branch, factories.seat(home), starts_on=today() + 5 * DAY)
        said = {"seat": seat, "by": admin, "at": timezone.now()}
        for day, why in ((today() - 3 * DAY, "before today"), (today() + 4 * DAY, "before it begins")):
            with pytest.raises(Refused, match=why):
                operations.end_body_seat(ends_on=day, **said)
        BodySeat.objects.update(starts_on=today() - 9 * DAY, ends_on=today() - 3 * DAY)
        with pytest.raises(Refused, match="ended already"):
            operations.end_body_seat(ends_on=today() + DAY, **said)


def broken(constraint):
    """Expect the database itself to refuse, and say which rule it names (SQLite names columns for uniqueness)."""
    return pytest.raises(IntegrityError, match=constraint)


class TestWhatTheDatabaseHolds:
    def test_a_name_is_there_once_a_chapter(self, home, branch):
        with broken("body_name_once_a_chapter|chapters_body.name"), transaction.atomic():
            Body.objects.create(chapter=home, kind=BodyKind.DELEGATES, name="North")
        Body.objects.create(chapter=factories.chapter("Elsewhere"), kind=BodyKind.BRANCH, name="North")

    def test_one_body_a_kind_drawn_from_seats(self, home):
        for kind in (BodyKind.ELECTORAL, BodyKind.STEERING, BodyKind.MEMBERSHIP):
            Body.objects.create(chapter=home, kind=kind, name=f"First {kind}")
            with broken("one_body_drawn_from_seats_a_kind|chapters_body.kind"), transaction.atomic():
                Body.objects.create(chapter=home, kind=kind, name=f"Second {kind}")

    def test_a_kind_is_known(self, home):
        with broken("body_kind_is_known"), transaction.atomic():
            Body.objects.create(chapter=home, kind="cabal", name="Cabal")

    def test_one_open_place_a_person(self, home, branch):
        person = factories.seat(home)
        place(branch, person)
        with broken("one_open_seat_a_body|chapters_bodyseat.body_id"), transaction.atomic():
            place(branch, person, starts_on=ON)

    @pytest.mark.parametrize(("units", "whole"), [(0, 1), (2, 1)])
    def test_a_place_weighs_at_most_one_vote(self, home, branch, units, whole):
        with broken("body_seat_weighs_at_most_one_vote"), transaction.atomic():
            place(branch, factories.seat(home), units=units, whole=whole)

    def test_a_place_ends_after_it_starts(self, home, branch):
        with broken("body_seat_ends_after_start"), transaction.atomic():
            place(branch, factories.seat(home), starts_on=ON, ends_on=ON - DAY)

    def test_who_is_in_a_body_stays_on_record(self, home, branch):
        person = factories.seat(home)
        place(branch, person)
        Seat.objects.all().delete()
        for record in (person, branch):
            with pytest.raises(Exception, match="protected"):
                record.delete()

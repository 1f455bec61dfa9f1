"""The people page: who may read it, who may change it, and how many queries it takes."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.models import Role, Seat
from chapters.operations import invitations
from tests import factories

DAY = dt.timedelta(days=1)


def today():
    return timezone.now().astimezone(dt.UTC).date()


def address(cast, name="people", *args):
    return reverse(name, args=[cast.chapter.slug, *args])


def test_committees_read_it_and_only_admins_see_addresses_and_buttons(cast, as_):
    invitations.invite(
        chapter=cast.chapter, email="in@example.org", role=Role.MEMBER, token="t", by=cast.admin, at=timezone.now()
    )
    for reader in ("electoral", "steering"):
        text = as_(reader).get(address(cast)).text
        assert cast.member.name in text
        assert "@example.org" not in text
        assert "Give a seat" not in text
    text = as_("admin").get(address(cast)).text
    assert cast.member.email in text
    assert "in@example.org" in text
    assert as_("member").get(address(cast)).status_code == 403


def test_past_seats_stand_apart_and_coming_ones_are_marked(cast, as_):
    gone = factories.seat(cast.chapter, Role.STEERING, factories.member("Gone By"), ends_on=today() - DAY)
    factories.seat(cast.chapter, Role.STEERING, factories.member("Yet Tocome"), starts_on=today() + 9 * DAY)
    page = as_("steering").get(address(cast))
    assert gone not in page.context["page"].object_list
    assert [seat.member.name for seat in page.context["past"]] == ["Gone By"]
    assert "only from" in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_queries_for_one_row_and_for_three(cast, as_, rows, django_assert_num_queries):
    for each in range(rows):
        person = factories.seat(cast.chapter, Role.MEMBER, factories.member(f"Now {each}"))
        factories.seat(cast.chapter, Role.STEERING, person)
        factories.seat(cast.chapter, Role.MEMBER, factories.member(f"Past {each}"), ends_on=today() - DAY)
        invitations.invite(
            chapter=cast.chapter,
            email=f"{each}@example.org",
            role=Role.MEMBER,
            token=str(each),
            by=cast.admin,
            at=timezone.now(),
        )
    client = as_("admin")
    with django_assert_num_queries(8):  # session, person, standing; count, people, their seats; past; invitations
        assert client.get(address(cast)).status_code == 200


def test_search_by_name(cast, as_):
    page = as_("admin").get(address(cast), {"q": "MEMBER OF"})
    assert [person.pk for person in page.context["page"]] == [cast.member.pk]
    assert "Nobody of that name" in as_("admin").get(address(cast), {"q": "%_<b>"}).text


def test_an_admin_gives_a_seat_and_ends_it(cast, as_):
    client = as_("admin")
    data = {"member": cast.member.pk, "role": Role.STEERING, "starts_on": today().isoformat()}
    assert client.post(address(cast, "seat_grant"), data).url == address(cast)
    seat = Seat.objects.get(member=cast.member, role=Role.STEERING)
    assert seat.granted_by == cast.admin
    assert client.get(address(cast, "seat_end", seat.pk)).status_code == 200
    day = (today() + 3 * DAY).isoformat()
    assert client.post(address(cast, "seat_end", seat.pk), {"ends_on": day}).url == address(cast)
    seat.refresh_from_db()
    assert seat.ends_on == today() + 3 * DAY


def test_nobody_from_outside_is_on_offer(cast, as_):
    data = {"member": cast.outsider.pk, "role": Role.STEERING, "starts_on": today().isoformat()}
    answer = as_("admin").post(address(cast, "seat_grant"), data)
    assert answer.status_code == 422
    assert not Seat.objects.filter(member=cast.outsider, chapter=cast.chapter).exists()


def test_the_last_admin_is_told_why_not(cast, as_):
    seat = Seat.objects.get(member=cast.admin)
    answer = as_("admin").post(address(cast, "seat_end", seat.pk), {"ends_on": today().isoformat()})
    assert answer.status_code == 422
    assert "would have no admin" in answer.text


def test_who_ends_their_own_seat_lands_on_a_page_they_may_open(cast, as_):
    factories.seat(cast.chapter, Role.ADMIN)
    seat, client = Seat.objects.get(member=cast.admin), as_("admin")
    local = timezone.now().astimezone(dt.timezone(dt.timedelta(hours=-12))).date()  # never after the chapter's today
    day = max(local, client.get(address(cast, "seat_end", seat.pk)).context["standing"].today)
    answer = client.post(address(cast, "seat_end", seat.pk), {"ends_on": day.isoformat()})
    assert answer.url == reverse("home")
    assert client.get(address(cast)).status_code == 404


def test_another_chapters_seat_is_the_404_of_none(cast, as_):
    seat, client = Seat.objects.get(member=cast.member), as_("outsider")
    for method in ("get", "post"):
        theirs = getattr(client, method)(reverse("seat_end", args=[cast.other_chapter.slug, seat.pk]))
        nobodys = getattr(client, method)(reverse("seat_end", args=[cast.other_chapter.slug, 10**30]))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.content == nobodys.content

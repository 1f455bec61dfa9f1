"""The pages of bodies: who is in each with which weight, and what an admin may change there."""

import datetime as dt
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from chapters.models import Body, BodySeat, Role
from chapters.templatetags.bodies import votes
from tests import factories

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(cast, as_):
    """Today where the chapter is."""
    return as_("admin").get(reverse("bodies", args=[cast.chapter.slug])).context["standing"].today


@pytest.fixture
def address(cast):
    return lambda name, *arguments: reverse(name, args=[cast.chapter.slug, *arguments])


@pytest.fixture
def branch(cast):
    return Body.objects.create(chapter=cast.chapter, kind="branch", name="North")


def place(body, member, **fields):
    defaults = {"starts_on": dt.date(2025, 1, 1), "granted_by": member}
    return BodySeat.objects.create(body=body, member=member, **{**defaults, **fields})


def told(response):
    return " ".join(html.unescape(response.text).split())


def test_votes_are_written_as_the_tally_writes_them():
    from fractions import Fraction

    written = [votes(Fraction(each)) for each in ("0", "1/2", "1", "21/2", "7/3")]
    assert written == ["0", "1/2", "1", "10 1/2", "2 1/3"]


def test_everybody_reads_who_is_in_each_body(cast, as_, address, branch):
    place(branch, cast.member, units=1, whole=2)
    place(branch, cast.admin)
    page = as_("member").get(address("bodies"))
    assert [line.title for line in page.context["lines"]] == [
        "Electoral committee", "Steering committee", "Membership", "North",
    ]  # fmt: skip
    assert [len(line.voters) for line in page.context["lines"]] == [1, 1, 4, 2]
    assert "2 people , 1 1/2 votes by weight" in told(page).replace("</strong>", " ")
    assert f"{cast.member.name} (1/2)" in told(page)
    assert "Add a body" not in page.text
    assert address("body_place_new", branch.pk) not in as_("member").get(address("body", branch.pk)).text


def test_the_overview_and_a_bodys_page_agree_with_the_roll(cast, as_, address, branch, today):
    from chapters.queries import bodies as queries

    place(branch, cast.member)
    place(branch, factories.member("No Seat"))
    place(branch, cast.admin, starts_on=today + DAY)
    Body.objects.create(chapter=cast.chapter, kind="steering-committee", name="Steering committee")
    for line in as_("member").get(address("bodies")).context["lines"]:
        roll = queries.people_of(line.body, today)
        assert sorted(voter.member_id for voter in line.voters) == [voter.member_id for voter in roll]
        shown = as_("member").get(address("body", line.key)).context
        assert [each.name for each in shown["page"] if each.counts] == [voter.name for voter in shown["line"].voters]
    assert [each.name for each in as_("member").get(address("body", branch.pk)).context["page"] if not each.counts] == [
        cast.admin.name, "No Seat",
    ]  # fmt: skip


def test_a_long_body_shows_some_names_and_leads_to_the_rest(cast, as_, address):
    for each in range(14):
        factories.seat(cast.chapter, Role.STEERING, factories.member(f"Steers {each:02}"))
    page = told(as_("member").get(address("bodies")))
    assert "Steers 10" in page
    assert "Steers 13" not in page.split("Membership")[0]
    assert "and more" in page


def test_bodies_of_seats_say_that_a_row_only_sets_a_weight(as_, address):
    page = told(as_("admin").get(address("body", "steering-committee")))
    assert "makes nobody a member of this body" in page
    assert address("body_dissolve", "steering-committee") not in page
    assert as_("admin").get(address("body_dissolve", "steering-committee")).status_code == 404


@pytest.mark.parametrize("key", ["9" * 30, "branch", "no-such-body", "-1", "0", "²"])
def test_what_names_no_body_is_not_found(cast, as_, key):
    where = reverse("bodies", args=[cast.chapter.slug])
    assert as_("admin").get(f"{where}{key}/").status_code == 404


def test_the_number_of_a_body_of_seats_is_not_its_address(cast, as_, address):
    body = Body.objects.create(chapter=cast.chapter, kind="membership", name="Membership")
    assert as_("admin").get(address("body", body.pk)).status_code == 404
    assert as_("admin").get(address("body", "membership")).status_code == 200


def test_an_admin_adds_a_body_gives_places_ends_one_and_dissolves_it(cast, as_, address, today):
    client = as_("admin")
    answer = client.post(address("body_new"), {"kind": "committee", "name": " Labor  working group "})
    body = Body.objects.get()
    assert (answer.url, body.name) == (address("body", body.pk), "Labor working group")
    said = {"member": cast.member.pk, "weight": " 2 / 4", "starts_on": today.isoformat()}
    assert client.post(address("body_place_new", body.pk), said).url == address("body", body.pk)
    held = BodySeat.objects.get()
    assert (held.units, held.whole, held.granted_by) == (1, 2, cast.admin)
    assert client.get(address("body_place_end", held.pk)).status_code == 200
    day = today + 3 * DAY
    assert client.post(address("body_place_end", held.pk), {"ends_on": day.isoformat()}).url == address("body", body.pk)
    assert "until" in client.get(address("body", body.pk)).text
    page = client.get(address("body", body.pk)).text
    assert page.index(address("body_place_new", body.pk)) < page.index(address("body_dissolve", body.pk))
    assert client.post(address("body_dissolve", body.pk), {"dissolved_on": day.isoformat()}).status_code == 302
    assert "votes no more from" in client.get(address("bodies")).text


def test_a_shared_seat_is_weighed_in_a_body_that_had_no_row(cast, as_, address, today):
    client = as_("admin")
    said = {"member": cast.steering.pk, "weight": "1/2", "starts_on": today.isoformat()}
    assert client.post(address("body_place_new", "steering-committee"), said).status_code == 302
    assert Body.objects.get().kind == "steering-committee"
    assert "1/2 votes by weight" in told(client.get(address("body", "steering-committee")))
    outside = client.post(address("body_place_new", "steering-committee"), {**said, "member": cast.member.pk})
    assert (outside.status_code, "member" in outside.context["form"].errors) == (422, True)


@pytest.mark.parametrize(
    "weight", ["", "0", "0/2", "1/0", "1/00", "2", "3/2", "0.5", "½", "1/101", "-1", "1e0", "9" * 9, "١"]
)
def test_a_weight_is_a_fraction_of_one_vote(cast, as_, address, branch, today, weight):
    said = {"member": cast.member.pk, "weight": weight, "starts_on": today.isoformat()}
    answer = as_("admin").post(address("body_place_new", branch.pk), said)
    assert answer.status_code == 422
    assert "weight" in answer.context["form"].errors
    assert not BodySeat.objects.exists()


def test_nobody_from_outside_is_on_offer(cast, as_, address, branch, today):
    said = {"member": cast.outsider.pk, "weight": "1", "starts_on": today.isoformat()}
    assert as_("admin").post(address("body_place_new", branch.pk), said).status_code == 422


def test_what_is_refused_is_told_with_what_was_typed(cast, as_, address, branch, today):
    client = as_("admin")
    answer = client.post(address("body_new"), {"kind": "branch", "name": "north"})
    assert (answer.status_code, "of this name" in answer.text, 'value="north"' in answer.text) == (422, True, True)
    assert client.post(address("body_new"), {"kind": "membership", "name": "All"}).status_code == 422
    place(branch, cast.member)
    said = {"member": cast.member.pk, "weight": "1/2", "starts_on": today.isoformat()}
    assert "already" in client.post(address("body_place_new", branch.pk), said).text
    early = (today - 5 * DAY).isoformat()
    assert "before today" in client.post(address("body_dissolve", branch.pk), {"dissolved_on": early}).text
    held = BodySeat.objects.get()
    assert "before today" in client.post(address("body_place_end", held.pk), {"ends_on": early}).text


def test_another_chapters_place_is_the_404_of_none(cast, as_, branch):
    held = place(branch, cast.member)
    theirs = reverse("body_place_end", args=[cast.other_chapter.slug, held.pk])
    assert as_("outsider").get(theirs).status_code == 404
    assert as_("outsider").post(theirs, {"ends_on": timezone.now().date()}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries(cast, as_, address, branch, rows, django_assert_num_queries):
    for each in range(rows):
        place(branch, factories.seat(cast.chapter, Role.MEMBER, factories.member(f"Someone {each}")))
        place(Body.objects.create(chapter=cast.chapter, kind="branch", name=f"Branch {each}"), cast.member)
    client = as_("admin")
    with django_assert_num_queries(6):  # session, person, standing; bodies, seats, places
        assert client.get(address("bodies")).status_code == 200
    with django_assert_num_queries(7):  # session, person, standing; body, seats, weights; places
        assert client.get(address("body", branch.pk)).status_code == 200

"""The site operator: founds chapters, sees none of what is in them; and `createsuperuser` makes one."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chapters.models import Chapter, Invitation, LogEntry, Member, Role, Seat
from tests import factories

FOUND = {"name": "Lakeside", "slug": "Lakeside", "time_zone": "America/Chicago", "email": "First.Admin@example.org"}


def test_only_operators_get_in(cast, as_):
    for name, args in (("operator", []), ("operator_found", []), ("operator_invite", [cast.chapter.pk])):
        url = reverse(name, args=args)
        assert as_("operator").get(url).status_code == 200
        assert Client().get(url).url.startswith(reverse("account_login"))
        nothing = as_("admin").get("/operator/nothing-here/")
        for who in ("admin", "outsider", "member"):
            answer = as_(who).get(url)
            assert (answer.status_code, answer.content) == (404, nothing.content)


def test_an_operator_sees_nothing_of_a_chapter(cast, as_):
    text = as_("operator").get(reverse("operator")).text
    assert cast.chapter.name in text
    for person in (cast.member, cast.admin, cast.electoral):
        assert person.name not in text
    for name in ("people", "log", "red_lines"):
        assert as_("operator").get(reverse(name, args=[cast.chapter.slug])).status_code == 404


def test_a_chapter_is_founded_and_its_admin_comes_in_by_link(cast, as_):
    answer = as_("operator").post(reverse("operator_found"), FOUND)
    assert answer.status_code == 201
    chapter = Chapter.objects.get(slug="lakeside")
    assert Invitation.objects.get(chapter=chapter).email == "first.admin@example.org"
    assert LogEntry.objects.get(action="chapter.founded").chain == "site"
    password = "seven lamps by the river"
    newcomer = Client()
    link = answer.context["link"].removeprefix("http://testserver")
    newcomer.post(link, {"name": "First Admin", "password1": password, "password2": password})
    assert Seat.objects.get(chapter=chapter).role == Role.ADMIN
    assert newcomer.get(reverse("people", args=["lakeside"])).status_code == 200


def test_a_chapter_whose_first_link_was_lost_can_be_helped_and_no_other(cast, as_):
    client, unled = as_("operator"), factories.chapter("Unled")
    data = {"email": "late@example.org"}
    assert client.post(reverse("operator_invite", args=[unled.pk]), data).status_code == 201
    refused = client.post(reverse("operator_invite", args=[cast.chapter.pk]), data)
    assert refused.status_code == 422
    assert "has an admin" in refused.text
    assert not Invitation.objects.filter(chapter=cast.chapter).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"slug": "a b"}, "valid"),
        ({"slug": "x" * 41}, "at most 40"),
        ({"time_zone": "Nowhere/At_All"}, "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"email": "no address"}, "valid email"),
        ({"name": "  \n "}, "required"),
    ],
)
def test_what_is_wrong_is_said(cast, as_, typed, said):
    answer = as_("operator").post(reverse("operator_found"), {**FOUND, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Invitation.objects.exists()


def test_a_short_name_is_taken_once(cast, as_):
    answer = as_("operator").post(reverse("operator_found"), {**FOUND, "slug": cast.chapter.slug})
    assert "Another chapter has this short name" in answer.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_row_and_for_three(as_, rows, django_assert_num_queries):
    client = as_("operator")
    for each in range(rows):
        factories.seat(factories.chapter(f"Chapter{each}"), Role.ADMIN)
    with django_assert_num_queries(4):  # session, person; count, chapters
        assert client.get(reverse("operator")).status_code == 200


def test_people_are_counted_once_and_only_while_seated(as_, cast):
    factories.seat(cast.chapter, Role.STEERING, cast.member)
    factories.seat(cast.chapter, Role.STEERING, ends_on=timezone.now().date())
    listed = {each.pk: each for each in as_("operator").get(reverse("operator")).context["page"]}
    assert listed[cast.chapter.pk].people == 4
    assert listed[cast.other_chapter.pk].people == 1
    assert listed[cast.chapter.pk].has_admin


class TestCreateSuperuser:
    def test_makes_an_operator_who_can_sign_in(self, db, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "seven lamps by the river")
        call_command(
            "createsuperuser", interactive=False, email="Op@Example.org", name="Op Erator", stdout=io.StringIO()
        )
        operator = Member.objects.get(email="op@example.org")
        assert operator.is_operator
        client = Client()
        client.post(reverse("account_login"), {"login": "op@example.org", "password": "seven lamps by the river"})
        assert client.get(reverse("operator")).status_code == 200

    def test_says_when_the_address_is_taken(self, db, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "seven lamps by the river")
        factories.member("Some One", email="op@example.org")
        with pytest.raises(CommandError, match="already taken"):
            call_command("createsuperuser", interactive=False, email="op@example.org", name="Op", stderr=io.StringIO())

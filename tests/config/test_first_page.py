"""The first page, the demo's front door and the theme."""

import pytest
from django.test import override_settings

from tests import factories


@pytest.fixture
def demo_person(cast):
    return factories.seat(cast.chapter, holder=factories.member("Demo Person", email="demo@demo.invalid"))


def test_outside_demo_mode_nobody_continues_as_anybody(client, demo_person):
    assert client.post(f"/demo/continue/{demo_person.pk}/").status_code == 404
    assert "Demo Person" not in client.get("/").content.decode()


@override_settings(DEMO=True)
def test_demo_mode_offers_the_demo_people_and_no_others(client, demo_person, cast):
    page = client.get("/").content.decode()
    assert "Continue as Demo Person" in page
    assert cast.member.name not in page
    assert client.post(f"/demo/continue/{cast.member.pk}/").status_code == 404
    assert client.post(f"/demo/continue/{demo_person.pk}/").status_code == 302
    assert client.session["_auth_user_id"] == str(demo_person.pk)


@pytest.mark.parametrize(("posted", "kept"), [("dark", "dark"), ("light", "light"), ("<x>", None)])
def test_the_theme_is_kept_and_nothing_else_is(client, db, posted, kept):
    response = client.post("/theme/", {"theme": posted, "next": "//elsewhere.example/"})
    assert response.headers["Location"] == "/"
    morsel = response.cookies.get("theme")
    assert (morsel.value if morsel else None) == kept


def test_a_nul_in_an_address_is_refused(client, db):
    assert client.get("/?q=%00").status_code == 400

"""Every form of people, invitations, operator and red lines, with input that nobody means well by: never a 500."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chapters.models import Role, Seat
from chapters.operations import invitations
from tests import factories

HOSTILE = {
    "nul": "a\x00b",
    "megabyte": "x" * 1_000_000,
    "right-to-left": "\u202egnp.exe\u2066",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% load x %}",
    "formula": '=HYPERLINK("http://elsewhere.example")',
    "number": "9" * 40,
    "negative": "-1",
    "float": "1e309",
    "json": '{"a": [1]}',
    "lone": "\ud800",
    "digits": "١٢٣",
    "day": "0000-00-00",
    "far": "9999-12-31",
    "breaks": "a\r\nb\u2028c\x0b",
}
FORMS = {
    "seat_grant": ("admin", [], {"member": "", "role": "member", "starts_on": "2026-03-02"}),
    "seat_end": ("admin", ["seat"], {"ends_on": "2026-03-02"}),
    "invite": ("admin", [], {"email": "a@example.org", "role": "member"}),
    "operator_found": (
        "operator",
        None,
        {"name": "Lakeside", "slug": "lakeside", "time_zone": "America/Chicago", "email": "a@example.org"},
    ),
    "operator_invite": ("operator", "unled", {"email": "a@example.org"}),
    "invitation": ("anonymous", "token", {"name": "New Comer", "password1": "p" * 20, "password2": "p" * 20}),
    "red_line_new": ("admin", [], {}),
    "red_line_edit": ("admin", ["rent-control"], {}),
    "red_line_retire": ("admin", ["rent-control"], {"seen": "1", "day": "2026-03-02", "reason": "r"}),
    "red_line_reaffirm": ("admin", ["rent-control"], {"seen": "1", "day": "2026-03-02", "reason": "r"}),
}
LINE = {
    "title": "Rent control",
    "text": "T",
    "why": "W",
    "applies_to": "all",
    "adopted_on": "2025-05-20",
    "adopted_by": "Convention",
    "reaffirmed_on": "",
    "in_force_from": "2025-06-01",
    "in_force_until": "",
}
FORMS["red_line_new"] = ("admin", [], {"slug": "new-line", **LINE})
FORMS["red_line_edit"] = ("admin", ["rent-control"], {**LINE, "seen": "1", "reason": "r"})
CASES = [(form, field) for form, (_who, _args, fields) in FORMS.items() for field in fields]


@pytest.fixture
def address(cast):
    cache.clear()
    factories.red_line(cast.chapter, edited_by=cast.admin)

    def of(form):
        args = FORMS[form][1]
        if args is None:
            return reverse(form)
        if args == "unled":
            return reverse(form, args=[factories.chapter("Unled").pk])
        if args == "token":
            invitations.invite(
                chapter=cast.chapter,
                email="n@example.org",
                role=Role.MEMBER,
                token="t",
                by=cast.admin,
                at=timezone.now(),
            )
            return reverse(form, args=["t"])
        seat = Seat.objects.get(member=cast.member).pk
        return reverse(form, args=[cast.chapter.slug, *(seat if each == "seat" else each for each in args)])

    return of


@pytest.mark.parametrize(("form", "field"), CASES)
def test_no_field_of_a_form_can_break_the_page(cast, as_, address, form, field):
    who, _args, fields = FORMS[form]
    url, client = address(form), as_(who) if who != "anonymous" else Client()
    for name, text in HOSTILE.items():
        cache.clear()
        for extra in ({}, {"confirm": "1"}) if form.startswith("red_line") else ({},):
            answer = client.post(
                url, {**fields, field: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), **extra}
            )
            assert answer.status_code in (200, 201, 302, 404, 409, 410, 422), name
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_its_fields_or_with_lists_is_an_answer(cast, as_, address, form):
    who, _args, fields = FORMS[form]
    url, client = address(form), as_(who) if who != "anonymous" else Client()
    for data in ({}, {"x": "y"}, {name: [value, value] for name, value in fields.items()}):
        cache.clear()
        assert client.post(url, data).status_code < 500
    assert client.post(url, b"\xff\xfe{", content_type="application/json").status_code < 500
    broken = b"name=%ff%fe%00&title=%ed%a0%80"
    assert client.post(url, broken, content_type="application/x-www-form-urlencoded").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "people/?page=%00",
        "people/?page=9999999999999999999999",
        "people/?page=-1",
        "people/?q=%ED%A0%80",
        "people/?q=" + "x" * 5000,
        "people/seats/99999999999999999999999999/end/",
        "people/seats/-1/end/",
        "red-lines/%00/",
        "red-lines/a%00b/edit/",
        "red-lines/..%2f/",
        "red-lines/" + "x" * 5000 + "/",
        "red-lines/rent-control/?page=x",
        "log/?before=%E2%80%AE",
    ],
)
def test_odd_addresses_are_answers(cast, as_, address, path):
    assert as_("admin").get(f"/c/{cast.chapter.slug}/{path}").status_code in (200, 400, 404)

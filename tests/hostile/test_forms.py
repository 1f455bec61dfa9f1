"""Every form × every field × every payload: never a 500, and nothing comes back as markup."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.access.matrix import OK, ROWS, Row
from tests.access.scenario import Scenario
from tests.access.test_matrix import client_of, undone
from tests.hostile import MARKUP, PAYLOADS, TO_BOTH
from tests.hostile.forms import forms_of

POSTS = [row for row in ROWS if row.post and OK in row.post.values()]
Body = dict[str, Sequence[bytes] | File[bytes]]


def principal_of(row: Row, scenario: Scenario) -> str:
    """Return who attacks: the first who is let through."""
    assert row.post
    order = ("electoral", "admin", "steering", "operator", "member", "anonymous")
    return next(who for who in order if row.post[who] == OK)


def body_of(row: Row, scenario: Scenario) -> Body:
    """Return the row's valid data, and with it every field that its form shows on a page."""
    body: Body = {}
    page = client_of(scenario, principal_of(row, scenario)).get(row.path(scenario))
    if page.status_code == 200 and "html" in page.headers.get("Content-Type", ""):
        for form in forms_of(page.content.decode(), row.path(scenario)):
            if form.action == row.path(scenario):
                body |= {name: (value.encode(),) for name, value in form.fields.items()}
    for name, value in row.data(scenario).items():
        if isinstance(value, File):
            body[name] = value
        else:
            body[name] = [str(each).encode() for each in (value if isinstance(value, list) else [value])]
    return body


def encoded(body: Body) -> bytes:
    """Write a body as a form does, with bytes that no text could hold."""
    pairs = [(name, each) for name, values in body.items() if not isinstance(values, File) for each in values]
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(each)}" for name, each in pairs).encode()


def send(client: Client, path: str, body: Body) -> Any:
    """Post a body: as a plain form, or in parts where it carries a file."""
    if not any(isinstance(value, File) for value in body.values()):
        return client.post(path, encoded(body), content_type="application/x-www-form-urlencoded", follow=True)
    parts: dict[str, Any] = {}
    for name, value in body.items():
        parts[name] = value if isinstance(value, File) else [each.decode("utf-8", "replace") for each in value]
        if isinstance(value, File):
            value.seek(0)
    return client.post(path, parts, follow=True)


LARGE = 6
"""Fields beyond which a form's fields take turns with the payloads: else one form takes half a minute."""
TURN = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
"""Whose turn it is: beside the second database it is the turn of those who had none beside the first."""


def attacks(body: Body) -> Iterator[tuple[str, Body]]:
    """Yield each payload in each field, the rest of the body being valid; in a large form a quarter of them in each.

    What a database may choke on is sent to both; half of the rest is sent to the one, half to the other.
    """
    large = len(body) > LARGE
    for place, (name, value) in enumerate(body.items()):
        for number, (kind, payload) in enumerate(PAYLOADS.items()):
            if (place + number + TURN) % (4 if large else 1 if kind in TO_BOTH else 2):
                continue
            if isinstance(value, File):
                content = b"".join(payload)
                yield f"{name}: {kind}", {**body, name: SimpleUploadedFile(f"{kind} {MARKUP}.csv", content)}
            else:
                yield f"{name}: {kind}", {**body, name: payload}
    yield "nothing at all", {}
    yield "a field nobody asked for", {**body, MARKUP: (b"1",), "__proto__": (b"1",)}


def problem(response: Any) -> str:
    """Return what is wrong with an answer, or nothing."""
    if response.status_code >= 500:
        info = getattr(response, "exc_info", None)
        return f"{response.status_code} {info[1]!r}" if info else str(response.status_code)
    if "html" in response.headers.get("Content-Type", "") and not response.streaming:
        html = response.content.decode()
        if "<img src=x" in html or "<script>alert" in html:
            return "its markup came back as markup"
    return ""


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.name)
def test_no_field_of_a_form_crashes_it(row: Row, scenario: Scenario):
    row.prepare(scenario)
    body = body_of(row, scenario)
    path, principal = row.path(scenario), principal_of(row, scenario)
    wrong = []
    for attack, changed in attacks(body):
        with undone():
            response = send(client_of(scenario, principal), path, changed)
            if said := problem(response):
                wrong.append(f"{attack}: {said}")
    assert wrong == []


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.name)
def test_a_body_that_is_no_form(row: Row, scenario: Scenario):
    row.prepare(scenario)
    path, principal = row.path(scenario), principal_of(row, scenario)
    bodies = (
        ("application/json", b'{"value": ["\\ud800"]}'),
        ("application/json", b"[" * 100_000),
        ("text/plain", b"\xff\x00"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(5000))),
        ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
        ("application/x-www-form-urlencoded; charset=no-such", b"a=1"),
    )
    for kind, body in bodies:
        with undone():
            response = client_of(scenario, principal).generic("POST", path, body, content_type=kind)
        assert response.status_code < 500, (kind, problem(response))


def test_the_forms_of_the_pages_are_found():
    """The reader of forms is itself read once: a harness that finds no field would attack none."""
    html = '<form method="post"><input name="a" value="1"><textarea name="b"></textarea></form><form method=get><input name=c>'
    (form,) = forms_of(html, "/here/")
    assert (form.action, form.fields) == ("/here/", {"a": "1", "b": ""})

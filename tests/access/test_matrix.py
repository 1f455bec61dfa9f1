"""Every address × method × principal, from the URL resolver and the rows of `matrix`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse

from chapters.models import LogEntry
from tests.access.matrix import FORBIDDEN, INVALID, LOGIN, MISSING, OK, PRINCIPALS, ROWS, Access, Row, known, to
from tests.access.scenario import Scenario, session_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NO_SUCH_NUMBER, NO_SUCH_NAME = 987_654_321, "no-such-record"
by_name = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def client_of(scenario: Scenario, principal: str) -> Client:
    client = Client(raise_request_exception=False)
    if principal != "anonymous":
        client.cookies["sessionid"] = session_of(getattr(scenario.cast, principal))
    return client


def ask(scenario: Scenario, row: Row, method: str, principal: str, path: str | None = None) -> Any:
    """Send one request; a POST carries the row's data."""
    client = client_of(scenario, principal)
    data = row.data(scenario) if method == "POST" else {}
    return getattr(client, method.lower())(path or row.path(scenario), data)


@contextmanager
def undone() -> Iterator[None]:
    """Take back at the end whatever is written inside, and what rate limits have counted."""
    cache.clear()
    block = transaction.atomic()
    block._from_testcase = True  # as a test's own: what must commit on its own (a vote) is let through within it
    with block:
        yield
        transaction.set_rollback(True)


def answered(response: HttpResponseBase, expected: str, accepted: int) -> bool:
    """Say whether a request was answered as the matrix's word has it; being let through means the status `accepted`."""
    status, where = response.status_code, response.headers.get("Location", "")
    sent_to_login = status == 302 and where.startswith(reverse("account_login"))
    if expected == LOGIN:
        return sent_to_login
    if expected.startswith(to("")):
        return status == 302 and where == reverse(expected.removeprefix(to("")))
    return status == {OK: accepted, MISSING: 404, FORBIDDEN: 403, INVALID: 422}[expected] and not sent_to_login


def test_every_address_has_one_row():
    rows = [row.name for row in ROWS]
    assert sorted(set(known()) - set(rows)) == [], "addresses without a row in tests/access/matrix.py"
    assert sorted(set(rows) - set(known())) == [], "rows of addresses that do not exist"
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("row", "method", "access"),
    [
        pytest.param(row, method, access, id=f"{row.name}-{method}")
        for row in ROWS
        for method, access in (("GET", row.get), ("POST", row.post))
        if access  # else see test_other_methods_are_refused
    ],
)
def test_who_gets_through(row: Row, method: str, access: Access, scenario: Scenario):
    """Each principal is answered as the row says; who is let through lands on the row's page and leaves a log entry."""
    row.prepare(scenario)
    row.path(scenario)  # make the objects before what is undone
    row.data(scenario)
    accepted = row.status if method == "GET" else row.posted
    wrong = []
    for principal, expected in access.items():
        with undone():
            before = LogEntry.objects.count()
            response = ask(scenario, row, method, principal)
            logged = LogEntry.objects.count() - before
        if not answered(response, expected, accepted):
            where = response.headers.get("Location", "")
            wrong.append(f"{principal}: {response.status_code} {where}, expected {expected}{why(response)}")
        elif expected == OK and method == "POST":
            wrong.extend(f"{principal}: {problem}" for problem in landed(row, scenario, response, logged))
        elif expected != OK and logged:
            wrong.append(f"{principal}: was refused, yet the log grew")
    assert wrong == []


def why(response: Any) -> str:
    """Return what a form or a crash said, so that a failing row explains itself."""
    if getattr(response, "exc_info", None):
        return f" ({response.exc_info[1]!r})"
    context = getattr(response, "context", None) or {}
    errors = context["form"].errors if "form" in context and hasattr(context["form"], "errors") else None
    return f" ({errors.as_json()})" if errors else ""


def landed(row: Row, scenario: Scenario, response: HttpResponseBase, logged: int) -> Iterator[str]:
    """Yield what is wrong with a POST that was let through: where it leads, and whether it was written down."""
    if row.goes:
        where = urlsplit(response.headers["Location"]).path
        found = resolve(where)
        ours = {name: row.argument(scenario, name) for name in known()[row.name]}
        if found.view_name != row.goes or any(ours.get(name, value) != value for name, value in found.kwargs.items()):
            yield f"went to {where}, expected {row.goes}"
    expected = row.in_chapter if row.logs is None else row.logs
    if bool(logged) != expected:
        yield f"the log grew by {logged}"


@by_name
def test_other_methods_are_refused(row: Row, scenario: Scenario):
    """What a row does not name answers 405, for those who would be let through too."""
    row.prepare(scenario)
    served = {"GET", "HEAD"} if row.get else set()
    served |= {"POST"} if row.post else set()
    # Django's own form views take a PUT for a POST; whether a library does is not ours to change.
    refused = {"DELETE", "PATCH"} if row.theirs else set(METHODS) - served
    path = row.path(scenario)
    for principal in ("anonymous", "admin"):
        for method in sorted(refused):
            with undone():
                response = ask(scenario, row, method, principal, path)
            if not (row.theirs and response.status_code in {302, 404}):
                assert response.status_code == 405 or row.theirs, (row.name, method, principal, response.status_code)


@by_name
def test_a_row_lets_somebody_through(row: Row):
    """A row that only refuses would pass with a view that is broken."""
    by_hand = {"continue_as", "mfa_authenticate"}  # reached in a state of their own: test_signing_in
    for access in filter(None, (row.get, row.post)):
        assert OK in access.values() or row.name in by_hand
        assert set(access) == set(PRINCIPALS)
    assert row.get or row.post


VOLATILE = {"Date", "Expires", "Set-Cookie", "Content-Length"}  # the last counts the path, which stands in the page
ECHOES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')


def fingerprint(response: Any, path: str) -> tuple[int, str, dict[str, str]]:
    """Return status, body and headers without what differs between any two requests: tokens, and the path itself."""
    body = ECHOES.sub("", response.content.decode()).replace(path, "PATH")
    headers = {name: value for name, value in response.headers.items() if name not in VOLATILE}
    return response.status_code, body, headers


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.in_chapter and MISSING in (row.get or row.post or {}).values()],
    ids=lambda row: row.name,
)
def test_another_chapters_record_is_like_none(row: Row, scenario: Scenario):
    """Who holds every seat elsewhere learns nothing: chapter A's addresses, and A's records below their own chapter."""
    row.prepare(scenario)
    elsewhere = scenario.cast.other_chapter.slug
    arguments = [name for name in known()[row.name] if name != "slug" and name not in row.words]
    missing = {
        name: NO_SUCH_NUMBER if isinstance(row.argument(scenario, name), int) else NO_SUCH_NAME for name in arguments
    }
    pairs = [(row.path(scenario), row.path(scenario, slug="no-such-chapter", **missing))]
    if arguments:
        pairs.append((row.path(scenario, slug=elsewhere), row.path(scenario, slug=elsewhere, **missing)))
    for method in [name for name, access in (("GET", row.get), ("POST", row.post)) if access]:
        for theirs, none in pairs:
            with undone():
                found = fingerprint(ask(scenario, row, method, "outsider", theirs), theirs)
            with undone():
                absent = fingerprint(ask(scenario, row, method, "outsider", none), none)
            assert found[0] == 404, (method, theirs)
            assert found == absent, (method, theirs)

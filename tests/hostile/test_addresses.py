"""Hostile query strings and hostile ids: an answer, never a crash."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from tests.access.matrix import OK, ROWS, Row, known
from tests.access.scenario import Scenario
from tests.access.test_matrix import client_of, undone
from tests.hostile import MARKUP, QUERIES
from tests.hostile.test_forms import problem

MANY = 8
GETS = [row for row in ROWS if row.get]
FIELDS = re.compile(r'<(?:input|select)[^>]* name="([a-z_-]+)"')


def parameters_of(html: str) -> set[str]:
    """Return the names that a page's own links and forms put into a query, and some that any page might read."""
    always = {"page", "sort", "q", "format", "next"}
    return always | set(re.findall(r"[?&;]([a-z_]{1,30})=", html)) | set(FIELDS.findall(html))


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.name)
def test_no_query_crashes_a_page(row: Row, scenario: Scenario):
    row.prepare(scenario)
    assert row.get
    principal = next((who for who, said in reversed(row.get.items()) if said == OK), "admin")
    client, path = client_of(scenario, principal), row.path(scenario)
    plain = client.get(path)
    html = plain.content.decode() if "html" in plain.headers.get("Content-Type", "") and not plain.streaming else ""
    wrong = []
    names = sorted(parameters_of(html))
    every = 3 if len(names) > MANY else 1
    for place, name in enumerate(names):
        # Many parameters take turns with the values, as a large form's fields do.
        for value in QUERIES[place % every :: every]:
            with undone():
                response = client.get(f"{path}?{name}={value}")
            if said := problem(response):
                wrong.append(f"?{name}={value[:40]}: {said}")
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in ROWS if known()[row.name]], ids=lambda row: row.name)
def test_no_id_crashes_a_page(row: Row, scenario: Scenario):
    """Numbers that no column holds, and words that no record has, are not found; they do not crash."""
    row.prepare(scenario)
    for name in known()[row.name]:
        number = isinstance(row.argument(scenario, name), int)
        for value in (10**18, 2**63, 10**30, 0) if number else ("x" * 300, "-", "_", "0", "nul"):
            try:
                path = row.path(scenario, **{name: value})
            except NoReverseMatch:
                continue  # no such address: the resolver's 404
            for principal in ("admin", "electoral", "operator", "anonymous"):
                for method in [each for each, access in (("get", row.get), ("post", row.post)) if access]:
                    with undone():
                        response = getattr(client_of(scenario, principal), method)(path)
                    assert response.status_code < 500, (method, path[:100], problem(response))


@pytest.mark.parametrize(
    "path", ["/%00", "/c/%00/", "/%ff%fe/", "/c/%ed%a0%80/", "/..%2f..%2fetc/passwd", "/" + "a" * 5000, "/c/%E2%80%AE/"]
)
def test_no_path_crashes_the_site(path: str, scenario: Scenario):
    response = client_of(scenario, "admin").get(path)
    assert response.status_code in {400, 404}, problem(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "theme=\x00; sessionid=\x00"},
        {"Cookie": f"theme={'x' * 5000}; django_language=%00"},
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "es;q=nan, *"},
        {"HX-Request": "true", "HX-Current-URL": "\x00", "HX-Target": MARKUP},
        {"X-Forwarded-For": MARKUP},
        {"X-Forwarded-Proto": "nonsense"},
        {"Host": "elsewhere.invalid"},
        {"Host": "[::1"},
    ],
    ids=" ".join,
)
def test_no_header_crashes_a_page(headers: dict[str, str], scenario: Scenario):
    client = client_of(scenario, "admin")
    for path in (reverse("home"), reverse("criteria"), reverse("account_login")):
        response = client.get(path, headers=headers)
        assert not problem(response)

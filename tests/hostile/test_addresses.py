"""Hostile query strings and hostile ids: an answer, never a crash."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDict

from tests.access.matrix import OK, ROWS, Access, Row, known
from tests.access.scenario import Scenario
from tests.access.test_matrix import client_of, undone
from tests.hostile import MARKUP, QUERIES
from tests.hostile.test_forms import problem

MANY = 8
GETS = [row for row in ROWS if row.get]
STRANGE = "&".join(f"strange-{place}={value}" for place, value in enumerate(QUERIES))  # names that nobody reads
# What links and forms put into a query. A page may read some of them only when they are there.
NAMES = re.compile(r'[?&;]([a-z_-]{1,30})=|<(?:input|select)[^>]* name="([a-z_-]+)"')


def let_through(access: Access) -> str:
    """Return who gets furthest: whoever is refused at the door reaches nothing that an attack could crash."""
    return next((who for who, said in reversed(access.items()) if said == OK), "admin")


@contextmanager
def noted() -> Iterator[set[str]]:
    """Note each name that anything looks for in a query or a form, whether it is there or not."""
    names: set[str] = set()

    def noting(looks: Callable[..., Any]) -> Callable[..., Any]:
        def noted(query: QueryDict, name: Any, *more: Any, **named: Any) -> Any:
            names.add(str(name))
            return looks(query, name, *more, **named)

        return noted

    with ExitStack() as patches:
        for method in ("__getitem__", "__contains__", "_getlist"):
            patches.enter_context(patch.object(QueryDict, method, noting(getattr(MultiValueDict, method))))
        yield names


def attacks_by_query(client: Client, path: str) -> Iterator[str]:
    """Yield what is wrong with an answer, having tried every hostile value in each name that the page reads."""
    with noted() as names:
        plain = client.get(path)
        html = plain.content.decode() if "html" in plain.headers.get("Content-Type", "") and not plain.streaming else ""
        said = sorted({"page", "sort", "q", "format", "next", *filter(None, chain(*NAMES.findall(html)))})
        done: set[str] = set()
        todo = ["&".join(f"{name}=1" for name in said)]
        while todo:
            query = todo.pop()
            with undone():
                response = client.get(f"{path}?{query}")
            if wrong := problem(response):
                yield f"?{query[:60]}: {wrong}"
            # Many names take turns with the values, as a large form's fields do.
            every = 3 if len(names) > MANY else 1
            for place, name in enumerate(sorted(names - done)):
                todo += [f"{quote(name)}={value}" for value in QUERIES[place % every :: every]]
            done |= names
    with undone():
        if wrong := problem(client.get(f"{path}?{STRANGE}")):
            yield f"names that nobody reads: {wrong}"


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.name)
def test_no_query_crashes_a_page(row: Row, scenario: Scenario):
    row.prepare(scenario)
    assert row.get
    assert list(attacks_by_query(client_of(scenario, let_through(row.get)), row.path(scenario))) == []


def test_the_names_that_a_page_reads_are_found(scenario: Scenario):
    """A harness that notes no name would attack none. Of these no link of the page says one: it is a file."""
    with noted() as names:
        client_of(scenario, "electoral").get(reverse("board_csv", args=[scenario.slug, scenario.cycle.pk]))
    assert {"verdict", "stage", "sort", "q"} <= names


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
            for method, access in (("get", row.get), ("post", row.post)):
                for principal in {let_through(access), "anonymous"} if access else ():
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

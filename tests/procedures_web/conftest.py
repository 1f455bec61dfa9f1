from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from endorsements.models import Procedure
from endorsements.operations import procedures
from endorsements.queries.procedures import record_of
from tests import factories
from tests.conftest import Cast


class Filled(HTMLParser):
    """Reads what the last form with a `reason` on a page would send as it stands, without pressing a named button."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.area = self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self.sent = {}
        elif tag == "textarea":
            self.area, self.sent[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in said:
            self.sent[self.select] = value
        elif tag == "input" and said.get("type") in {"radio", "checkbox"}:
            if "checked" in said:
                self.sent.setdefault(name, []).append(said.get("value", "on"))
        elif tag == "input":
            self.sent[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area] = self.sent[self.area].removeprefix("\n")
            self.area = ""
        if tag == "form" and "reason" in self.sent:
            self.found = self.sent

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data


@pytest.fixture
def copied(cast: Cast) -> Callable[..., Procedure]:
    """Return a function that copies a published procedure into the cast's chapter."""

    def copy(key: str = "chicago", name: str = "Ours") -> Procedure:
        return procedures.copy_template(chapter=cast.chapter, key=key, name=name, by=cast.admin, at=factories.NOW)

    return copy


@pytest.fixture
def says() -> Callable[[Procedure], Any]:
    """Return a function from a procedure to what it says now."""
    return lambda procedure: record_of(procedure.versions.get(is_current=True))


@pytest.fixture
def address(cast: Cast) -> Callable[..., str]:
    return lambda name, *arguments: reverse(name, args=[cast.chapter.slug, *arguments])

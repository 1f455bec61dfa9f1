"""Every page of the permission matrix, looked at by axe wide and light, or narrow and dark; none scrolls sideways."""

import os
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.access.matrix import OK, ROWS, Row
from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.live import Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Who sees most of a page, first; a page is looked at as the first two who may open it, since their forms differ.
FULLEST = ("electoral", "admin", "steering", "operator", "member", "anonymous")


# Contrast follows the theme and structure the width: two looks have both of each. What a page looks like does not hang on
# the database: beside SQLite it is looked at on a screen by day, beside PostgreSQL on a phone at night.
LOOK = (PHONE, "dark") if os.environ.get("DATABASE_URL", "").startswith("postgres") else (WIDE, "light")


def cases() -> list[tuple[Row, str]]:
    pages = [row for row in ROWS if row.get and row.html and row.status == 200]
    found = []
    for row in pages:
        who = [who for who in FULLEST if row.get and row.get[who] == OK]
        found += [(row, each) for each in who[: 2 if row.in_chapter else 1]]
    return found


def violations(page: Page) -> list[str]:
    """Run axe and return `rule: element` for each violation, and what it says."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)", TAGS
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for each in found for node in each["nodes"]
    ]


def sideways(page: Page) -> str:
    """Return what makes the page scroll sideways, or nothing."""
    return str(
        page.evaluate("""() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return "";
          const wide = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1);
          return `${document.documentElement.scrollWidth} px: ${wide.slice(0, 3).map(each => each.outerHTML.slice(0, 120)).join(" | ")}`;
        }""")
    )


@pytest.mark.parametrize(
    ("row", "principal"), [pytest.param(*case, id=f"{case[0].name}-{case[1]}") for case in cases()]
)
def test_accessible(row: Row, principal: str, site: Site, tab: Page):
    if principal != "anonymous":
        sign_in(tab, site, principal, row.name)
    answer = tab.goto(site.pages[row.name])
    assert answer and answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    _, theme = LOOK
    tab.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    wrong = []
    for width in (WIDE, PHONE):
        tab.set_viewport_size({"width": width, "height": 900})
        if (width, theme) == LOOK:
            wrong += violations(tab)
        if too_wide := sideways(tab):
            wrong.append(f"{width} px: scrolls sideways, {too_wide}")
    assert wrong == [], f"{row.name} as {principal}"

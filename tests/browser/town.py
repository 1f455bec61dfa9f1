"""A chapter's people with their phones, and how they get about on the pages of its decisions."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_every_page import sideways, violations
from tests.live import Site

SHOTS = os.environ.get("SCREENSHOTS", "")  # a directory for a picture of every page that is looked at


class Town:
    """One chapter's people, each with a phone; the phones of `plain` run no scripts, and axe does not run there."""

    plain = ("member 2", "member 4", "member 6", "electoral 2", "steering 2")

    def __init__(self, site: Site, open_page: Opener, behind: Backstage, name: str, **people: int) -> None:
        self.site, self.open_page, self.behind, self.name = site, open_page, behind, name
        self.candidate = f"{name} Candidate"
        said = behind.ask("town", name=name, candidate=self.candidate, people=people)
        self.slug, self.sessions = said["slug"], said["sessions"]
        self.phones: dict[str, Page] = {}
        self.booths: dict[bool, Page] = {}

    def phone(self, who: str) -> Page:
        """Return somebody's phone, at their desk when it is switched on."""
        if who not in self.phones:
            page = self.open_page(width=PHONE, javascript=who not in self.plain)
            page.context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.site.address}])
            page.goto("/desk/")
            self.phones[who] = page
        return self.phones[who]

    def booth(self, who: str) -> Page:
        """Return somebody's phone if it is on, else one that is lent to them: many only vote, and each phone costs a second."""
        if who in self.phones:
            return self.phones[who]
        javascript = who not in self.plain
        if javascript not in self.booths:
            self.booths[javascript] = self.open_page(width=PHONE, javascript=javascript)
        page = self.booths[javascript]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.site.address}])
        return page

    def everybody(self, *but: str) -> list[str]:
        return [who for who in self.sessions if who not in but]

    def vote(self, who: str, title: str, choice: str, body: str = "") -> str:
        """Vote from the desk, with three clicks; return the receipt."""
        page = self.booth(who)
        page.goto("/desk/")
        line = page.locator("li", has_text=body) if body else page
        line.get_by_role("link", name=title, exact=True).first.click()
        page.locator(".ballot__option").get_by_text(choice, exact=True).click()
        page.get_by_role("button", name="Record my vote").click()
        expect(page.locator(".ballot__word")).to_have_text("Recorded")
        return page.locator(".ballot__receipt").inner_text()


def look(page: Page, name: str, heading: str) -> None:
    """Wait for a page and look at it: axe finds nothing, and it does not scroll sideways."""
    expect(page.get_by_role("heading", level=1).first).to_contain_text(heading)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    assert sideways(page) == "", name


def menu(page: Page, name: str) -> None:
    """Go somewhere by the chapter's menu, as on a phone; from the desk by way of the board."""
    if page.url.endswith("/desk/"):
        click(page, ": the board")
    page.locator(".masthead__menu > summary").click()
    page.locator(".masthead__nav").get_by_role("link", name=name, exact=True).click()


def click(page: Page, name: str, role: Any = "link") -> None:
    page.get_by_role("main").get_by_role(role, name=name).first.click()


def press(page: Page, name: str) -> None:
    click(page, name, "button")


def to_candidacy(page: Page, town: Town) -> None:
    page.goto("/desk/")
    click(page, f"{town.name}: the board")
    click(page, town.candidate)
    expect(page.get_by_role("heading", level=1)).to_have_text(town.candidate)


def put_to_the_vote(page: Page, motion: str, stage: str, name: str) -> list[int]:
    """Schedule the ballots of a stage at once; return their numbers in the order of the motion's page."""
    page.goto(motion)
    here = page.locator("article.panel").filter(has=page.get_by_role("heading", name=re.compile(f"^{stage}")))
    here.get_by_role("link", name="Put to the vote").click()
    look(page, f"{name}-schedule", stage)
    press(page, "Schedule and give notice")
    page.wait_for_url(re.compile(r"/(motions|ballots)/\d+/$"))
    look(page, f"{name}-scheduled", "")
    page.goto(motion)
    links = here.get_by_role("link", name=re.compile("^Ballot:")).all()
    return [int(re.findall(r"/ballots/(\d+)/", str(link.get_attribute("href")))[0]) for link in links]


def result(behind: Backstage, page: Page, ballot: int, word: str, name: str, title: str) -> None:
    """Let a ballot's time come; the next who opens it sees the result."""
    behind.ask("time_comes", ballot=ballot)
    page.goto(re.sub(r"/c/([^/]+)/.*", rf"/c/\1/ballots/{ballot}/", page.url))
    look(page, name, title)
    expect(page.locator("#outcome")).to_have_text(word)

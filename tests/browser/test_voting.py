"""A vote on a phone: without JavaScript and by keyboard alone, in a handful of keys."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener
from tests.live import Site

MOST_KEYS = 40


def reach(page, selector: str) -> None:
    """Press Tab until that has the focus."""
    for _key in range(MOST_KEYS):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {MOST_KEYS} tabs")


def test_by_keyboard_without_javascript(open_page: Opener, site: Site):
    page = open_page(width=PHONE, javascript=False, as_="member", row="ballot_vote")
    page.goto(site.pages["ballot_vote"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    reach(page, "input[name=choice]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    reach(page, "button.ballot__cast")
    page.keyboard.press("Enter")
    expect(page.locator(".ballot__word")).to_have_text("Recorded")
    expect(page.locator(".ballot__said")).to_contain_text("No")


def test_by_thumb(open_page: Opener, site: Site):
    page = open_page(width=PHONE, as_="steering", row="ballot_vote")
    page.goto(site.pages["ballot_vote"])
    for option in page.locator(".ballot__option").all():
        box = option.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.get_by_text("Abstain", exact=True).click()
    page.get_by_role("button", name="Record my vote").click()
    expect(page.locator(".ballot__word")).to_have_text("Recorded")
    assert page.locator(".ballot__word").evaluate("element => parseFloat(getComputedStyle(element).fontSize)") > 40

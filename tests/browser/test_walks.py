"""The application's main job from sign-in to the printed memo: without JavaScript, with it, and by keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.access.scenario import PASSWORD
from tests.browser.conftest import PHONE, Opener, Watch
from tests.live import Site

HOLDS, NO_MEMBER, MEMBER = "#f-red_lines--rent-control-holds", "#f-member-no", "#f-member-yes"


def enter(page: Page, site: Site, principal: str) -> None:
    """Sign in by the form, with address and password."""
    page.goto("/")
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^e-?mail", re.IGNORECASE)).fill(site.emails[principal])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/$"))


def dossier(site: Site) -> str:
    """The candidacy of the chapter whose people `enter` signs in; the page's own row stands on a planned one."""
    return site.pages["candidacy_history"].removesuffix("history/")


def verdict(page: Page, word: str) -> None:
    expect(page.locator("#verdict .verdict--large")).to_have_class(re.compile(f"verdict--{word}"))


def open_dossier(page: Page, site: Site, name: str) -> None:
    """Go from the board, filtered by the name, to the candidacy."""
    page.goto(site.pages["board"])
    page.get_by_label("Search").fill(name)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]q="))
    expect(page.locator("#shown")).to_contain_text("1 of")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_without_javascript(open_page: Opener, site: Site):
    """Sign in, find a candidacy, change a fact and its verdict, freeze, and issue the memo."""
    page = open_page(javascript=False)
    enter(page, site, "electoral")
    open_dossier(page, site, "Ada Example")
    page.locator(HOLDS).click()
    verdict(page, "cadre")
    page.locator(NO_MEMBER).click()
    verdict(page, "not-endorsable")
    page.locator(MEMBER).click()
    verdict(page, "cadre")
    page.get_by_role("link", name="Freeze as assessment").click()
    page.get_by_role("button", name="Freeze it now").click()
    expect(page).to_have_url(re.compile(r"/assessments/\d+/$"))
    page.goto(dossier(site))
    page.locator('a[href*="/memo/"]').first.click()
    page.get_by_role("button", name="Issue the memo").click()
    expect(page).to_have_url(re.compile(r"/memos/\d+/$"), timeout=30_000)
    printed = page.request.get(f"{page.url}memo.pdf")
    assert printed.status == 200
    assert printed.body().startswith(b"%PDF-")
    assert len(printed.body()) > 10_000


def test_a_red_line_is_edited_with_its_effect_seen_first_without_javascript(open_page: Opener, site: Site):
    page = open_page(javascript=False, width=PHONE)
    enter(page, site, "admin")
    page.goto(site.pages["red_line_new"])
    for label, value in {
        "Title": "Public power", "Text": "Supports public power.", "Adopted by which body": "Convention",
        "Adopted on": "2026-01-10", "In force from": "2036-01-01",
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    field = page.locator('input[name="slug"]')
    field.fill("public-power")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("heading", name="What it would change")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    page.get_by_role("button", name="Confirm and save").click()
    expect(page).to_have_url(re.compile("/red-lines/public-power/$"))
    expect(page.get_by_text("Saved as version 1")).to_be_visible()


def test_a_fact_is_answered_without_a_reload(open_page: Opener, site: Site):
    """With htmx the row and the verdict change in place, and focus stays where it was."""
    page = open_page(as_="electoral")
    page.goto(site.pages["weighing"].removesuffix("weighing/"))
    page.evaluate("window.stayed = true")
    verdict(page, "undetermined")
    page.locator(HOLDS).click()
    verdict(page, "class-struggle")
    page.locator(NO_MEMBER).click()
    verdict(page, "not-endorsable")
    expect(page.locator(NO_MEMBER)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(NO_MEMBER)).to_be_focused()
    assert page.evaluate("window.stayed")
    page.reload()
    verdict(page, "not-endorsable")


def test_the_board_is_filtered_without_a_reload_and_the_address_follows(open_page: Opener, site: Site):
    page = open_page(as_="member")
    page.goto(site.pages["board"])
    page.evaluate("window.stayed = true")
    page.get_by_label("Search").fill("Bo Exa")
    expect(page).to_have_url(re.compile(r"[?&]q=Bo"))
    expect(page.locator("#rows")).to_contain_text("Bo Example")
    expect(page.locator("#rows")).not_to_contain_text("Ada Example")
    assert page.evaluate("window.stayed")
    page.reload()
    expect(page.locator("#rows")).not_to_contain_text("Ada Example")


def test_by_keyboard_alone(open_page: Opener, site: Site):
    """Skip to the content, reach an answer by Tab, press it by Space; focus can be seen at every stop."""
    page = open_page(as_="electoral")
    page.goto(dossier(site))
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    invisible = []
    for _step in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => { const at = document.activeElement, style = getComputedStyle(at);
          return {id: at.id, html: at.outerHTML.slice(0, 100), seen: style.outlineStyle !== "none" && style.outlineWidth !== "0px"}; }""")
        if not stop["seen"]:
            invisible.append(stop["html"])
        if stop["id"] == "f-solicited-no":
            break
    expect(page.locator("#f-solicited-no")).to_be_focused()
    page.keyboard.press("Space")
    verdict(page, "not-endorsable")
    expect(page.locator("#f-solicited-no")).to_be_focused()
    page.locator("#f-solicited-yes").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-solicited-yes")).to_have_attribute("aria-pressed", "true")
    assert invisible == []


def test_a_refused_change_is_told(open_page: Opener, site: Site, watch: Watch):
    """Two people at one dossier: the later one is told, and nothing of theirs is lost."""
    watch.allow("status of (409|422)")
    first, second = open_page(as_="electoral"), open_page(as_="electoral")
    for page in (first, second):
        page.goto(dossier(site))
    first.locator("#f-rooted-no").click()
    expect(first.locator("#f-rooted-no")).to_have_attribute("aria-pressed", "true")
    second.locator("#f-rooted-unknown").click()
    expect(second.locator("#fact-rooted [role=alert]")).to_be_visible()
    expect(second.locator("#f-rooted-no")).to_have_attribute("aria-pressed", "true")
    second.locator("#f-rooted-yes").click()
    expect(second.locator("#f-rooted-yes")).to_have_attribute("aria-pressed", "true")

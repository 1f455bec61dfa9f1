"""Language and theme are chosen in the page's head, kept, and work without JavaScript."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener


def open_menu(page: Page) -> None:
    menu = page.locator("details.masthead__menu")
    if menu.get_attribute("open") is None and menu.locator("summary").is_visible():
        menu.locator("summary").click()


def test_spanish(open_page: Opener):
    for javascript in (True, False):
        page = open_page(javascript=javascript)
        page.goto("/criteria/")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        open_menu(page)
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        assert page.url.endswith("/criteria/")
        page.goto("/accounts/login/")
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_browsers_language_is_followed(open_page: Opener):
    page = open_page(locale="es-MX")
    page.goto("/criteria/")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_chosen_theme_outlasts_the_page(page: Page):
    page.emulate_media(color_scheme="light")
    page.goto("/criteria/")
    light = page.evaluate("getComputedStyle(document.body).color")
    open_menu(page)
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).color") != light

"""The harness itself: what it is there to find, it finds."""

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Opener, Watch
from tests.browser.test_every_page import sideways, violations


def heard(page: Page, watch: Watch, words: str) -> bool:
    """Wait up to ten seconds until the watch has heard something."""
    for _try in range(200):
        if any(words in said for said in watch.problems()):
            return True
        page.wait_for_timeout(50)
    return False


def test_a_violated_policy_is_heard(open_page: Opener, watch: Watch):
    page = open_page()
    page.goto("/criteria/")
    assert watch.problems() == []
    page.evaluate("""() => { const inline = document.createElement("script");
      inline.textContent = "window.ran = true"; document.body.append(inline); }""")
    assert heard(page, watch, "policy violated: script-src")
    assert page.evaluate("window.ran") is None
    watch.allow("policy|Content Security Policy")


def test_an_error_of_a_script_is_heard(open_page: Opener, watch: Watch):
    page = open_page()
    page.goto("/criteria/")
    page.evaluate("setTimeout(() => { throw new Error('on purpose') })")
    assert heard(page, watch, "script error")
    assert watch.problems() == ["script error: on purpose"]
    watch.allow("on purpose")


def test_a_request_to_another_host_is_heard_and_refused(open_page: Opener, watch: Watch):
    page = open_page()
    page.goto("/criteria/")
    page.evaluate(
        "() => { const image = new Image(); image.src = 'http://elsewhere.invalid/x.png'; document.body.append(image); }"
    )
    assert heard(page, watch, "policy violated: img-src")
    watch.allow("policy|Content Security Policy|elsewhere.invalid")


def test_axe_sees_a_field_without_a_label_and_grey_on_grey(open_page: Opener):
    page = open_page()
    page.goto("/criteria/")
    assert violations(page) == []
    page.evaluate("""() => { document.querySelector("main").insertAdjacentHTML("beforeend", "<p id=pale>pale</p><input>");
      document.getElementById("pale").style.color = "#ccc"; }""")
    found = violations(page)
    assert any(said.startswith("label:") for said in found)
    assert any(said.startswith("color-contrast:") for said in found)


def test_a_page_that_scrolls_sideways_is_seen(open_page: Opener):
    page = open_page(width=PHONE)
    page.goto("/criteria/")
    assert sideways(page) == ""
    page.evaluate("() => { document.querySelector('main').style.width = '900px' }")
    assert sideways(page).startswith("9")


def test_signed_out_and_signed_in_are_told_apart(page: Page, open_page: Opener):
    page.goto("/accounts/2fa/")
    assert "/accounts/login/" in page.url
    member = open_page(as_="member")
    member.goto("/accounts/2fa/")
    assert member.url.endswith("/accounts/2fa/")

"""New York City's branches report and delegates decide; Sacramento's membership misses its quorum. On phones."""

import re

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage
from tests.browser.conftest import Opener
from tests.browser.town import Town, click, look, press, put_to_the_vote, result, to_candidacy
from tests.live import Site

NO_QUORUM = re.compile("quorum", re.IGNORECASE)


def test_branches_report_and_delegates_decide_by_new_yorks(site: Site, open_page: Opener, behind: Backstage):
    town = Town(site, open_page, behind, "Harborview", admin=1, electoral=2, member=6)
    for kind, name, people in (
        ("branch", "Northside", ["member 1", "member 2", "member 3"]), ("branch", "Uptown", ["member 4", "member 5"]),
        ("delegates", "Citywide leadership committee", ["member 1", "member 4", "member 6"]),
    ):  # fmt: skip
        behind.ask("body", slug=town.slug, kind=kind, name=name, people=people)
    motion = town.site.address + behind.ask("motion", slug=town.slug, key="new-york-city")["path"]
    title, mover = "To endorse", town.phone("electoral 1")
    (group,) = put_to_the_vote(mover, motion, "Electoral working group", "70-group")
    for who in ("electoral 1", "electoral 2"):
        town.vote(who, title, "Yes")
    result(behind, mover, group, "Passed", "71-group", title)
    north, up = put_to_the_vote(mover, motion, "Branches", "72-branches")
    for who, choice in {
        "member 1": "No",
        "member 2": "No",
        "member 3": "Yes",
        "member 4": "Yes",
        "member 5": "Yes",
    }.items():
        town.vote(who, title, choice)
    result(behind, mover, north, "Failed", "73-northside", title)
    result(behind, mover, up, "Passed", "74-uptown", title)
    mover.goto(motion)
    look(mover, "75-reported", title)
    expect(mover.locator("#stage-branches .badge").first).to_contain_text("eported")
    (delegates,) = put_to_the_vote(mover, motion, "Citywide leadership committee", "76-delegates")
    for who, choice in {"member 1": "No", "member 4": "Yes", "member 6": "Yes"}.items():
        town.vote(who, title, choice)
    result(behind, mover, delegates, "Passed", "77-delegates", title)
    expect(mover.get_by_role("main")).to_contain_text("the motion is decided: adopted")
    to_candidacy(mover, town)
    for said in ("Northside", "Uptown", "Citywide leadership committee"):
        expect(mover.locator("#ballots")).to_contain_text(said)
    look(mover, "78-candidacy", town.candidate)


def test_a_vote_without_its_quorum_fails_at_the_hard_stop_by_sacramentos(
    site: Site, open_page: Opener, behind: Backstage
):
    town = Town(site, open_page, behind, "Millbrook", admin=1, electoral=1, member=40)
    motion = town.site.address + behind.ask("motion", slug=town.slug, key="sacramento")["path"]
    title, mover = "To endorse", town.phone("electoral 1")
    for stage in (
        "The candidate asks for the endorsement",
        "The candidate answers the questionnaire",
        "Forum and committee report",
    ):
        mover.goto(motion)
        here = mover.locator("article.panel").filter(has=mover.get_by_role("heading", name=stage))
        here.get_by_role("link", name="Record step").click()
        look(mover, "80-step", stage)
        mover.get_by_label("Note or source").fill("Minutes, item 4")
        press(mover, "Record")
        expect(here).to_contain_text("Minutes, item 4")
    look(mover, "81-steps-done", title)
    (ballot,) = put_to_the_vote(mover, motion, "Membership vote", "82-membership")
    page = town.phone("member 1")
    page.goto("/desk/")
    click(page, title)
    look(page, "83-until-quorum", title)
    keyboard_vote(page)
    look(page, "84-recorded", title)
    behind.ask("time_comes", ballot=ballot, close=False)
    page.goto(f"/c/{town.slug}/ballots/{ballot}/")
    look(page, "85-waits-for-its-quorum", title)
    expect(page.locator(".page-header__lede")).to_contain_text("Still open, since the quorum was not reached by")
    expect(page.get_by_role("button", name="Record the changed vote")).to_be_visible()
    behind.ask("time_comes", ballot=ballot)
    behind.ask("closed_by_itself", ballot=ballot)
    page.goto(f"/c/{town.slug}/ballots/{ballot}/")
    look(page, "86-no-quorum", title)
    expect(page.locator("#outcome")).to_contain_text(NO_QUORUM)
    page.goto(motion)
    look(page, "87-motion", title)
    expect(page.locator(".page-header")).to_contain_text(NO_QUORUM)
    page.goto(f"/c/{town.slug}/")
    expect(page.locator("#rows")).to_contain_text(NO_QUORUM)
    to_candidacy(page, town)
    expect(page.locator("#ballots")).to_contain_text(NO_QUORUM)


def keyboard_vote(page: Page) -> None:
    """Vote yes with no other key than Tab and Space."""
    for selector in ("input[name=choice]", "button.ballot__cast"):
        for _press in range(40):
            if page.locator(f"{selector}:focus").count():
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(page.locator(".ballot__word")).to_have_text("Recorded")

"""Chapters that decide by three published procedures, on phones: from copying one to the certified record."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests import servers
from tests.browser import backstage
from tests.browser.backstage import Backstage
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_every_page import sideways, violations
from tests.live import Site

SHOTS = os.environ.get("SCREENSHOTS", "")  # a directory for a picture of every page that is looked at


@pytest.fixture(scope="session")
def behind(site: Site) -> Iterator[Backstage]:
    with backstage.opened(site) as process:
        yield process


class Town:
    """One chapter's people, each with a phone; the phones of `plain` run no scripts, and axe does not run there."""

    plain = ("member 2", "member 4", "member 6", "electoral 2", "steering 2")

    def __init__(self, site: Site, open_page: Opener, behind: Backstage, name: str, **people: int) -> None:
        self.site, self.open_page, self.behind, self.name = site, open_page, behind, name
        self.candidate = f"{name} Candidate"
        said = behind.ask("town", name=name, candidate=self.candidate, people=people)
        self.slug, self.sessions = said["slug"], said["sessions"]
        self.phones: dict[str, Page] = {}

    def phone(self, who: str) -> Page:
        """Return somebody's phone, at their desk when it is switched on."""
        if who not in self.phones:
            page = self.open_page(width=PHONE, javascript=who not in self.plain)
            page.context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.site.address}])
            page.goto("/desk/")
            self.phones[who] = page
        return self.phones[who]

    def everybody(self, *but: str) -> list[str]:
        return [who for who in self.sessions if who not in but]

    def vote(self, who: str, title: str, choice: str, body: str = "") -> str:
        """Vote from the desk, with three clicks; return the receipt."""
        page = self.phone(who)
        page.goto("/desk/")
        line = page.locator("li", has_text=body) if body else page
        line.get_by_role("link", name=title, exact=True).first.click()
        page.locator(".ballot__option").get_by_text(choice, exact=True).click()
        page.get_by_role("button", name="Record my vote").click()
        expect(page.locator(".ballot__word")).to_have_text("Recorded")
        return page.locator(".ballot__receipt").inner_text()

    def shut(self) -> None:
        for page in self.phones.values():
            page.context.close()


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


def choose(page: Page, vote: int, choices: dict[str, Any]) -> None:
    """Choose what a vote of a stage leaves open."""
    for field, value in choices.items():
        group = page.locator(f"fieldset[id='id_vote-{vote}-{field}']")
        if isinstance(value, tuple):
            for label, number in zip(("Upper number", "Lower number"), value, strict=True):
                group.get_by_label(label).fill(str(number))
        else:
            group.locator("label", has_text=re.compile(f"^\\s*{value}")).click()


def number_of(page: Page) -> int:
    """The ballot whose page this is."""
    found = re.search(r"/ballots/(\d+)/", page.url)
    assert found, page.url
    return int(found[1])


TITLE = "To endorse for City Council"
NO_QUORUM = re.compile("quorum", re.IGNORECASE)
COUNTED = (
    "9 yes of 11 yes and no, 81.8 %; at least 2/3 needed, that is 7 1/3; quorum 8, met by 12: passed.",
    "Shares are of votes cast for and against: 11.",
)
RULE = {
    "threshold": (1, 2), "comparison": "More than the share", "base": "Votes cast for and against", "quorum": "None",
    "method": "Roll call",
}  # fmt: skip
OF_MEMBERS = {"base": "Votes cast for and against", "quorum": "A number of people", "method": "Secret"}


def copy_chicago(admin: Page) -> None:
    """Copy the published procedure and choose what it leaves open."""
    menu(admin, "Procedures")
    look(admin, "01-no-procedure", "Procedures")
    click(admin, "Copy a published one")
    look(admin, "02-published", "Published procedures")
    click(admin, "Copy Chicago")
    admin.get_by_label("Name").fill("How we decide")
    look(admin, "03-copy", "Copy Chicago")
    press(admin, "Copy it")
    look(admin, "04-copied", "How we decide")
    expect(admin.locator(".notice--warning").first).to_contain_text("choices are still open")
    for stage, title in enumerate(("Electoral working group: whether", "Recommendations", "Membership vote")):
        admin.locator("article.stage").filter(has_text=title).first.get_by_role("link", name="Edit").click()
        expect(admin.get_by_role("heading", level=1)).to_contain_text(title)
        for vote in range(admin.locator("fieldset.vote").count()):
            choose(admin, vote, OF_MEMBERS if stage == 2 else RULE)
        if stage == 2:
            admin.get_by_label("People needed for the quorum").fill("8")
        admin.get_by_label("What is changed, and why").fill("As the general meeting decided.")
        look(admin, f"05-stage-{stage}", title)
        press(admin, "Save")
        look(admin, f"06-saved-{stage}", "How we decide")


def share_a_seat(admin: Page, *people: str) -> None:
    """Two of the steering committee have half a vote each."""
    menu(admin, "Procedures")
    click(admin, "Bodies that vote")
    look(admin, "07-bodies", "Bodies")
    click(admin, "Steering committee")
    for person in people:
        click(admin, "Say who shares a seat")
        admin.get_by_label("Who", exact=True).select_option(label=person)
        admin.get_by_label("Weight of the vote").fill("1/2")
        look(admin, "08-share", "Say who shares a seat")
        press(admin, "Save")
        expect(admin.get_by_role("row", name=person)).to_contain_text("1/2")
        expect(admin.locator(".notice--success")).to_contain_text(re.compile(r"from \d+ \w+ \d{4}\."))
    look(admin, "09-shared", "Steering committee")


def move(town: Town, mover: Page, recused: Page) -> str:
    """Move the motion from the candidacy's page; return the motion's address."""
    to_candidacy(mover, town)
    look(mover, "10-candidacy", town.candidate)
    click(mover, "Move a motion")
    look(mover, "11-move", "Move a motion")
    mover.get_by_label("Title").fill(TITLE)
    mover.get_by_label("Exact text").fill(f"That the chapter endorse {town.candidate} for City Council.")
    mover.get_by_label("Decided by").select_option(label="How we decide")
    press(mover, "Move it")
    look(mover, "12-moved", TITLE)
    to_candidacy(recused, town)
    click(recused, "Declare a conflict of interest")
    recused.get_by_label("The conflict").fill("Works for the campaign.")
    look(recused, "13-recuse", "Recusals")
    press(recused, "Recuse")
    expect(recused.get_by_text("Works for the campaign.").first).to_be_visible()
    look(recused, "14-recused", "Recusals")
    return mover.url


def to_candidacy(page: Page, town: Town) -> None:
    page.goto("/desk/")
    click(page, f"{town.name}: the board")
    click(page, town.candidate)
    expect(page.get_by_role("heading", level=1)).to_have_text(town.candidate)


def argue(page: Page, side: str) -> None:
    """Write a statement, from the list of motions."""
    menu(page, "Motions")
    look(page, f"15-motions-{side}", "Motions")
    click(page, TITLE)
    click(page, f"Write the case {side}")
    page.get_by_label("The case", exact=True).fill(f"What there is to say {side} it.")
    look(page, f"16-case-{side}", "Write a statement")
    press(page, "Save the statement")
    expect(page.get_by_text(f"What there is to say {side} it.")).to_be_visible()


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


def test_a_chapter_decides_by_chicagos_procedure(site: Site, open_page: Opener, behind: Backstage, tmp_path: Path):
    town = Town(site, open_page, behind, "Lakeside", admin=1, electoral=3, steering=3, member=10)
    admin, mover, recused = town.phone("admin 1"), town.phone("electoral 1"), town.phone("electoral 3")
    copy_chicago(admin)
    share_a_seat(admin, "Lakeside steering 1", "Lakeside steering 2")
    motion = move(town, mover, recused)
    argue(town.phone("member 1"), "for")
    argue(town.phone("member 3"), "against")
    (interview,) = put_to_the_vote(mover, motion, "Electoral working group", "20-interview")
    assert "You are recused from it: Works for the campaign. A recusal" in told_why_not(recused, interview)
    for who in ("electoral 1", "electoral 2"):
        town.vote(who, TITLE, "Yes")
    result(behind, mover, interview, "Passed", "21-interview-result")
    ours, theirs = put_to_the_vote(mover, motion, "Recommendations", "30-recommendations")
    for who in ("electoral 1", "electoral 2"):
        town.vote(who, TITLE, "No", body="lectoral")
    for who, choice in (("steering 1", "Yes"), ("steering 2", "No"), ("steering 3", "Yes")):
        town.vote(who, TITLE, choice, body="teering")
    look(town.phone("steering 1"), "31-roll-call-recorded", TITLE)
    result(behind, mover, ours, "Failed", "32-working-group")
    result(behind, mover, theirs, "Passed", "33-executive")
    expect(mover.get_by_role("main")).to_contain_text("1 1/2")
    (ballot,) = put_to_the_vote(mover, motion, "Membership vote", "40-membership")
    receipt = the_membership_votes(town, ballot, motion)
    behind.ask("time_comes", ballot=ballot)
    behind.ask("closed_by_itself", ballot=ballot)
    the_result_is_checked(town, ballot, receipt, tmp_path)
    the_result_is_certified(town.phone("steering 3"), town)
    to_candidacy(mover, town)
    expect(mover.locator(".page-header")).to_contain_text("Endorsed")
    look(mover, "60-candidacy-decided", town.candidate)
    menu(mover, "Board")
    expect(mover.locator("#rows")).to_contain_text("Endorsed")
    look(mover, "61-board-decided", "")
    menu(mover, "Motions")
    click(mover, TITLE)
    look(mover, "62-motion-decided", TITLE)
    expect(mover.locator(".page-header")).to_contain_text("dopted")


def told_why_not(page: Page, ballot: int) -> str:
    """Open a ballot whose roll leaves somebody off: no way to vote, and the reason."""
    page.goto(re.sub(r"/c/([^/]+)/.*", rf"/c/\1/ballots/{ballot}/", page.url))
    look(page, "20-not-on-the-roll", TITLE)
    expect(page.get_by_role("button", name="Record my vote")).to_have_count(0)
    return page.get_by_role("main").inner_text()


def told(page: Page, *addresses: str) -> list[str]:
    """Return all that these pages say to somebody."""
    said = []
    for address in addresses:
        page.goto(address)
        said.append(page.get_by_role("main").inner_text())
    return said


def result(behind: Backstage, page: Page, ballot: int, word: str, name: str, title: str = TITLE) -> None:
    """Let a ballot's time come; the next who opens it sees the result."""
    behind.ask("time_comes", ballot=ballot)
    page.goto(re.sub(r"/c/([^/]+)/.*", rf"/c/\1/ballots/{ballot}/", page.url))
    look(page, name, title)
    expect(page.locator("#outcome")).to_have_text(word)


def the_membership_votes(town: Town, ballot: int, motion: str) -> str:
    """Twelve of the sixteen on the roll vote in secret, on their phones; return the first one's receipt."""
    voters = town.everybody("electoral 3", "steering 3")[:12]
    first, others = voters[-1], voters[:-1]
    onlooker, chapter = town.phone("steering 3"), f"/c/{town.slug}/"
    pages = ("/desk/", motion, chapter, f"{chapter}motions/", f"{chapter}ballots/{ballot}/",
             f"{chapter}ballots/{ballot}/roll/", f"{chapter}log/")  # fmt: skip
    before = told(onlooker, *pages)
    page = town.phone(first)
    page.goto("/desk/")
    look(page, "41-desk", "Desk")
    click(page, TITLE)
    look(page, "42-ballot", TITLE)
    receipt = town.vote(first, TITLE, "Yes")
    look(page, "43-recorded", TITLE)
    page.go_back()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Already recorded")
    look(page, "44-already", TITLE)
    for count, who in enumerate(others):
        town.vote(who, TITLE, "No" if count % 4 == 3 else "Abstain" if count == 0 else "Yes")
    assert told(onlooker, *pages) == before, "before the close no page may show that anybody has voted, or how"
    return receipt


def the_result_is_checked(town: Town, ballot: int, receipt: str, tmp_path: Path) -> None:
    """Whoever voted finds the arithmetic in words, the receipt, and counts it again from the file."""
    page = town.phone("member 3")
    page.goto(f"/c/{town.slug}/ballots/{ballot}/")
    look(page, "50-result", TITLE)
    expect(page.locator("#outcome")).to_have_text("Passed")
    said = " ".join(page.get_by_role("main").inner_text().split())
    for sentence in COUNTED:
        assert sentence in said, said
    with page.expect_download() as download:
        click(page, "Rule and count, for recount")
    download.value.save_as(tmp_path / "recount.json")
    told = subprocess.run(
        [sys.executable, "manage.py", "recount", str(tmp_path / "recount.json")], cwd=servers.ROOT,
        env={**os.environ, **town.site.environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout)["outcome"] == "passed", told.stdout
    click(page, "Is my receipt in the box?")
    look(page, "51-receipts", "Receipts")
    for typed, word in ((receipt, "It is in the box"), ("ABCD-EFGH-JKMN-PQRS", "Not on the list")):
        page.get_by_label("Your receipt").fill(typed)
        press(page, "Look for it")
        expect(page.get_by_role("alert")).to_contain_text(word)
    look(page, "52-false-receipt", "Receipts")


def the_result_is_certified(page: Page, town: Town) -> None:
    """The steering committee certifies from the desk, and the print says the counts and what the share is of."""
    page.goto("/desk/")
    look(page, "53-desk", "Desk")
    waiting = page.locator("section[aria-labelledby=to-certify] li").filter(has_text="Membership")
    waiting.get_by_role("link", name=TITLE).click()
    click(page, "Certify this result")
    look(page, "54-certify", "Certify a result")
    press(page, "Certify and print")
    link = page.get_by_role("link", name="Certified by").first
    expect(link).to_be_visible(timeout=30_000)
    look(page, "55-certified", TITLE)
    printed = page.request.get(str(link.get_attribute("href")))
    if SHOTS:
        (Path(SHOTS) / "record.pdf").write_bytes(printed.body())
    text = " ".join(pages_of(printed.body()).split())
    for sentence in COUNTED:
        assert sentence in text, text


def pages_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


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

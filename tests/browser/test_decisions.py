"""A chapter decides by Chicago's procedure, on phones: from copying it to the certified record."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
from playwright.sync_api import Page, expect

from tests import servers
from tests.browser.backstage import Backstage
from tests.browser.conftest import Opener
from tests.browser.town import SHOTS, Town, click, look, menu, press, put_to_the_vote, result, to_candidacy
from tests.live import Site

TITLE = "To endorse for City Council"
COUNTED = (
    "9 yes of 11 yes and no, 81.8 %; at least 2/3 needed, that is 7 1/3; quorum 8, met by 12: passed.",
    "Shares are of votes cast for and against: 11.",
)
RULE = {
    "threshold": (1, 2), "comparison": "More than the share", "base": "Votes cast for and against", "quorum": "None",
    "method": "Roll call",
}  # fmt: skip
OF_MEMBERS = {"base": "Votes cast for and against", "quorum": "A number of people", "method": "Secret"}


def choose(page: Page, vote: int, choices: dict[str, Any]) -> None:
    """Choose what a vote of a stage leaves open."""
    for field, value in choices.items():
        group = page.locator(f"fieldset[id='id_vote-{vote}-{field}']")
        if isinstance(value, tuple):
            for label, number in zip(("Upper number", "Lower number"), value, strict=True):
                group.get_by_label(label).fill(str(number))
        else:
            group.locator("label", has_text=re.compile(f"^\\s*{value}")).click()


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
    result(behind, mover, interview, "Passed", "21-interview-result", TITLE)
    ours, theirs = put_to_the_vote(mover, motion, "Recommendations", "30-recommendations")
    for who in ("electoral 1", "electoral 2"):
        town.vote(who, TITLE, "No", body="lectoral")
    town.phone("steering 1")  # theirs, to be looked at after the vote
    for who, choice in (("steering 1", "Yes"), ("steering 2", "No"), ("steering 3", "Yes")):
        town.vote(who, TITLE, choice, body="teering")
    look(town.phone("steering 1"), "31-roll-call-recorded", TITLE)
    result(behind, mover, ours, "Failed", "32-working-group", TITLE)
    result(behind, mover, theirs, "Passed", "33-executive", TITLE)
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

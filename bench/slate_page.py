"""The slate page in Chromium: from the press that brings one in, or takes one out, to the new plan shown.

60 endorsable candidacies over a year of weeks on PostgreSQL, served by gunicorn (2 sync workers) with the settings of
production. Each press asks for a combination that no worker has planned before, so that each is solved, checked and
laid out anew; the same moves asked for once more show what a kept plan costs. Before that, the first answer of
workers that have planned nothing: the page plans six slates, the board one.
Run: `make bench`, or `python -m tests.servers postgres --durable -- python -m bench.slate_page`.
"""

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import live, servers
from tests.browser.conftest import QUIET, WIDE, chromium_binary

CANDIDACIES = 60
PRESSES = 60
WARMING = 4  # untold: workers load what they need, Chromium compiles htmx
# From the click to the frame after the new plan is in the page; and what the browser says of the request itself.
WATCH = """() => {
  performance.clearResourceTimings();
  window.pressed = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("the press led to no plan")), 20000);
    let start = null;
    document.addEventListener("click", (event) => { start = event.timeStamp; }, { capture: true, once: true });
    const old = document.querySelector("#plan-said");
    const observer = new MutationObserver(() => {
      const said = document.querySelector("#plan-said");
      if (start === null || said === null || said === old) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        const end = performance.now();
        const asked = performance.getEntriesByType("resource").filter((it) => it.initiatorType === "xmlhttprequest");
        done([end - start, asked.length === 1 ? asked[0].responseEnd - asked[0].requestStart : null]);
      }));
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}"""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ |= {"DEBUG": "0", "DEMO": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR"}
os.environ.setdefault("SECRET_KEY", "bench-only-" + "s" * 50)


def filled(seed: int = 2026) -> tuple[str, str]:
    """Fill the database; return the path of the cycle's board and the session of somebody who sits in its chapter."""
    import django

    django.setup()
    from django.core.management import call_command

    from capacity.models import SupplyWeek
    from endorsements.models import FieldPlan
    from tests import factories
    from tests.access.scenario import session_of

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chance, chapter = random.Random(seed), factories.chapter()
    member = factories.seat(chapter)
    cycle = factories.cycle(chapter)
    SupplyWeek.objects.create(
        chapter=chapter, starts_on=dt.date(2027, 1, 4), canvassers=180, set_by=member, set_at=factories.NOW
    )
    for number in range(CANDIDACIES):
        starts_on = dt.date(2027, 1, 4) + dt.timedelta(weeks=chance.randrange(26))
        race = factories.race(cycle, election_on=starts_on + dt.timedelta(weeks=chance.randrange(8, 27)))
        answers = chance.choice((factories.CADRE, factories.STRUGGLE))
        candidacy = factories.candidacy(race, answers, name=f"Candidate {number}", opened_by=member)
        FieldPlan.objects.create(
            candidacy=candidacy, starts_on=starts_on, own_turnout=chance.randrange(1500, 15000),
            own_turnout_reason="Invented.", win_chance_permille=chance.randrange(200, 900),
            weight=chance.randrange(1, 6), set_by=member, set_at=factories.NOW,
        )  # fmt: skip
    return f"/c/{chapter.slug}/cycles/{cycle.pk}/", session_of(member)


def settle(page: Page) -> None:
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")  # htmx settles


def press(page: Page, selector: str) -> tuple[float, float]:
    """Press one move; return the milliseconds from the click to the plan shown, and of the request alone."""
    page.evaluate(WATCH)
    page.locator(selector).click()
    whole, request = page.evaluate("window.pressed")
    if request is None:
        raise RuntimeError("one press made more or fewer requests than one")
    settle(page)
    return whole, request


def measured(page: Page, address: str) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Press each candidacy's own move, then pairs of moves; return the times at first and of the same once more."""
    page.goto(address, wait_until="networkidle")
    ids = page.eval_on_selector_all("[id^=move-]", "all => all.map(each => each.id)")
    first, again = [], []
    for number in range(WARMING + PRESSES):
        one = ids[number % len(ids)]
        if number >= len(ids):  # beside another move, so that this one too is a plan of its own
            page.goto(address, wait_until="networkidle")
            press(page, f"#{ids[(number + 1) % len(ids)]}")
        first.append(press(page, f"#{one}"))
        press(page, "#unmove")
        again.append(press(page, f"#{one}"))
        press(page, "#unmove")
    return first[WARMING:], again[WARMING:]


def cold(address: str, path: str, key: str) -> float:
    """Return the milliseconds of the first answer of a worker that has planned nothing yet."""
    import urllib.request

    request = urllib.request.Request(address + path, headers={"Cookie": f"sessionid={key}"})
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1e3


def report(times: dict[str, list[float]]) -> None:
    print(f"{'':<44}{'p50 ms':>9}{'p95 ms':>9}")
    for name, milliseconds in times.items():
        p50, p95 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]
        print(f"{name:<44}{p50:>9.1f}{p95:>9.1f}")


def main() -> int:
    """Fill a database, serve it, press; 0 when every press showed its plan (otherwise it raises)."""
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres(durable=True))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DATABASE_URL"] = stack.enter_context(live.database("bench_slate", home))
        board, key = filled()
        print(f"The slate of {CANDIDACIES} candidacies: gunicorn, PostgreSQL, {os.cpu_count()} cores")
        for name, path in (("board", board), ("slate page", f"{board}slate/")):
            with servers.site("config.settings", workers=1) as address:
                cold(address, "/criteria/", key)  # the process is up, and has planned nothing
                planned, kept = cold(address, path, key), cold(address, path, key)
            print(f"{name}, a worker's first: {planned:.0f} ms, its second: {kept:.0f} ms")
        address = stack.enter_context(servers.site("config.settings"))
        playwright = stack.enter_context(sync_playwright())
        arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
        browser = playwright.chromium.launch(executable_path=chromium_binary(), args=arguments)
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": WIDE, "height": 900})
        page.set_default_timeout(20_000)
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
        first, again = measured(page, f"{address}{board}slate/")
        print(f"{PRESSES} presses in Chromium {browser.version}, 2 sync workers")
        report(
            {
                "press to new plan shown": [whole for whole, _ in first],
                "  the request (server's time)": [request for _, request in first],
                "the same move once more, shown": [whole for whole, _ in again],
                "  the request (server's time)  ": [request for _, request in again],
            }
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

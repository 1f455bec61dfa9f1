"""One fact changed by htmx to the new verdict shown, in Chromium, beside the server's own time for the answer.

A full dossier on PostgreSQL, served by gunicorn (2 sync workers) with the settings of production. Before each press
that is measured another answer changes, so that every verdict panel is one that no worker has rendered and kept.
Run: `make bench`, or `python -m tests.servers postgres --durable -- python -m bench.live`.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

from tests import live, servers
from tests.browser.conftest import QUIET, WIDE, chromium_binary

if TYPE_CHECKING:
    from endorsements.models import Candidacy

PRESSES = 60
WARMING = 4  # untold: workers load what they need, Chromium compiles htmx
PRESSED = "accountable"
# Each press finds another combination of these, which are all asked by the verdict's panel; 2 to their number suffice.
VARIED = (
    "labor_against_capital",
    "coheres_left_labor",
    "polarizes_by_class",
    "visible",
    "contest_over_direction",
    "class_lines_legible",
    "conservative_area",
)
# With this dossier `accountable` alone decides between cadre and another verdict, whatever the varied facts are.
OTHER_THAN_YES = {
    "branch": "legislative",
    "contest": "partisan-primary",
    "ballot_line": "democratic",
    "symbolic": "no",
    "conservative_area": "no",
}
# From the click to the frame after the new verdict is in the page; and what the browser says of the request itself.
WATCH = """() => {
  performance.clearResourceTimings();
  const shown = () => document.querySelector("#verdict .verdict--large").textContent;
  const before = shown();
  window.pressed = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("the press led to no other verdict")), 10000);
    let start = null;
    document.addEventListener("click", (event) => { start = event.timeStamp; }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (start === null || shown() === before) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        const end = performance.now();
        const all = performance.getEntriesByType("resource");
        const asked = all.filter((each) => each.initiatorType === "xmlhttprequest");
        done([end - start, asked.length === 1 ? asked[0].responseEnd - asked[0].requestStart : null]);
      }));
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ |= {"DEBUG": "0", "DEMO": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR"}
os.environ.setdefault("SECRET_KEY", "bench-only-" + "l" * 50)


def filled() -> tuple[str, str]:
    """Fill the database; return the candidacy page's path and the session of somebody who may answer."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.cycles import found
    from tests.access.scenario import session_of

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = found((50,))
    _answer_all(made.candidacies[50])
    return f"/c/{made.chapter.slug}/candidacies/{made.candidacies[50].pk}/", session_of(made.member)


def _answer_all(candidacy: "Candidacy") -> None:
    answers = list(candidacy.answers.filter(is_current=True))
    for answer in answers:
        answer.value = "holds" if answer.fact.startswith("red_lines.") else OTHER_THAN_YES.get(answer.fact, "yes")
    candidacy.answers.bulk_update(answers, ["value"])


def combinations() -> Iterator[str]:
    """The varied facts to turn, one at a time, so that no combination of their answers returns (a Gray code)."""
    for step in range(1, 1 << len(VARIED)):
        yield VARIED[(step & -step).bit_length() - 1]


def turn(page: Page, fact: str) -> None:
    """Press the answer to a yes-or-no fact that does not stand; return when its row is the new one."""
    button = page.locator(f'#fact-{fact} button[aria-pressed="false"]:is([value="yes"], [value="no"])')
    button.evaluate("(it) => it.closest('.fact').setAttribute('data-was', '')")
    button.click()
    page.locator(f"#fact-{fact}:not([data-was])").wait_for()
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")  # htmx settles


def measured(page: Page) -> list[tuple[float, float]]:
    """Milliseconds of each press: from the click to the verdict shown, and of the request alone."""
    taken = []
    for varied, _ in zip(combinations(), range(WARMING + PRESSES), strict=False):
        turn(page, varied)
        page.evaluate(WATCH)
        turn(page, PRESSED)
        whole, request = page.evaluate("window.pressed")
        if request is None:
            raise RuntimeError("one press made more or fewer requests than one")
        taken.append((whole, request))
    return taken[WARMING:]


def report(taken: list[tuple[float, float]]) -> None:
    """Print p50 and p95 of both times, and of what the browser took beside the request."""
    rows = {
        "click to new verdict shown": [whole for whole, _ in taken],
        "  the request (server's time)": [request for _, request in taken],
        "  the browser's own": [whole - request for whole, request in taken],
    }
    base = statistics.median(rows["  the request (server's time)"])
    print(f"{'':<34}{'p50 ms':>9}{'p95 ms':>9}{'× server':>10}")
    for name, milliseconds in rows.items():
        p50, p95 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]
        print(f"{name:<34}{p50:>9.1f}{p95:>9.1f}{p50 / base:>10.2f}")


def main() -> int:
    """Fill a database, serve it, press; 0 when every press showed another verdict (otherwise it raises)."""
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres(durable=True))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DATABASE_URL"] = stack.enter_context(live.database("bench_live", home))
        path, session = filled()
        address = stack.enter_context(servers.site("config.settings"))
        playwright = stack.enter_context(sync_playwright())
        arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
        browser = playwright.chromium.launch(executable_path=chromium_binary(), args=arguments)
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": WIDE, "height": 900})
        page.set_default_timeout(10_000)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page.goto(address + path, wait_until="networkidle")
        print(
            f"One fact to the new verdict: Chromium {browser.version}, gunicorn, 2 sync workers, PostgreSQL, "
            f"{os.cpu_count()} cores, {PRESSES} presses"
        )
        report(measured(page))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Chromium against the live site. Whatever a page complains about on the way makes its test fail."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from tests import live
from tests.browser import backstage
from tests.live import Site

WIDE, PHONE = 1280, 390
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
# A violation that no script of the page can see; without JavaScript the browser itself says it on the console.
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} in ${event.sourceFile}`))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this directory, and run it last: a browser's event loop stays in the process."""
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if item not in ours] + ours


def chromium_binary() -> str:
    """Return the path of the system's Chromium; raises FileNotFoundError with what to do."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise FileNotFoundError("No Chromium found: install it, or name it in the environment variable CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright's event loop lives in the main thread; Django then refuses the database to every later test there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_binary(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    with live.serve(tmp_path_factory.mktemp("live"), f"live_{worker_id}") as served:
        yield served


@pytest.fixture(scope="session")
def behind(site: Site) -> Iterator[backstage.Backstage]:
    """What happens behind the site while its pages are looked at."""
    with backstage.opened(site) as process:
        yield process


@dataclass
class Watch:
    """What pages complained about: script errors, console errors, violated policies, requests to other hosts.

    `allow` takes a regular expression for what a test provokes on purpose.
    """

    home: str
    said: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        self.allowed.append(re.compile(pattern))

    def follow(self, page: Page) -> Callable[[], None]:
        """Listen to a page; return what ends it."""
        listeners: list[tuple[Any, Callable[..., None]]] = [
            ("console", self.heard),
            ("pageerror", self.failed),
            ("request", self.asked),
        ]
        for event, listener in listeners:
            page.on(event, listener)

        def stop() -> None:
            for event, listener in listeners:
                page.remove_listener(event, listener)

        return stop

    def failed(self, error: Error) -> None:
        self.said.append(f"script error: {error}")

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.said.append(f"a request left the site: {request.url}")

    def problems(self) -> list[str]:
        return [said for said in self.said if not any(pattern.search(said) for pattern in self.allowed)]


Opener = Callable[..., Page]


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    watching = Watch(site.address)
    yield watching
    assert watching.problems() == []


@pytest.fixture
def open_page(chromium: Browser, site: Site, watch: Watch) -> Iterator[Opener]:
    """Return a function that opens an empty page, watched: `open_page(width=390, javascript=False, as_="admin")`."""
    contexts: list[BrowserContext] = []

    def opened(
        *, width: int = WIDE, javascript: bool = True, as_: str = "anonymous", row: str = "home", **more: object
    ) -> Page:
        context = chromium.new_context(
            base_url=site.address, viewport={"width": width, "height": 900}, java_script_enabled=javascript,
            locale=str(more.get("locale", "en-US")),
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(10_000)
        if javascript:
            context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        watch.follow(page)
        if as_ != "anonymous":
            sign_in(page, site, as_, row)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def one_tab(chromium: Browser, site: Site) -> Iterator[Page]:
    """A tab that goes from page to page, as whoever is signed in next: to open one takes longer than a page does."""
    context = chromium.new_context(base_url=site.address, locale="en-US")
    context.set_default_timeout(10_000)
    context.add_init_script(TELL_VIOLATIONS)
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(one_tab: Page, watch: Watch) -> Iterator[Page]:
    """The one tab, with nobody signed in, watched."""
    one_tab.context.clear_cookies()
    stop = watch.follow(one_tab)
    yield one_tab
    one_tab.goto("about:blank")  # else its page might go on asking, as nobody, beside the next test
    stop()


def sign_in(page: Page, site: Site, principal: str, row: str = "home") -> None:
    """Give a page the session of somebody who signed in a moment ago; `row` names whose scenario they belong to."""
    page.context.add_cookies([{"name": "sessionid", "value": site.sessions[row][principal], "url": site.address}])


@pytest.fixture(params=[WIDE, PHONE], ids=lambda width: f"{width}px")
def page(request: pytest.FixtureRequest, open_page: Opener) -> Page:
    """A signed-out page, once wide and once as narrow as a phone."""
    return open_page(width=request.param)


@pytest.fixture
def no_js_page(open_page: Opener) -> Page:
    return open_page(javascript=False)

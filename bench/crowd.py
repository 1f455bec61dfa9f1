"""Members of a meeting as the site meets them over HTTP: each signs in by the form, opens the ballot and votes."""

import re
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RECEIPT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")
TIMEOUT = 120


class Unexpected(RuntimeError):
    """The site answered otherwise than it should have."""


@dataclass
class Person:
    """A browser without pictures: keeps cookies, opens a connection for each request, sends what its form says."""

    address: str
    comes_from: str = ""
    """What the proxy in front says of where this person is (X-Forwarded-For)."""
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, **values: str) -> tuple[int, str, str]:
        """Ask once; return status, where it leads ("" when nowhere) and the page."""
        host = urlsplit(self.address)
        connection = HTTPConnection(host.hostname or "", host.port, timeout=TIMEOUT)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.comes_from:
            headers["X-Forwarded-For"] = self.comes_from
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**values, "csrfmiddlewaretoken": self.token})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := TOKEN.search(page):
            self.token = found[1]
        return answer.status, answer.headers.get("Location", ""), page

    def sign_in(self, email: str, password: str, onward: str) -> None:
        """Open the sign-in form and send it; raise Unexpected unless it leads onward."""
        status, _to, _page = self.ask("GET", f"/accounts/login/?{urlencode({'next': onward})}")
        if status != 200:
            raise Unexpected(f"the sign-in form answered {status}")
        status, to, _page = self.ask("POST", "/accounts/login/", login=email, password=password, next=onward)
        if (status, to) != (302, onward):
            raise Unexpected(f"signing in answered {status} {to}")

    def open_ballot(self, path: str) -> None:
        """Open the ballot's page; raise Unexpected unless it is the form to vote with."""
        status, _to, page = self.ask("GET", path)
        if status != 200 or f'action="{path}vote/"' not in page:
            raise Unexpected(f"the ballot's page answered {status}")

    def vote(self, path: str, choice: str) -> str:
        """Send the vote, follow to where it leads, and return the receipt that is shown."""
        status, to, page = self.ask("POST", f"{path}vote/", choice=choice)
        if (status, to) == (302, path):
            status, _to, page = self.ask("GET", path)
        found = RECEIPT.search(page)
        if status != 200 or found is None:
            raise Unexpected(f"voting answered {status}")
        return found[0]


@dataclass
class Told:
    """What a crowd's work came to: seconds of each act by its name, errors in words, receipts, seconds overall."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    overall: float = 0.0

    def time[T](self, name: str, act: Callable[[], T]) -> T:
        """Do something and note how long it took."""
        began = time.perf_counter()
        try:
            return act()
        finally:
            self.seconds.setdefault(name, []).append(time.perf_counter() - began)

    def row(self, name: str) -> tuple[float, float, float]:
        """p50, p95 and the longest of an act, in seconds."""
        taken = self.seconds[name]
        return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], max(taken)


def crowd(acts: Iterable[Callable[[Told], str]], clients: int) -> Told:
    """Let people act, so many at once; each act returns a receipt."""
    told = Told()

    def run(act: Callable[[Told], str]) -> None:
        try:
            told.receipts.append(act(told))
        except (OSError, Unexpected) as error:
            told.errors.append(f"{type(error).__name__}: {error}")

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(run, acts))
    told.overall = time.perf_counter() - began
    return told

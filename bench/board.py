"""The triage board and the candidacy page, signed in, against a bare Django page of 50 rows with one query.

Both are served by gunicorn (2 sync workers) from the same PostgreSQL with the settings of production, and asked in turn
by 1 and by 8 clients, each request on a connection of its own. Run: `make bench`, or
`python -m tests.servers postgres --durable -- python -m bench.board`; more pages of the chapter can be named behind it
(`python -m bench.board memos/ log/`).
"""

import http.client
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

SIZES = (50, 500)
CLIENTS = (1, 8)
ROUNDS = 5
REQUESTS = 60  # a round, of each page
GOAL = 2.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ |= {"DEBUG": "0", "DEMO": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1,testserver", "LOG_LEVEL": "ERROR"}
os.environ.setdefault("SECRET_KEY", "bench-only-" + "b" * 50)


def ask(address: str, path: str, cookie: str) -> float:
    """Ask for a page once, on a new connection; return the seconds until all of it was read."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return time.perf_counter() - start


def load(address: str, path: str, cookie: str, *, clients: int, requests: int) -> list[float]:
    """Ask `requests` times, `clients` at once; return the seconds of each."""
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(lambda _: ask(address, path, cookie), range(requests)))


def queries(path: str, cookie: str) -> int:
    """Return how many queries a page makes, session and user included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies.load(cookie)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured.captured_queries)


def report(pages: dict[str, tuple[str, str]], cookie: str, bare: str) -> bool:
    """Measure each page (name → server, path) in turn, print the table, and say whether the goals were met."""
    for server, path in pages.values():
        load(server, path, cookie, clients=2, requests=20)
    counted = {name: queries(path, cookie) if server != bare else 1 for name, (server, path) in pages.items()}
    met = True
    print(f"{'page':<34}{'clients':>8}{'p50 ms':>9}{'p95 ms':>9}{'× bare 50':>11}{'queries':>9}")
    for clients in CLIENTS:
        taken: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(ROUNDS):  # in turn, so that what else the machine does meets all of them alike
            for name, (server, path) in pages.items():
                taken[name] += load(server, path, cookie, clients=clients, requests=REQUESTS)
        base = statistics.median(taken["bare Django page, 50 rows"])
        for name, seconds in taken.items():
            p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
            ratio = p50 / base
            print(f"{name:<34}{clients:>8}{p50 * 1e3:>9.1f}{p95 * 1e3:>9.1f}{ratio:>11.2f}{counted[name]:>9}")
            if "500" not in name:
                met &= ratio <= GOAL
            met &= counted[name] <= 12
    return met


def main(extra: list[str]) -> int:
    """Fill a database, serve it, measure; 0 when the goals were met, 1 when not."""
    import django

    from tests import servers

    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres(durable=True))
        django.setup()
        from django.core.management import call_command

        from bench.cycles import found
        from tests.access.scenario import session_of

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        made = found(SIZES)
        cookie = f"sessionid={session_of(made.member)}"
        ours = stack.enter_context(servers.site("config.settings"))
        bare = stack.enter_context(servers.site("bench.bare_settings"))
        home = f"/c/{made.chapter.slug}/"
        pages = {f"bare Django page, {size} rows": (bare, f"/cycles/{made.cycles[size].pk}/") for size in SIZES}
        pages |= {f"board, {size} candidacies": (ours, f"{home}cycles/{made.cycles[size].pk}/") for size in SIZES}
        pages["candidacy page, full dossier"] = (ours, f"{home}candidacies/{made.candidacies[50].pk}/")
        pages |= {path: (ours, home + path) for path in extra}
        print(f"Board and candidacy page: gunicorn, 2 sync workers, PostgreSQL, {os.cpu_count()} cores")
        met = report(pages, cookie, bare)
    print(f"goal: at most {GOAL:g} × at 50 rows, at most 12 queries: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

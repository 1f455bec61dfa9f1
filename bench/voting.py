"""A meeting signs in and votes within a minute; votes a second of people signed in; queries of the pages of a ballot.

(a) 200 members come one by one over a minute, open the sign-in form, send address and password (the hasher of
production), open the ballot's page and vote; once each from an address of their own, once all from their hall's. Their
limits are those of production. (b) 400 members, signed in before, open the page and vote, 8 and 32 at once, by roll
call and in secret, on SQLite and on PostgreSQL. (c) what the pages ask of the database.

gunicorn has 2 sync workers, and the crowd shares the machine with it, with a connection for each request and none of
the time that people take to read. Goals of ours: no error, and every vote counted once; (a) p95 of signing in under
3 s, of voting (page and vote) under 2 s, the last vote within 5 s after the minute; (b) over 20 votes a second, six
times what the meeting needs; (c) at most 12 queries a page, 20 the vote. Run: `make bench`, or
`python -m tests.servers postgres --durable -- python -m bench.voting`; a part of it alone by its name behind that:
`meeting` (a and c), `rush` (b).
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench.crowd import Person, Told, crowd
from tests import live, servers
from tests.faults.experiments import Poll, poll

MEETING, MINUTE, PASSWORD = 200, 60.0, "seven lamps by the river"
VOTERS, CLIENTS, METHODS = 400, (8, 32), ("roll-call", "secret")
SIGN_IN_GOAL, VOTE_GOAL, LATEST, RATE_GOAL = 3.0, 2.0, 5.0, 20.0
PAGE_QUERIES, VOTE_QUERIES, VOTE = 12, 20, "the vote (secret)"
LINE = "{:<44}{:>9.0f}{:>9.0f}{:>9.0f}{:>8}"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ |= {"DEBUG": "0", "DEMO": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1,testserver", "LOG_LEVEL": "ERROR"}
os.environ["PROXIES"] = "1"  # the crowd says what a proxy would say of where each comes from
os.environ.setdefault("SECRET_KEY", "bench-only-" + "v" * 50)


def heads(title: str) -> None:
    print(f"\n{title}\n{'':<44}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'errors':>8}")


def rows(told: Told, *names: str) -> None:
    """Print a line for each act, and the first errors in words."""
    for name in names:
        print(LINE.format(name, *(seconds * 1e3 for seconds in told.row(name)), len(told.errors)))
    for error in sorted(set(told.errors))[:3]:
        print(f"    {error}")


def warm(address: str, path: str, session: str = "") -> None:
    """Let both workers load what they need, untold."""
    cookies = {"sessionid": session} if session else {}
    crowd([lambda _told: Person(address, cookies=dict(cookies)).ask("GET", path)[2]] * 8, 4)


def hashing() -> float:
    """Seconds of processor time that one password takes to be made or checked, with nothing around it."""
    from django.contrib.auth.hashers import check_password, make_password

    hashed, began = make_password(PASSWORD), time.process_time()
    for _ in range(5):
        assert check_password(PASSWORD, hashed)
    return (time.process_time() - began) / 5


def arrive(person: Person, at: float, email: str, path: str, told: Told) -> str:
    """Come at a moment (of `time.perf_counter`), sign in and vote; return the receipt."""
    time.sleep(max(0.0, at - time.perf_counter()))
    told.time("signing in", partial(person.sign_in, email, PASSWORD, path))

    def votes() -> str:
        person.open_ballot(path)
        return person.vote(path, "yes")

    return told.time("page and vote", votes)


def meeting(address: str, path: str, emails: list[str], hall: str) -> bool:
    """Let a meeting sign in and vote within the minute, from one address or (hall "") from many; say whether well."""
    warm(address, "/accounts/login/")
    start, apart = time.perf_counter(), MINUTE / len(emails)
    people = [Person(address, hall or f"203.0.{n // 250}.{n % 250}") for n in range(len(emails))]
    acts = [
        partial(arrive, person, start + n * apart, email, path)
        for n, (person, email) in enumerate(zip(people, emails, strict=True))
    ]
    told = crowd(acts, len(acts))
    heads(f"{len(emails)} members within {MINUTE:.0f} s, {'all from one address' if hall else 'each from an address'}")
    rows(told, "signing in", "page and vote")
    print(f"last vote {told.overall - MINUTE:+.1f} s after the minute; {len(set(told.receipts))} recorded")
    good = not told.errors and len(set(told.receipts)) == len(emails)
    return good and told.row("signing in")[1] <= SIGN_IN_GOAL and told.row("page and vote")[1] <= VOTE_GOAL and (
        told.overall <= MINUTE + LATEST
    )  # fmt: skip


def counted(ballot_id: int) -> int:
    """Close a ballot now and return how many votes its result counts."""
    from chapters.clock import database_now
    from endorsements.models import Ballot
    from endorsements.operations.closing import close_if_due

    Ballot.objects.filter(pk=ballot_id).update(closes_at=database_now())
    return int((close_if_due(ballot_id).result or {})["participants"])


def evening(home: Path) -> bool:
    """Measure (a) and (c) in a database of its own beside DATABASE_URL's."""
    with ExitStack() as stack:
        os.environ["DATABASE_URL"] = stack.enter_context(live.database("bench_voting", home))
        import django

        django.setup()
        from django.contrib.auth.hashers import make_password

        from chapters.models import Member
        from tests.faults.poll import make

        made = make(MEETING, 3, "secret")
        people = Member.objects.filter(email__startswith="voter.").order_by("pk")
        people.update(password=make_password(PASSWORD))
        paths = [f"/c/{made['slug']}/ballots/{ballot}/" for ballot in made["ballots"]]
        emails = list(people.values_list("email", flat=True))
        one = hashing()
        print(f"Hashing a password: {one * 1e3:.0f} ms of processor time, × {MEETING} = {one * MEETING:.0f} s")
        address = stack.enter_context(servers.site("config.settings"))
        good = True
        for path, ballot, hall in zip(paths, made["ballots"], ("", "198.51.100.7"), strict=False):
            good &= meeting(address, path, emails, hall)
            good &= counted(ballot) == MEETING
        return good & queries(paths[2], made["ballots"][2], made["slug"], people[0])


def queries(path: str, ballot: int, slug: str, member: Any) -> bool:
    """Print what each page asks of the database, session and user included; say whether it is within the goal."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.access.scenario import session_of

    client, found = Client(), {}
    client.cookies["sessionid"] = session_of(member)

    def ask(name: str, where: str, **values: str) -> None:
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(where, values) if values else client.get(where)
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
        found[name] = sum(not each["sql"].startswith(("BEGIN", "COMMIT")) for each in captured.captured_queries)

    ask("desk, one ballot waits", "/desk/")
    ask("ballot's page, to vote", path)
    ask(VOTE, f"{path}vote/", choice="yes")
    ask("ballot's page, recorded", path)
    ask("desk, nothing waits", "/desk/")
    counted(ballot)
    ask("ballot's page, result", path)
    print("\nqueries: " + ", ".join(f"{name} {number}" for name, number in found.items()))
    return all(number <= (VOTE_QUERIES if name == VOTE else PAGE_QUERIES) for name, number in found.items())


def signed_in(address: str, session: str, path: str, told: Told) -> str:
    """Open the ballot's page with a session made before, and vote; return the receipt."""
    person = Person(address, cookies={"sessionid": session})
    told.time("ballot's page", partial(person.open_ballot, path))
    return told.time("the vote, to Recorded", partial(person.vote, path, "yes"))


def rush(made: Poll, address: str, ballot: int, clients: int, title: str) -> bool:
    """Let everybody of a poll vote in one ballot; say whether all were counted once, fast enough."""
    path = made.path(ballot).removesuffix("vote/")
    told = crowd([partial(signed_in, address, session, path) for session in made.sessions], clients)
    heads(f"{title}, {clients} at once: {len(told.receipts) / told.overall:.0f} votes a second")
    rows(told, "ballot's page", "the vote, to Recorded")
    return not told.errors and len(told.receipts) / told.overall >= RATE_GOAL and len(set(told.receipts)) == VOTERS


def rushes(home: Path, method: str, name: str, url: str) -> bool:
    """Measure (b) for one method on one database; the result must count each vote once."""
    arguments = ["--voters", str(VOTERS), "--ballots", str(len(CLIENTS)), "--method", method]
    with poll(home, "bench_rush", *arguments, url=url) as made:
        environment = {key: value for key, value in made.environment.items() if key != "DJANGO_SETTINGS_MODULE"}
        with servers.site("tests.live.settings", **environment) as address:
            warm(address, made.path(made.ballots[0]).removesuffix("vote/"), made.sessions[0])
            good = True
            for ballot, clients in zip(made.ballots, CLIENTS, strict=True):
                good &= rush(made, address, ballot, clients, f"{name}, {method}")
        results = [state["result"]["participants"] for state in made.state(close=True).values()]
    print(f"counted: {results}")
    return good and results == [VOTERS] * len(CLIENTS)


def main(parts: list[str]) -> int:
    """Measure all, or the parts that are named; 0 when the goals were met, 1 when not."""
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres(durable=True))
        print(f"Voting: gunicorn, 2 sync workers, {os.cpu_count()} cores")
        met = []
        for method in METHODS if "rush" in parts else ():
            for name in ("SQLite", "PostgreSQL"):
                home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
                url = f"sqlite:///{home / 'votes.sqlite3'}" if name == "SQLite" else ""
                met.append(rushes(home, method, name, url))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        if "meeting" in parts:
            met.append(evening(home))
    print(f"goals: {'met' if all(met) else 'MISSED'}")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["rush", "meeting"]))

"""What happens behind the live site while its pages are looked at: people arrive, and a ballot's time comes.

A process of its own, since the site has a database of its own: `python -m tests.browser.backstage` reads one request a
line, `[name, {arguments}]`, and answers each with a line of JSON.
"""

import datetime as dt
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

from tests import servers
from tests.live import Site

PATIENCE = 30  # s; the worker looks every 2 s


def town(name: str, candidate: str, people: dict[str, int]) -> dict[str, Any]:
    """Make a chapter with a candidacy and `people` (role → how many); return its slug and everybody's session."""
    from chapters.models import Role
    from tests import factories
    from tests.access.scenario import session_of

    slug = f"{name.lower()}-{secrets.token_hex(3)}"
    chapter = factories.chapter(name, slug=slug)
    sessions = {}
    for role, number in people.items():
        for count in range(1, number + 1):
            member = factories.member(f"{name} {role} {count}", email=f"{role}.{count}@{slug}.example.org")
            person = factories.seat(chapter, Role[role.upper()], member)
            sessions[f"{role} {count}"] = session_of(person)
    race = factories.race(factories.cycle(chapter), office="City Council", district="7")
    factories.candidacy(race, factories.CADRE, name=candidate, opened_by=person)
    return {"slug": chapter.slug, "sessions": sessions}


def motion(slug: str, key: str) -> dict[str, Any]:
    """Let the chapter go by a published procedure, completed, and somebody move to endorse its candidate."""
    from chapters.models import Chapter, Member, Role
    from endorsements.models import Candidacy
    from endorsements.operations import motions, procedures
    from tests.decisions.test_published_procedures import completed

    chapter = Chapter.objects.get(slug=slug)
    now = dt.datetime.now(dt.UTC)
    admin = Member.objects.filter(seats__chapter=chapter, seats__role=Role.ADMIN).earliest("pk")
    ours = procedures.copy_template(chapter=chapter, key=key, name="Ours", by=admin, at=now)
    procedures.edit_procedure(procedure=ours, content=completed, reason="Chosen.", by=admin, at=now)
    moved = motions.move(
        chapter=chapter, type="endorse", title="To endorse", text="That the chapter endorse.", procedure=ours,
        candidacy=Candidacy.objects.get(race__cycle__chapter=chapter), by=admin, at=now,
    )  # fmt: skip
    return {"path": f"/c/{slug}/motions/{moved.pk}/"}


def body(slug: str, kind: str, name: str, people: list[str]) -> dict[str, Any]:
    """Found a body with members of its own, named as `town` named them."""
    from chapters.models import Chapter, Member, Role
    from chapters.operations import bodies

    chapter = Chapter.objects.get(slug=slug)
    now = dt.datetime.now(dt.UTC)
    admin = Member.objects.filter(seats__chapter=chapter, seats__role=Role.ADMIN).earliest("pk")
    made = bodies.found_body(chapter=chapter, kind=kind, name=name, by=admin, at=now)
    for who in people:
        person = Member.objects.get(name=f"{chapter.name} {who}", seats__chapter=chapter)
        bodies.seat_in_body(body=made, member=person, starts_on=now.date(), by=admin, at=now)
    return {}


def time_comes(ballot: int, close: bool = True) -> dict[str, Any]:
    """Let the moment of a ballot's close come, and its hard stop with it; `close` False: the hard stop is a week off."""
    from chapters.clock import database_now
    from endorsements.models import Ballot

    due = Ballot.objects.get(pk=ballot)
    now = database_now()
    due.closes_at = now - dt.timedelta(milliseconds=1)
    if due.hard_stop_at:
        due.hard_stop_at = now if close else now + dt.timedelta(days=7)
    due.save(update_fields=["closes_at", "hard_stop_at"])
    return {}


def closed_by_itself(ballot: int) -> dict[str, Any]:
    """Wait until the site's own worker has closed a ballot, with no request to any page."""
    from endorsements.models import Ballot

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if Ballot.objects.filter(pk=ballot, closed_at__isnull=False).exists():
            return {}
        time.sleep(0.1)
    raise TimeoutError(f"Nobody has closed ballot {ballot} in {PATIENCE} s.")


class Backstage:
    """The other end: `backstage.town(…)` and so on, each answered with what the function of that name returns."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, name: str, /, **said: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([name, said]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"backstage failed at {name}; what it said is in the captured output"
        return dict(json.loads(answer))


@contextmanager
def opened(site: Site) -> Iterator[Backstage]:
    """Run it beside a site until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.backstage"], env={**os.environ, **site.environment}, cwd=servers.ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Backstage(process)


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        asked, arguments = json.loads(line)
        answer = {"town": town, "motion": motion, "body": body, "time_comes": time_comes,
                  "closed_by_itself": closed_by_itself}[asked](**arguments)  # fmt: skip
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

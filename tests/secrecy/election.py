"""A secret ballot as it happens, in a process and a database of its own: people sign in and vote through the site.

`python -m tests.secrecy.election` with `tests.secrecy.settings`. It waits for a line on standard input before each stage,
and tells after it, as one line of JSON on standard output, what only the test may know: who voted how.
"""

import datetime as dt
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command

VOTERS = 200
SHARES = {"yes": 80, "no": 70, "abstain": 50}
PASSWORD = "a long enough passphrase"
RECEIPT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")


def say(**told: object) -> None:
    """Tell the test, and wait until it says to go on."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()


def prepare():  # type: ignore[no-untyped-def]
    """Make the chapter, its members and an open secret ballot of all of them; return the ballot and the voters."""
    from django.utils import timezone

    from chapters.models import Body, BodyKind, Role
    from chapters.operations.bodies import standing_body
    from endorsements.operations import ballots, motions, opening, procedures
    from endorsements.procedures.records import ProcedureRecord
    from tests import factories

    now = timezone.now()
    chapter = factories.chapter()
    admin = factories.seat(chapter, Role.ADMIN)
    for number in range(VOTERS - 1):
        voter = factories.member(f"Voter {number}", password=PASSWORD)
        factories.seat(chapter, Role.MEMBER, voter)
    admin.set_password(PASSWORD)
    admin.save()
    candidacy = factories.candidacy(factories.race(factories.cycle(chapter)), opened_by=admin)
    content = ProcedureRecord.model_validate(PROCEDURE)
    procedure = procedures.start_procedure(chapter=chapter, name="Members vote", content=content, by=admin, at=now)
    motion = motions.move(
        chapter=chapter, type="endorse", title="Endorse", text="That we endorse.", by=admin, at=now,
        candidacy=candidacy, procedure=procedure,
    )  # fmt: skip
    body: Body = standing_body(chapter, BodyKind.MEMBERSHIP)
    ballot = ballots.schedule_ballot(
        motion=motion, stage_id="members", body=body, opens_at=now, closes_at=now + dt.timedelta(days=7), by=admin,
        at=now,
    )  # fmt: skip
    ballot = opening.open_ballot(ballot, "5a17" * 16)
    assert ballot.opened_at and ballot.roll.count() == VOTERS
    return ballot, [entry.member for entry in ballot.roll.select_related("member")]


PROCEDURE = {
    "title": "Members vote",
    "tracks": [
        {
            "types": ["endorse"],
            "stages": [
                {
                    "id": "members",
                    "title": "Members vote",
                    "votes": [
                        {
                            "body": "membership",
                            "threshold": [1, 2],
                            "comparison": "more-than",
                            "base": "cast",
                            "quorum": {"kind": "none"},
                            "method": "secret",
                        }
                    ],
                }
            ],
        }
    ],
}


class Booth:
    """One person at the site: signs in by password from an address of their own, and votes."""

    def __init__(self, ballot, member, number: int) -> None:  # type: ignore[no-untyped-def]
        from django.test import Client

        address = f"10.1.{number // 250}.{number % 250 + 1}"
        self.client = Client(REMOTE_ADDR=address, raise_request_exception=False)
        self.ballot, self.member = ballot, member

    def sign_in(self) -> None:
        answer = self.client.post("/accounts/login/", {"login": self.member.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content

    def vote(self, choice: str) -> str | None:
        """Return the receipt, or None where the site could not record the vote."""
        from django.urls import reverse

        to = reverse("ballot_vote", args=[self.ballot.motion.chapter.slug, self.ballot.pk])
        answer = self.client.post(to, {"choice": choice})
        found = set(RECEIPT.findall(answer.content.decode()))
        assert len(found) <= 1, found
        return found.pop() if found else None


@contextmanager
def box_that_fails() -> Iterator[None]:
    """Let the database refuse to write a box, so that what it says of a failed vote is said."""
    from django.db import connection

    postgresql = connection.vendor == "postgresql"
    make, drop = (ON_POSTGRESQL, DROP_ON_POSTGRESQL) if postgresql else (ON_SQLITE, DROP_ON_SQLITE)
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in drop:
                cursor.execute(statement)


ON_SQLITE = ("CREATE TRIGGER fails BEFORE UPDATE ON endorsements_ballotbox BEGIN SELECT RAISE(ABORT, 'forced'); END",)
DROP_ON_SQLITE = ("DROP TRIGGER fails",)
ON_POSTGRESQL = (
    "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'forced'; END $$",
    "CREATE TRIGGER fails BEFORE UPDATE ON endorsements_ballotbox FOR EACH ROW EXECUTE FUNCTION fails()",
)
DROP_ON_POSTGRESQL = ("DROP TRIGGER fails ON endorsements_ballotbox", "DROP FUNCTION fails()")


def remind(ballot, admin: Booth) -> None:  # type: ignore[no-untyped-def]
    """Let the admin ask that those be reminded who have not voted; the worker then writes to them."""
    from django.urls import reverse

    answer = admin.client.post(reverse("ballot_remind", args=[ballot.motion.chapter.slug, ballot.pk]))
    assert answer.status_code == 302, answer.content
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def hold() -> None:
    """The whole election, stage by stage."""
    from endorsements.operations import closing

    ballot, people = prepare()
    admin = Booth(ballot, ballot.scheduled_by, VOTERS)
    admin.sign_in()
    say(stage="open", ballot=ballot.pk)
    chance = random.Random(20260302)
    choices = [choice for choice, many in SHARES.items() for _ in range(many)]
    chance.shuffle(choices)
    chance.shuffle(people)
    truth = []
    for number, (member, choice) in enumerate(zip(people, choices, strict=True)):
        booth = Booth(ballot, member, number)
        booth.sign_in()
        if number == VOTERS // 4:
            with box_that_fails():
                assert booth.vote(choice) is None
        if number == VOTERS // 2:
            remind(ballot, admin)
        receipt = booth.vote(choice)
        assert receipt, f"voter {number} has no receipt"
        truth.append({"member": member.pk, "choice": choice, "receipt": receipt})
    say(stage="voted", truth=truth, emails={member.email: member.pk for member in people})
    closed = closing.close_due(lambda: ballot.closes_at)
    say(stage="closed", closed=closed, cleared=cleared())
    say(stage="cleared", cleared=cleared(tries=100))


def cleared(tries: int = 1) -> list[object]:
    """Clear as the worker does, again while it could not; return whether it could, and the seconds of the last try."""
    from endorsements.operations import closing

    for _ in range(tries):
        began = time.monotonic()
        done = closing.forget_row_versions()
        took = time.monotonic() - began
        if done:
            break
        time.sleep(0.2)
    return [done, took]


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    hold()

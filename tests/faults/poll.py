"""Fill a database with open ballots, and tell what became of them: `python -m tests.faults.poll make|schedule|state …`.

A process of its own, since each experiment has a database of its own. It prints JSON.
"""

import argparse
import datetime as dt
import json
import secrets
import sys
from typing import Any

import django


def make(voters: int, ballots: int, method: str) -> dict[str, Any]:
    """Open `ballots` ballots with one roll of `voters`, for a day."""
    from django.core.management import call_command

    from chapters.clock import database_now
    from chapters.models import Member, Role, Seat
    from chapters.operations.bodies import standing_body
    from endorsements.operations import motions, opening, procedures
    from endorsements.operations.ballots import schedule_ballot
    from endorsements.procedures.records import BodyVote, ProcedureRecord, QuorumRecord, Stage, Track
    from tests import factories, migrated
    from tests.access.scenario import session_of

    call_command("migrate", verbosity=0)
    migrated.gather_static()
    chapter = factories.chapter("Riverbend")
    now = database_now()
    admin = factories.seat(chapter, Role.ADMIN)
    first = Member.objects.count()
    Member.objects.bulk_create(
        Member(email=f"voter.{n}@example.org", name=f"Voter {n}", password="!", joined_at=now) for n in range(voters)
    )
    people = list(Member.objects.order_by("pk")[first:])
    Seat.objects.bulk_create(
        Seat(chapter=chapter, member=person, role=Role.MEMBER, starts_on=dt.date(2025, 1, 1)) for person in people
    )
    vote = BodyVote(
        body="membership", threshold=(1, 2), comparison="more-than", base="yes-no",
        quorum=QuorumRecord(kind="none"), method=method,
    )  # fmt: skip
    record = ProcedureRecord(
        title="Ours", tracks=(Track(types=("endorse",), stages=(Stage(id="all", title="All", votes=(vote,)),)),)
    )
    procedure = procedures.start_procedure(chapter=chapter, name="Ours", content=record, by=admin, at=now)
    cycle = factories.cycle(chapter)
    made = []
    for number in range(ballots):
        motion = motions.move(
            chapter=chapter, type="endorse", title=f"Motion {number}", text="We endorse.",
            candidacy=factories.candidacy(factories.race(cycle)), procedure=procedure, by=admin, at=now,
        )  # fmt: skip
        ballot = schedule_ballot(
            motion=motion, stage_id="all", body=standing_body(chapter, "membership"), opens_at=now,
            closes_at=now + dt.timedelta(days=1), by=admin, at=now,
        )  # fmt: skip
        made.append(opening.open_ballot(ballot, secrets.token_hex(32)).pk)
    sessions = [session_of(person) for person in people]
    return {"slug": chapter.slug, "ballots": made, "sessions": sessions}


def schedule(closes_in: float, apart: float) -> dict[str, Any]:
    """Let the first ballot close `closes_in` s from now, and each other `apart` s after the one before it."""
    from chapters.clock import database_now
    from endorsements.models import Ballot

    closes_at = {}
    start = database_now() + dt.timedelta(seconds=closes_in)
    for number, ballot in enumerate(Ballot.objects.order_by("pk")):
        ballot.closes_at = start + dt.timedelta(seconds=number * apart)
        ballot.save(update_fields=["closes_at"])
        closes_at[ballot.pk] = ballot.closes_at.timestamp()
    return {"closes_at": closes_at}


def state(close: bool) -> dict[str, Any]:
    """Return what the database holds of each ballot: receipts in the box or on record, who is marked, the result."""
    from chapters.clock import database_now
    from endorsements.models import Ballot, BallotBox, RollCallVote, RollEntry
    from endorsements.operations import closing

    if close:
        Ballot.objects.filter(closed_at__isnull=True).update(closes_at=database_now())
        closing.close_due()
    found = {}
    for ballot in Ballot.objects.all():
        box = BallotBox.objects.filter(ballot=ballot).first()
        current = RollCallVote.objects.filter(entry__ballot=ballot, is_current=True)
        receipts = [vote[0] for vote in box.votes] if box else list(current.values_list("receipt", flat=True))
        found[ballot.pk] = {
            "receipts": receipts,
            "voted": RollEntry.objects.filter(ballot=ballot, voted=True).count(),
            "result": ballot.result,
            "published": ballot.receipts,
        }
    return {"ballots": found}


def main(arguments: list[str]) -> None:
    """Read the command line, do it, print JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "schedule", "state"])
    parser.add_argument("--voters", type=int, default=200)
    parser.add_argument("--ballots", type=int, default=1)
    parser.add_argument("--closes-in", type=float, default=2)
    parser.add_argument("--apart", type=float, default=0.4)
    parser.add_argument("--method", default="secret")
    parser.add_argument("--close", action="store_true")
    said = parser.parse_args(arguments)
    django.setup()
    if said.what == "make":
        found = make(said.voters, said.ballots, said.method)
    elif said.what == "schedule":
        found = schedule(said.closes_in, said.apart)
    else:
        found = state(said.close)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])

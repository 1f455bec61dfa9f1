"""No page of the site changes by a vote before the close, whoever reads it: not one figure, nor how it is cached."""

import re
from datetime import timedelta

from django.urls import reverse

from chapters.models import Role
from endorsements.models import Ballot
from endorsements.operations import casting, opening
from tests import factories
from tests.access.matrix import ROWS, known
from tests.access.scenario import NOW, Scenario
from tests.access.test_matrix import client_of, fingerprint

FRESH = re.compile(r'name="receipt" value="[^"]*"|DTSTAMP:\S+|\d\d?:\d\d')
"""What is another in each answer: the receipt offered to a voter, when a calendar or a draft of a memo was made."""
BINARY = ("_pdf", "_xlsx", "packet_file")


def opened(scenario: Scenario, method: str) -> Ballot:
    ballot = scenario._scheduled(NOW, timedelta(0), method=method)
    return opening.open_ballot(ballot, "5a" * 32, lambda: NOW)


def test_votes_change_no_page_of_whoever_holds_every_seat(scenario: Scenario):
    reader = scenario.cast.admin
    for role in (Role.ELECTORAL, Role.STEERING, Role.MEMBER):
        factories.seat(scenario.cast.chapter, role, reader)
    for _more in range(5):
        factories.seat(scenario.cast.chapter)
    rows = [row for row in ROWS if row.get and ("slug" in known()[row.name] or row.name == "desk")]
    rows = [row for row in rows if not row.name.endswith(BINARY)]
    paths = {row.path(scenario) for row in rows}  # everything else is there before the ballots open
    ballots = [opened(scenario, method) for method in ("secret", "roll-call")]
    for ballot in ballots:
        ids = {"ballot_id": ballot.pk, "motion_id": ballot.motion_id}
        for row in rows:
            its = {name: ids[name] for name in known()[row.name] if name in ids}
            paths |= {row.path(scenario, **its)} if its else set()
    client = client_of(scenario, "admin")

    def seen(paths: set[str]) -> dict[str, tuple[int, str, dict[str, str]]]:
        told = {path: fingerprint(client.get(path), path) for path in paths}
        return {path: (status, FRESH.sub("", body), headers) for path, (status, body, headers) in told.items()}

    before = seen(paths)
    for ballot in ballots:
        entries = ballot.roll.exclude(member=reader).order_by("pk")
        for number, entry in enumerate(entries):
            casting.cast(ballot.pk, entry.member, ["yes"], casting.receipt_from(bytes([number] * 10)), lambda: NOW)
        assert entries.filter(voted=True).count() >= 5
    after = seen(paths)
    assert len(before) > 80
    assert [path for path in sorted(before) if before[path] != after[path]] == []
    # The control: a vote of the reader's own shows, to them.
    casting.cast(ballots[0].pk, reader, ["yes"], casting.receipt_from(bytes([99] * 10)), lambda: NOW)
    own = {reverse("desk"), reverse("ballot", args=[scenario.slug, ballots[0].pk])}
    assert own <= paths
    assert all(told != after[path] for path, told in seen(own).items())

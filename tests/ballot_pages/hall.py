"""A chapter that votes by the real clock, as the pages do, and people who open them."""

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chapters.models import Member, Role, Seat
from endorsements.models import Ballot, Motion
from endorsements.operations import closing
from tests import factories
from tests.ballots.world import Clock, World, stage, vote

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Hall(World):
    """`World` with the clock at this moment, a chair on the steering committee, and clients."""

    def __init__(self, people: int = 6) -> None:
        super().__init__(people)
        self.clock = Clock(timezone.now())
        factories.seat(self.chapter, Role.STEERING, self.chair)

    def client(self, member: Member) -> Client:
        client = Client()
        client.force_login(member, backend=BACKEND)
        return client

    def url(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.chapter.slug, *args])

    def see(self, ballot: Ballot, member: Member, name: str = "ballot") -> Any:
        return self.client(member).get(self.url(name, ballot.pk))

    def send(self, ballot: Ballot, member: Member, **data: Any) -> Any:
        return self.client(member).post(self.url("ballot_vote", ballot.pk), data)

    def secret(self, **more: Any) -> Motion:
        return self.motion_by("secret", **more)

    def motion_by(self, method: str, **more: Any) -> Motion:
        return self.motion(stage(vote(method=method, **more)))

    def contest(self, kind: str, *names: str, **more: Any) -> Motion:
        return self.motion(stage(vote(contest=kind, **more)), race=self.race(*names))

    def finish(self, ballot: Ballot) -> Ballot:
        """Close a ballot by a clock that is past its time."""
        return closing.close_if_due(ballot.pk, lambda: (ballot.hard_stop_at or ballot.closes_at) + dt.timedelta(1))

    def end_seat(self, member: Member) -> None:
        Seat.objects.filter(member=member).update(ends_on=dt.date(2026, 1, 1))


def text_of(response: Any) -> str:
    """Return a page's main part, without tokens that differ from one answer to the next."""
    html = response.content.decode()
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    html = re.sub(r'name="receipt" value="[^"]*"', "", html)
    return re.sub(r'"X-CSRFToken": "[^"]*"', "", html)

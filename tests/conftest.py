"""The cast that every test can call on, and a client for each of them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from chapters.models import Chapter, Member, Role
from tests import factories


@dataclass(frozen=True)
class Cast:
    """One chapter's people, one of another chapter who holds every seat there, a site operator, and nobody."""

    chapter: Chapter
    other_chapter: Chapter
    member: Member
    electoral: Member
    steering: Member
    admin: Member
    outsider: Member
    operator: Member

    PRINCIPALS = ("anonymous", "outsider", "operator", "member", "electoral", "steering", "admin")


def gather() -> Cast:
    """Make the two chapters and their people."""
    home, elsewhere = factories.chapter("Riverbend"), factories.chapter("Hilltop")
    outsider = factories.member("Out Sider")
    for role in Role:
        factories.seat(elsewhere, role, outsider)
    return Cast(
        chapter=home,
        other_chapter=elsewhere,
        member=factories.seat(home, Role.MEMBER),
        electoral=factories.seat(home, Role.ELECTORAL),
        steering=factories.seat(home, Role.STEERING),
        admin=factories.seat(home, Role.ADMIN),
        outsider=outsider,
        operator=factories.member("Op Erator", is_operator=True),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], Client]:
    """Return a function from a principal's name in the cast to a client signed in as them."""

    def client_of(principal: str) -> Client:
        client = Client()
        if principal != "anonymous":
            client.force_login(getattr(cast, principal), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return client_of

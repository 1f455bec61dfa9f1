"""Signing in: allauth's adapter, with sign-up closed. Accounts come from invitations only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Allauth asks here what this site does differently."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an account is made by accepting an invitation."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Do nothing: members have no user name, only an address."""

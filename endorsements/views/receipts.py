"""Receipts that a page offers before the vote: random, signed for one ballot and one voter, and kept nowhere.

The page that is sent twice (a second tap, an answer lost on the way) then has one receipt, and its voter is told it
again. Nobody can choose a receipt, or use one that was offered to somebody else.
"""

import secrets

from django.core.signing import BadSignature, Signer

from chapters.models import Member
from endorsements.models import Ballot
from endorsements.operations.casting import RANDOM_BYTES, receipt_from

_SIGNER = Signer(salt="endorsements.ballot.receipt")


def new_receipt() -> str:
    """Return a random receipt."""
    return receipt_from(secrets.token_bytes(RANDOM_BYTES))


def offer(ballot: Ballot, member: Member) -> str:
    """Return a new receipt, signed, for the form of this voter in this ballot."""
    return _SIGNER.sign(f"{ballot.pk}.{member.pk}.{new_receipt()}")


def receipt_of(offered: str, ballot: Ballot, member: Member) -> str:
    """Return the receipt of what a form sent; "" where it was not offered to this voter in this ballot."""
    try:
        ballot_id, member_id, receipt = _SIGNER.unsign(offered).split(".")
    except (BadSignature, ValueError):
        return ""
    return receipt if (ballot_id, member_id) == (str(ballot.pk), str(member.pk)) else ""

"""Contests of several candidates for one seat, with "no endorsement" among the choices. Pure and exact."""

from endorsements.tally.contests.approval import Approval, approval
from endorsements.tally.contests.ballots import NO_ENDORSEMENT, Ballot, Choice, Contest
from endorsements.tally.contests.blt import to_blt
from endorsements.tally.contests.instant_runoff import InstantRunoff, Round, instant_runoff
from endorsements.tally.contests.telling import approval_in_words, runoff_in_words, ties_in_words
from endorsements.tally.contests.ties import Tie, TieRule

__all__ = [
    "NO_ENDORSEMENT",
    "Approval",
    "Ballot",
    "Choice",
    "Contest",
    "InstantRunoff",
    "Round",
    "Tie",
    "TieRule",
    "approval",
    "approval_in_words",
    "instant_runoff",
    "runoff_in_words",
    "ties_in_words",
    "to_blt",
]

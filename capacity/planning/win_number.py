"""How many votes win. Exact: shares are fractions, votes whole numbers."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from capacity.planning.parameters import SAFER_SHARE, Parameter

BARE_MAJORITY: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class WinNumber:
    """Votes to win a race of this turnout, and the votes to work for."""

    turnout: int
    bare: int
    goal: int
    """At the safer share, rounded up, and never below `bare`."""
    safer_share: Parameter


def win_number(turnout: int, share: Fraction = BARE_MAJORITY) -> int:
    """The least number of votes that is more than this share of the turnout: floor(share × turnout) + 1."""
    return _share_of(_counted(turnout), share).__floor__() + 1


def ranked_win_number(turnout: int, seats: int) -> int:
    """The votes that fill one of several seats in a ranked election: floor(turnout / (seats + 1)) + 1."""
    if seats < 1:
        message = f"found {seats} seats, expected at least 1"
        raise ValueError(message)
    return _counted(turnout) // (seats + 1) + 1


def even_split(turnout: int, candidates: int) -> int:
    """Votes each of several candidates has when all have the same, rounded down: to be passed, never to be aimed at."""
    if candidates < 1:
        message = f"found {candidates} candidates, expected at least 1"
        raise ValueError(message)
    return _counted(turnout) // candidates


def to_win(turnout: int, *, needed_share: Fraction = BARE_MAJORITY, safer_share: Parameter = SAFER_SHARE) -> WinNumber:
    """The win number and the working goal. With several candidates `needed_share` is the committee's judgement.

    A needed share other than a half moves the goal by as much as the safer share lies above a half.
    """
    bare = win_number(turnout, needed_share)
    safer = min(Fraction(1), needed_share + max(Fraction(0), safer_share.value - BARE_MAJORITY))
    return WinNumber(turnout, bare, max(bare, _share_of(turnout, safer).__ceil__()), safer_share)


def to_win_ranked(turnout: int, seats: int, *, safer_share: Parameter = SAFER_SHARE) -> WinNumber:
    """The same for one of several seats in a ranked election."""
    bare = ranked_win_number(turnout, seats)
    above = max(Fraction(0), safer_share.value - BARE_MAJORITY)
    goal = _share_of(turnout, min(Fraction(1), Fraction(1, seats + 1) + above)).__ceil__()
    return WinNumber(turnout, bare, max(bare, goal), safer_share)


def _counted(turnout: int) -> int:
    if turnout < 0:
        message = f"found a turnout of {turnout}, expected at least 0"
        raise ValueError(message)
    return turnout


def _share_of(turnout: int, share: Fraction) -> Fraction:
    if not 0 <= share <= 1:
        message = f"found a share of {share}, expected one from 0 to 1"
        raise ValueError(message)
    return share * turnout

"""What a vote is decided by and what was counted: records that cannot hold what makes no sense. Shares are exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

from endorsements.rules.malformed import NOTHING, Malformed, Phrase
from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import ratio, written

ONE: Final = Fraction(1)


class Comparison(StrEnum):
    """How the yes votes are held against the threshold. A tie passes "at least 1/2" and not "more than 1/2"."""

    AT_LEAST = "at-least"
    MORE_THAN = "more-than"


class Base(StrEnum):
    """What a threshold is a share of."""

    YES_NO = "yes-no"
    CAST = "cast"
    PRESENT = "present"
    ROLL = "roll"


class Vote(StrEnum):
    """An answer on a motion's ballot."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Result(StrEnum):
    """What a ballot came to. Without its quorum it is neither passed nor failed."""

    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no-quorum"


@dataclass(frozen=True, slots=True)
class NoQuorum:
    """Any number of people may decide."""

    def least(self, roll: int | None) -> int:
        """People needed."""
        return 0


@dataclass(frozen=True, slots=True)
class NumberQuorum:
    """A number of people, also one beyond the roll: then the quorum is never met."""

    number: int

    def __post_init__(self) -> None:
        _not_negative(self.number, "number")

    def least(self, roll: int | None) -> int:
        """People needed."""
        return self.number


@dataclass(frozen=True, slots=True)
class ShareOfRoll:
    """At least this share of the people on the roll."""

    share: Fraction

    def __post_init__(self) -> None:
        _share(self.share, "share")

    def least(self, roll: int | None) -> int:
        """People needed. Raises Malformed without a roll."""
        if roll is None:
            why = gettext_noop("the number on the roll, of which the quorum is a share")
            raise Malformed(NOTHING, Phrase(why)).within("roll")
        return ceil(self.share * roll)


@dataclass(frozen=True, slots=True)
class ShareOfAverageAttendance:
    """At least this share of the mean attendance of some meetings."""

    share: Fraction
    attendance: tuple[int, ...]

    def __post_init__(self) -> None:
        _share(self.share, "share")
        if not self.attendance:
            at_least_one = Phrase(gettext_noop("the attendance of one meeting or more"))
            raise Malformed(NOTHING, at_least_one).within("attendance")
        for people in self.attendance:
            _not_negative(people, "attendance")

    @property
    def average(self) -> Fraction:
        """The mean, exact."""
        return Fraction(sum(self.attendance), len(self.attendance))

    def least(self, roll: int | None) -> int:
        """People needed."""
        return ceil(self.share * self.average)


type Quorum = NoQuorum | NumberQuorum | ShareOfRoll | ShareOfAverageAttendance


@dataclass(frozen=True, slots=True)
class Rule:
    """An exact threshold from 0 to 1, of a base, with a quorum. Raises Malformed."""

    threshold: Fraction
    comparison: Comparison
    base: Base
    quorum: Quorum = NoQuorum()

    def __post_init__(self) -> None:
        _share(self.threshold, "threshold")


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes by their weight; a shared seat's half is `Fraction(1, 2)`. Raises Malformed."""

    yes: Fraction
    no: Fraction
    abstain: Fraction

    def __post_init__(self) -> None:
        for vote in Vote:
            _not_negative(self.of(vote), vote)

    def of(self, vote: Vote) -> Fraction:
        """The weight of one answer."""
        match vote:
            case Vote.YES:
                return self.yes
            case Vote.NO:
                return self.no
            case Vote.ABSTAIN:
                return self.abstain

    @property
    def cast(self) -> Fraction:
        """All votes, abstentions among them."""
        return self.yes + self.no + self.abstain

    @property
    def are_whole(self) -> bool:
        """Whether each answer's votes are a whole number, so that they can stand for people."""
        return all(self.of(vote).denominator == 1 for vote in Vote)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted: votes, and how many people are on the roll, were present, took part (None: not told).

    Raises Malformed for figures that contradict each other. Those present matter only where they are the base.
    """

    votes: Votes
    roll: int | None = None
    present: int | None = None
    participants: int | None = None

    def __post_init__(self) -> None:
        for field, people in (("roll", self.roll), ("present", self.present), ("participants", self.participants)):
            if people is not None:
                _not_negative(people, field)
        if self.roll is not None:
            on_the_roll = Phrase(gettext_noop("at most the roll, %s"), (f"{self.roll}",))
            if self.votes.cast > self.roll:
                raise Malformed(_votes(self.votes.cast), on_the_roll).within("votes")
            if self.participants is not None and self.participants > self.roll:
                raise Malformed(Phrase(f"{self.participants}"), on_the_roll).within("participants")
        if self.participants == 0 and self.votes.cast:
            expected = Phrase(gettext_noop("the people who cast %s votes"), (written(self.votes.cast),))
            raise Malformed(Phrase("0"), expected).within("participants")

    @property
    def people(self) -> int:
        """People for the quorum: those who took part, else the votes cast. Raises Malformed where votes are split."""
        if self.participants is not None:
            return self.participants
        if not self.votes.are_whole:
            why = gettext_noop("the number of people, since not every vote is whole")
            raise Malformed(NOTHING, Phrase(why)).within("participants")
        return int(self.votes.cast)


def counted(votes: Iterable[tuple[Vote, Fraction]]) -> Votes:
    """Add single votes up, each with its weight."""
    sums: dict[tuple[Vote, Fraction], int] = {}
    for item in votes:
        sums[item] = sums.get(item, 0) + 1
    totals = dict.fromkeys(Vote, Fraction())
    for (vote, weight), times in sums.items():
        totals[vote] += weight * times
    return Votes(totals[Vote.YES], totals[Vote.NO], totals[Vote.ABSTAIN])


def _votes(votes: Fraction) -> Phrase:
    return Phrase(gettext_noop("%s votes"), (written(votes),))


def _share(share: Fraction, field: str) -> None:
    if not 0 <= share <= ONE:
        found = f"-{ratio(-share)}" if share < 0 else ratio(share)
        raise Malformed(Phrase(found), Phrase(gettext_noop("a share from 0 to 1"))).within(field)


def _not_negative(number: int | Fraction, field: str) -> None:
    if number < 0:
        raise Malformed(Phrase(f"{number}"), Phrase(gettext_noop("a number that is not negative"))).within(field)

"""The tally engine: a rule and a count in, an outcome with its arithmetic out. Pure: no database, no clock."""

from endorsements.tally.amounts import percent, ratio, read_votes, unbroken, written
from endorsements.tally.deciding import Outcome, base_of, decide, least_votes
from endorsements.tally.records import (
    Base,
    Comparison,
    Count,
    NoQuorum,
    NumberQuorum,
    Quorum,
    Result,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
    Vote,
    Votes,
    counted,
)
from endorsements.tally.telling import BASE_TITLES, RESULT_TITLES, in_words, rule_in_words

__all__ = [
    "BASE_TITLES",
    "RESULT_TITLES",
    "Base",
    "Comparison",
    "Count",
    "NoQuorum",
    "NumberQuorum",
    "Outcome",
    "Quorum",
    "Result",
    "Rule",
    "ShareOfAverageAttendance",
    "ShareOfRoll",
    "Vote",
    "Votes",
    "base_of",
    "counted",
    "decide",
    "in_words",
    "least_votes",
    "percent",
    "ratio",
    "read_votes",
    "rule_in_words",
    "unbroken",
    "written",
]

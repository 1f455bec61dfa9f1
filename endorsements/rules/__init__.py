"""The rules engine: a dossier and a rulebook in, a verdict with its reasons out. Pure: no database, no clock."""

from endorsements.rules.caes import CAES_2026
from endorsements.rules.citations import Citation
from endorsements.rules.facts import FACTS, FACTS_BY_ID, Fact, FactGroup
from endorsements.rules.judgement import Explanation, Judgement, explain, judge
from endorsements.rules.redlines import RedLine, in_force
from endorsements.rules.rulebook import (
    KIND_TITLES,
    PART_TITLES,
    VERDICT_TITLES,
    Criterion,
    Kind,
    Part,
    Rulebook,
    UnknownRulebook,
    Verdict,
    register,
    rulebook,
    rulebooks,
)
from endorsements.rules.settling import SettlingSet, smallest_settling_sets
from endorsements.rules.tables import Change, Finding, InvalidAnswer

CRITERIA = CAES_2026.criteria

__all__ = [
    "CAES_2026",
    "CRITERIA",
    "FACTS",
    "FACTS_BY_ID",
    "KIND_TITLES",
    "PART_TITLES",
    "VERDICT_TITLES",
    "Change",
    "Citation",
    "Criterion",
    "Explanation",
    "Fact",
    "FactGroup",
    "Finding",
    "InvalidAnswer",
    "Judgement",
    "Kind",
    "Part",
    "RedLine",
    "Rulebook",
    "SettlingSet",
    "UnknownRulebook",
    "Verdict",
    "explain",
    "in_force",
    "judge",
    "register",
    "rulebook",
    "rulebooks",
    "smallest_settling_sets",
]

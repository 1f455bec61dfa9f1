"""The facts of a dossier: what a committee is asked about a candidate, a campaign and a race."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from endorsements.rules.answers import UNKNOWN, UNKNOWN_ANSWER, YES_OR_NO, Answer
from endorsements.rules.wording import gettext_noop

type TriStateId = Literal[
    "solicited", "member", "open_socialist", "rooted", "accountable",
    "sio_commitment", "endorsed_incumbent", "worked_with_chapter",
    "labor_against_capital", "coheres_left_labor", "polarizes_by_class",
    "visible", "contest_over_direction", "class_lines_legible",
    "symbolic", "viable_path", "socialist_governance", "conservative_area", "independent_exception",
]  # fmt: skip
type ChoiceId = Literal["branch", "contest", "ballot_line"]


class FactGroup(StrEnum):
    """Whom or what a fact is about."""

    CANDIDATE = "candidate"
    CAMPAIGN = "campaign"
    RACE = "race"


@dataclass(frozen=True, slots=True)
class Fact:
    """A question of the dossier. `choices` are its possible answers; *unknown* is allowed beside them, always."""

    id: str
    group: FactGroup
    question: str
    help: str
    choices: tuple[Answer, ...]
    is_choice: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        """The values that answer the question: every listed one but *unknown*."""
        return tuple(choice.value for choice in self.choices)

    @property
    def values(self) -> tuple[str, ...]:
        """Every value a dossier may hold, *unknown* last."""
        return (*self.answers, UNKNOWN)

    def label(self, value: str) -> str:
        """The words for a value of this fact. KeyError when it has no such value."""
        return {choice.value: choice.label for choice in (*self.choices, UNKNOWN_ANSWER)}[value]


def _ask(id: TriStateId, group: FactGroup, question: str, help: str = "") -> Fact:
    return Fact(id, group, question, help, YES_OR_NO)


def _choose(id: ChoiceId, group: FactGroup, question: str, help: str, *choices: tuple[str, str]) -> Fact:
    return Fact(id, group, question, help, tuple(Answer(value, label) for value, label in choices), is_choice=True)


_CANDIDATE, _CAMPAIGN, _RACE = FactGroup.CANDIDATE, FactGroup.CAMPAIGN, FactGroup.RACE

FACTS: Final[tuple[Fact, ...]] = (
    _ask(
        "solicited", _CANDIDATE,
        gettext_noop("Did the candidate actively ask this chapter for its endorsement?"),
        gettext_noop(
            "A returned questionnaire, a letter or a talk with the committee. Being willing to take it is "
            "not asking."
        ),
    ),
    _ask(
        "member", _CANDIDATE,
        gettext_noop("Is the candidate a DSA member?"),
        gettext_noop("In good standing on the day of the dossier, as the membership list or the candidate confirms."),
    ),
    _ask(
        "open_socialist", _CANDIDATE,
        gettext_noop("Does the candidate say in public that they are a democratic socialist?"),
        gettext_noop(
            "Their website, literature, interviews or speeches say so. A private conversation does not "
            "count."
        ),
    ),
    _ask(
        "rooted", _CANDIDATE,
        gettext_noop("Does the candidate have deep roots in the chapter's own political life?"),
        gettext_noop(
            "Years of meetings, committees, campaigns or elected roles in the chapter, and comrades who can "
            "tell of them."
        ),
    ),
    _ask(
        "accountable", _CANDIDATE,
        gettext_noop("Can the chapter count on the candidate to be accountable to it and disciplined?"),
        gettext_noop(
            "How they carried out decisions they had argued against, and what they commit to for their time "
            "in office."
        ),
    ),
    _ask(
        "sio_commitment", _CANDIDATE,
        gettext_noop("Will the candidate commit to joining the chapter's Socialists in Office committee?"),
        gettext_noop(
            "A clear yes in the questionnaire or the interview. It is weighed, and decides nothing by "
            "itself."
        ),
    ),
    _ask(
        "endorsed_incumbent", _CANDIDATE,
        gettext_noop("Does the candidate hold this seat now, with an earlier endorsement of the chapter?"),
        gettext_noop("The chapter's own records of past endorsements."),
    ),
    _ask(
        "worked_with_chapter", _CANDIDATE,
        gettext_noop("In this office so far, has the candidate worked with the chapter?"),
        gettext_noop("Only for incumbents: meetings kept, votes talked through, campaigns carried together."),
    ),
    _ask(
        "labor_against_capital", _CAMPAIGN,
        gettext_noop("Do labor and capital plainly stand on opposite sides in this campaign?"),
        gettext_noop(
            "Who gives and works for each side: unions and tenants here, landlords, bosses and their money "
            "there."
        ),
    ),
    _ask(
        "coheres_left_labor", _CAMPAIGN,
        gettext_noop(
            "Will the candidate really bring labor and the progressive movement together behind this "
            "campaign?"
        ),
        gettext_noop(
            "Endorsements and work promised by unions and organizations. Good labor policy with nobody "
            "behind it is a no."
        ),
    ),
    _ask(
        "polarizes_by_class", _CAMPAIGN,
        gettext_noop("Does the campaign set voters against the establishment along class lines?"),
        gettext_noop(
            "What its literature and speeches name as the conflict: class, or only character and "
            "competence."
        ),
    ),
    _ask(
        "visible", _CAMPAIGN,
        gettext_noop("Is the race one that the wider public really notices?"),
        gettext_noop("Coverage beyond the neighborhood, crowds, people who bring it up unasked at the door."),
    ),
    _ask(
        "contest_over_direction", _CAMPAIGN,
        gettext_noop("Do the media tell it as a fight over where politics should go?"),
        gettext_noop("Headlines and editorials that make it about the direction of the party, city or country."),
    ),
    _ask(
        "class_lines_legible", _CAMPAIGN,
        gettext_noop("Are its class lines so clear that ordinary voters see them?"),
        gettext_noop("What people at doors and in polls say the race is about, in their own words."),
    ),
    _choose(
        "branch", _RACE,
        gettext_noop("What kind of office is it?"),
        gettext_noop(
            "Mayors, governors and presidents are executive; councils, assemblies and congresses "
            "legislative."
        ),
        ("executive", gettext_noop("Executive")),
        ("legislative", gettext_noop("Legislative")),
        ("judicial", gettext_noop("Judicial")),
        ("party", gettext_noop("Party office")),
        ("other", gettext_noop("Other")),
    ),
    _ask(
        "symbolic", _RACE,
        gettext_noop("Is the office a symbolic one?"),
        gettext_noop("It has a title, and little it can decide, spend or stop."),
    ),
    _ask(
        "viable_path", _RACE,
        gettext_noop("Is there a viable path to victory?"),
        gettext_noop(
            "The capacity figures propose an answer: win number, doors needed and doors we have. The "
            "committee decides."
        ),
    ),
    _ask(
        "socialist_governance", _RACE,
        gettext_noop(
            "Could the winner stand as a socialist pole in a legislature, or govern and bring "
            "transformative reforms?"
        ),
        gettext_noop("What powers the seat has, who else would sit there, and which reforms are in its reach."),
    ),
    _choose(
        "contest", _RACE,
        gettext_noop("What kind of contest is it?"),
        gettext_noop("Nonpartisan when no party stands beside any name on the ballot."),
        ("partisan-primary", gettext_noop("Partisan primary")),
        ("partisan-general", gettext_noop("Partisan general election")),
        ("nonpartisan", gettext_noop("Nonpartisan")),
    ),
    _choose(
        "ballot_line", _RACE,
        gettext_noop("On which ballot line does the candidate run?"),
        gettext_noop("The line on this race's ballot, whatever party the candidate is registered with."),
        ("democratic", gettext_noop("Democratic")),
        ("republican", gettext_noop("Republican")),
        ("independent", gettext_noop("Independent")),
        ("third-party", gettext_noop("Third party")),
        ("none", gettext_noop("None (nonpartisan)")),
    ),
    _ask(
        "conservative_area", _RACE,
        gettext_noop(
            "Is this conservative terrain, where winning would take stances against the organization's "
            "commitments?"
        ),
        gettext_noop(
            "Past results, and what other winners there had to say or keep silent on: migrants' rights, "
            "gender, race."
        ),
    ),
    _ask(
        "independent_exception", _RACE,
        gettext_noop("Has the committee put on record a reasoned exception for this independent bid?"),
        gettext_noop("A decision with its date and its reason. No decision is a no."),
    ),
)  # fmt: skip

FACTS_BY_ID: Final[Mapping[str, Fact]] = MappingProxyType({fact.id: fact for fact in FACTS})

ALL_UNKNOWN: Final[Mapping[str, str]] = MappingProxyType({fact.id: UNKNOWN for fact in FACTS})
"""The empty dossier: no question answered yet."""

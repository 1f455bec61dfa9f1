"""The strategy's steps to an office in our own words, each with its locator and its place in two years of lead.

The paragraphs are the strategy's; how many weeks before election day each step is due is our reading of them.
"""

from dataclasses import dataclass
from typing import Final

from capacity.planning.wording import gettext_noop

FIRST_CANVASS: Final = 30
"""Weeks before election day from which doors are knocked."""
LEADERS: Final = "canvass-leaders"
DOORS: Final = "doors"
HALF: Final = "half-of-the-doors"
ELECTION: Final = "election"


@dataclass(frozen=True, slots=True)
class Phase:
    """A station on the way."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """`title` and `help` are to be translated; `weeks` before election day."""

    key: str
    phase: str
    weeks: int
    title: str
    help: str
    source: str


PHASES: Final = (
    Phase("district", gettext_noop("District")),
    Phase("candidate", gettext_noop("Candidate")),
    Phase("support", gettext_noop("Invisible primary")),
    Phase("launch", gettext_noop("Launch")),
    Phase("office", gettext_noop("Socialists in Office")),
    Phase("doors", gettext_noop("Doors")),
    Phase("election", gettext_noop("Election")),
)
STEPS: Final = (
    Step(
        "district", "district", 105,
        gettext_noop("Settle on the district"),
        gettext_noop(
            "Check on the ground what the figures say: that the seat is open or weakly held, that working people who "
            "lean left and members of the chapter live there, and that the votes to win are within reach of the doors."
        ),
        "CAES, Chapter Strategy ¶11",
    ),
    Step(
        "leads", "district", 103,
        gettext_noop("Give every step an owner"),
        gettext_noop("Two years are long: agree who keeps the timeline, and when the group meets to go through it."),
        "CAES, Chapter Strategy ¶10",
    ),
    Step(
        "candidate", "candidate", 92,
        gettext_noop("Find a cadre candidate"),
        gettext_noop(
            "Somebody who answers to the chapter, keeps to what it decides, and whom people want to listen to."
        ),
        "CAES, Chapter Strategy ¶12",
    ),
    Step(
        "agreement", "candidate", 82,
        gettext_noop("Agree with the candidate how campaign and chapter work together"),
        gettext_noop("Who decides what, how the two talk, what is expected of each: in writing, before others ask."),
        "CAES, Chapter Strategy ¶12, ¶16",
    ),
    Step(
        "allies", "support", 78,
        gettext_noop("List the unions, organizations and community leaders of the district"),
        gettext_noop("For each: who knows them, who asks them, and what they decide by and when."),
        "CAES, Chapter Strategy ¶13",
    ),
    Step(
        "endorsements", "support", 56,
        gettext_noop("Have the endorsements in hand, before the announcement"),
        gettext_noop(
            "As many unions, progressive organizations and trusted neighbors as can be won while no other progressive "
            "has entered the race."
        ),
        "CAES, Chapter Strategy ¶13",
    ),
    Step(
        "pledges", "launch", 53,
        gettext_noop("Collect members' pledges for launch day"),
        gettext_noop(
            "Aim for more than half of the members, each with what they can afford; look up whether public funds match "
            "small donations, and by which day to register for them."
        ),
        "CAES, Chapter Strategy ¶14",
    ),
    Step(
        "announcement", "launch", 50,
        gettext_noop("Announce the campaign"),
        gettext_noop("With those who endorse it beside the candidate."),
        "CAES, Chapter Strategy ¶13, ¶14",
    ),
    Step(
        "fundraising", "launch", 50,
        gettext_noop("Launch-day fundraising"),
        gettext_noop("Turn the pledges into donations on the one day, and say in public how many people gave."),
        "CAES, Chapter Strategy ¶14",
    ),
    Step(
        "office", "office", 40,
        gettext_noop("Set up the Socialists in Office structure"),
        gettext_noop(
            "Decide who meets the elected member how often, and how the chapter and they come to a common position: "
            "before there is somebody in office."
        ),
        "CAES, Chapter Strategy ¶16",
    ),
    Step(
        LEADERS, "doors", 36,
        gettext_noop("Train members to lead canvasses"),
        gettext_noop("The canvasses are the chapter's own, and members learn to run them."),
        "CAES, Chapter Strategy ¶15",
    ),
    Step(
        DOORS, "doors", FIRST_CANVASS,
        gettext_noop("Knock doors, every week from here on"),
        gettext_noop("Enter the doors of each week, and hold them against the pace that the need asks for."),
        "CAES, Chapter Strategy ¶15",
    ),
    Step(
        HALF, "doors", 15,
        gettext_noop("Half of the doors are knocked"),
        gettext_noop("If not, decide now: more canvassers, another target, or fewer other races."),
        "CAES, Chapter Strategy ¶2, ¶15",
    ),
    Step(
        ELECTION, "election", 0,
        gettext_noop("Election day"),
        gettext_noop("Afterwards enter what was knocked and what came out: the next plan learns from it."),
        "CAES, Chapter Strategy ¶9",
    ),
)  # fmt: skip
BY_KEY: Final = {step.key: step for step in STEPS}

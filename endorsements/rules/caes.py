"""The fourteen criteria of Groundwork's Class Alignment Electoral Strategy (CAES), in the chapter's words."""

from datetime import date
from typing import Final

from endorsements.rules.citations import caes
from endorsements.rules.expressions import fact, no_red_line_crossed, one_of
from endorsements.rules.rulebook import Criterion, Part, Rulebook, Verdict, VerdictRule, register
from endorsements.rules.wording import gettext_noop

GATES: Final = (
    Criterion(
        "G1",
        Part.GATES,
        gettext_noop("Sought the endorsement"),
        gettext_noop("The candidate has come to this chapter and asked for its endorsement."),
        fact("solicited"),
        caes("Class Struggle Elections", 3, 6),
    ),
    Criterion(
        "G2",
        Part.GATES,
        gettext_noop("Is a member"),
        gettext_noop("The candidate is one of us: a member of DSA."),
        fact("member"),
        caes("Class Struggle Elections", 3, 6, "Cadre Elections", 1, 4),
    ),
    Criterion(
        "G3",
        Part.GATES,
        gettext_noop("Openly a democratic socialist"),
        gettext_noop("The candidate tells voters, in public, that they are a democratic socialist."),
        fact("open_socialist"),
        caes("Class Struggle Elections", 3, 6, "Cadre Elections", 4),
    ),
    Criterion(
        "G4",
        Part.GATES,
        gettext_noop("Crosses no red line in force at the time of the campaign"),
        gettext_noop(
            "None of the demands that the chapter has voted to hold as non-negotiable is broken by the candidate. "
            "Only those in force when the campaign takes place count."
        ),
        no_red_line_crossed(),
        caes("Class Struggle Elections", 4, 6),
    ),
    Criterion(
        "G5",
        Part.GATES,
        gettext_noop("Not an independent bid on conservative terrain"),
        gettext_noop(
            "It is not a run as an independent, in a partisan contest, on ground where winning would mean speaking "
            "against what we stand for, unless the committee has recorded why it makes an exception. "
            "A nonpartisan race is never an independent bid."
        ),
        one_of("contest", "nonpartisan")
        | ~one_of("ballot_line", "independent")
        | ~fact("conservative_area")
        | fact("independent_exception"),
        caes("Ballot Line", 5),
    ),
)

STRUGGLE: Final = (
    Criterion(
        "S1",
        Part.STRUGGLE,
        gettext_noop("Labor against capital"),
        gettext_noop("Labor stands on one side of this campaign and capital on the other, and nobody can mistake it."),
        fact("labor_against_capital"),
        caes("Class Struggle Elections", 1),
    ),
    Criterion(
        "S2",
        Part.STRUGGLE,
        gettext_noop("Coheres a left-labor coalition"),
        gettext_noop(
            "Unions and the progressive movement will in fact come together behind the candidate. "
            "A good labor platform alone does not do it."
        ),
        fact("coheres_left_labor"),
        caes("Class Struggle Elections", 2, 3, 5),
    ),
    Criterion(
        "S3",
        Part.STRUGGLE,
        gettext_noop("Polarizes along class lines"),
        gettext_noop("The campaign turns voters against the establishment, and the line it draws is class."),
        fact("polarizes_by_class"),
        caes("Class Struggle Elections", 3),
    ),
    Criterion(
        "S4",
        Part.STRUGGLE,
        gettext_noop("Prominent, able to move working-class people"),
        gettext_noop(
            "People notice the race, the media treat it as a fight over where politics is going, "
            "and its class lines are plain to ordinary voters."
        ),
        fact("visible") & fact("contest_over_direction") & fact("class_lines_legible"),
        caes("Class Struggle Elections", 3, "Conjuncture", 5),
    ),
)

CADRE: Final = (
    Criterion(
        "C1",
        Part.CADRE,
        gettext_noop("Rooted in the chapter"),
        gettext_noop("The candidate is a member who has long taken part in the chapter's own political life."),
        fact("member") & fact("rooted"),
        caes("Cadre Elections", 1),
    ),
    Criterion(
        "C2",
        Part.CADRE,
        gettext_noop("Accountable and disciplined"),
        gettext_noop("The candidate answers to the chapter and carries out what it decides."),
        fact("accountable"),
        caes("Chapter Strategy", 12),
    ),
    Criterion(
        "C3",
        Part.CADRE,
        gettext_noop("A viable path to victory"),
        gettext_noop("There is a way to win this race with what the campaign and the chapter can bring."),
        fact("viable_path"),
        caes("Cadre Elections", 1, "Chapter Strategy", 7),
    ),
    Criterion(
        "C4",
        Part.CADRE,
        gettext_noop("A non-symbolic executive or legislative office"),
        gettext_noop("The office governs or makes law, and holds real power rather than only a title."),
        one_of("branch", "executive", "legislative") & ~fact("symbolic"),
        caes("Cadre Elections", 1),
    ),
    Criterion(
        "C5",
        Part.CADRE,
        gettext_noop("Can be a socialist pole, or govern"),
        gettext_noop(
            "In this seat the winner can gather a socialist pole in a legislature, "
            "or govern and win reforms that shift power to workers and tenants."
        ),
        fact("socialist_governance"),
        caes("Cadre Elections", 1, 2),
    ),
)

CAES_2026: Final = register(
    Rulebook(
        id="caes-2026-01-24",
        dated=date(2026, 1, 24),
        source="Groundwork, Class Alignment Electoral Strategy",
        criteria=(*GATES, *STRUGGLE, *CADRE),
        verdict_rules=(
            VerdictRule(Verdict.CADRE, (Part.GATES, Part.CADRE), caes("Chapter Strategy", 5, "Cadre Elections", 4)),
            VerdictRule(
                Verdict.CLASS_STRUGGLE,
                (Part.GATES, Part.STRUGGLE),
                caes("Class Struggle Elections", 3, "Cadre Elections", 4),
            ),
        ),
    )
)

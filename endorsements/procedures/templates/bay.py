"""East Bay: a petition, two reports, a vote at the forum, and the membership."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, ProcedureRecord, Stage, Track
from endorsements.procedures.templates.questionnaire import MEMBERSHIP
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, ASSUMED, afterwards
from endorsements.rules.wording import gettext_noop

EAST_BAY: Final = ProcedureRecord(
    title=gettext_noop("East Bay"),
    source=gettext_noop("East Bay chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(
                    id="petition",
                    title=gettext_noop("Petition"),
                    note=gettext_noop(
                        "50 members, 10 of them in the district, for state and federal offices; 25 members, 5 of them "
                        "in the district, for local offices in Oakland and Berkeley; 15 members, 5 of them in the "
                        "district, for local offices elsewhere. Choose the number that fits the office."
                    ),
                    open=True,
                ),
                Stage(id="candidate-report", title=gettext_noop("Report on the candidate")),
                Stage(id="district-report", title=gettext_noop("Report on the district")),
                Stage(
                    id="forum",
                    title=gettext_noop("Vote at the forum"),
                    note=gettext_noop("Members who came to the forum vote. We assumed that it must pass to go on."),
                    votes=(BodyVote(body=BodyKind.MEMBERSHIP),),
                ),
                Stage(id="membership", title=MEMBERSHIP, votes=(BodyVote(body=BodyKind.MEMBERSHIP),)),
            ),
        ),
        afterwards(BodyKind.MEMBERSHIP, MEMBERSHIP),
    ),
)

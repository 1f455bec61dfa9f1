"""Sacramento: a questionnaire and a report by dates, then the membership with a vote that waits for its quorum."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, ProcedureRecord, QuorumRecord, Stage, Track
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, ASSUMED, afterwards
from endorsements.rules.wording import gettext_noop
from endorsements.tally.records import Comparison

MEMBERSHIP: Final = gettext_noop("Membership vote")

SACRAMENTO: Final = ProcedureRecord(
    title=gettext_noop("Sacramento"),
    source=gettext_noop("Sacramento chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(id="request", title=gettext_noop("The candidate asks for the endorsement")),
                Stage(
                    id="questionnaire", title=gettext_noop("The candidate answers the questionnaire"), months_before=6
                ),
                Stage(
                    id="report",
                    title=gettext_noop("Forum and committee report"),
                    note=gettext_noop(
                        "Where the committee has no united view, its report gives the case for and the case against."
                    ),
                    months_before=5,
                ),
                Stage(
                    id="membership",
                    title=MEMBERSHIP,
                    note=gettext_noop("Online, open until the quorum is reached or the deadline has come."),
                    votes=(
                        BodyVote(
                            body=BodyKind.MEMBERSHIP,
                            threshold=(3, 5),
                            comparison=Comparison.AT_LEAST,
                            quorum=QuorumRecord(kind="share-of-roll", share=(1, 20)),
                        ),
                    ),
                    until_quorum=True,
                ),
            ),
        ),
        afterwards(BodyKind.MEMBERSHIP, MEMBERSHIP),
    ),
)

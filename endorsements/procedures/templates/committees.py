"""Chicago: two committees, either of whose recommendations suffices, then the membership."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, Join, ProcedureRecord, Stage, Track
from endorsements.procedures.templates.questionnaire import MEMBERSHIP
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, ASSUMED, afterwards
from endorsements.rules.wording import gettext_noop
from endorsements.tally.records import Comparison

CHICAGO: Final = ProcedureRecord(
    title=gettext_noop("Chicago"),
    source=gettext_noop("Chicago chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(
                    id="interview",
                    title=gettext_noop("Electoral working group: whether to interview"),
                    note=gettext_noop("The electoral working group is the chapter's electoral committee here."),
                    votes=(BodyVote(body=BodyKind.ELECTORAL),),
                ),
                Stage(
                    id="recommendation",
                    title=gettext_noop("Recommendations"),
                    note=gettext_noop(
                        "Either recommendation suffices. The executive committee is the chapter's steering committee "
                        "here."
                    ),
                    votes=(BodyVote(body=BodyKind.ELECTORAL), BodyVote(body=BodyKind.STEERING)),
                    join=Join.ANY,
                ),
                Stage(
                    id="membership",
                    title=MEMBERSHIP,
                    votes=(BodyVote(body=BodyKind.MEMBERSHIP, threshold=(2, 3), comparison=Comparison.AT_LEAST),),
                ),
            ),
        ),
        afterwards(BodyKind.MEMBERSHIP, MEMBERSHIP),
    ),
)

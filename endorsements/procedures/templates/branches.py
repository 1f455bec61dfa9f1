"""New York City: a working group, then every branch reports, then delegates decide."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, Join, ProcedureRecord, Stage, Track
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, ASSUMED, afterwards
from endorsements.rules.wording import gettext_noop
from endorsements.tally.records import Base, Comparison

LEADERSHIP: Final = gettext_noop("Citywide leadership committee")

NEW_YORK_CITY: Final = ProcedureRecord(
    title=gettext_noop("New York City"),
    source=gettext_noop("New York City chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(
                    id="working-group",
                    title=gettext_noop("Electoral working group"),
                    note=gettext_noop("The electoral working group is the chapter's electoral committee here."),
                    votes=(BodyVote(body=BodyKind.ELECTORAL, threshold=(1, 2), comparison=Comparison.MORE_THAN),),
                ),
                Stage(
                    id="branches",
                    title=gettext_noop("Branches"),
                    note=gettext_noop("Every branch reports whether it reached its share; the next body decides."),
                    votes=(BodyVote(body=BodyKind.BRANCH, threshold=(3, 5), comparison=Comparison.AT_LEAST),),
                    join=Join.REPORTED,
                ),
                Stage(
                    id="leadership",
                    title=LEADERSHIP,
                    votes=(
                        BodyVote(
                            body=BodyKind.DELEGATES,
                            name=LEADERSHIP,
                            threshold=(3, 5),
                            comparison=Comparison.AT_LEAST,
                            base=Base.YES_NO,
                        ),
                    ),
                ),
            ),
        ),
        afterwards(BodyKind.DELEGATES, LEADERSHIP, LEADERSHIP),
    ),
)

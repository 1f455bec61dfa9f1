"""Twin Cities and Metro DC: some members put a candidate forward, and the membership decides."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, ProcedureRecord, Signers, Stage, Track
from endorsements.procedures.templates.questionnaire import MEMBERSHIP
from endorsements.procedures.templates.tracks import ABOUT_A_CANDIDATE, ASSUMED, afterwards
from endorsements.rules.wording import gettext_noop
from endorsements.tally.records import Comparison

TWIN_CITIES: Final = ProcedureRecord(
    title=gettext_noop("Twin Cities"),
    source=gettext_noop("Twin Cities chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(
                    id="nomination",
                    title=gettext_noop("Members put the candidate forward"),
                    note=gettext_noop(
                        "1 % of the members of over six months' standing. We took six months and more for that."
                    ),
                    signers=Signers(share=(1, 100), standing_months=6),
                ),
                Stage(
                    id="leadership",
                    title=gettext_noop("Steering committee and Socialists in Office committee"),
                    note=gettext_noop(
                        "The candidate meets both committees. The text names no rule by which they would vote; where "
                        "they do vote, make this stage a vote of both."
                    ),
                ),
                Stage(
                    id="membership",
                    title=MEMBERSHIP,
                    votes=(BodyVote(body=BodyKind.MEMBERSHIP, threshold=(3, 5), comparison=Comparison.AT_LEAST),),
                    window_days=7,
                ),
            ),
        ),
        afterwards(BodyKind.MEMBERSHIP, MEMBERSHIP),
    ),
)
METRO_DC: Final = ProcedureRecord(
    title=gettext_noop("Metro DC"),
    source=gettext_noop("Metro DC chapter, published endorsement procedure, as of 2026"),
    note=ASSUMED,
    tracks=(
        Track(
            types=ABOUT_A_CANDIDATE,
            stages=(
                Stage(id="moved", title=gettext_noop("Members move it"), signers=Signers(number=5)),
                Stage(
                    id="questionnaire",
                    title=gettext_noop("The questionnaire is published"),
                    note=gettext_noop("Within a week of the motion."),
                    within_days=7,
                ),
                Stage(
                    id="membership",
                    title=MEMBERSHIP,
                    note=gettext_noop("We assumed that the 30 days run from the questionnaire to the vote."),
                    votes=(BodyVote(body=BodyKind.MEMBERSHIP, threshold=(2, 3), comparison=Comparison.AT_LEAST),),
                    wait_days=30,
                ),
            ),
        ),
        afterwards(BodyKind.MEMBERSHIP, MEMBERSHIP),
    ),
)

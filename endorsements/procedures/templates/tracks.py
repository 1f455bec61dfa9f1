"""What the templates share: which types of motion their tracks carry, and the track of what no text speaks of."""

from typing import Final

from endorsements.procedures.records import BodyKind, BodyVote, MotionType, Stage, Track
from endorsements.rules.wording import gettext_noop

ABOUT_A_CANDIDATE: Final = (
    MotionType.ENDORSE,
    MotionType.ENDORSE_CONDITIONALLY,
    MotionType.RE_ENDORSE,
    MotionType.DO_NOT_ENDORSE,
)
AFTERWARDS: Final = (MotionType.SEEK_NATIONAL, MotionType.CENSURE, MotionType.RESCIND)
ASSUMED: Final = gettext_noop(
    "The published text is about endorsing. We assumed that conditional endorsements, re-endorsements and motions not "
    "to endorse go the same way, and that the body with the last word decides alone on seeking national endorsement, "
    "on censure and on rescinding; the text gives no rule for those three."
)


def afterwards(body: BodyKind, title: str, name: str = "") -> Track:
    """Return the track of motions about somebody endorsed already: one vote of this body, its whole rule open."""
    return Track(types=AFTERWARDS, stages=(Stage(id="decision", title=title, votes=(BodyVote(body=body, name=name),)),))

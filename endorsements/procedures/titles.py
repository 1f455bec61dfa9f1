"""What the parts of a procedure are called: msgids, to be wrapped in gettext where they are shown."""

from collections.abc import Mapping
from typing import Final

from endorsements.procedures.course import State
from endorsements.procedures.deadlines import Kind
from endorsements.procedures.records import BodyKind, ContestMethod, Failing, Join, Method, MotionType
from endorsements.rules.wording import gettext_noop

TYPE_TITLES: Final[Mapping[MotionType, str]] = {
    MotionType.ENDORSE: gettext_noop("endorse"),
    MotionType.ENDORSE_CONDITIONALLY: gettext_noop("endorse with conditions"),
    MotionType.RE_ENDORSE: gettext_noop("re-endorse an incumbent"),
    MotionType.DO_NOT_ENDORSE: gettext_noop("do not endorse"),
    MotionType.SEEK_NATIONAL: gettext_noop("seek national endorsement"),
    MotionType.CENSURE: gettext_noop("censure"),
    MotionType.RESCIND: gettext_noop("rescind an endorsement"),
    MotionType.ADOPT_RED_LINE: gettext_noop("adopt a red line"),
    MotionType.REAFFIRM_RED_LINE: gettext_noop("reaffirm a red line"),
    MotionType.RETIRE_RED_LINE: gettext_noop("retire a red line"),
    MotionType.STRAW_POLL: gettext_noop("straw poll"),
}
BODY_TITLES: Final[Mapping[BodyKind, str]] = {
    BodyKind.ELECTORAL: gettext_noop("electoral committee"),
    BodyKind.STEERING: gettext_noop("steering committee"),
    BodyKind.MEMBERSHIP: gettext_noop("membership"),
    BodyKind.BRANCH: gettext_noop("branch"),
    BodyKind.DELEGATES: gettext_noop("delegates"),
    BodyKind.COMMITTEE: gettext_noop("another committee or working group"),
}
METHOD_TITLES: Final[Mapping[Method, str]] = {
    Method.ROLL_CALL: gettext_noop("roll call"),
    Method.SECRET: gettext_noop("secret"),
}
CONTEST_TITLES: Final[Mapping[ContestMethod, str]] = {
    ContestMethod.APPROVAL: gettext_noop("approval"),
    ContestMethod.RANKED: gettext_noop("ranked choice"),
}
JOIN_TITLES: Final[Mapping[Join, str]] = {
    Join.ALL: gettext_noop("all of them must pass it"),
    Join.ANY: gettext_noop("either suffices"),
    Join.REPORTED: gettext_noop("each of them reports, whatever it says"),
}
FAILING_TITLES: Final[Mapping[Failing, str]] = {
    Failing.STOP: gettext_noop("the motion fails"),
    Failing.ON: gettext_noop("the motion goes on all the same"),
}
OPEN_TITLES: Final[Mapping[str, str]] = {
    "threshold": gettext_noop("the threshold"),
    "comparison": gettext_noop("“at least” or “more than”"),
    "base": gettext_noop("what the share is a share of"),
    "quorum": gettext_noop("the quorum"),
    "method": gettext_noop("whether by roll call or in secret"),
    "signers": gettext_noop("how many must sign"),
}
"""What a field that is still open asks for."""
STATE_TITLES: Final[Mapping[State, str]] = {
    State.DONE: gettext_noop("done"),
    State.PASSED: gettext_noop("passed"),
    State.FAILED: gettext_noop("failed"),
    State.REPORTED: gettext_noop("all reported"),
    State.NOW: gettext_noop("current stage"),
    State.AHEAD: gettext_noop("still to come"),
    State.SKIPPED: gettext_noop("not needed any more"),
}
DEADLINE_TITLES: Final[Mapping[Kind, str]] = {
    "step": gettext_noop("%s: to be done"),
    "notice": gettext_noop("%s: notice to be given"),
    "opens": gettext_noop("%s: to be opened"),
    "closes": gettext_noop("%s: to be closed"),
}

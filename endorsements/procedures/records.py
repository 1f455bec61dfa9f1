"""A chapter's procedure as data: for each type of motion, the stages it goes through and the rule of each.

What a published text leaves open stays open here (None), and must be chosen before the first ballot opens. Shares are
pairs of integers, never decimals. Pure: pydantic and the tally's own terms.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from endorsements.tally.records import (
    Base,
    Comparison,
    NoQuorum,
    NumberQuorum,
    Quorum,
    Rule,
    ShareOfAverageAttendance,
    ShareOfRoll,
)

Share = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Days = Annotated[int, Field(ge=0, le=730)]


class MotionType(StrEnum):
    """What a motion asks for."""

    ENDORSE = "endorse"
    ENDORSE_CONDITIONALLY = "endorse-with-conditions"
    RE_ENDORSE = "re-endorse"
    DO_NOT_ENDORSE = "do-not-endorse"
    SEEK_NATIONAL = "seek-national"
    CENSURE = "censure"
    RESCIND = "rescind"
    ADOPT_RED_LINE = "adopt-red-line"
    REAFFIRM_RED_LINE = "reaffirm-red-line"
    RETIRE_RED_LINE = "retire-red-line"
    STRAW_POLL = "straw-poll"


class BodyKind(StrEnum):
    """A sort of body that votes. The first three are drawn from seats, the others have members of their own."""

    ELECTORAL = "electoral-committee"
    STEERING = "steering-committee"
    MEMBERSHIP = "membership"
    BRANCH = "branch"
    DELEGATES = "delegates"
    COMMITTEE = "committee"


class Method(StrEnum):
    """How votes are cast."""

    ROLL_CALL = "roll-call"
    SECRET = "secret"  # noqa: S105 - a way of voting


class ContestMethod(StrEnum):
    """How several candidates for one seat are chosen among."""

    APPROVAL = "approval"
    RANKED = "ranked"


class Join(StrEnum):
    """What leads on where several bodies vote at one stage."""

    ALL = "all"
    ANY = "any"
    REPORTED = "reported"


class Failing(StrEnum):
    """What a stage leads to when its vote does not pass."""

    STOP = "stop"
    ON = "on"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuorumRecord(_Record):
    """A quorum in `recount`'s form: which fields it has follows from its kind. Raises ValidationError."""

    kind: Literal["none", "number", "share-of-roll", "share-of-average-attendance"]
    number: Annotated[int, Field(ge=0, le=10**9)] | None = None
    share: Share | None = None
    attendance: Annotated[tuple[Annotated[int, Field(ge=0, le=10**9)], ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def has_what_its_kind_needs(self) -> Self:
        """The fields of its kind and no other; a share is at most 1."""
        needed = {
            "none": set(),
            "number": {"number"},
            "share-of-roll": {"share"},
            "share-of-average-attendance": {"share", "attendance"},
        }[self.kind]
        present = {name for name in ("number", "share", "attendance") if getattr(self, name) is not None}
        if present != needed:
            raise ValueError(f"a quorum of kind {self.kind} has {', '.join(sorted(needed)) or 'no figure'}")
        if self.share is not None and Fraction(*self.share) > 1:
            raise ValueError("a share is at most 1")
        return self

    def quorum(self) -> Quorum:
        """As the tally's record."""
        if self.number is not None:
            return NumberQuorum(self.number)
        if self.share is not None and self.attendance is not None:
            return ShareOfAverageAttendance(Fraction(*self.share), self.attendance)
        if self.share is not None:
            return ShareOfRoll(Fraction(*self.share))
        return NoQuorum()


class BodyVote(_Record):
    """One body's vote at a stage. None is what the chapter has still to choose.

    `name` says which committee or which delegates; for branches it is empty and every branch votes.
    """

    body: BodyKind
    name: Annotated[str, Field(max_length=120)] = ""
    threshold: Share | None = None
    comparison: Comparison | None = None
    base: Base | None = None
    quorum: QuorumRecord | None = None
    method: Method | None = None
    contest: ContestMethod | None = None
    """How it chooses where several stand for one seat; None: it votes yes or no only."""
    standing_months: Annotated[int, Field(ge=0, le=120)] = 0
    """Only those who have been members for at least this many months when the ballot opens."""

    @model_validator(mode="after")
    def threshold_is_a_share(self) -> Self:
        """A threshold is at most 1, and has a name where its body needs one."""
        if self.threshold is not None and Fraction(*self.threshold) > 1:
            raise ValueError("a threshold is at most 1")
        return self

    @property
    def open_choices(self) -> tuple[str, ...]:
        """The names of the fields that are still open."""
        fields = ("threshold", "comparison", "base", "quorum", "method")
        return tuple(field for field in fields if getattr(self, field) is None)

    def rule(self) -> Rule:
        """The exact rule. Raises ValueError while something is open."""
        if self.threshold is None or self.comparison is None or self.base is None or self.quorum is None:
            raise ValueError("the rule is still open: " + ", ".join(self.open_choices))
        return Rule(Fraction(*self.threshold), self.comparison, self.base, self.quorum.quorum())


class Signers(_Record):
    """How many must sign or second: a number, or a share of the members (rounded up); some of them in the district."""

    number: Annotated[int, Field(ge=1, le=10**6)] | None = None
    share: Share | None = None
    in_district: Annotated[int, Field(ge=0, le=10**6)] = 0
    standing_months: Annotated[int, Field(ge=0, le=120)] = 0


class Stage(_Record):
    """A station on a motion's way: a step somebody does (a questionnaire, a forum, a petition), or votes of bodies.

    Days count back from the election (`months_before`, `days_before`: done by then) or on from the stage before
    (`within_days`: done by then; `wait_days`: not begun before).
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    title: Name
    note: Annotated[str, Field(max_length=1000)] = ""
    votes: tuple[BodyVote, ...] = ()
    signers: Signers | None = None
    open: bool = False
    """A step of which something is still to be chosen (how many sign), as its note says."""
    join: Join = Join.ALL
    failing: Failing = Failing.STOP
    until_quorum: bool = False
    """The vote stays open until its quorum is reached, up to a hard stop at which the motion fails."""
    notice_days: Days | None = None
    window_days: Days | None = None
    months_before: Annotated[int, Field(ge=0, le=60)] | None = None
    days_before: Days | None = None
    within_days: Days | None = None
    wait_days: Days | None = None

    @property
    def is_vote(self) -> bool:
        """Whether bodies vote here."""
        return bool(self.votes)


class Track(_Record):
    """The stages that motions of some types go through; the last one decides."""

    types: Annotated[tuple[MotionType, ...], Field(min_length=1)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def ends_with_a_vote(self) -> Self:
        """Ids are there once, and the last stage is a vote, since it decides."""
        ids = [stage.id for stage in self.stages]
        if len(set(ids)) < len(ids):
            raise ValueError("two stages have one id")
        if not self.stages[-1].is_vote:
            raise ValueError("the last stage decides, so it must be a vote")
        return self


class ProcedureRecord(_Record):
    """A procedure: each type of motion has one track or none; without one it cannot be moved."""

    title: Name
    source: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def one_track_a_type(self) -> Self:
        """No type is in two tracks: the rule follows the type."""
        types = [type for track in self.tracks for type in track.types]
        if len(set(types)) < len(types):
            raise ValueError("a type of motion is in two tracks")
        return self

    def track_of(self, type: MotionType) -> Track | None:
        """The track of a type, or None."""
        return next((track for track in self.tracks if type in track.types), None)

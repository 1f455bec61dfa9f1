"""What a slate is planned from and what comes out. Records check themselves: one that exists is in its form."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from capacity.planning.wording import gettext_noop

MOST_DOORS: Final = 10**12
MOST_A_SEAT: Final = 10**6
UNEXPECTED: Final = "unexpected"
"""The type of pydantic's error when a value is not in its form."""
DEFAULT_RANKS: Final = (("incumbent",), ("cadre",), ("class-struggle",))

MASS_RACE: Final = "mass-race"
INCUMBENT: Final = "incumbent"


def unexpected(expected: str, **context: Any) -> PydanticCustomError:
    """A fault: what was expected (to be translated, with {names} from `context`).

    `within` (a path below the record at hand) and `found` (text) say more where the checked value alone does not.
    """
    return PydanticCustomError(UNEXPECTED, expected, {"expected": expected, **context})


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: object) -> object:
        if type(value) is not int or not low <= value <= high:
            raise unexpected(gettext_noop("a whole number from {low} to {high}"), low=low, high=high)
        return value

    return BeforeValidator(check)


def _name(value: object) -> object:
    if type(value) is not str or not value:
        raise unexpected(gettext_noop("text that is not empty"))
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, written \ud800
        raise unexpected(gettext_noop("text in valid Unicode")) from None
    return value


def _day(value: object) -> object:
    if type(value) is date:
        return value
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-" and value.isascii():
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise unexpected(gettext_noop("a day that exists, written YYYY-MM-DD"))


def _truth(value: object) -> object:
    if type(value) is not bool:
        raise unexpected(gettext_noop("true or false"))
    return value


def _exception(value: object) -> object:
    if value is not None and (type(value) is not str or value not in (MASS_RACE, INCUMBENT)):
        listed = f"null, {MASS_RACE!r}, {INCUMBENT!r}"
        raise unexpected(gettext_noop("one of {listed}"), listed=listed)
    return value


def _listed(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise unexpected(gettext_noop("a list"))
    return tuple(value)


type Name = Annotated[str, BeforeValidator(_name)]
type Day = Annotated[date, BeforeValidator(_day)]
type Doors = Annotated[int, _whole(0, MOST_DOORS)]
type Listed[T] = Annotated[tuple[T, ...], BeforeValidator(_listed)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_by_name=True)


class Week(_Record):
    """Seven days from `start`, and the doors the chapter can knock in them."""

    start: Day
    doors: Doors


class Candidacy(_Record):
    """A candidacy that may be supported, in weeks that start on or after `from_on` and before `until_on`."""

    id: Name
    seat: Name
    rank: Name
    doors: Doors
    from_on: Annotated[Day, Field(alias="from")]
    until_on: Annotated[Day, Field(alias="until")]
    win_chance_permille: Annotated[int, _whole(0, 1000)]
    weight: Annotated[int, _whole(1, 5)]
    pinned: Annotated[bool, BeforeValidator(_truth)]
    exception: Annotated[Literal["mass-race", "incumbent"] | None, BeforeValidator(_exception)]

    @field_validator("until_on")
    @classmethod
    def _after_from(cls, until: date, info: ValidationInfo) -> date:
        since = info.data.get("from_on")
        if since is not None and until <= since:
            raise unexpected(gettext_noop("a day after {day}"), day=since.isoformat())
        return until

    @property
    def value(self) -> int:
        """Chance to win × weight, in thousandths."""
        return self.win_chance_permille * self.weight

    @property
    def doors_taken(self) -> int:
        """Doors it takes when supported: none for an exception."""
        return 0 if self.exception else self.doors


class Problem(_Record):
    """The chapter's weeks, who runs, how many candidacies a seat may have (1 where not named), the order of ranks.

    Raises pydantic.ValidationError when made from what is not in its form.
    """

    weeks: Listed[Week]
    seats: dict[Name, Annotated[int, _whole(0, MOST_A_SEAT)]]
    ranks: Listed[Listed[Name]] = DEFAULT_RANKS
    """Groups of ranks, the first group first."""
    candidacies: Listed[Candidacy]

    @field_validator("weeks")
    @classmethod
    def _seven_days_apart(cls, weeks: tuple[Week, ...]) -> tuple[Week, ...]:
        for number, (week, after) in enumerate(pairwise(weeks), start=1):
            if after.start - week.start != timedelta(days=7):
                raise unexpected(
                    gettext_noop("the day seven days after {day}"),
                    day=week.start.isoformat(), within=(number, "start"), found=after.start.isoformat(),
                )  # fmt: skip
        return weeks

    @field_validator("seats", mode="before")
    @classmethod
    def _is_object(cls, seats: object) -> object:
        if not isinstance(seats, dict):
            raise unexpected(gettext_noop("an object"))
        return seats

    @field_validator("ranks")
    @classmethod
    def _each_rank_once(cls, ranks: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        seen = set()
        for number, group in enumerate(ranks):
            if not group:
                raise unexpected(gettext_noop("a group with at least one rank"), within=(number,), found="[]")
            for place, rank in enumerate(group):
                if rank in seen:
                    raise unexpected(
                        gettext_noop("each rank in one group, once"), within=(number, place), found=repr(rank)
                    )
                seen.add(rank)
        return ranks

    @field_validator("candidacies")
    @classmethod
    def _known_ranks_and_own_ids(cls, candidacies: tuple[Candidacy, ...], info: ValidationInfo) -> Any:
        ranks = [rank for group in info.data.get("ranks", ()) for rank in group]
        seen = set()
        for number, candidacy in enumerate(candidacies):
            if "ranks" in info.data and candidacy.rank not in ranks:
                raise unexpected(
                    gettext_noop("a rank that is in a group ({ranks})"),
                    ranks=", ".join(ranks), within=(number, "rank"), found=repr(candidacy.rank),
                )  # fmt: skip
            if candidacy.id in seen:
                raise unexpected(
                    gettext_noop("an id that no candidacy before it has"),
                    within=(number, "id"), found=repr(candidacy.id),
                )  # fmt: skip
            seen.add(candidacy.id)
        return candidacies


@dataclass(frozen=True, slots=True)
class Level:
    """A group of ranks, and the sum of chance × weight over its supported candidacies, in thousandths."""

    ranks: tuple[str, ...]
    value: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidacy that is not supported, and what would let it in with all other choices as they are."""

    id: str
    short_by: int
    """Doors by which its need would have to shrink; 0 when only its seat is taken."""
    instead_of: tuple[str, ...]
    """Ids of the supported candidacies of which each one alone, taken out, would make room for it. Sorted."""


@dataclass(frozen=True, slots=True)
class Slate:
    """The best slate, proven."""

    levels: tuple[Level, ...]
    supported: tuple[str, ...]
    """Ids, sorted."""
    plan: dict[str, dict[date, int]]
    """Doors by supported candidacy's id (sorted) and first day of the week; no exceptions, no weeks of 0 doors."""
    left_out: tuple[LeftOut, ...]
    """Sorted by id."""


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The pinned candidacies cannot all be supported."""

    conflict: tuple[str, ...]
    """Ids, sorted, of pinned candidacies that cannot be supported together, though any fewer of them can."""

"""What a slate is planned from: who may be endorsed, what each needs, and the chapter's weeks, put as one question."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from capacity.planning.forecast import Statement, WeekSupply, forecast
from capacity.planning.parameters import Level, Parameter
from capacity.planning.slate import INCUMBENT, MASS_RACE, Candidacy
from capacity.queries.figures import figures_of
from capacity.queries.supply import statements_by, weeks_between
from endorsements.models import Cycle
from endorsements.models.field import SlateException
from endorsements.queries.field import Need, needs_of
from endorsements.queries.slate_solved import WEEK, Question
from endorsements.rules import Verdict

MOST_WEEKS = 522
"""Ten years: weeks before the last election day that a slate looks at."""

RANKS = (INCUMBENT, str(Verdict.CADRE), str(Verdict.CLASS_STRUGGLE))


@dataclass(frozen=True, slots=True)
class Entrant:
    """A candidacy of the cycle as the slate sees it; `incumbent` and `mass` are what its dossier bears out."""

    candidacy: int
    race: int
    verdict: str
    incumbent: bool
    """Holds the seat with the chapter's earlier endorsement, and has worked with it."""
    mass: bool
    """Passes the three tests of prominence (S4)."""
    closed: bool

    @property
    def rank(self) -> str:
        """Return its rank; "" when it cannot be endorsed as its dossier stands."""
        if self.verdict not in RANKS:
            return ""
        return INCUMBENT if self.incumbent else self.verdict


class Outside(StrEnum):
    """Why a candidacy is not among those the slate chooses from."""

    CLOSED = "closed"
    UNDETERMINED = "undetermined"
    NOT_ENDORSABLE = "not-endorsable"
    NOT_JUDGED = "not-judged"
    NO_PLAN = "no-plan"
    NO_TURNOUT = "no-turnout"
    NO_WEEKS = "no-weeks"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the chapter knows: its figures, each plan's need by candidacy, and what it has said of its people."""

    figures: Mapping[str, Parameter]
    needs: Mapping[int, Need]
    statements: tuple[Statement, ...]
    entrants: tuple[Entrant, ...]
    outside: Mapping[int, Outside] = field(default_factory=dict)
    mondays: tuple[dt.date, ...] = ()

    @property
    def inside(self) -> list[Entrant]:
        """Those the slate chooses from."""
        return [each for each in self.entrants if each.candidacy not in self.outside]

    def exception(self, entrant: Entrant) -> str:
        """Return the exception that holds for a candidacy: one that is recorded, and that its dossier bears out."""
        need = self.needs.get(entrant.candidacy)
        return borne_out(need.plan.exception, entrant) if need else ""


def borne_out(exception: str, entrant: Entrant) -> str:
    """Return a recorded exception when the dossier bears it out, else "" (CAES, Chapter Strategy ¶2, ¶3, ¶5, ¶6)."""
    holds = {SlateException.INCUMBENT: entrant.incumbent, SlateException.MASS_RACE: entrant.mass}
    return exception if exception and holds.get(SlateException(exception), False) else ""


def identity(candidacy: int) -> str:
    """Return a candidacy's id in a question; their order as text is that of the numbers."""
    return f"{candidacy:012d}"


def ground_of(cycle: Cycle, entrants: Sequence[Entrant]) -> Ground:
    """Gather what a cycle's slate is planned from. Four queries, however many candidacies there are."""
    figures = figures_of(cycle.chapter_id)
    needs = needs_of(cycle, figures)
    statements = statements_by(cycle.chapter_id, figures)
    outside = {each.candidacy: why for each in entrants if (why := outside_why(each, needs.get(each.candidacy)))}
    used = [needs[each.candidacy] for each in entrants if each.candidacy not in outside]
    return Ground(figures, needs, statements, tuple(entrants), outside, tuple(_mondays(used)))


def outside_why(entrant: Entrant, need: Need | None) -> Outside | None:
    """Say why the slate cannot choose a candidacy, or None when it can."""
    if entrant.closed or not entrant.rank:
        known = (Outside.UNDETERMINED, Outside.NOT_ENDORSABLE)
        open_why = Outside(entrant.verdict) if entrant.verdict in known else Outside.NOT_JUDGED
        return Outside.CLOSED if entrant.closed else open_why
    if need is None:
        return Outside.NO_PLAN
    if need.plan.starts_on >= need.election_on:
        return Outside.NO_WEEKS
    if borne_out(need.plan.exception, entrant):
        return None
    unplanned = Outside.PAPER if need.plan.no_doors else None
    return unplanned or (Outside.NO_TURNOUT if need.doors is None else None)


def _mondays(needs: Sequence[Need]) -> list[dt.date]:
    """Return the weeks from the first field start to the last election day that begin before it."""
    if not needs:
        return []
    last = max(need.election_on for need in needs) - dt.timedelta(days=1)
    first = min(need.plan.starts_on for need in needs)
    if (last - first) > MOST_WEEKS * WEEK:
        first = last - MOST_WEEKS * WEEK
    return weeks_between(first, last)


@lru_cache(maxsize=256)
def _forecast(
    statements: tuple[Statement, ...], mondays: tuple[dt.date, ...], arriving: tuple[int, ...]
) -> tuple[WeekSupply, ...]:
    # Pure, and worked out in exact fractions: a hundred weeks cost as much as twenty queries.
    return tuple(forecast(statements, mondays, arriving))


def supply_for(ground: Ground, joined: Iterable[int] = ()) -> tuple[WeekSupply, ...]:
    """Return the chapter's weeks when these candidacies' campaigns bring the canvassers they are said to bring.

    They come in the week that the campaign's field work begins in.
    """
    arriving = [0] * len(ground.mondays)
    for pk in joined:
        plan = ground.needs[pk].plan
        at = max(0, (plan.starts_on - ground.mondays[0]).days // 7)
        arriving[at] += plan.renews
    return _forecast(ground.statements, ground.mondays, tuple(arriving) if any(arriving) else ())


def question_of(
    ground: Ground,
    level: Level,
    *,
    joined: Iterable[int] = (),
    pinned: frozenset[int] = frozenset(),
    without: frozenset[int] = frozenset(),
) -> Question:
    """Put the slate's question at a level: `low` is few doors and high needs, `high` many doors and low needs.

    `joined` campaigns bring canvassers; `pinned` must be supported beside the promises, `without` must not be.
    """
    opposite = {Level.LOW: Level.HIGH, Level.DEFAULT: Level.DEFAULT, Level.HIGH: Level.LOW}[level]
    chosen = [each for each in ground.inside if each.candidacy not in without]
    candidacies = [_candidacy(ground, each, opposite, pinned) for each in chosen]
    seats = {str(each.race): ground.needs[each.candidacy].seats for each in chosen}
    return Question(
        first=ground.mondays[0] if ground.mondays else dt.date.min,
        doors=tuple(week.doors.at(level) for week in supply_for(ground, joined)) if ground.mondays else (),
        seats=tuple(sorted(seats.items())),
        candidacies=tuple(candidacies),
    )


def _candidacy(ground: Ground, entrant: Entrant, level: Level, pinned: frozenset[int]) -> Candidacy:
    need = ground.needs[entrant.candidacy]
    exception = ground.exception(entrant)
    doors = need.doors
    return Candidacy.model_validate(
        {
            "id": identity(entrant.candidacy),
            "seat": str(entrant.race),
            "rank": entrant.rank,
            "doors": doors.at(level) if doors and not exception else 0,
            "from_on": need.plan.starts_on,
            "until_on": need.election_on,
            "win_chance_permille": need.plan.win_chance_permille,
            "weight": need.plan.weight,
            "pinned": need.plan.pinned or entrant.candidacy in pinned,
            "exception": {INCUMBENT: INCUMBENT, MASS_RACE: MASS_RACE}.get(exception),
        },
        by_name=True,
    )

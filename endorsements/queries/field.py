"""What each race needs in the field: expected turnout, votes to win, contacts, doors, and the doors there are."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from django.db import models

from capacity.planning.doors import Ceiling, Ceilings, DoorsNeeded, Rates, ceilings, doors_needed
from capacity.planning.forecast import Statement, WeekSupply, forecast
from capacity.planning.parameters import Level, Parameter, Span
from capacity.planning.turnout import ExpectedTurnout, PastTurnout, Similar, expected_turnout, similar
from capacity.planning.win_number import WinNumber, even_split, to_win, to_win_ranked
from capacity.queries.figures import figures_of, rates_of
from capacity.queries.library import past_turnout, past_turnouts
from capacity.queries.supply import statements_by, weeks_between
from chapters.models import Chapter
from chapters.prepared import PreparedObjects
from endorsements.models import Candidacy, Cycle, FieldPlan

MILLE = 1000
CALLED_BACK = 3
"""Passes from which reach stands at the top of its range: two callbacks lift it there."""
MOST_DAYS = 4 * 364
NONE = Span(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Need:
    """What one candidacy needs. `past` is None without similar elections; without any turnout, so is what follows."""

    plan: FieldPlan
    election_on: dt.date
    seats: int
    figures: Mapping[str, Parameter]
    past: ExpectedTurnout | None
    turnout: int | None
    """The committee's own where it has set one, else the mean of the past."""
    win: WinNumber | None
    even_split: int | None
    """A floor and never the goal; None with two candidates, whose even split is the majority, or when ranked."""
    needed: DoorsNeeded | None
    """Worked out for the working goal, whether or not doors are planned."""
    ceilings: Ceilings | None

    @property
    def doors(self) -> Span[int] | None:
        """The doors the slate has to find, at each level: none when none are planned, None when not known."""
        if self.plan.no_doors:
            return NONE
        return self.needed.doors if self.needed else None

    def stands(self, level: Level) -> Ceiling | None:
        """How the need stands to the district's households at a level; None when they are not known."""
        return self.ceilings.stands[level] if self.ceilings else None


def similar_to(plan: FieldPlan) -> Similar | None:
    """Return which past contests are like the plan's race; None when none was chosen."""
    if not plan.past_office:
        return None
    return similar(
        state=plan.state,
        office=plan.past_office,
        district=plan.past_district,
        kind=plan.past_kind,
        party=plan.past_party,
    )


def need_of(
    plan: FieldPlan,
    election_on: dt.date,
    figures: Mapping[str, Parameter],
    past: Iterable[PastTurnout],
    *,
    seats: int = 1,
) -> Need:
    """Work out a plan. No query. `past`: the turnouts of similar contests; those before the election count."""
    expected = expected_turnout(past, election_on)
    turnout = plan.own_turnout if plan.own_turnout is not None else expected.ballots if expected else None
    win = _to_win(plan, turnout, figures, seats)
    rates = _rates(plan, figures)
    needed = doors_needed(win.goal, rates) if win else None
    return Need(
        plan=plan,
        election_on=election_on,
        seats=seats,
        figures=figures,
        past=expected,
        turnout=turnout,
        win=win,
        even_split=even_split(turnout, plan.candidates)
        if turnout is not None and plan.candidates > 2 and not plan.ranked
        else None,
        needed=needed,
        ceilings=ceilings(needed, plan.households, plan.reachable) if needed and plan.households else None,
    )


def _rates(plan: FieldPlan, figures: Mapping[str, Parameter]) -> Rates:
    rates = rates_of(figures, plan.terrain, plan.passes)
    if plan.passes < CALLED_BACK:
        return rates
    return replace(rates, reach=replace(rates.reach, value=rates.reach.high))


def _to_win(plan: FieldPlan, turnout: int | None, figures: Mapping[str, Parameter], seats: int) -> WinNumber | None:
    if turnout is None:
        return None
    safer = figures["safer_share"]
    if plan.ranked:
        return to_win_ranked(turnout, seats, safer_share=safer)
    return to_win(turnout, needed_share=Fraction(plan.needed_permille, MILLE), safer_share=safer)


def plans_of(candidacy_ids: Iterable[int]) -> dict[int, FieldPlan]:
    """Return the current plan of each candidacy that has one. One query."""
    rows = FieldPlan.objects.filter(candidacy__in=list(candidacy_ids), is_current=True).order_by()
    return {plan.candidacy_id: plan for plan in rows}


def _in_cycle(cycle: int) -> models.QuerySet[FieldPlan]:
    plans = FieldPlan.objects.filter(candidacy__race__cycle=cycle, is_current=True)
    return plans.select_related("candidacy__race").order_by().fetch_mode(models.FETCH_RAISE)


_IN_CYCLE = PreparedObjects[FieldPlan](_in_cycle, int)


def needs_of(cycle: Cycle, figures: Mapping[str, Parameter]) -> dict[int, Need]:
    """Return the need of each candidacy of a cycle that has a plan. Two queries, however many there are."""
    plans = _IN_CYCLE.objects(cycle.pk)
    like = {plan.pk: similar_to(plan) for plan in plans}
    wanted = {each for each in like.values() if each}
    past = past_turnouts(cycle.chapter_id, wanted) if wanted else {}
    needs = {}
    for plan in plans:
        race, alike = plan.candidacy.race, like[plan.pk]
        known = past.get(alike, []) if alike else []
        needs[plan.candidacy_id] = need_of(plan, race.election_on, figures, known, seats=race.seats)
    return needs


class Proposal(StrEnum):
    """What the figures say of a viable path (CAES, Cadre Elections ¶1; Chapter Strategy ¶7). The committee decides."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Field:
    """A candidacy's need beside the doors that the chapter has in the weeks it could use, were it the only one."""

    need: Need
    weeks: tuple[WeekSupply, ...]
    """Those that a plan may use: they begin on or after the field start and before election day."""

    @property
    def have(self) -> Span[int] | None:
        """The chapter's doors over those weeks; None when it has said nothing of its people in them."""
        if not any(week.said for week in self.weeks):
            return None
        low, default, high = (sum(week.doors.at(level) for week in self.weeks) for level in Level)
        return Span(low, default, high)

    def fits(self, need: Level, have: Level) -> bool | None:
        """Say whether the need at one level is within the doors at another and within the district's; None: unknown."""
        doors, own = self.need.doors, self.have
        if doors is None or own is None:
            return None
        return doors.at(need) <= own.at(have) and self.need.stands(need) in (None, Ceiling.WITHIN)

    @property
    def proposal(self) -> Proposal:
        """Yes when the need fits at the default figures, no when it does not even at the best, else unknown."""
        if self.need.plan.no_doors or self.need.plan.exception or self.fits(Level.DEFAULT, Level.DEFAULT) is None:
            return Proposal.UNKNOWN
        if self.fits(Level.DEFAULT, Level.DEFAULT):
            return Proposal.YES
        return Proposal.UNKNOWN if self.fits(Level.LOW, Level.HIGH) else Proposal.NO


def usable_weeks(starts_on: dt.date, election_on: dt.date) -> list[dt.date]:
    """Return the Mondays that a plan may use, as the slate counts them; of a longer plan the last 208."""
    if (election_on - starts_on).days > MOST_DAYS:
        starts_on = election_on - dt.timedelta(days=MOST_DAYS)
    return [monday for monday in weeks_between(starts_on, election_on) if starts_on <= monday < election_on]


def past_of(chapter: Chapter | int, plan: FieldPlan, election_on: dt.date) -> Sequence[PastTurnout]:
    """Return the turnouts of the contests like a plan's race. One query; none where no contest was chosen."""
    alike = similar_to(plan)
    return past_turnout(chapter, alike, election_on) if alike else []


def field_of(
    plan: FieldPlan, election_on: dt.date, seats: int, *, chapter: Chapter, figures: Mapping[str, Parameter]
) -> Field:
    """Work out one plan beside the chapter's doors. Two queries."""
    need = need_of(plan, election_on, figures, past_of(chapter, plan, election_on), seats=seats)
    mondays = tuple(usable_weeks(plan.starts_on, election_on))
    return Field(need, _forecast(statements_by(chapter.pk, figures) if mondays else (), mondays))


@lru_cache(maxsize=256)
def _forecast(statements: tuple[Statement, ...], mondays: tuple[dt.date, ...]) -> tuple[WeekSupply, ...]:
    # Pure, and in exact fractions slow enough to be worth remembering: a year of weeks takes as long as ten queries.
    return tuple(forecast(statements, mondays))


def field_for(candidacy: Candidacy) -> Field | None:
    """Return a candidacy's current plan worked out; None when it has none. Four queries, or one without a plan.

    The candidacy comes with `race.cycle.chapter` fetched.
    """
    return field_with(candidacy, plans_of([candidacy.pk]).get(candidacy.pk))


def field_with(candidacy: Candidacy, plan: FieldPlan | None) -> Field | None:
    """Return a candidacy's plan, read already, worked out. Three queries, or none without a plan."""
    if plan is None:
        return None
    race = candidacy.race
    chapter = race.cycle.chapter
    return field_of(plan, race.election_on, race.seats, chapter=chapter, figures=figures_of(chapter))

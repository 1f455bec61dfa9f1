"""How races ended: the outcome of one, the library's contests of its day, and forecasts held against what came."""

import datetime as dt
import json
from dataclasses import dataclass
from fractions import Fraction

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext as _

from capacity.models import ContestCount, ResultsFile
from capacity.planning.results import Contest
from capacity.planning.results.names import folded
from capacity.queries.figures import figures_of
from capacity.queries.library import Filters, contests
from capacity.wording import number, percent, spread
from chapters.models import Chapter
from endorsements.models import Candidacy, Cycle, FieldWeek, Outcome, Race
from endorsements.queries.field import Need, needs_of
from endorsements.wording import day

SUMMED = ("doors", "contacts", "shifts", "new_members")
NONE = "–"


def outcome_of(race: Race) -> Outcome | None:
    """Return the race's current outcome with its winners. Two queries."""
    rows = Outcome.objects.filter(race=race, is_current=True).select_related("entered_by")
    return rows.prefetch_related("won_by").first()


def votes_of(outcome: Outcome, candidacy_id: int) -> int | None:
    """Return the votes of a candidacy; None where they were not told."""
    votes = outcome.votes.get("candidacies", {}).get(str(candidacy_id))
    return votes if isinstance(votes, int) else None


def contests_on(chapter: Chapter, on: dt.date) -> dict[str, Contest]:
    """Return the library's contests held on a day, by the value that a form sends. One query."""
    found = [each for each in contests(chapter, Filters(year=on.year)) if each.key.election.held_on == on]
    return {value_of(each): each for each in found}


def value_of(contest: Contest) -> str:
    """Return a contest as a form sends it."""
    election, office, district, party = contest.key
    return json.dumps([election.state, election.kind, office, district, party], ensure_ascii=False)


def named(contest: Contest) -> str:
    """Return a contest in words."""
    election, office, district, party = contest.key
    return ", ".join(part for part in (office, district, party, election.kind, election.state) if part)


def files_of(chapter: Chapter, contest: Contest) -> list[ResultsFile]:
    """Return the files that a contest is counted from, by name. Two queries."""
    election, office, district, party = contest.key
    rows = ContestCount.objects.filter(
        file__chapter=chapter,
        file__is_current=True,
        file__election_on=election.held_on,
        file__state=election.state,
        file__kind=election.kind,
    ).values_list("file", "office", "district", "party")
    wanted = {
        file
        for file, *names in rows
        if [folded(name) for name in names[:2]] == [folded(office), folded(district)]
        and (not party or folded(names[2]) == folded(party))
    }
    return list(ResultsFile.objects.filter(pk__in=wanted).order_by("name"))


@dataclass(frozen=True, slots=True)
class Held:
    """A candidacy's forecast beside what came: (what, forecast, actual), in words; `NONE` where it is not known."""

    candidacy: int
    name: str
    race: str
    race_id: int
    election_on: str
    ended: str
    rows: tuple[tuple[str, str, str], ...]
    is_over: bool


def held_against(cycle: Cycle, today: dt.date) -> list[Held]:
    """Return for each candidacy with a plan or a record its forecast against what came. Seven queries, however many."""
    figures = figures_of(cycle.chapter)
    needs = needs_of(cycle, figures)
    done = _done(cycle)
    outcomes = {
        each.race_id: each
        for each in Outcome.objects.filter(race__cycle=cycle, is_current=True).prefetch_related("won_by")
    }
    rows = (
        Candidacy.objects.filter(race__cycle=cycle)
        .select_related("race", "candidate")
        .order_by("race__election_on", "race__office", "race__district", "candidate__name")
        .fetch_mode(models.FETCH_RAISE)
    )
    flake = percent(figures["flake"].value)
    return [
        Held(
            candidacy=each.pk,
            name=each.candidate.name,
            race=str(each.race),
            race_id=each.race_id,
            election_on=day(each.race.election_on),
            ended=_ended(each, outcomes.get(each.race_id)),
            rows=_rows(each, needs.get(each.pk), done.get(each.pk, {}), outcomes.get(each.race_id), flake),
            is_over=each.race.election_on <= today,
        )
        for each in rows
        if each.pk in needs or each.pk in done or each.race_id in outcomes
    ]


def _done(cycle: Cycle) -> dict[int, dict[str, int]]:
    rows = FieldWeek.objects.filter(candidacy__race__cycle=cycle).order_by().values("candidacy")
    promised = models.Q(shifts_planned__gt=0)
    missed = models.Case(
        models.When(shifts__lt=models.F("shifts_planned"), then=models.F("shifts_planned") - models.F("shifts")),
        default=0,
    )
    sums = {f"{name}_done": Sum(name) for name in SUMMED}
    told = rows.annotate(**sums, promised=Sum("shifts_planned"), missed=Sum(missed, filter=promised))
    return {row.pop("candidacy"): row for row in told}


def _ended(candidacy: Candidacy, outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    won = {each.pk for each in outcome.won_by.all()}
    return _("won") if candidacy.pk in won else _("did not win")


def _rows(
    candidacy: Candidacy, need: Need | None, done: dict[str, int], outcome: Outcome | None, flake: str
) -> tuple[tuple[str, str, str], ...]:
    needed = need.needed if need else None
    doors, contacts, promised = (done.get(name) or 0 for name in ("doors_done", "contacts_done", "promised"))
    votes = votes_of(outcome, candidacy.pk) if outcome else None
    missed = Fraction(done.get("missed") or 0, promised) if promised else None
    rate = percent(need.figures[f"contact_rate_{need.plan.terrain}"].value) if need else NONE
    return (
        (_("Turnout"), _said(need.turnout if need else None), _said(outcome.ballots_cast if outcome else None)),
        (_("Votes: to work for, and won"), _said(need.win.goal if need and need.win else None), _said(votes)),
        (_("Doors"), spread(need.doors) if need and need.doors else NONE, _said(doors if done else None)),
        (_("Contacts"), spread(needed.contacts) if needed else NONE, _said(contacts if done else None)),
        (_("Contacts, of doors knocked"), rate, percent(Fraction(contacts, doors), 1) if doors else NONE),
        (_("Shifts not kept, of those promised"), flake, percent(missed, 1) if missed is not None else NONE),
        (
            _("New people"),
            _said(need.plan.renews if need and need.plan.renews else None),
            _said(done.get("new_members_done")),
        ),
    )


def _said(value: int | None) -> str:
    return NONE if value is None else number(value)

"""The endorsements that a chapter publishes: as they stand now, and nothing else of the chapter.

No name but that of who is endorsed is taken from a ballot: a contest's other candidates are nobody's business here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.utils.translation import gettext as _

from chapters.models import Chapter
from endorsements.models import Ballot, Candidacy, Decision
from endorsements.models.ballot import BallotKind, DecisionResult
from endorsements.queries.ballots import CONTESTS, contest_result, outcome_of
from endorsements.queries.decision_states import ENDORSED
from endorsements.queries.decisions import Decided, standing_decisions
from endorsements.queries.national import endorsed_nationally
from endorsements.queries.office_words import place
from endorsements.tally import in_words, percent, unbroken
from endorsements.tally.contests import Approval
from endorsements.wording import day


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An endorsement in the words of the page; `conditions` are text and the day it is to be met by.

    `national`: the day of the national organization's endorsement, "" without one.
    """

    candidate: str
    office: str
    status: str
    is_conditional: bool
    decided_on: str
    count: str
    conditions: tuple[tuple[str, str], ...]
    national: str = ""


@dataclass(frozen=True, slots=True)
class ElectionDay:
    """The endorsements for the elections of one day."""

    on: str
    iso: str
    is_over: bool
    endorsements: tuple[Endorsement, ...]


def published(chapter: Chapter, today: dt.date) -> list[ElectionDay]:
    """Return the endorsements that stand, by election day: those ahead from the next on, then those that were.

    Not among them: what was rescinded or withdrawn, and candidacies that were closed. Eight queries, however many.
    """
    rows = _endorsed(chapter)
    decided = standing_decisions([each.pk for each in rows])
    standing = [(each, decided[each.pk]) for each in rows if _stands(decided.get(each.pk))]
    national = endorsed_nationally([each.pk for each, by in standing if "national-endorsed" in by.also])
    days = [
        (on, tuple(_told(candidacy, by, national.get(candidacy.pk)) for candidacy, by in group))
        for on, group in groupby(standing, key=lambda pair: pair[0].race.election_on)
    ]
    ahead = [ElectionDay(day(on), on.isoformat(), False, group) for on, group in days if on >= today]
    return ahead + [ElectionDay(day(on), on.isoformat(), True, group) for on, group in reversed(days) if on < today]


def _endorsed(chapter: Chapter) -> list[Candidacy]:
    """The open candidacies that a motion was adopted for, by election day, office and name."""
    adopted = Decision.objects.filter(motion__chapter=chapter, result=DecisionResult.ADOPTED)
    ids = {pk for pair in adopted.order_by().values_list("chosen", "motion__candidacy") for pk in pair if pk}
    rows = Candidacy.objects.filter(pk__in=ids, race__cycle__chapter=chapter, closed_at__isnull=True)
    order = ("race__election_on", "race__office", "race__district", "candidate__name")
    return list(rows.select_related("race", "candidate").order_by(*order).fetch_mode(models.FETCH_RAISE))


def _stands(decided: Decided | None) -> bool:
    return decided is not None and decided.status in ENDORSED and decided.motion.withdrawn_at is None


def _told(candidacy: Candidacy, decided: Decided, national: dt.date | None) -> Endorsement:
    return Endorsement(
        candidate=candidacy.candidate.name,
        office=place(candidacy.race.office, candidacy.race.district),
        status=decided.status,
        is_conditional=bool(decided.conditions),
        decided_on=day(decided.decided_on),
        count=count_in_words(decided.ballot, candidacy) if decided.ballot else "",
        conditions=tuple((each.text, day(each.due_on)) for each in decided.conditions),
        national=day(national) if national else "",
    )


def count_in_words(ballot: Ballot, candidacy: Candidacy) -> str:
    """Return how the deciding ballot came out for this candidacy, with its base, naming nobody else. No query."""
    if ballot.kind == BallotKind.YES_NO:
        return in_words(outcome_of(ballot), _)
    if ballot.kind not in CONTESTS:
        return ""
    found = contest_result(ballot)
    ours = next((str(each["id"]) for each in ballot.choices if each["candidacy"] == candidacy.pk), "")
    if isinstance(found, Approval):
        votes, base = found.votes.get(ours), found.cast
        said = _("chosen among several by approval: %(votes)s of %(base)s votes cast, %(share)s.")
    else:
        last = found.rounds[-1].votes
        votes, base = last.get(ours), sum(last.values())
        said = _(
            "chosen among several by ranking: %(votes)s of the %(base)s votes counted in the last round, %(share)s."
        )
    if not votes:
        return ""
    return said % {"votes": unbroken(votes), "base": unbroken(base), "share": percent(votes / base)}


def number_of(days: Iterable[ElectionDay]) -> int:
    """Return how many endorsements these days have."""
    return sum(len(each.endorsements) for each in days)

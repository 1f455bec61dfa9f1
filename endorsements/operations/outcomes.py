"""How a race ended, and taking over rates that the chapter's own campaigns have taught."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import OwnFigure, ResultsFile
from capacity.operations.figures import PLACES, learn_figure
from chapters.models import Chapter, Member
from chapters.operations import log
from endorsements import policies
from endorsements.models import Candidacy, Outcome, Race
from endorsements.policies import FieldRefused
from endorsements.queries.lessons import lesson_of

OUTCOME_ENTERED = log.action("outcome.entered", "ballots_cast", "won_by", "replaced", "source")


@dataclass(frozen=True, slots=True)
class Ended:
    """What is said of a race's end. `votes` by candidacy id; `others` by the name on the ballot."""

    ballots_cast: int
    source: str
    votes: Mapping[int, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    won_by: Collection[int] = ()
    results_file: ResultsFile | None = None


@transaction.atomic
def record_outcome(*, race: Race, ended: Ended, today: dt.date, by: Member, at: dt.datetime) -> Outcome:
    """Enter how a race ended; what was entered before stays on record. The same again changes nothing.

    Raises `FieldRefused`: before election day, more winners than seats, a winner or a voted candidacy of another
    race (a slip of the caller, told all the same), no source, more votes for one person than ballots.
    """
    race = Race.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle__chapter").get(pk=race.pk)
    running = set(Candidacy.objects.filter(race=race).values_list("pk", flat=True))
    _check(race, ended, running, today)
    votes = {
        "candidacies": {str(pk): number for pk, number in sorted(ended.votes.items())},
        "others": dict(sorted(ended.others.items())),
    }
    current = Outcome.objects.filter(race=race, is_current=True).first()
    said = {"ballots_cast": ended.ballots_cast, "votes": votes, "source": ended.source.strip()}
    if current and all(getattr(current, name) == value for name, value in said.items()):
        won = set(current.won_by.values_list("pk", flat=True))
        if won == set(ended.won_by) and current.results_file == ended.results_file:
            return current
    if current:
        Outcome.objects.filter(pk=current.pk).update(is_current=False)
    made = Outcome.objects.create(race=race, results_file=ended.results_file, entered_by=by, entered_at=at, **said)
    made.won_by.set(ended.won_by)
    log.append(
        OUTCOME_ENTERED, chapter=race.cycle.chapter, subject=race, by=by, at=at, ballots_cast=ended.ballots_cast,
        source=made.source, won_by=", ".join(map(str, sorted(ended.won_by))) or None, replaced=bool(current) or None,
    )  # fmt: skip
    return made


def _check(race: Race, ended: Ended, running: set[int], today: dt.date) -> None:
    if race.election_on > today:
        raise policies.Refused(_("Election day has not been yet."))
    if not ended.source.strip():
        raise FieldRefused("source", _("Say where the result is from."))
    if (ended.votes.keys() | set(ended.won_by)) - running:
        raise policies.Refused(_("Somebody named here does not run in this race."))
    if len(ended.won_by) > race.seats:
        raise FieldRefused("won_by", _("No more can win than there are seats: %(seats)s.") % {"seats": race.seats})
    if any(number > ended.ballots_cast for number in (*ended.votes.values(), *ended.others.values())):
        raise FieldRefused("ballots_cast", _("Nobody can have more votes than ballots were cast."))


@transaction.atomic
def accept_lesson(*, chapter: Chapter, parameter: str, seen: str, by: Member, at: dt.datetime) -> OwnFigure:
    """Make what the chapter's campaigns show of a parameter its figure. `seen` is the lesson that the person saw.

    Raises `policies.Refused` when there is none or it has changed, `FieldRefused` as `learn_figure` does.
    """
    lesson = lesson_of(chapter, parameter)
    if lesson is None or lesson.seen != seen:
        raise policies.Refused(_("The record shows something else by now. Look at it again."))
    low, value, high = (_decimal(share) for share in (lesson.low, lesson.value, lesson.high))
    return learn_figure(
        chapter=chapter, parameter=parameter, value=value, low=low, high=high, source=lesson.source,
        cases=lesson.cases, by=by, at=at,
    )  # fmt: skip


def _decimal(share: Fraction) -> Decimal:
    return Decimal(round(share * 10**PLACES)).scaleb(-PLACES)

"""What the chapter's own campaigns show of its planning figures, and what came of claims to renew capacity."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext as _

from capacity import wording
from capacity.models import OwnFigure
from capacity.planning import learning
from capacity.planning.parameters import Parameter, Standing, Terrain
from capacity.queries.figures import figures_of
from chapters.models import Chapter
from endorsements.models import Candidacy, FieldPlan, FieldWeek, Outcome
from endorsements.wording import day

SOURCE_CHARACTERS = OwnFigure._meta.get_field("source").max_length or 300


@dataclass(frozen=True, slots=True)
class OwnLesson:
    """One figure as the chapter's record shows it, beside the one in force."""

    parameter: str
    name: str
    value: Fraction
    low: Fraction
    high: Fraction
    cases: int
    """Weeks; for the field share races."""
    races: int
    shown: str
    rests_on: str
    source: str
    in_force: Parameter
    seen: str
    """What the person who accepts it saw."""

    @property
    def holds(self) -> bool:
        """Whether it is the figure in force already."""
        now = self.in_force
        places = 10**6
        same = all(
            round(mine * places) == round(theirs * places)
            for mine, theirs in ((self.value, now.value), (self.low, now.low), (self.high, now.high))
        )
        return now.standing is Standing.LEARNED and now.cases == self.cases and same


def campaigns_of(chapter: Chapter, figures: dict[str, Parameter]) -> list[learning.Campaign]:
    """Return the chapter's campaigns that have a field record, the latest election first. Four queries at most."""
    done: dict[int, list[learning.WeekDone]] = defaultdict(list)
    rows = FieldWeek.objects.filter(candidacy__race__cycle__chapter=chapter).order_by("starts_on")
    for candidacy, *numbers in rows.values_list("candidacy", "doors", "contacts", "shifts", "shifts_planned"):
        done[candidacy].append(learning.WeekDone(*numbers))
    if not done:
        return []
    records = (
        Candidacy.objects.filter(pk__in=done)
        .select_related("race", "candidate")
        .order_by("-race__election_on", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )
    terrains = dict(FieldPlan.objects.filter(candidacy__in=done, is_current=True).values_list("candidacy", "terrain"))
    ballots = dict(
        Outcome.objects.filter(race__cycle__chapter=chapter, is_current=True).values_list("race", "ballots_cast")
    )
    votes_a_contact = figures["support"].value * figures["supporter_turnout"].value
    return [
        learning.Campaign(
            name=f"{each.candidate.name}, {each.race}, {day(each.race.election_on)}",
            terrain=Terrain(terrains.get(each.pk, Terrain.DENSE)),
            weeks=tuple(done[each.pk]),
            ballots_cast=ballots.get(each.race_id),
            votes_a_contact=votes_a_contact,
        )
        for each in records
    ]


def lessons_of(chapter: Chapter) -> list[OwnLesson]:
    """Return what the record teaches, in the order of the figures. Five queries at most."""
    figures = figures_of(chapter)
    found = learning.lessons(campaigns_of(chapter, figures), figures["canvass_hours"].value)
    return [_own(found[parameter], figures[parameter]) for parameter in figures if parameter in found]


def lesson_of(chapter: Chapter, parameter: str) -> OwnLesson | None:
    """Return what the record teaches of one parameter; None when nothing."""
    return next((each for each in lessons_of(chapter) if each.parameter == parameter), None)


def _own(lesson: learning.Lesson, in_force: Parameter) -> OwnLesson:
    unit = wording.UNITS[lesson.parameter]
    by_race = lesson.parameter == learning.FIELD_SHARE
    value, low, high = (_short(each) for each in (lesson.value, lesson.low, lesson.high))
    said = f"{wording.amount(unit, value)} ({wording.bounds(unit, low, high)})"
    where = {"races": wording.number(len(lesson.races)), "weeks": wording.number(lesson.weeks)}
    rests = _("races: %(races)s") if by_race else _("races: %(races)s, weeks: %(weeks)s")
    return OwnLesson(
        parameter=lesson.parameter,
        name=_(in_force.name),
        value=lesson.value,
        low=lesson.low,
        high=lesson.high,
        cases=len(lesson.races) if by_race else lesson.weeks,
        races=len(lesson.races),
        shown=said,
        rests_on=rests % where,
        source=_source(lesson.races),
        in_force=in_force,
        seen="/".join(str(round(each * 10**6)) for each in (lesson.value, lesson.low, lesson.high)),
    )


def _short(value: Fraction) -> Fraction:
    return Fraction(round(value * 1000), 1000)


def _source(races: tuple[str, ...]) -> str:
    """Name the races that a figure was learned from, as many as the record holds."""
    said = _("our field records: ")
    for number, race in enumerate(races):
        more = _(" and %(count)s more") % {"count": len(races) - number}
        joined = said + ("; " if number else "") + race
        if len(joined) + len(more) > SOURCE_CHARACTERS:
            return (said + more)[:SOURCE_CHARACTERS]
        said = joined
    return said

"""The weighing sheet: who may see the scores, and their spread. Scores leave this module only through `spread`."""

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from endorsements import policies
from endorsements.models import Candidacy, Recusal, Score
from endorsements.models.weighing import ASPECTS, BENEFITS
from endorsements.wording import aspect, moment

SCORES = (-2, -1, 0, 1, 2)
SIGNED = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}
# The plot, in the units of its view box: a column a score, dots stacked from the axis up.
COLUMN, DOT, BASE = 56, 13, 92


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the weighing stands for one member: how many have scored, whether they have, and whether it is over."""

    scored: int
    mine: Score | None
    closed: bool
    may_see: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """One score in the plot."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class AspectSpread:
    """How one aspect was scored: counts from −2 to +2, least, middle and greatest, and the plot's dots."""

    id: str
    title: str
    is_benefit: bool
    counts: tuple[int, ...]
    least: str
    middle: str
    greatest: str
    dots: tuple[Dot, ...]
    in_words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark with who wrote it; `revised` says when the scores beside it were changed, "" when they were not."""

    who: str
    text: str
    revised: str


@dataclass(frozen=True, slots=True)
class Spread:
    """All aspects' spreads and the remarks, without any score's name."""

    people: int
    revised: int
    aspects: tuple[AspectSpread, ...]
    remarks: tuple[Remark, ...]


def _that_count(candidacy: Candidacy) -> QuerySet[Score]:
    """Return a candidacy's scores without those of members who are recused from it since."""
    recused = Recusal.objects.filter(candidacy=candidacy, member=OuterRef("member"), lifted_at__isnull=True)
    return Score.objects.filter(~Exists(recused), candidacy=candidacy)


def sheet(candidacy: Candidacy, member: int, *, is_committee: bool) -> Sheet:
    """Return how the weighing stands for a member. Three queries.

    Blind means: while it is open only a committee member who has scored sees the spread; once it has closed with a
    freeze, every seat does.
    """
    scored = _that_count(candidacy).aggregate(count=Count("pk"))["count"]
    mine = Score.objects.filter(candidacy=candidacy, member=member).first()
    closed = policies.weighing_closed(candidacy)
    return Sheet(scored, mine, closed, closed or (is_committee and mine is not None))


def _number(value: float) -> str:
    # The middle of an even count may fall between two scores.
    if value == int(value):
        return SIGNED[int(value)]
    return ("+" if value > 0 else "−") + f"{abs(value):.1f}"


def _dots(counts: tuple[int, ...]) -> tuple[Dot, ...]:
    step = min(DOT, (BASE - 10) // max(*counts, 1))
    return tuple(
        Dot(COLUMN // 2 + COLUMN * column, BASE - 8 - step * place)
        for column, count in enumerate(counts)
        for place in range(count)
    )


def _aspect(name: str, scores: list[int]) -> AspectSpread:
    counts = tuple(scores.count(score) for score in SCORES)
    said = [
        ngettext("%(count)d gave %(score)s", "%(count)d gave %(score)s", count)
        % {"count": count, "score": SIGNED[score]}
        for score, count in zip(SCORES, counts, strict=True)
        if count
    ]
    return AspectSpread(
        name,
        aspect(name),
        name in BENEFITS,
        counts,
        SIGNED[min(scores)],
        _number(median(scores)),
        SIGNED[max(scores)],
        _dots(counts),
        _("%(aspect)s: %(scores)s") % {"aspect": aspect(name), "scores": ", ".join(said)},
    )


def spread(candidacy: Candidacy, *, until: dt.datetime | None = None) -> Spread | None:
    """Return the spread, of what was handed in `until` a moment if named, or None when nobody has scored. One query.

    Ask `sheet` first who may see it; what was handed in until a freeze is open to every seat.
    """
    scores = _that_count(candidacy)
    if until is not None:
        scores = scores.filter(scored_at__lte=until)
    rows = list(scores.select_related("member").order_by("scored_at", "pk"))
    if not rows:
        return None
    return Spread(
        people=len(rows),
        revised=sum(row.revised_at is not None for row in rows),
        aspects=tuple(_aspect(name, [getattr(row, name) for row in rows]) for name in ASPECTS),
        remarks=tuple(
            Remark(row.member.name, row.remark, moment(row.revised_at) if row.revised_at else "")
            for row in rows
            if row.remark
        ),
    )


class Scored(NamedTuple):
    """That somebody has scored, and when; never what."""

    member: int
    name: str
    scored_at: dt.datetime
    revised_at: dt.datetime | None

"""How one candidacy stands against the chapter's capacity, in words. A slate takes every candidacy of its cycle."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from capacity.queries.period import current_reading
from endorsements.models import Candidacy
from endorsements.models.field import SlateException
from endorsements.queries.board import board_of
from endorsements.queries.capacity import RULES, STANDINGS, Planned
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.slate_words import OUTSIDE


@dataclass(frozen=True, slots=True)
class Stands:
    """A candidacy's standing: `code` is a key of `STANDINGS`, "" when it has none, and `says` then tells why."""

    code: str
    word: str
    says: str
    source: str = ""
    advises: str = ""
    period: str = ""
    """How the chapter reads the period, with its reason, where a mass-race exception leans on it."""


def stands(candidacy: Candidacy, on: dt.date) -> Stands:
    """Say how a candidacy stands on a day, by the slate at the default figures. At most nine queries.

    The candidacy comes with `race.cycle.chapter` fetched.
    """
    cycle = candidacy.race.cycle
    plan = board_of(cycle, tuple(sorted(titles_in_force(cycle.chapter, on)))).planned
    standing = plan.standings.get(candidacy.pk)
    if standing is None:
        return Stands("", _("No standing yet"), _why_not(plan, candidacy.pk))
    rule = RULES[standing.code]
    leans = standing.code == SlateException.MASS_RACE
    return Stands(
        code=standing.code,
        word=str(STANDINGS[standing.code]),
        says=str(rule.says),
        source=str(rule.source),
        advises=str(rule.advises),
        period=_period(candidacy) if leans else "",
    )


def _why_not(plan: Planned, candidacy: int) -> str:
    outside = plan.ground.outside.get(candidacy)
    if outside is not None:
        return str(OUTSIDE[outside])
    if not plan.ground.statements:
        return _("The chapter has not said how many canvassers it expects, so that nobody can say what fits.")
    return _("The promises on the slate cannot all be kept: until one is taken back there is no slate to stand on.")


def _period(candidacy: Candidacy) -> str:
    reading = current_reading(candidacy.race.cycle.chapter)
    if reading is None:
        return _("The chapter has not recorded how it reads the period (CAES, Conjuncture ¶6).")
    return _("The chapter reads the period as %(reading)s: %(reason)s") % {
        "reading": reading.get_reading_display(),
        "reason": reading.reason,
    }

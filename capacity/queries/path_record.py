"""What a path was chosen on: the figures of its district as they were, written so that they are read back exactly.

A record is a JSON object: `election_on`, `starts_on` (the first canvass), `terrain`, `contest` (the library's),
`turnout` (`ballots`, `elections` as [day, ballots]), `win` (`bare`, `goal`), `contacts`, `doors` and `have` as
[low, default, high] (`have` null where not known), `strict_doors`, `reach`, `seat` (`seat`, `reason`, `by`, `on`),
`margin` (null where nobody stood) and `figures`, each with id, value, low, high, standing, source and cases.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any, Final

from django.utils import timezone

from capacity.planning.parameters import DEFAULTS, Level, Parameter, Span, Standing
from capacity.planning.path import Margin
from capacity.queries.path import Found, Terms

RATES: Final = ("field_share", "support", "supporter_turnout", "contact_rate", "passes")
"""What the doors are worked out from, in that order; `contact_rate` is the terrain's."""


def record_of(found: Found, terms: Terms) -> dict[str, Any]:
    """Write down a district's figures."""
    one = found.prospect
    rates = one.needed.rates
    return {
        "election_on": terms.election_on.isoformat(),
        "starts_on": terms.starts_on.isoformat(),
        "terrain": terms.terrain,
        "contest": found.contest_id,
        "turnout": {
            "ballots": one.expected.ballots,
            "elections": [[held_on.isoformat(), ballots] for held_on, ballots in one.expected.elections],
        },
        "win": {"bare": one.win.bare, "goal": one.win.goal},
        "contacts": _levels(one.needed.contacts),
        "doors": _levels(one.needed.doors),
        "strict_doors": one.needed.strict_doors,
        "have": _levels(one.have) if one.have else None,
        "reach": one.reach.value,
        "seat": _seat(found),
        "margin": asdict(found.margin) | {"held_on": found.margin.held_on.isoformat()} if found.margin else None,
        "figures": [_written(each) for each in (one.win.safer_share, *(getattr(rates, name) for name in RATES))],
    }


def _levels(span: Span[int]) -> list[int]:
    return [span.at(level) for level in Level]


def span_of(levels: Iterable[int]) -> Span[int]:
    """Read [low, default, high] back."""
    low, default, high = levels
    return Span(low, default, high)


def _seat(found: Found) -> dict[str, Any]:
    said = found.said
    seat: dict[str, Any] = {"seat": found.prospect.seat.value, "reason": "", "by": None, "on": None}
    if said:
        on = timezone.localtime(said.set_at).date()
        seat |= {"reason": said.reason, "by": said.set_by.name, "on": on.isoformat()}
    return seat


def _written(figure: Parameter) -> dict[str, Any]:
    numbers = {name: str(getattr(figure, name)) for name in ("value", "low", "high")}
    return {
        "id": figure.id,
        **numbers,
        "standing": figure.standing.value,
        "source": figure.source,
        "cases": figure.cases,
    }


def figures_in(record: Mapping[str, Any]) -> list[Parameter]:
    """Read the figures back, as they were; one that there is no more is left out."""
    return [_read(row) for row in record.get("figures", []) if row["id"] in DEFAULTS]


def _read(row: Mapping[str, Any]) -> Parameter:
    value, low, high = (Fraction(row[name]) for name in ("value", "low", "high"))
    figure = DEFAULTS[row["id"]]
    if row["standing"] == Standing.LEARNED:
        return figure.learned(value, low, high, row["source"], row["cases"])
    own = figure.own(value, low, high, row["source"])
    return own if row["standing"] == Standing.OWN else _as_published(own)


def _as_published(figure: Parameter) -> Parameter:
    """A default of its day: the published one may have changed since."""
    return Parameter(figure.id, figure.name, figure.value, figure.low, figure.high, figure.source)


def margin_in(record: Mapping[str, Any]) -> Margin | None:
    """Read how the last contest ended."""
    said = record.get("margin")
    return Margin(**{**said, "held_on": dt.date.fromisoformat(said["held_on"])}) if said else None

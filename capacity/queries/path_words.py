"""What a path rests on, in words: each reason with its figure, how it came about and where it is from."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from capacity import wording
from capacity.models.path import SEATS
from capacity.planning.parameters import Level, Parameter, Span
from capacity.planning.path import Margin, Reach, Seat, share_of_doors
from capacity.queries.path_record import figures_in, margin_in, span_of

REACHES: Final = {
    Reach.WITHIN: gettext_noop("within reach"),
    Reach.AT_BEST: gettext_noop("at best"),
    Reach.UNKNOWN: gettext_noop("not known"),
    Reach.BEYOND: gettext_noop("beyond reach"),
}
# The component's class for each: its shapes are those of a candidacy's standing.
REACH_MARKS: Final = {
    Reach.WITHIN: "fits",
    Reach.AT_BEST: "incumbent",
    Reach.UNKNOWN: "unknown",
    Reach.BEYOND: "over-capacity",
}
STRATEGY: Final = "CAES, Chapter Strategy"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its figure, the sentence that explains it, and its source. `in_library`: the library shows more."""

    name: str
    figure: str
    told: str
    source: str
    in_library: bool = False


def seat_word(seat: str) -> str:
    """Return who holds a seat, in words."""
    return str(dict(SEATS)[Seat(seat).value])


def reasons(record: Mapping[str, Any]) -> list[Reason]:
    """Tell a record (see `capacity.queries.path_record`) reason by reason, the weightiest first."""
    figures = {figure.id: figure for figure in figures_in(record)}
    return [_reach(record), _seat(record), *_needs(record, figures), _turnout(record), *_last(margin_in(record))]


def _reach(record: Mapping[str, Any]) -> Reason:
    name, source = _("Doors the chapter has"), _("%(strategy)s ¶2, ¶11; the canvassers the chapter has stated")
    starts_on, election_on = (dt.date.fromisoformat(record[key]) for key in ("starts_on", "election_on"))
    between = {"first": wording.day(starts_on), "last": wording.day(election_on)}
    source %= {"strategy": STRATEGY}
    if record["have"] is None:
        told = _("The chapter has not said how many canvassers it has from %(first)s to %(last)s.") % between
        return Reason(name, _(REACHES[Reach.UNKNOWN]), told, source)
    return Reason(name, wording.spread(span_of(record["have"])), f"{_compared(record)} {_between(between)}", source)


def _between(between: Mapping[str, str]) -> str:
    return (
        _("Counted from %(first)s to election day, %(last)s, before any of it is promised to another race.") % between
    )


def _compared(record: Mapping[str, Any]) -> str:
    needed, have = span_of(record["doors"]), span_of(record["have"])
    share = share_of_doors(needed.default, have.default)
    sentences = {
        Reach.WITHIN: _("Within reach: this race would take %(share)s of them."),
        Reach.AT_BEST: _(
            "At the default figures the doors are too few (it would take %(share)s of them); there are enough only "
            "with the least need and the most doors."
        ),
        Reach.BEYOND: _(
            "Beyond reach: even with the least need and the most doors there are too few (at the default figures it "
            "would take %(share)s of them)."
        ),
    }
    told = sentences[Reach(record["reach"])]
    return told % {"share": "–" if share is None else f"{wording.number(share)}{wording.SPACE}%"}


def _seat(record: Mapping[str, Any]) -> Reason:
    said = record["seat"]
    if said["by"]:
        on = wording.day(dt.date.fromisoformat(said["on"]))
        told = _("%(reason)s (said by %(name)s on %(day)s)") % {"reason": said["reason"], "name": said["by"], "day": on}
    else:
        told = _("Nobody has said yet who holds the seat. To look for: an open seat, or an incumbent who is weak.")
    return Reason(_("The seat"), seat_word(said["seat"]), told, f"{STRATEGY} ¶11")


def _needs(record: Mapping[str, Any], figures: Mapping[str, Parameter]) -> Iterator[Reason]:
    win, safer = record["win"], figures.get("safer_share")
    share = wording.percent(safer.value) if safer else "–"
    yield Reason(
        _("Win number"),
        wording.number(win["goal"]),
        _("%(share)s of the expected turnout, rounded up, to be safe; the bare majority is %(bare)s.")
        % {"share": share, "bare": wording.number(win["bare"])},
        f"{STRATEGY} ¶2, ¶11",
    )
    yield Reason(
        _("Contacts needed"),
        wording.spread(span_of(record["contacts"])),
        _("Talks at the door that bring the field's part of these votes."),
        _("Worked out from the figures below"),
    )
    yield Reason(
        _("Doors needed"),
        wording.spread(span_of(record["doors"])),
        _("To have that many talks. Were the doors to bring the whole win number: %(doors)s.")
        % {"doors": wording.number(record["strict_doors"])},
        _("Worked out from the figures below"),
    )


def _turnout(record: Mapping[str, Any]) -> Reason:
    elections = [(dt.date.fromisoformat(day), ballots) for day, ballots in record["turnout"]["elections"]]
    each = [
        _("%(ballots)s on %(day)s") % {"ballots": wording.number(ballots), "day": wording.day(day)}
        for day, ballots in elections
    ]
    count = len(elections)
    told = ngettext(
        "Ballots cast in the only election like it: %(each)s.",
        "The mean of the ballots cast in the last %(count)s elections like it: %(each)s.",
        count,
    ) % {"count": count, "each": get_text_list(each, _("and"))}
    if count < 3:
        told += " " + _("Fewer than three are known, so this is less certain.")
    return Reason(
        _("Expected turnout"), wording.number(record["turnout"]["ballots"]), told, _("The results library"), True
    )


def _last(margin: Margin | None) -> Iterator[Reason]:
    if margin is not None:
        yield Reason(_("Last result"), margin_figure(margin), margin_told(margin), _("The results library"), True)


def margin_figure(margin: Margin) -> str:
    """Return by how much the last contest was won: `unopposed`, or `4.2 points`."""
    if margin.is_uncontested:
        return _("unopposed")
    if not margin.votes:
        return "–"
    points = wording.number(Fraction(100 * margin.ahead, margin.votes), 1)
    return _("%(points)s points ahead") % {"points": points}


def margin_told(margin: Margin) -> str:
    """Tell how the last contest ended."""
    said = {
        "day": wording.day(margin.held_on),
        "first": margin.first,
        "first_votes": wording.number(margin.first_votes),
        "second": margin.second,
        "second_votes": wording.number(margin.second_votes),
        "votes": wording.number(margin.votes),
    }
    if margin.is_uncontested:
        return _("%(day)s: %(first)s alone, with %(first_votes)s votes.") % said
    return (
        _(
            "%(day)s: %(first)s with %(first_votes)s, then %(second)s with %(second_votes)s, of %(votes)s votes for "
            "persons."
        )
        % said
    )


def pace(record: Mapping[str, Any], weeks: int) -> Span[int] | None:
    """Return the doors a week, rounded up, that knock all that is needed in so many weeks; None without weeks."""
    if weeks < 1:
        return None
    needed = span_of(record["doors"])
    low, default, high = (-(-needed.at(level) // weeks) for level in Level)
    return Span(low, default, high)

"""A race's doors beside the chapter's, and what the figures propose as the answer to whether there is a viable path."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from capacity import charts
from capacity.planning.doors import Ceiling
from capacity.planning.parameters import Level
from capacity.wording import spread
from endorsements.queries.field import Field, Proposal
from endorsements.queries.field_words import WORKED_OUT, Figure, ceiling, summary
from endorsements.wording import day


def supplied(field: Field) -> list[Figure]:
    """Return the doors that the chapter has in the plan's weeks, were this race the only one."""
    plan, weeks = field.need.plan, len(field.weeks)
    name = _("Doors the chapter has in these weeks")
    if field.have is None:
        said = _("The chapter has not said how many canvassers it expects in these weeks.")
        return [Figure(name, _("not known"), said, WORKED_OUT)]
    said = ngettext(
        "%(weeks)d week between %(first)s and %(last)s, shared with no other race.",
        "%(weeks)d weeks between %(first)s and %(last)s, shared with no other race.",
        weeks,
    ) % {"weeks": weeks, "first": day(plan.starts_on), "last": day(field.need.election_on)}
    return [Figure(name, spread(field.have), said, WORKED_OUT)]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the figures propose as the answer to `viable_path`, and why: `evidence` is what an answer would cite."""

    value: str
    word: str
    because: str
    evidence: str

    @property
    def is_open(self) -> bool:
        return self.value == Proposal.UNKNOWN


def proposed(field: Field) -> Proposed:
    """Put a proposal into words."""
    value = field.proposal
    word = {Proposal.YES: _("Yes"), Proposal.NO: _("No"), Proposal.UNKNOWN: _("Unknown")}[value]
    because = _because(field)
    known = [*summary(field.need), *supplied(field)]
    evidence = "\n".join([because, *(f"{each.name}: {each.text}. {each.source}" for each in known)])
    return Proposed(str(value), word, because, evidence)


def _because(field: Field) -> str:
    need, have = field.need, field.have
    if need.plan.no_doors:
        return _("No doors are planned, so that the figures say nothing of a path to victory.")
    if need.plan.exception:
        return _("This candidacy stands outside the sum of doors by an exception: doors do not decide its path.")
    if need.doors is None:
        return _("The figures cannot say: the expected turnout is missing.")
    if have is None:
        return _("The figures cannot say: the chapter has not said how many canvassers it expects in these weeks.")
    compared = {"need": spread(need.doors), "have": spread(have), "ceiling": ceiling(need)}
    return _compared(field) % compared


def _compared(field: Field) -> str:
    if field.need.stands(Level.DEFAULT) not in (None, Ceiling.WITHIN):
        return _("%(ceiling)s The chapter has %(have)s doors for it.")
    if field.proposal is Proposal.NO:
        return _("It needs %(need)s doors and the chapter has %(have)s: too few even at the best figures.")
    if field.proposal is Proposal.UNKNOWN:
        return _(
            "It needs %(need)s doors and the chapter has %(have)s: enough at the best figures, not at the default."
        )
    if field.fits(Level.HIGH, Level.LOW):
        return _("It needs %(need)s doors and the chapter has %(have)s: enough even at the worst figures.")
    return _("It needs %(need)s doors and the chapter has %(have)s: enough at the default figures.")


def chart(field: Field, chart_id: str) -> str:
    """Draw doors needed beside doors there are, with the district's as a limit; "" while nothing is known."""
    need, lines, limits = field.need, [], []
    if need.needed is not None:
        doors = need.needed.doors
        lines.append(charts.Line(pgettext("on a chart", "Needed"), doors.low, doors.default, doors.high))
    if field.have is not None:
        have = field.have
        lines.append(charts.Line(pgettext("on a chart", "The chapter has"), have.low, have.default, have.high))
    if not lines:
        return ""
    if need.ceilings is not None:
        limits.append(charts.Limit(pgettext("on a chart", "All there are"), need.ceilings.most_doors))
    title = _("Doors this race needs and doors the chapter has, each from the lowest to the highest figure.")
    # The highest need is often ten times the default: to scale with it, everything else would be one dot.
    most = max([*(2 * line.value for line in lines), *(limit.value for limit in limits), lines[-1].high])
    return charts.ranges(chart_id, title, lines, limits=limits, most=most if len(lines) > 1 else None)

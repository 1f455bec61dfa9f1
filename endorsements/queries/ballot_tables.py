"""The figures of a closed ballot: votes, approvals, rounds or leanings in a table, each share with its base."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from endorsements.models import Ballot
from endorsements.queries import ballots
from endorsements.queries.ballots import CONTESTS
from endorsements.tally import BASE_TITLES, Base, Outcome, Vote, percent, written
from endorsements.tally.contests import Approval, InstantRunoff
from endorsements.tally.straw_poll import Leaning, StrawPoll

ANSWERS = {
    str(Vote.YES): gettext_noop("Yes"),
    str(Vote.NO): gettext_noop("No"),
    str(Vote.ABSTAIN): gettext_noop("Abstain"),
    str(Leaning.LEAN_YES): gettext_noop("Leaning yes"),
    str(Leaning.NEUTRAL): gettext_noop("Neutral"),
    str(Leaning.LEAN_NO): gettext_noop("Leaning no"),
}
NOT_IN_BASE = "–"
BAR, BAR_FROM, ROW = 240, 120, 34
"""Widths and heights of the poll's bars, in the chart's own units."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures."""

    name: str
    cells: tuple[str, ...]
    won: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under heads; the caption names the base of the shares."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a poll's chart, placed."""

    label: str
    value: str
    width: str
    y: int

    @property
    def text_y(self) -> int:
        """Where its text stands."""
        return self.y + 16

    @property
    def value_x(self) -> str:
        """Where its figure stands."""
        return f"{BAR_FROM + 8 + float(self.width):.1f}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A poll's bars; the same figures stand in the table below."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """The chart's height in its own units."""
        return ROW * len(self.bars)


def table_of(ballot: Ballot, poll: StrawPoll | None) -> Table:
    """Return a closed ballot's table; `poll` has a straw poll's figures."""
    if poll is not None:
        return _poll_table(poll)
    if ballot.kind in CONTESTS:
        found = ballots.contest_result(ballot, _)
        if isinstance(found, Approval):
            return _approvals(found, ballot)
        return _rounds(found, ballot)
    return _yes_no(ballots.outcome_of(ballot))


def _yes_no(outcome: Outcome) -> Table:
    counted = {Vote.YES, Vote.NO} | (set() if outcome.rule.base == Base.YES_NO else {Vote.ABSTAIN})
    rows = []
    for vote in Vote:
        votes = outcome.count.votes.of(vote)
        share = percent(votes / outcome.base) if vote in counted and outcome.base else NOT_IN_BASE
        rows.append(Row(_(ANSWERS[vote]), (written(votes), share)))
    if outcome.rule.base in (Base.PRESENT, Base.ROLL):
        rest = outcome.base - outcome.count.votes.cast
        rows.append(Row(_("No vote"), (written(rest), percent(rest / outcome.base) if outcome.base else NOT_IN_BASE)))
    caption = _("Shares are of %(base)s: %(figure)s.") % {
        "base": _(BASE_TITLES[outcome.rule.base]), "figure": written(outcome.base),
    }  # fmt: skip
    return Table(caption, (_("Answer"), _("Votes"), _("Share")), tuple(rows))


def _approvals(found: Approval, ballot: Ballot) -> Table:
    winner, names = _winner(ballot), _names(ballot)
    rows = tuple(
        Row(names[id], (written(votes), _share(votes, found.cast)), id == winner)
        for id, votes in sorted(found.votes.items(), key=lambda item: -item[1])
    )
    caption = _("Shares are of all votes cast, blank ones among them: %(cast)s. They may add up to more than 100 %%.")
    notes = (_("Blank: %(blank)s.") % {"blank": written(found.blank)},) if found.blank else ()
    heads = (_("Choice"), _("Approvals"), _("Share"))
    return Table(caption % {"cast": written(found.cast)}, heads, rows, notes)


def _rounds(found: InstantRunoff, ballot: Ballot) -> Table:
    winner, names = _winner(ballot), _names(ballot)
    last = found.rounds[-1].votes
    order = sorted(
        found.contest.ids, key=lambda id: (-len([r for r in found.rounds if id in r.votes]), -last.get(id, 0))
    )
    rows = [
        Row(
            names[id],
            tuple(written(told.votes[id]) if id in told.votes else NOT_IN_BASE for told in found.rounds),
            id == winner,
        )
        for id in order
    ]
    rows.append(Row(_("Ranks none of these"), tuple(written(told.exhausted) for told in found.rounds)))
    rows.append(Row(_("More than this wins"), tuple(written(told.half) for told in found.rounds)))
    heads = (_("Choice"), *(_("Round %(number)d") % {"number": each + 1} for each in range(len(found.rounds))))
    caption = _("Votes by round, of %(cast)s cast. A majority is of the votes that still count in the round.")
    return Table(caption % {"cast": written(found.cast)}, heads, tuple(rows))


def _names(ballot: Ballot) -> dict[str, str]:
    return {choice.id: choice.title for choice in ballots.question_of(ballot).choices}


def _winner(ballot: Ballot) -> str | None:
    result = ballot.result or {}
    return (result.get("contest") or {}).get("winner") if result.get("outcome") != "no-quorum" else None


def _share(votes: Fraction, cast: Fraction) -> str:
    return percent(votes / cast) if cast else NOT_IN_BASE


def _poll_table(poll: StrawPoll) -> Table:
    rows = [Row(_(ANSWERS[each]), (str(poll.answers.get(each, 0)), poll.percent(each))) for each in Leaning]
    notes: tuple[str, ...] = ()
    if poll.unanswered:
        share = percent(Fraction(poll.unanswered, poll.responses))
        rows.append(Row(_("No answer"), (str(poll.unanswered), share)))
    caption = _("Shares are of all responses: %(responses)d.") % {"responses": poll.responses}
    return Table(caption, (_("Answer"), _("Responses"), _("Share")), tuple(rows), notes)


def chart_of(poll: StrawPoll) -> Chart:
    """Return a poll's bars, placed."""
    counts = [(_(ANSWERS[each]), poll.answers.get(each, 0), poll.percent(each)) for each in Leaning]
    most = max(number for _label, number, _text in counts) or 1
    bars = tuple(
        Bar(label, f"{number} ({share})", f"{BAR * number / most:.1f}", ROW * place + 4)
        for place, (label, number, share) in enumerate(counts)
    )
    told = "; ".join(f"{bar.label} {bar.value}" for bar in bars)
    return Chart(
        _("How people lean, of %(number)d responses: %(told)s") % {"number": poll.responses, "told": told}, bars
    )

"""Contests and their tie rules in words. `translate` speaks the reader's language."""

from endorsements.rules.wording import gettext_noop
from endorsements.tally.amounts import percent, unbroken
from endorsements.tally.contests.approval import Approval
from endorsements.tally.contests.ballots import Contest
from endorsements.tally.contests.instant_runoff import InstantRunoff, Round
from endorsements.tally.contests.ties import Tie, TieRule
from endorsements.tally.telling import Translate


def ties_in_words(contest: Contest, ties: TieRule, translate: Translate = str) -> str:
    """A tie rule as a sentence, to be printed before the first vote."""
    figures = {"order": ", ".join(map(contest.title_of, ties.order)), "seed": ties.seed}
    if ties.earlier_rounds:
        told = gettext_noop(
            "Ties are decided by the latest earlier round in which the tied choices differ; else the one that comes "
            "first here stands higher: %(order)s."
        )
    else:
        told = gettext_noop("Of tied choices, the one that comes first here stands higher: %(order)s.")
    if ties.seed is None:
        return translate(told) % figures
    drawn = gettext_noop("The order was drawn from the seed %(seed)s, by SHA-256 of the seed, a line feed and the id.")
    return f"{translate(told) % figures} {translate(drawn) % figures}"


def approval_in_words(result: Approval, translate: Translate = str) -> tuple[str, ...]:
    """One sentence a choice, then the winner's."""
    told = translate(gettext_noop("%(choice)s: approved by %(votes)s of %(cast)s votes cast"))
    lines = []
    for id, votes in result.votes.items():
        figures = {"choice": result.contest.title_of(id), "votes": unbroken(votes), "cast": unbroken(result.cast)}
        share = f", {percent(votes / result.cast)}" if result.cast else ""
        lines.append(f"{told % figures}{share}.")
    if result.tie:
        lines.append(_tie(result.contest, result.tie, translate))
    return (*lines, _winner(result.contest, result.winner, translate))


def runoff_in_words(result: InstantRunoff, translate: Translate = str) -> tuple[str, ...]:
    """One paragraph a round, then the winner's sentence."""
    contest = result.contest
    rounds = [_round(contest, number, told, translate) for number, told in enumerate(result.rounds, start=1)]
    return (*rounds, _winner(contest, result.winner, translate))


def _round(contest: Contest, number: int, told: Round, translate: Translate) -> str:
    figures = {
        "number": number,
        "votes": "; ".join(f"{contest.title_of(id)} {unbroken(votes)}" for id, votes in told.votes.items()),
        "half": unbroken(told.half),
        "exhausted": unbroken(told.exhausted),
    }
    parts = [
        translate(gettext_noop("Round %(number)s: %(votes)s. More than %(half)s wins.")) % figures,
        translate(gettext_noop("Votes that rank none of these: %(exhausted)s.")) % figures if told.exhausted else "",
        _tie(contest, told.tie, translate) if told.tie else "",
    ]
    if told.eliminated is not None:
        parts.append(translate(gettext_noop("%s drops out.")) % contest.title_of(told.eliminated))
    return " ".join(filter(None, parts))


def _tie(contest: Contest, tie: Tie, translate: Translate) -> str:
    figures = {"tied": ", ".join(map(contest.title_of, tie.between)), "round": tie.by_round}
    if tie.by_round is None:
        return translate(gettext_noop("Tied: %(tied)s; decided by the declared order.")) % figures
    return translate(gettext_noop("Tied: %(tied)s; decided by round %(round)s.")) % figures


def _winner(contest: Contest, winner: str | None, translate: Translate) -> str:
    if winner is None:
        return translate(gettext_noop("Every ballot was blank: nothing is decided."))
    return translate(gettext_noop("Chosen: %s.")) % contest.title_of(winner)

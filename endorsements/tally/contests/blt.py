"""Ballots in the BLT form, which other programs count: choices, then like ballots with their weight, then titles."""

from collections.abc import Iterable

from endorsements.tally.contests.ballots import Ballot, Contest, gathered

_SEATS = 1


def to_blt(contest: Contest, ballots: Iterable[Ballot], *, ranked: bool = True) -> str:
    """The contest and its ballots as BLT text. Raises Malformed for a ballot that doesn't fit.

    Weights are integers, so where votes are split each is in parts of a vote, as the title says: `[1 = 1/2]`. Like
    ballots stand together and in the order of the choices, so that the text has nothing of the order of voting.
    Approvals (`ranked=False`) are written in the order of the choices, which means nothing then.
    """
    box = gathered(contest, ballots, ranked=ranked)
    number = {id: place for place, id in enumerate(contest.ids, start=1)}
    title = contest.title if box.unit == 1 else f"{contest.title} [1 = 1/{box.unit}]"
    lines = [f"{len(number)} {_SEATS}"]
    for choices, weight in box.weights.items():
        lines.append(" ".join(map(str, (weight, *(number[id] for id in choices), 0))))
    lines += ["0", *(_quoted(choice.title) for choice in contest.choices), _quoted(title)]
    return "\n".join(lines) + "\n"


def _quoted(title: str) -> str:
    """A title in quotes on a line of its own. The form has no way to write a quote within."""
    return '"' + " ".join(title.replace('"', "'").split()) + '"'

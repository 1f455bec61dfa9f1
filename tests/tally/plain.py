"""A second telling of every tally, as plainly as it can be put: what the engine says is held against it."""

from fractions import Fraction


def base(name: str, yes, no, abstain, present, roll):
    if name == "yes-no":
        return yes + no
    if name == "cast":
        return yes + no + abstain
    if name == "present":
        return present
    return roll


def passes(above: int, below: int, comparison: str, yes, whole) -> bool:
    """Cross-multiplied, so that not even a fraction is made of the threshold."""
    if whole == 0:
        return False
    if comparison == "at-least":
        return yes * below >= above * whole
    return yes * below > above * whole


def least_people(above: int, below: int, of: Fraction) -> int:
    """Counting up until it is reached."""
    people = 0
    while people * below < above * of:
        people += 1
    return people


def mixed(votes: Fraction) -> str:
    whole = int(votes)
    rest = votes - whole
    if rest == 0:
        return str(whole)
    return (f"{whole} " if whole else "") + f"{rest.numerator}/{rest.denominator}"


def approvals(ids, ballots, order):
    """Ballots as (list of ids, weight). Votes by id, and the winner."""
    votes = {id: sum((weight for chosen, weight in ballots if id in chosen), Fraction(0)) for id in ids}
    if not any(votes.values()):
        return votes, None
    return votes, sorted(ids, key=lambda id: (-votes[id], order.index(id)))[0]


def runoff(ids, ballots, order, earlier_rounds):
    """A list of (votes by id, exhausted, eliminated), and the winner."""
    ballots = [(list(ranked), weight) for ranked, weight in ballots]
    left, rounds = list(ids), []
    while True:
        votes = {id: sum((w for ranked, w in ballots if ranked and ranked[0] == id), Fraction(0)) for id in left}
        exhausted = sum((w for ranked, w in ballots if not ranked), Fraction(0))
        counting = sum(votes.values())
        if counting == 0:
            return [*rounds, (votes, exhausted, None)], None
        for id in left:
            if 2 * votes[id] > counting:
                return [*rounds, (votes, exhausted, None)], id
        history = [votes] + ([told[0] for told in reversed(rounds)] if earlier_rounds else [])
        # Standing lowest: by this round, then by each before it, then by the order, whose last stands lowest.
        out = sorted(left, key=lambda id: ([told[id] for told in history], -order.index(id)))[0]
        rounds.append((votes, exhausted, out))
        left.remove(out)
        ballots = [([id for id in ranked if id != out], weight) for ranked, weight in ballots]

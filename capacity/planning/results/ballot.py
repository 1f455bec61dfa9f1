"""The parties' lines of one ballot, put together."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from capacity.planning.results.contest import Contest, ContestKey, CountedFrom


def on_one_ballot(contests: Iterable[Contest]) -> list[Contest]:
    """Outside primaries, one contest for all parties' lines of an office and district, with an empty party; in order.

    Files name the party with each candidate, so that a general election is read as one contest a party. Primaries, and
    runoffs whose file does not say of what, are left as they are: there each party votes by itself.
    """
    lines: dict[ContestKey, list[Contest]] = defaultdict(list)
    for contest in contests:
        shared = contest.key.election.kind in ("general", "special", "general-runoff", "special-runoff")
        lines[contest.key._replace(party="") if shared else contest.key].append(contest)
    together = (_together(key, parts) for key, parts in lines.items())
    return sorted(together, key=Contest.in_order)


def _together(key: ContestKey, parts: list[Contest]) -> Contest:
    """Ballots counted are those of the whole contest, whatever party their rows have; else the votes are added."""
    counted = [part for part in parts if part.counted_from is CountedFrom.BALLOT_ROWS]
    votes: Counter[str] = Counter()
    for part in parts:
        votes.update(part.votes)
    counties = sorted({county for part in parts for county in part.counties})
    with_ballots = {name for part in counted for name in part.counties if name not in part.without_ballot_rows}
    return Contest(
        key=key,
        ballots_cast=sum(part.ballots_cast for part in counted or parts),
        counted_from=CountedFrom.BALLOT_ROWS if counted else CountedFrom.CANDIDATES,
        votes=dict(sorted(votes.items(), key=lambda item: (-item[1], item[0]))),
        write_ins=sum(part.write_ins for part in parts),
        no_choice=sum(part.no_choice for part in parts),
        counties=tuple(counties),
        without_ballot_rows=tuple(name for name in counties if counted and name not in with_ballots),
    )

"""The slate by trying everything, week by week: slow, and written without looking at how the planner does it."""

from datetime import date
from itertools import chain, combinations

type Raw = dict


def fits_weeks(problem: Raw, chosen: list[Raw]) -> bool:
    """Whether doors can be handed out week by week, by augmenting paths from candidacies to weeks."""
    left = [week["doors"] for week in problem["weeks"]]
    given: list[dict[int, int]] = []  # by candidacy, doors by week
    for one in chosen:
        given.append({})
        wanted = 0 if one["exception"] else one["doors"]
        while wanted:
            moved = _augment(problem, chosen, given, left, len(given) - 1, wanted)
            if not moved:
                return False
            wanted -= moved
    return True


def usable(problem: Raw, one: Raw) -> list[int]:
    since, until = date.fromisoformat(one["from"]), date.fromisoformat(one["until"])
    starts = [date.fromisoformat(week["start"]) for week in problem["weeks"]]
    return [number for number, start in enumerate(starts) if since <= start < until]


def _augment(problem: Raw, chosen: list[Raw], given: list[dict[int, int]], left: list[int], who: int, most: int) -> int:
    came: dict[int, tuple[int, int]] = {}  # week -> (candidacy that would go there, the week it comes from or -1)
    ahead = [(who, -1)]
    while ahead:
        candidacy, source = ahead.pop(0)
        for week in usable(problem, chosen[candidacy]):
            if week in came:
                continue
            came[week] = (candidacy, source)
            if left[week]:
                return _shift(given, left, came, week, most)
            ahead += [(other, week) for other in range(len(given)) if given[other].get(week)]
    return 0


def _shift(given: list[dict[int, int]], left: list[int], came: dict[int, tuple[int, int]], end: int, most: int) -> int:
    path, week = [], end
    amount = min(most, left[end])
    while week != -1:
        candidacy, source = came[week]
        path.append((candidacy, source, week))
        if source != -1:
            amount = min(amount, given[candidacy][source])
        week = source
    for candidacy, source, target in path:
        if source != -1:
            given[candidacy][source] -= amount
        given[candidacy][target] = given[candidacy].get(target, 0) + amount
    left[end] -= amount
    return amount


def allowed(problem: Raw, chosen: list[Raw]) -> bool:
    seats = [one["seat"] for one in chosen]
    return all(seats.count(seat) <= problem["seats"].get(seat, 1) for seat in seats) and fits_weeks(problem, chosen)


def best(problem: Raw) -> tuple[list[int], list[str]] | None:
    """The levels' values and the supported ids, or None when the pinned cannot all be supported."""
    everyone = sorted(problem["candidacies"], key=lambda one: one["id"])
    found = None
    for chosen in _subsets(everyone):
        if any(one["pinned"] and one not in chosen for one in everyone) or not allowed(problem, chosen):
            continue
        values = [
            sum(one["win_chance_permille"] * one["weight"] for one in chosen if one["rank"] in ranks)
            for ranks in problem.get("ranks", [["incumbent"], ["cadre"], ["class-struggle"]])
        ]
        doors = sum(0 if one["exception"] else one["doors"] for one in chosen)
        order = tuple(one in chosen for one in everyone)
        score = (values, len(chosen), -doors, order)
        if found is None or score > found[0]:
            found = (score, [one["id"] for one in chosen])
    return None if found is None else (found[0][0], found[1])


def left_out(problem: Raw, supported: list[str]) -> list[Raw]:
    chosen = [one for one in problem["candidacies"] if one["id"] in supported]
    told = []
    for one in sorted(problem["candidacies"], key=lambda one: one["id"]):
        if one["id"] in supported:
            continue
        short = 0
        while not fits_weeks(problem, [*chosen, one | {"doors": one["doors"] - short}]):
            short += 1
        instead = [
            other["id"] for other in chosen if allowed(problem, [*(each for each in chosen if each is not other), one])
        ]
        told.append({"id": one["id"], "short_by": short, "instead_of": sorted(instead)})
    return told


def is_smallest_conflict(problem: Raw, ids: list[str]) -> bool:
    chosen = [one for one in problem["candidacies"] if one["id"] in ids]
    return (
        all(one["pinned"] for one in chosen)
        and len(chosen) == len(ids)
        and not allowed(problem, chosen)
        and all(allowed(problem, [each for each in chosen if each is not one]) for one in chosen)
    )


def _subsets(items: list[Raw]) -> chain[tuple[Raw, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))

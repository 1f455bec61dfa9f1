"""From a question to its proven slate, kept by the process that found it, and checked again before anybody sees it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from capacity.planning.slate import Candidacy, Infeasible, Problem, Slate, SolverFailed, Unproven, Week, solve

WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Question:
    """A slate's problem as a value that can be compared and kept: weeks from a Monday on, seats as (seat, places)."""

    first: dt.date
    doors: tuple[int, ...]
    """By week, from `first` on."""
    seats: tuple[tuple[str, int], ...]
    candidacies: tuple[Candidacy, ...]

    @property
    def mondays(self) -> list[dt.date]:
        """The first day of each week."""
        return [self.first + number * WEEK for number in range(len(self.doors))]

    def problem(self) -> Problem:
        """Return what the solver takes. Raises pydantic.ValidationError when a value is outside its range."""
        weeks = tuple(Week(start=start, doors=doors) for start, doors in zip(self.mondays, self.doors, strict=True))
        return Problem(weeks=weeks, seats=dict(self.seats), candidacies=self.candidacies)


@dataclass(frozen=True, slots=True)
class Faulty:
    """No answer, or one that did not stand up to its check; `why` is for whoever looks after the program."""

    why: str


type Answer = Slate | Infeasible | Faulty


@lru_cache(maxsize=512)
def solved(question: Question) -> Answer:
    """Solve and check a question. Pure, and therefore remembered: the same question is not solved twice."""
    try:
        answer = solve(question.problem())
    except (SolverFailed, Unproven) as error:
        return Faulty(f"{type(error).__name__}: {error}")
    wrong = next(faults(question, answer), "")
    return Faulty(wrong) if wrong else answer


def faults(question: Question, answer: Slate | Infeasible) -> Iterator[str]:
    """Yield what is wrong with an answer, in whole numbers and without the solver's own code; nothing when it holds."""
    by_id = {each.id: each for each in question.candidacies}
    pinned = {each.id for each in question.candidacies if each.pinned}
    if isinstance(answer, Infeasible):
        if not answer.conflict or not pinned.issuperset(answer.conflict):
            yield f"a conflict of {answer.conflict}, pinned are {sorted(pinned)}"
        return
    supported = set(answer.supported)
    out = [left.id for left in answer.left_out]
    if sorted([*answer.supported, *out]) != sorted(by_id):
        yield "not every candidacy is in or out, once"
        return
    if not pinned <= supported:
        yield f"promised and left out: {sorted(pinned - supported)}"
    yield from _seat_faults(question, supported)
    yield from _plan_faults(question, answer)
    for level in answer.levels:
        value = sum(by_id[each].value for each in supported if by_id[each].rank in level.ranks)
        if value != level.value:
            yield f"{level.ranks}: found {level.value}, counted {value}"


def _seat_faults(question: Question, supported: set[str]) -> Iterator[str]:
    places = dict(question.seats)
    held = Counter(each.seat for each in question.candidacies if each.id in supported)
    for seat, number in held.items():
        if number > places.get(seat, 1):
            yield f"seat {seat} is given {number} times"
    for each in question.candidacies:
        free = each.id not in supported and held[each.seat] < places.get(each.seat, 1)
        tight = tightest(question, supported, each) if free else None
        if free and (not each.doors_taken or (tight and each.doors_taken <= tight.left)):
            yield f"{each.id} is left out of a free seat and would fit"


def _plan_faults(question: Question, answer: Slate) -> Iterator[str]:
    have = dict(zip(question.mondays, question.doors, strict=True))
    used: Counter[dt.date] = Counter()
    for each in question.candidacies:
        weeks = answer.plan.get(each.id, {})
        if each.id not in answer.supported and weeks:
            yield f"{each.id} is left out and has doors"
        if each.id in answer.supported and sum(weeks.values()) != each.doors_taken:
            yield f"{each.id} takes {each.doors_taken} doors and gets {sum(weeks.values())}"
        for start, doors in weeks.items():
            if doors < 0 or start not in have or not each.from_on <= start < each.until_on:
                yield f"{each.id} gets {doors} doors in the week of {start}"
            used[start] += doors
    for start, doors in used.items():
        if doors > have.get(start, 0):
            yield f"{doors} doors are used in the week of {start}, there are {have.get(start, 0)}"


@dataclass(frozen=True, slots=True)
class Tight:
    """The weeks in which a candidacy left out falls short: all doors of the stretch, and what is promised inside it."""

    first: dt.date
    last: dt.date
    have: int
    taken: int

    @property
    def left(self) -> int:
        return self.have - self.taken


def tightest(question: Question, supported: Collection[str], candidacy: Candidacy) -> Tight | None:
    """Return the stretch around a candidacy's weeks that has the least left beside the supported ones.

    None when it has no week at all. Of equally tight stretches the shortest, then the earliest.
    """
    first, last = usable(question, candidacy)
    if last < first:
        return None
    spans = [(*usable(question, each), each.doors_taken) for each in question.candidacies if each.id in supported]
    taking = [(begin, end, doors) for begin, end, doors in spans if doors and begin <= end]
    begins = {first, *(begin for begin, _end, _doors in taking if begin < first)}
    ends = {last, *(end for _begin, end, _doors in taking if end > last)}
    found = []
    for begin in begins:
        for end in ends:
            have = sum(question.doors[begin : end + 1])
            taken = sum(doors for since, until, doors in taking if since >= begin and until <= end)
            found.append((have - taken, end - begin, begin, have, taken))
    _left, more, begin, have, taken = min(found)
    return Tight(question.first + begin * WEEK, question.first + (begin + more) * WEEK, have, taken)


def usable(question: Question, candidacy: Candidacy) -> tuple[int, int]:
    """Return the numbers of a candidacy's first and last usable week; the last is before the first when it has none."""
    begin = -((question.first - candidacy.from_on).days // 7)
    end = -((question.first - candidacy.until_on).days // 7) - 1
    return max(begin, 0), min(end, len(question.doors) - 1)

"""The same slate under other figures: at each level, with and without renewed capacity, with choices moved by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from capacity.planning.forecast import WeekSupply
from capacity.planning.parameters import Level
from capacity.planning.slate import Slate
from endorsements.queries.slate_problem import Ground, identity, question_of, supply_for
from endorsements.queries.slate_solved import Answer, Question, solved

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Moves:
    """What somebody moved by hand: candidacies that must be in, and those that must be out."""

    into: frozenset[int] = NOBODY
    out: frozenset[int] = NOBODY

    def __bool__(self) -> bool:
        return bool(self.into or self.out)

    def of(self, candidacy: int) -> str:
        """Return `in` or `out` when a candidacy was moved there, else ""."""
        return "in" if candidacy in self.into else "out" if candidacy in self.out else ""


UNMOVED = Moves()


@dataclass(frozen=True, slots=True)
class Variant:
    """A slate at one level, without or with the canvassers that the supported campaigns are said to bring."""

    level: Level
    renewed: bool
    question: Question
    weeks: tuple[WeekSupply, ...]
    answer: Answer
    joined: frozenset[int]
    """Candidacies whose new canvassers are counted."""

    @property
    def slate(self) -> Slate | None:
        """The proven slate; None when its pins conflict or the solver failed."""
        return self.answer if isinstance(self.answer, Slate) else None

    def has(self, candidacy: int) -> bool:
        """Say whether a candidacy is supported."""
        return self.slate is not None and identity(candidacy) in self.slate.supported

    @property
    def doors(self) -> int:
        """All doors the chapter has."""
        return sum(self.question.doors)

    @property
    def committed(self) -> int:
        """All doors of the supported."""
        return sum(sum(weeks.values()) for weeks in self.slate.plan.values()) if self.slate else 0

    @property
    def asked(self) -> int:
        """All doors of everybody the slate chooses from."""
        return sum(each.doors_taken for each in self.question.candidacies)


def variant(ground: Ground, level: Level, *, renewed: bool = False, moves: Moves = UNMOVED) -> Variant:
    """Plan one variant. A campaign's new canvassers count only while the slate supports it.

    Planned with all of them first; whoever is not supported then takes theirs away again, until nothing changes.
    """
    bringing = {
        each.candidacy
        for each in ground.inside
        if renewed and ground.needs[each.candidacy].plan.renews and each.candidacy not in moves.out
    }
    while True:
        question = question_of(ground, level, joined=bringing, pinned=moves.into, without=moves.out)
        found = Variant(
            level, renewed, question, supply_for(ground, bringing) if ground.mondays else (), solved(question),
            frozenset(bringing),
        )  # fmt: skip
        staying = {pk for pk in bringing if found.has(pk)} if found.slate else bringing
        if staying == bringing:
            return found
        bringing = staying


@dataclass(frozen=True, slots=True)
class Holds:
    """At which figures a candidacy is in: low, default and high without renewed capacity; at the default with it.

    None where the promises cannot all be kept, so that there is no slate.
    """

    levels: Mapping[Level, bool | None]
    renewed: bool | None

    @property
    def code(self) -> str:
        """How sure the choice is: a key of `slate_words.HOLDS`."""
        found = tuple(self.levels[level] for level in Level)
        if None in found:
            return "broken"
        return {
            (True, True, True): "all",
            (False, False, False): "none",
            (False, True, True): "default",
            (False, True, False): "only-default",
            (False, False, True): "high",
        }.get(found, "mixed")


def everything(ground: Ground) -> dict[tuple[Level, bool], Variant]:
    """Plan every variant that nobody moved by hand, by level and whether with renewed capacity."""
    return {
        (level, renewed): variant(ground, level, renewed=renewed) for level, renewed in product(Level, (False, True))
    }


def robustness(ground: Ground, variants: Mapping[tuple[Level, bool], Variant]) -> dict[int, Holds]:
    """Return by candidacy at which figures it is in."""
    return {
        each.candidacy: Holds(
            {level: _in(variants[level, False], each.candidacy) for level in Level},
            _in(variants[Level.DEFAULT, True], each.candidacy),
        )
        for each in ground.inside
    }


def _in(found: Variant, candidacy: int) -> bool | None:
    return found.has(candidacy) if found.slate else None

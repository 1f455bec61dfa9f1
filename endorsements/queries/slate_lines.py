"""The lines of the slate page: candidacies in and out, those outside, ranks, and what a move by hand costs."""

from dataclasses import dataclass

from endorsements.models import FieldPlan
from endorsements.queries.board_row import Row
from endorsements.queries.capacity import RULES, STANDINGS, Rule
from endorsements.queries.slate_problem import Outside
from endorsements.queries.slate_variants import Holds
from endorsements.queries.slate_words import HOLDS, OUTSIDE, rank_word


@dataclass(frozen=True, slots=True)
class Line:
    """One candidacy on the slate page."""

    row: Row
    rank: str
    code: str
    """Its standing in the variant shown: a key of `STANDINGS`, "" when there is none."""
    plan: FieldPlan
    doors: int
    value: int
    """Chance to win × weight, in thousandths."""
    holds: Holds
    exception: str
    why: tuple[str, ...] = ()
    moved: str = ""
    """`in` or `out` when it was moved by hand."""

    @property
    def id(self) -> int:
        return self.plan.candidacy_id

    @property
    def race(self) -> str:
        return f"{self.row.office} {self.row.district}".strip()

    @property
    def rank_word(self) -> str:
        return rank_word(self.rank)

    @property
    def standing(self) -> str:
        return str(STANDINGS[self.code]) if self.code else ""

    @property
    def rule(self) -> Rule | None:
        return RULES.get(self.code or self.exception)

    @property
    def holds_word(self) -> str:
        return str(HOLDS[self.holds.code])


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A candidacy that the slate does not choose from, and why."""

    row: Row
    code: Outside
    exception: str
    """An exception that is recorded though the dossier does not bear it out."""
    promised: bool

    @property
    def race(self) -> str:
        return f"{self.row.office} {self.row.district}".strip()

    @property
    def why(self) -> str:
        return str(OUTSIDE[self.code])


@dataclass(frozen=True, slots=True)
class LevelLine:
    """What the slate makes of one rank: how many are in of how many, their sum of chance × weight, and the best sum."""

    rank: str
    supported: int
    of: int
    value: int
    best: int

    @property
    def word(self) -> str:
        return rank_word(self.rank)

    @property
    def change(self) -> int:
        return self.value - self.best


@dataclass(frozen=True, slots=True)
class Cost:
    """What moves by hand do to the best slate: who comes in and who falls out of it, and the doors committed."""

    comes: tuple[str, ...]
    falls: tuple[str, ...]
    doors: int
    best_doors: int

    @property
    def is_free(self) -> bool:
        return not self.comes and not self.falls

"""The slate page: who is in, who is out and why, how sure that is, and what a move by hand costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from capacity.models import PeriodReading
from capacity.planning.parameters import Level
from capacity.planning.slate import Candidacy, Infeasible, LeftOut
from endorsements.models.field import SlateException
from endorsements.queries.board import Board
from endorsements.queries.board_row import Row
from endorsements.queries.capacity import Planned
from endorsements.queries.slate_lines import Cost, LevelLine, Line, OutsideLine
from endorsements.queries.slate_problem import RANKS, Ground, Outside, identity
from endorsements.queries.slate_solved import Faulty
from endorsements.queries.slate_variants import UNMOVED, Moves, Variant, everything, robustness, variant
from endorsements.queries.slate_weeks import WeekRow, rows_of
from endorsements.queries.slate_words import conflict, why_out


@dataclass(slots=True)
class SlateView:
    """Everything the slate page shows of one variant."""

    planned: Planned
    variants: Mapping[tuple[Level, bool], Variant]
    shown: Variant
    best: Variant
    """The variant as nobody moved it."""
    moves: Moves
    names: Mapping[str, str]
    period: PeriodReading | None
    inside: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    outside: list[OutsideLine] = field(default_factory=list)
    levels: list[LevelLine] = field(default_factory=list)
    weeks: list[WeekRow] = field(default_factory=list)
    equals: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of names: the first in place of the second makes a slate that is as good but for its doors or ids."""
    cost: Cost | None = None

    @property
    def ground(self) -> Ground:
        return self.planned.ground

    @property
    def fault(self) -> str:
        """Why no slate can be shown though there should be one."""
        return self.shown.answer.why if isinstance(self.shown.answer, Faulty) else ""

    @property
    def conflict(self) -> str:
        """Which pinned candidacies stand against each other."""
        answer = self.shown.answer
        return conflict(answer.conflict, self.names) if isinstance(answer, Infeasible) else ""

    @property
    def renewing(self) -> list[Line]:
        """Those said to bring canvassers."""
        return [line for line in (*self.inside, *self.left) if line.plan.renews]

    def renewed(self) -> tuple[list[str], list[str], int]:
        """Return whom renewed capacity brings in and whom it puts out at this level, and the doors it adds."""
        without, with_ = (self.variants[self.shown.level, renewed] for renewed in (False, True))
        before, after = (set(each.slate.supported) if each.slate else set() for each in (without, with_))
        comes, falls = ([self.names[key] for key in sorted(keys)] for keys in (after - before, before - after))
        return comes, falls, with_.doors - without.doors


def choosable(board: Board) -> dict[int, str]:
    """Return the names, by candidacy, of those that the slate chooses from."""
    inside = {each.candidacy for each in board.planned.ground.inside}
    return {row.candidacy: row.name for row in board.rows if row.candidacy in inside}


def slate_of(
    board: Board,
    period: PeriodReading | None,
    *,
    level: Level = Level.DEFAULT,
    renewed: bool = False,
    moves: Moves = UNMOVED,
) -> SlateView:
    """Tell a cycle's slate. No query. `moves` are of those that can be chosen (`choosable`).

    The plan is for the whole of the cycle's weeks, gone by or to come.
    """
    ground, rows = board.planned.ground, {row.candidacy: row for row in board.rows if row.candidacy}
    variants = everything(ground)
    best = variants[level, renewed]
    shown = variant(ground, level, renewed=renewed, moves=moves) if moves else best
    names = {identity(pk): row.name for pk, row in rows.items() if pk}
    view = SlateView(board.planned, variants, shown, best, moves, names, period)
    view.outside = [_outside(rows[pk], why, ground) for pk, why in ground.outside.items() if why is not Outside.CLOSED]
    _place(view, rows)
    view.weeks = rows_of(shown, names, ground.figures["reserve"])
    return view


def _outside(row: Row, why: Outside, ground: Ground) -> OutsideLine:
    need = ground.needs.get(row.candidacy or 0)
    exception = str(SlateException(need.plan.exception).label) if need and need.plan.exception else ""
    return OutsideLine(row, why, exception, bool(need and need.plan.pinned))


def _place(view: SlateView, rows: Mapping[int | None, Row]) -> None:
    """Fill in who is in and who is out, the levels, what is as good, and what the moves cost."""
    ground, shown = view.ground, view.shown
    found = robustness(ground, view.variants)
    # Whoever was taken out by hand is not in the question that was asked; the best slate's has everybody.
    asked = {each.id: each for each in view.best.question.candidacies}
    left = {each.id: each for each in shown.slate.left_out} if shown.slate else {}
    for entrant in ground.inside:
        key = identity(entrant.candidacy)
        line = Line(
            row=rows[entrant.candidacy],
            rank=entrant.rank,
            code=_code(view, key, ground.exception(entrant), left.get(key)),
            plan=ground.needs[entrant.candidacy].plan,
            doors=asked[key].doors_taken,
            value=asked[key].value,
            holds=found[entrant.candidacy],
            exception=ground.exception(entrant),
            why=_why(view, asked[key], left.get(key)),
            moved=view.moves.of(entrant.candidacy),
        )
        (view.inside if shown.has(entrant.candidacy) else view.left).append(line)
    for lines in (view.inside, view.left):
        lines.sort(key=lambda line: (RANKS.index(line.rank), -line.value, line.row.election_on, line.row.name))
    if shown.slate and view.best.slate:
        view.levels = _levels(view)
        view.equals = _equals(view, asked)
        view.cost = _cost(view) if view.moves else None


def _code(view: SlateView, key: str, exception: str, left: LeftOut | None) -> str:
    if view.shown.slate is None or not (exception or view.ground.statements):
        return ""
    if key in view.shown.slate.supported:
        return exception or "fits"
    return "seat-taken" if left and not left.short_by else "over-capacity" if left else ""


def _why(view: SlateView, candidacy: Candidacy, left: LeftOut | None) -> tuple[str, ...]:
    slate = view.shown.slate
    if left is None or slate is None:
        return ()
    return tuple(why_out(view.shown.question, slate.supported, candidacy, left, view.names))


def _levels(view: SlateView) -> list[LevelLine]:
    assert view.shown.slate and view.best.slate
    lines = [*view.inside, *view.left]
    found = []
    for level, best in zip(view.shown.slate.levels, view.best.slate.levels, strict=True):
        for rank in level.ranks:
            of = [line for line in lines if line.rank == rank]
            supported = sum(line in view.inside for line in of)
            found.append(LevelLine(rank, supported, len(of), level.value, best.value))
    return found


def _equals(view: SlateView, asked: Mapping[str, Candidacy]) -> list[tuple[str, str]]:
    assert view.shown.slate
    return [
        (view.names[left.id], view.names[other])
        for left in view.shown.slate.left_out
        for other in left.instead_of
        if (asked[left.id].rank, asked[left.id].value) == (asked[other].rank, asked[other].value)
        and not asked[other].pinned
    ]


def _cost(view: SlateView) -> Cost:
    assert view.shown.slate and view.best.slate
    now, best = set(view.shown.slate.supported), set(view.best.slate.supported)
    comes, falls = (tuple(view.names[key] for key in sorted(keys)) for keys in (now - best, best - now))
    return Cost(comes, falls, view.shown.committed, view.best.committed)

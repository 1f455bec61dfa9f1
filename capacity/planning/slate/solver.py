"""HiGHS, and the only place that knows it: continuous programs for bounds, integer programs for choices.

Every program maximizes whole-number values of 0/1 choices under rows `sum of coefficient × choice <= limit`. HiGHS
computes in floating point. What comes out is therefore only proposed here; whoever asks checks it in whole numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import highspy

LARGEST: Final = 1 << 20
"""Coefficients beyond this are told to HiGHS coarsened, since its tolerances are absolute."""


class Row(NamedTuple):
    """`sum of coefficients[choice] × choice <= limit`, in whole numbers."""

    coefficients: Mapping[int, int]
    limit: int

    def coarse(self) -> "Row":
        """The row with numbers that HiGHS can trust. It allows whatever the row allows, and sometimes more."""
        largest = max(map(abs, self.coefficients.values()), default=0)
        if largest <= LARGEST:
            return self
        unit = -(-largest // LARGEST)
        # For choices of 0 and 1: the sum of floors is at most the floor of the sum.
        return Row({choice: value // unit for choice, value in self.coefficients.items()}, self.limit // unit)


class SolverFailed(RuntimeError):
    """HiGHS ended without an answer; its status is the message."""


def _silent() -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),  # all values are whole
        # A core is small: looking for symmetries and good guesses costs more than it saves.
        ("mip_detect_symmetry", False),
        ("mip_allow_restart", False),
        ("mip_heuristic_run_feasibility_jump", False),
        ("mip_heuristic_run_rins", False),
        ("mip_heuristic_run_rens", False),
        ("mip_heuristic_run_root_reduced_cost", False),
    ):
        if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise SolverFailed(option)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return highs


def _add(highs: highspy.Highs, row: Row, column_of: Mapping[int, int] | None = None) -> None:
    columns = [column_of[choice] for choice in row.coefficients] if column_of else list(row.coefficients)
    highs.addRow(-highspy.kHighsInf, row.limit, len(columns), columns, list(map(float, row.coefficients.values())))


class Relaxation:
    """The continuous program over all choices, solved again and again as rows and fixings are added."""

    def __init__(self, choices: int) -> None:
        self._highs = _silent()
        self._choices = range(choices)
        self._scale = 1.0
        self._highs.addVars(choices, [0.0] * choices, [1.0] * choices)

    def add(self, row: Row) -> None:
        """Add a row."""
        _add(self._highs, row.coarse())

    def fix(self, choice: int, value: int) -> None:
        """Leave one value to a choice."""
        self._highs.changeColBounds(choice, value, value)

    def aim(self, values: Mapping[int, int]) -> None:
        """Set what is maximized; choices not named are worth nothing."""
        self._scale = max(1.0, max(map(abs, values.values()), default=0) / LARGEST)
        for choice in self._choices:
            self._highs.changeColCost(choice, values.get(choice, 0) / self._scale)

    def solve(self) -> tuple[Sequence[float], Sequence[float]] | None:
        """The best continuous choices, and the prices of the rows (each at least 0), nearly; None when HiGHS fails."""
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.clearSolver()  # what it began with may have led it astray
            self._highs.run()
            if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
        solution = self._highs.getSolution()
        return list(solution.col_value), [max(0.0, price) * self._scale for price in solution.row_dual]


def best_choices(values: Mapping[int, int], rows: Sequence[Row], start: Mapping[int, int] | None) -> set[int] | None:
    """Choose among `values`' keys, the rows naming no others: those taken in a best choice, or None if none is allowed.

    No value may be beyond LARGEST. `start` is an allowed choice to begin with. Raises SolverFailed.
    """
    highs = _silent()
    choices = list(values)
    column_of = {choice: column for column, choice in enumerate(choices)}
    count = len(choices)
    highs.addVars(count, [0.0] * count, [1.0] * count)
    for choice, column in column_of.items():
        highs.changeColCost(column, values[choice])
        highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for row in rows:
        _add(highs, row.coarse(), column_of)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = [float(start[choice]) for choice in choices]
        highs.setSolution(solution)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible and start is None:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(highs.modelStatusToString(status))
    return {choice for choice, taken in zip(choices, highs.getSolution().col_value, strict=True) if taken > 0.5}

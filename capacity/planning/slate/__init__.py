"""The slate: capacity and candidacies in, the best choice of them out, proven. Pure: no database, no clock."""

from capacity.planning.slate.planner import Unproven, solve
from capacity.planning.slate.records import (
    DEFAULT_RANKS,
    INCUMBENT,
    MASS_RACE,
    Candidacy,
    Infeasible,
    LeftOut,
    Level,
    Problem,
    Slate,
    Week,
)
from capacity.planning.slate.solver import SolverFailed

__all__ = [
    "DEFAULT_RANKS",
    "INCUMBENT",
    "MASS_RACE",
    "Candidacy",
    "Infeasible",
    "LeftOut",
    "Level",
    "Problem",
    "Slate",
    "SolverFailed",
    "Unproven",
    "Week",
    "solve",
]

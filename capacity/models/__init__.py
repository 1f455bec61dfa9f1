"""The records of what the chapter can: past results, its own figures, its people by week, and paths to an office."""

from capacity.models.figures import OwnFigure, PeriodReading
from capacity.models.path import DistrictSeat, OfficePath, PathStep
from capacity.models.results import ContestCount, ResultsFile
from capacity.models.supply import SupplyWeek

__all__ = [
    "ContestCount",
    "DistrictSeat",
    "OfficePath",
    "OwnFigure",
    "PathStep",
    "PeriodReading",
    "ResultsFile",
    "SupplyWeek",
]

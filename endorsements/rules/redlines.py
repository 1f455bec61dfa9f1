"""Red lines: demands a chapter holds as non-negotiable, each in force from a day on and until another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RedLine:
    """A red line in force from `in_force_from` on and before `in_force_until` (None: until further notice).

    ValueError when it would never be in force.
    """

    id: str
    title: str
    in_force_from: date
    in_force_until: date | None = None

    def __post_init__(self) -> None:
        if self.in_force_until is not None and self.in_force_until <= self.in_force_from:
            raise ValueError(f"red line {self.id!r}: in_force_until is not after in_force_from")

    def in_force_on(self, day: date) -> bool:
        """Whether a campaign of that day is judged by it."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


def in_force(red_lines: Iterable[RedLine], day: date) -> tuple[RedLine, ...]:
    """Those in force on a day, sorted by id."""
    return tuple(sorted((line for line in red_lines if line.in_force_on(day)), key=lambda line: line.id))

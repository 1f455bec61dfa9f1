"""Queries compiled once a process: for a page that asks many, putting the SQL together costs more than its answers."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

_OPEN = -1_999_999_000
"""The first of the numbers that stand for what a query leaves open; no row has such an id."""


class Prepared:
    """A query of rows of values that leaves whole numbers open, such as a cycle's id.

    `build` makes it from so many numbers (`values_list`, or a union of such). What else it says is compiled once and
    must be the same at each call: no day, no text that varies.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], numbers: int) -> None:
        self.build, self.numbers = build, numbers

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, str, tuple[Any, ...], dict[int, Any]]:
        rows = self.build(*range(_OPEN, _OPEN + self.numbers))
        compiler = rows.query.get_compiler(connection=connection)
        sql, said = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return compiler, sql, tuple(said), converters

    def __call__(self, *numbers: int) -> list[tuple[Any, ...]]:
        """Return the rows for these numbers, each value converted as its field has it. One query."""
        compiler, sql, said, converters = self._compiled
        open_ones = {_OPEN + place: number for place, number in enumerate(numbers)}
        # The type of each is the adapter's, by which PostgreSQL knows its width.
        filled = [type(each)(open_ones[each]) if isinstance(each, int) and each in open_ones else each for each in said]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            found = cursor.fetchall()
        return [tuple(row) for row in (compiler.apply_converters(found, converters) if converters else found)]

"""Queries compiled once a process: for a page that asks many, putting the SQL together costs more than its answers."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import F, Field, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

_OPEN = -1_999_999_000
"""The first of the numbers that stand for what a query leaves open; no row has such an id."""


def part(rows: QuerySet[Any], types: Mapping[str, type[Field[Any, Any]]], kind: str, **said: str) -> QuerySet[Any, Any]:
    """Make rows one part of a union: `types` names its columns, of which the first is `kind`; `said` fills the others
    by name with a path, also into what a JSON field `result` holds."""
    columns: dict[str, Any] = {"kind": Value(kind)}
    columns.update({name: KT(path) if path.startswith("result__") else F(path) for name, path in said.items()})
    # A column that is left out is a typed NULL: PostgreSQL takes two bare ones for text, and text is no day.
    typed = {f"_{name}": Cast(columns.get(name, Value(None)), made()) for name, made in types.items()}
    return rows.order_by().annotate(**typed).values_list(*typed)


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

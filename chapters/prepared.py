"""Queries compiled once a process: for a page that asks many, putting the SQL together costs more than its answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.db.models import F, Field, Model, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

BIGGEST: Final = 2**63 - 1
_STANDS_FOR: Final[Mapping[type, Callable[[int], Any]]] = {
    int: lambda place: -1_999_999_000 + place,
    str: lambda place: f"\ufdd0{place}",
    dt.date: lambda place: dt.date(1, 1, 1 + place),
}
"""What stands, by its place, for a value that a query leaves open: no row has such an id, such a text or such a day."""


def part(rows: QuerySet[Any], types: Mapping[str, type[Field[Any, Any]]], kind: str, **said: str) -> QuerySet[Any, Any]:
    """Make rows one part of a union: `types` names its columns, of which the first is `kind`; `said` fills the others
    by name with a path, also into what a JSON field `result` holds."""
    columns: dict[str, Any] = {"kind": Value(kind)}
    columns.update({name: KT(path) if path.startswith("result__") else F(path) for name, path in said.items()})
    # A column that is left out is a typed NULL: PostgreSQL takes two bare ones for text, and text is no day.
    typed = {f"_{name}": Cast(columns.get(name, Value(None)), made()) for name, made in types.items()}
    return rows.order_by().annotate(**typed).values_list(*typed)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """`open`: where the values go that are left open (among the SQL's own, among those, and how each is put)."""

    compiler: SQLCompiler
    sql: str
    said: tuple[Any, ...]
    open: tuple[tuple[int, int, Callable[[Any], Any]], ...]
    converters: dict[int, Any]


class Prepared:
    """A query of rows of values that leaves some open, such as a cycle's id or a day.

    `build` makes it from so many values of these kinds (`int`, `str` or `date`), as `values_list` or a union of such.
    What else it says is compiled once and must be the same at each call: no day, no text that varies.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self.build, self.kinds = build, kinds

    def query(self) -> QuerySet[Any, Any]:
        """Return the query with what stands for the values left open."""
        return self.build(*(_STANDS_FOR[kind](place) for place, kind in enumerate(self.kinds)))

    @cached_property
    def _compiled(self) -> _Compiled:
        compiler = self.query().query.get_compiler(connection=connection)
        sql, said = compiler.as_sql()
        places = {_adapted(kind)(_STANDS_FOR[kind](place)): place for place, kind in enumerate(self.kinds)}
        found = []
        for at, each in enumerate(said):
            if isinstance(each, (int, str, dt.date)) and each in places:
                place = places[each]
                # A number keeps the adapter's own type, by which PostgreSQL knows its width.
                found.append((at, place, type(each) if self.kinds[place] is int else _adapted(self.kinds[place])))
        if {place for _at, place, _put in found} != set(places.values()):
            raise ValueError(f"{self.build.__name__} does not ask by every value that it leaves open")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return _Compiled(compiler, sql, tuple(said), tuple(found), converters)

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, each column converted as its field has it. One query.

        A number that no database holds, such as an address may name, is no row's: none are returned.
        """
        if any(isinstance(value, int) and abs(value) > BIGGEST for value in values):
            return []
        made = self._compiled
        filled = list(made.said)
        for at, place, put in made.open:
            filled[at] = put(values[place])
        with connection.cursor() as cursor:
            cursor.execute(made.sql, filled)
            found = cursor.fetchall()
        if made.converters:
            return [tuple(row) for row in made.compiler.apply_converters(found, made.converters)]
        return found


class PreparedObjects[M: Model](Prepared):
    """A query of model objects, with the relations that it joins and what it annotates."""

    @cached_property
    def _maker(self) -> Callable[[tuple[Any, ...]], M]:
        compiler, fetch_mode = self._compiled.compiler, self.query()._fetch_mode
        info, select = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        model, related = info["model"], get_related_populators(info, select, connection.alias, fetch_mode)
        annotated = tuple(compiler.annotation_col_map.items())

        def make(row: tuple[Any, ...]) -> M:
            each: M = model.from_db(connection.alias, names, row[first:last], fetch_mode=fetch_mode)
            for relation in related:
                relation.populate(row, each)
            for name, column in annotated:
                setattr(each, name, row[column])
            return each

        return make

    def objects(self, *values: Any) -> list[M]:
        """Return the objects for these values. One query."""
        found = self(*values)
        return [self._maker(row) for row in found]

    def first(self, *values: Any) -> M | None:
        """Return the first of them; None where there is none. One query."""
        found = self(*values)
        return self._maker(found[0]) if found else None


def _adapted(kind: type) -> Callable[[Any], Any]:
    """How a value is put to this database: SQLite keeps days as text."""
    if kind is dt.date:
        return connection.ops.adapt_datefield_value
    return kind

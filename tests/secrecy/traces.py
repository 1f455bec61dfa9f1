"""Everything a database says of its rows to a superuser: the columns, and what it keeps beside them."""

import base64
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

# Columns that hold a member's id, whatever they are called: `member_id`, `user_id`, `moved_by_id` …
NAMES_A_MEMBER = re.compile(r"(^|_)(member|user|by|holder)_id$")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


@dataclass(frozen=True)
class Row:
    """One row: its columns, and its hidden ones (PostgreSQL: xmin, xmax, cmin, ctid; SQLite: rowid)."""

    table: str
    columns: Mapping[str, Any]
    hidden: Mapping[str, Any]

    @property
    def keys(self) -> dict[str, Any]:
        """What the row could be ordered or joined by: hidden columns, ids and moments."""
        visible = {name: str(value) for name, value in self.columns.items() if _orders(name, value)}
        if isinstance(self.columns.get("id"), int):
            visible["id"] = f"{self.columns['id']:020}"
        return {**visible, **self.hidden}

    @property
    def text(self) -> str:
        """All columns as text, with what a session holds unpacked."""
        return json.dumps([_plain(value) for value in self.columns.values()], ensure_ascii=False, default=str)


def _orders(name: str, value: Any) -> bool:
    return name == "id" or isinstance(value, date | datetime) or (isinstance(value, str) and bool(MOMENT.match(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("latin-1")
    if isinstance(value, str) and value.count(":") == 2:
        return unpacked(value)
    return value


def unpacked(signed: str) -> str:
    """What a session's data says (Django signs it; it is no secret), or the text itself where it is none."""
    payload = signed.split(":", 1)[0]
    try:
        packed = base64.urlsafe_b64decode(payload.lstrip(".") + "=" * (-len(payload.lstrip(".")) % 4))
        return (zlib.decompress(packed) if payload.startswith(".") else packed).decode()
    except (ValueError, zlib.error):
        return signed


@dataclass
class People:
    """Who could have voted: ids, and the addresses by which a text names them."""

    ids: set[int]
    emails: Mapping[str, int] = field(default_factory=dict)

    def named_by(self, row: Row) -> set[int]:
        """The people that a row names: in a column, in a session, or by an address in its text."""
        named = {
            value
            for name, value in row.columns.items()
            if isinstance(value, int) and value in self.ids and NAMES_A_MEMBER.search(name)
        }
        if row.table == "chapters_member" and row.columns["id"] in self.ids:
            named.add(row.columns["id"])
        text = row.text
        named |= {int(found) for found in re.findall(r"_auth_user_id\W+(\d+)", text) if int(found) in self.ids}
        return named | {self.emails[each] for each in re.findall(r"[\w.]+@example\.org", text) if each in self.emails}


class OnPostgresql:
    """A PostgreSQL database read as superuser."""

    def __init__(self, url: str) -> None:
        self.url = url

    def tables(self) -> list[str]:
        with psycopg.connect(self.url) as superuser:
            found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            return [name for (name,) in found]

    def rows(self) -> list[Row]:
        """Every row of every table."""
        return [row for table in self.tables() for row in self.rows_of(table)]

    def rows_of(self, table: str) -> list[Row]:
        with psycopg.connect(self.url, row_factory=psycopg.rows.dict_row) as superuser:
            found = superuser.execute(  # type: ignore[call-overload]
                f'SELECT xmin::text AS "·xmin", xmax::text AS "·xmax", cmin::text AS "·cmin", ctid::text AS "·ctid", * '
                f'FROM "{table}"'
            ).fetchall()
        return [_row(table, each) for each in found]


def _row(table: str, found: dict[str, Any]) -> Row:
    page, item = re.findall(r"\d+", found.pop("·ctid"))
    hidden: dict[str, Any] = {name: f"{int(found.pop(f'·{name}')):012}" for name in ("xmin", "xmax", "cmin")}
    return Row(table, found, {**hidden, "ctid": f"{int(page):08}.{int(item):06}"})


class OnSqlite:
    """An SQLite file read by whoever has it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def tables(self) -> list[str]:
        with closing(sqlite3.connect(self.file)) as reader:
            found = reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").fetchall()
            return [name for (name,) in found]

    def rows(self) -> list[Row]:
        """Every row of every table."""
        return [row for table in self.tables() for row in self.rows_of(table)]

    def rows_of(self, table: str) -> list[Row]:
        with closing(sqlite3.connect(self.file)) as reader:
            reader.row_factory = sqlite3.Row
            found = [dict(each) for each in reader.execute(f'SELECT rowid AS "·rowid", * FROM "{table}"')]
        return [Row(table, each, {"rowid": f"{each.pop('·rowid'):012}"}) for each in found]


def sequences(rows: Iterable[Row], people: People) -> dict[str, list[tuple[Any, int]]]:
    """For each table and each key: (key, member) of the rows that name one member, e.g. "django_session by xmin"."""
    found: dict[str, list[tuple[Any, int]]] = {}
    for row in rows:
        named = people.named_by(row)
        if len(named) == 1:
            (member,) = named
            for key, value in row.keys.items():
                found.setdefault(f"{row.table} by {key}", []).append((value, member))
    return found

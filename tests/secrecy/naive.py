"""The control: two tables with random ids and no timestamps, written as most applications would, a transaction a vote."""

import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import psycopg

TABLES = (
    "CREATE TABLE naive_voted (id {uuid} PRIMARY KEY, member_id bigint NOT NULL UNIQUE)",
    "CREATE TABLE naive_vote (id {uuid} PRIMARY KEY, choice text NOT NULL)",
)
VOTED = "INSERT INTO naive_voted (id, member_id) VALUES ({0}, {0})"
VOTE = "INSERT INTO naive_vote (id, choice) VALUES ({0}, {0})"
RECEIPTS = "CREATE TABLE naive_receipt (user_id bigint, session_data text)"


def on_postgresql(url: str, votes: Iterable[tuple[int, str]]) -> None:
    with psycopg.connect(url) as connection:
        for table in TABLES:
            connection.execute(table.format(uuid="uuid"))  # type: ignore[call-overload]
        connection.commit()
        for member, choice in votes:
            with connection.transaction():
                connection.execute(VOTED.format("%s"), [uuid.uuid4(), member])  # type: ignore[call-overload]
                connection.execute(VOTE.format("%s"), [uuid.uuid4(), choice])  # type: ignore[call-overload]


def on_sqlite(file: Path, votes: Iterable[tuple[int, str]]) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for table in TABLES:
            connection.execute(table.format(uuid="text"))
        for member, choice in votes:
            with connection:
                connection.execute(VOTED.format("?"), [str(uuid.uuid4()), member])
                connection.execute(VOTE.format("?"), [str(uuid.uuid4()), choice])

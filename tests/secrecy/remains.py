"""What is left of rows that were replaced: old versions in a table's pages, and bytes in a file."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import psycopg

from tests.secrecy.attacks import Guesses, Vote

BOX, ROLL = "endorsements_ballotbox", "endorsements_rollentry"


def can_inspect_pages(url: str) -> bool:
    """Whether this server comes with what reads a table's pages."""
    with psycopg.connect(url) as superuser:
        found = superuser.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'pageinspect'").fetchone()
    return bool(found and found[0])


def by_old_versions(url: str, votes: Sequence[Vote]) -> Guesses:
    """Each old box holds one vote more than the one before it; the transaction that wrote it also marked the voter."""
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        boxes = {xmin: b"".join(filter(None, attributes)) for xmin, attributes in _versions(superuser, BOX)}
        marked: dict[int, int] = {}
        # Columns: id, ballot_id, member_id, units, whole, voted and whatever came later.
        for xmin, attributes in _versions(superuser, ROLL):
            values = dict(zip(_columns(superuser, ROLL), attributes, strict=False))
            if values["voted"] == b"\x01":
                marked[xmin] = int.from_bytes(values["member_id"] or b"", "little")
    choices = {vote.code: vote.choice for vote in votes}
    held = [(xmin, {code for code in choices if code.encode() in box}) for xmin, box in sorted(boxes.items())]
    guesses = {}
    for (_, before), (xmin, after) in pairwise([(0, set[str]()), *held]):
        if xmin in marked and len(after - before) == 1:
            guesses[marked[xmin]] = choices[(after - before).pop()]
    return guesses


def _versions(superuser: psycopg.Connection, table: str) -> Iterable[tuple[int, list[bytes | None]]]:
    """(xmin, columns as they are stored, compressed or put aside ones put together) of each version still in a table."""
    size = superuser.execute("SELECT pg_relation_size(%s::regclass) / 8192", [table]).fetchone()
    for block in range(size[0] if size else 0):
        yield from superuser.execute(
            "SELECT t_xmin::text::bigint, t_attrs FROM heap_page_item_attrs(get_raw_page(%s, %s), %s::regclass, true) "
            "WHERE t_attrs IS NOT NULL ORDER BY lp",
            [table, block, table],
        ).fetchall()


def _columns(superuser: psycopg.Connection, table: str) -> list[str]:
    found = superuser.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", [table]
    )
    return [name for (name,) in found]


def bytes_of_table(url: str, table: str) -> bytes:
    """A table's files as they lie on the disk, with what it put aside (TOAST)."""
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
        found = superuser.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE oid = %s::regclass "
            "OR oid = (SELECT reltoastrelid FROM pg_class WHERE oid = %s::regclass)",
            [table, table],
        ).fetchall()
    return b"".join(bytes(each) for (each,) in found)


def bytes_of_file(file: Path) -> bytes:
    """An SQLite file with its write-ahead log."""
    beside = file.with_name(file.name + "-wal")
    return file.read_bytes() + (beside.read_bytes() if beside.exists() else b"")


def times_held(data: bytes, votes: Sequence[Vote]) -> list[int]:
    """How often each receipt's code stands in some bytes."""
    return [len(re.findall(re.escape(vote.code.encode()), data)) for vote in votes]


def by_first_bytes(data: bytes, votes: Sequence[Vote], signed_in: Sequence[int]) -> Guesses:
    """Who signed in first cast the vote whose code stands first in the log of writes."""
    first = sorted((data.find(vote.code.encode()), vote.choice) for vote in votes)
    return dict(zip(signed_in, (choice for place, choice in first if place >= 0), strict=False))

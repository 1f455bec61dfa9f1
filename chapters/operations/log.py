"""The append-only log: who did what to which record, each entry chained to the one before it by hash.

An action is declared with the fields its entries may carry, and nothing else gets in: what must stay out of the log
(the choice on a ballot, a person's evidence) has no field to be put into. Ballots declare no action with a choice.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from chapters.models import Chapter, LogEntry, LogHead, Member

SITE = "site"
START = "0" * 64
Scalar = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done to a record: `name` as `record.verb`, and the names of the details an entry may carry."""

    name: str
    fields: frozenset[str]


ACTIONS: dict[str, Action] = {}


def action(name: str, *fields: str) -> Action:
    """Declare an action once, at import; raises ValueError when the name is taken."""
    if name in ACTIONS:
        raise ValueError(f"the action {name} is declared twice")
    ACTIONS[name] = Action(name, frozenset(fields))
    return ACTIONS[name]


def chain_of(chapter: Chapter | None) -> str:
    """Return the name of the chain that a chapter's entries stand in."""
    return SITE if chapter is None else f"chapter-{chapter.pk}"


def entry_hash(entry: LogEntry) -> str:
    """Return the SHA-256 (hex) over everything an entry says and the hash before it."""
    said = [
        entry.chain,
        entry.number,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.detail,
        entry.previous_hash,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(
    action: Action,
    *,
    chapter: Chapter | None,
    subject: models.Model,
    by: Member | None,
    at: dt.datetime,
    **detail: Scalar,
) -> LogEntry:
    """Write one entry in the transaction of what it tells of; both are kept or neither.

    Raises RuntimeError outside a transaction, ValueError when `detail` has a field that the action does not declare.
    """
    return append_all(action, chapter=chapter, entries=[(subject, detail)], by=by, at=at)[0]


def append_all(
    action: Action,
    *,
    chapter: Chapter | None,
    entries: Iterable[tuple[models.Model, Mapping[str, Scalar]]],
    by: Member | None,
    at: dt.datetime,
) -> list[LogEntry]:
    """Write an entry for each (subject, detail), as `append` does, in as few statements for thousands as for one."""
    if not connection.in_atomic_block:
        raise RuntimeError("the log is written in the transaction of what it tells of")
    chain = chain_of(chapter)
    LogHead.objects.get_or_create(chain=chain)
    head = LogHead.objects.select_for_update(no_key=True).get(chain=chain)
    written = []
    for subject, detail in entries:
        undeclared = detail.keys() - action.fields
        if undeclared:
            raise ValueError(f"{action.name} declares no {', '.join(sorted(undeclared))}")
        entry = LogEntry(
            chain=chain,
            number=head.number + 1,
            at=at,
            by=by,
            action=action.name,
            subject=subject._meta.label_lower,
            subject_id=subject.pk,
            detail=dict(detail),
            previous_hash=head.hash,
        )
        entry.hash = entry_hash(entry)
        head.number, head.hash = entry.number, entry.hash
        written.append(entry)
    LogEntry.objects.bulk_create(written, batch_size=1000)
    head.save(update_fields=["number", "hash"])
    return written


def problems(chain: str) -> Iterator[str]:
    """Yield a sentence for each place where a chain does not hold; nothing when it does. Reads row by row."""
    previous_hash, number = START, 0
    entries: Any = LogEntry.objects.filter(chain=chain).order_by("number").iterator(chunk_size=1000)
    for entry in entries:
        number += 1
        if entry.number != number:
            yield f"{chain}: entry {number} is missing; {entry.number} follows {number - 1}"
            number = entry.number
        if entry.previous_hash != previous_hash:
            yield f"{chain}: entry {entry.number} does not follow from the one before it"
        if entry.hash != entry_hash(entry):
            yield f"{chain}: entry {entry.number} was changed after it was written"
        previous_hash = entry.hash
    head = LogHead.objects.filter(chain=chain).first()
    ending = (head.number, head.hash) if head else (0, START)
    if ending != (number, previous_hash):
        yield f"{chain}: the last entry is {number}, but the chain was written up to {ending[0]}"

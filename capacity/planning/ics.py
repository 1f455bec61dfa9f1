"""Days as a calendar file (RFC 5545), to be read by any calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

PRODUCER: Final = "-//endorsement-triage//days to keep//EN"
MOST_OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a whole day, or at a moment of it.

    `uid` is the same at each export, so that a calendar changes it and adds no second.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    weekly_until: date | None = None
    """The last day on which it comes again, week by week; None for once."""
    at: datetime | None = None
    """The moment, with its zone; None for the whole day. A moment does not come again."""


def calendar(name: str, events: Iterable[Event], *, stamp: datetime) -> bytes:
    """Return a calendar of these events. `stamp` is when it was made; raises ValueError when it names no time zone."""
    if stamp.tzinfo is None:
        message = f"found the moment {stamp} without a time zone"
        raise ValueError(message)
    made = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCER}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        lines += _event(event, made)
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


def _event(event: Event, made: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{made}"
    yield from _when(event)
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.url:
        yield f"URL:{_one_line(event.url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    if event.at is not None:
        # Without an end it takes no time (RFC 5545, 3.6.1); every calendar shows it by its own clock.
        yield f"DTSTART:{event.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    # The end is the first day that is not part of it any more.
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    if event.weekly_until is not None and event.weekly_until > event.day:
        yield f"RRULE:FREQ=WEEKLY;UNTIL={event.weekly_until:%Y%m%d}"


def _one_line(text: str) -> str:
    return "".join(character for character in text if character >= " " and character != "\x7f")


def _text(text: str) -> str:
    """The escapes of RFC 5545, 3.3.11; other control characters are not allowed and left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (_one_line(line.replace("\t", " ")) for line in lines)
    escaped = (line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for line in kept)
    return "\\n".join(escaped)


def _folded(line: str) -> Iterator[bytes]:
    """At most 75 octets a line, the rest on lines that begin with a space; no character is torn apart."""
    piece = b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece

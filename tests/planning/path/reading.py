"""Reads a calendar file strictly by RFC 5545's grammar; knows nothing of what wrote it."""

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[A-Z0-9-]+(;[A-Z-]+=[^:;]+)*")
TEXTS = {"SUMMARY", "DESCRIPTION", "UID", "X-WR-CALNAME", "PRODID"}
ESCAPES = {"\\n": "\n", "\\N": "\n", "\\\\": "\\", "\\;": ";", "\\,": ","}


@dataclass
class Read:
    """A calendar: its own properties and, each as property → value, its events."""

    properties: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.properties["X-WR-CALNAME"]


def lines(content: bytes) -> list[str]:
    """Unfold; every line on the wire has at most 75 octets, ends in CRLF, and is whole UTF-8."""
    assert content.endswith(b"\r\n")
    wire = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in wire)
    for line in wire:
        line.decode()
    return b"\r\n".join(wire).replace(b"\r\n ", b"").decode().split("\r\n")


def read(content: bytes) -> Read:
    """Return the calendar; an assertion fails where it is none."""
    first, *inner, last = lines(content)
    assert (first, last) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found, event = Read(), None
    for line in inner:
        name, _, value = line.partition(":")
        assert NAME.fullmatch(name), line
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert event is not None and {"UID", "DTSTAMP"} <= event.keys()
            found.events.append(event)
            event = None
        else:
            into = found.properties if event is None else event
            assert name not in into, name
            into[name] = text(value) if name in TEXTS else value
    assert event is None
    assert {"VERSION", "PRODID"} <= found.properties.keys()
    assert len({event["UID"] for event in found.events}) == len(found.events)
    return found


def text(value: str) -> str:
    """Undo the escapes; a bare comma or semicolon is none of a text."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[nN\\;,])*", value), value
    return re.sub(r"\\[nN\\;,]", lambda found: ESCAPES[found[0]], value)

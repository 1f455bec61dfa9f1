"""What the press and its child say to each other: frames of a JSON head and a body of bytes over a socket."""

import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

MEGABYTE = 1024 * 1024
_LENGTHS = struct.Struct(">II")
_HEAD_LIMIT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may take: wall-clock seconds, address space, bytes in and out, pages."""

    seconds: float = 20.0
    memory_bytes: int = 768 * MEGABYTE
    input_bytes: int = 4 * MEGABYTE
    output_bytes: int = 32 * MEGABYTE
    pages: int = 400


@dataclass(frozen=True, slots=True)
class Typeset:
    """One printed document: its bytes, its number of pages, and the addresses it asked for and was refused."""

    pdf: bytes
    pages: int
    refused: tuple[str, ...]


class Closed(Exception):
    """The other side went away."""


def send(channel: socket.socket, head: dict[str, Any], body: bytes, *, deadline: float | None = None) -> None:
    """Write one frame. `deadline` is on the monotonic clock; past it, TimeoutError. Closed when nobody reads."""
    encoded = json.dumps(head).encode()
    channel.settimeout(_remaining(deadline))
    try:
        channel.sendall(_LENGTHS.pack(len(encoded), len(body)) + encoded + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed from error


def receive(channel: socket.socket, *, limit: int, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Read one frame. Closed when the other side is gone, ValueError when it announces more than `limit` bytes."""
    head_size, body_size = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size, deadline))
    if head_size > _HEAD_LIMIT or body_size > limit:
        raise ValueError(f"frame of {head_size} + {body_size} bytes")
    head = json.loads(_exactly(channel, head_size, deadline))
    return head, _exactly(channel, body_size, deadline)


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        channel.settimeout(_remaining(deadline))
        try:
            count = channel.recv_into(view[filled:])
        except ConnectionResetError as error:
            raise Closed from error
        if not count:
            raise Closed
        filled += count
    return bytes(buffer)


def _remaining(deadline: float | None) -> float | None:
    # A timeout of exactly 0 would mean "non-blocking", so a passed deadline still waits a moment.
    return None if deadline is None else max(deadline - time.monotonic(), 0.001)

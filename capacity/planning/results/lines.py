"""Bytes to lines of text, some hundred thousand bytes at a time."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from capacity.planning.results.phrases import Malformed, Phrase
from capacity.planning.wording import gettext_noop

LONGEST_LINE: Final = 1 << 20
"""Characters. A longer line is no row of results."""
_AT_ONCE: Final = 1 << 18
_REMEMBERED: Final = 100_000
"""Lines whose repetition is noticed. Beyond it they are only counted, so that memory does not grow with the file."""


class Lines:
    """The lines of one stream, in batches; afterwards, what was seen on the way."""

    def __init__(self, stream: BinaryIO, name: str, progress: Callable[[int], None] | None = None) -> None:
        """`progress` is called with the number of bytes read so far, after each batch."""
        self._stream, self._name, self._progress = stream, name, progress
        self._seen: set[int] = set()
        self._count = 0
        self.repeated = 0
        """Lines that are the same as one before, but for what space or line end trails."""
        self.first_repeated = 0
        """The number of the first of these, or 0."""
        self.ended = False
        """Whether the last line was given out and one more was asked for."""

    def batches(self) -> Iterator[list[str]]:
        """Lines with their ends. Raises Malformed for what is not UTF-8 (a byte-order mark is fine) or has no lines."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        read, rest = 0, ""
        while data := self._stream.read(_AT_ONCE):
            read += len(data)
            text = rest + self._decoded(decoder, data, rest)
            # Where there is no line feed, old files end their lines with a carriage return alone.
            cut = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
            rest = text[cut:]
            if len(rest) > LONGEST_LINE:
                raise self._fault(
                    Phrase(gettext_noop("a line of over %d characters"), (LONGEST_LINE,)), self._count + 1
                )
            yield self._noted(text[:cut])
            if self._progress:
                self._progress(read)
        rest += self._decoded(decoder, b"", rest)
        yield self._noted(rest)
        self.ended = True

    def _decoded(self, decoder: codecs.IncrementalDecoder, data: bytes, rest: str) -> str:
        try:
            return decoder.decode(data, final=not data)
        except UnicodeDecodeError as fault:
            before = fault.object[: fault.start].count(b"\n")
            byte = f"0x{fault.object[fault.start]:02X}"
            found = Phrase(gettext_noop("the byte %s where no character has it"), (byte,))
            raise self._fault(found, self._count + before + 1) from None

    def _noted(self, text: str) -> list[str]:
        lines = list(io.StringIO(text, newline=""))
        if len(self._seen) < _REMEMBERED:
            hashes = list(map(hash, map(str.rstrip, lines)))
            if not self._seen.isdisjoint(hashes) or len(set(hashes)) < len(hashes):
                self._note_repeated(lines, hashes)
            self._seen.update(hashes)
        self._count += len(lines)
        return lines

    def _note_repeated(self, lines: list[str], hashes: list[int]) -> None:
        here: set[int] = set()
        for number, (line, hashed) in enumerate(zip(lines, hashes, strict=True), self._count + 1):
            if (hashed in self._seen or hashed in here) and line.strip(", \t\r\n"):
                self.repeated += 1
                self.first_repeated = self.first_repeated or number
            here.add(hashed)

    def _fault(self, found: Phrase, line: int) -> Malformed:
        return Malformed(self._name, found, Phrase(gettext_noop("comma-separated lines of text in UTF-8")), line)

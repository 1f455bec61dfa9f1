"""Judge dossiers from a file, by the rulebook alone: no database is asked."""

import gc
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from endorsements.rules import Explanation, Rulebook, explain
from endorsements.rules.malformed import Malformed
from endorsements.rules.reading import ClassifyFile, read_file
from endorsements.rules.streaming import answer_lines
from endorsements.rules.writing import file_json, result_line, result_text

_MALFORMED = 2
_MOST_JOBS = 64
_AT_ONCE = 1 << 16
_READER_GONE = 141  # as a shell tells it of a program that the pipe's end has stopped: 128 + SIGPIPE


class Command(BaseCommand):
    """`classify FILE`: exit 0 when every dossier was judged, 2 when the file is malformed."""

    help = "Judge dossiers: read FILE (JSON, or JSON Lines when it ends in .jsonl), write each one's verdict and why."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a .json or .jsonl file; - reads standard input")
        parser.add_argument("--format", choices=("json", "text"), default="json", help="for programs or for people")
        parser.add_argument("--lines", action="store_true", help="read JSON Lines whatever the file is called")
        parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes to use for JSON Lines")

    def handle(self, *, file: str, format: str, lines: bool, jobs: int, **options: Any) -> None:
        name = gettext("standard input") if file == "-" else file
        try:
            with _opened(file) as stream:
                if lines or file.endswith(".jsonl"):
                    gc.freeze()  # what is loaded by now stays; collecting need not walk it again and again
                    # People read text more slowly than one process writes it, and only this one speaks their language.
                    as_text = format == "text"
                    self._write(answer_lines(stream, _text if as_text else result_line, 1 if as_text else jobs))
                else:
                    self._write(_answers(read_file(stream.read()), format))
        except Malformed as fault:
            raise CommandError(f"{name}: {fault.told(gettext)}", returncode=_MALFORMED) from None
        except (OSError, _Unopened) as fault:
            why = getattr(fault, "strerror", None) or str(fault)
            message = gettext("%(file)s: found nothing that can be read (%(why)s), expected a file of dossiers")
            raise CommandError(message % {"file": name, "why": why}, returncode=_MALFORMED) from None

    def _write(self, pieces: Iterable[str]) -> None:
        for text in _gathered(pieces):
            self._put(text)

    def _put(self, text: str) -> None:
        """Write to standard output as UTF-8, whatever the terminal's own encoding."""
        out = self.stdout._out  # type: ignore[attr-defined]
        if out is None:
            raise CommandError(gettext("standard output is closed"))
        try:
            if hasattr(out, "buffer"):
                out.buffer.write(text.encode())
            else:
                out.write(text)
            out.flush()
        except BrokenPipeError:
            # What is still buffered has nowhere to go; without this the interpreter would complain at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            sys.exit(_READER_GONE)
        except OSError as fault:
            raise CommandError(gettext("standard output: %s") % fault.strerror) from None


def _answers(read: ClassifyFile, format: str) -> Iterator[str]:
    told = ((item.id, explain(read.rulebook, item.answers, item.red_lines)) for item in read.dossiers)
    if format == "text":
        return (_text(id, read.rulebook, explanation) for id, explanation in told)
    return file_json(read.rulebook, told)


def _text(id: str, book: Rulebook, explanation: Explanation) -> str:
    return result_text(id, book, explanation, gettext)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces; when an error ends it, what came before is given out first."""
    held: list[str] = []
    size = 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > _AT_ONCE:
                yield "".join(held)
                held, size = [], 0
    except Malformed:
        yield "".join(held)
        raise
    yield "".join(held)


class _Unopened(Exception):
    """There is nothing to open by that name."""


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        if sys.stdin is None:
            raise _Unopened(gettext("it is closed"))
        yield sys.stdin.buffer
        return
    if "\0" in file:
        raise _Unopened(gettext("no file has such a name"))
    with Path(file).open("rb") as stream:
        yield stream


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_JOBS):
        message = gettext("found %(found)r, expected a whole number from 1 to %(most)d")
        raise ArgumentTypeError(message % {"found": text, "most": _MOST_JOBS})
    return int(text)

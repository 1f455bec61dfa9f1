"""Commands that answer from a file: opening it, writing the answer, and how a command refuses."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

MALFORMED = 2
_READER_GONE = 141  # as a shell tells it of a program that the pipe's end has stopped: 128 + SIGPIPE


class FileCommand(BaseCommand):
    """FILE in, an answer on standard output: exit 0 when it was answered, 2 when the file is not in its form."""

    requires_system_checks = []
    file_help = "a JSON file; - reads standard input"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help=self.file_help)
        parser.add_argument("--format", choices=("json", "text"), default="json", help="for programs or for people")

    def put(self, text: str) -> None:
        """Write to standard output as UTF-8, whatever the terminal's own encoding."""
        out = self.stdout._out  # type: ignore[attr-defined]
        if out is None:
            raise CommandError(gettext("standard output is closed"))
        try:
            if hasattr(out, "buffer"):
                out.buffer.write(text.encode(errors="backslashreplace"))
            else:
                out.write(text)
            out.flush()
        except BrokenPipeError:
            # What is still buffered has nowhere to go; without this the interpreter would complain at its exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
            sys.exit(_READER_GONE)
        except OSError as fault:
            raise CommandError(gettext("standard output: %s") % fault.strerror) from None


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file, or standard input for `-`, open to read. What cannot be read is refused, also while it is being read."""
    try:
        if file == "-":
            if sys.stdin is None:
                raise _unreadable(file, gettext("it is closed"))
            yield sys.stdin.buffer
            return
        if "\0" in file:
            raise _unreadable(file, gettext("no file has such a name"))
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as fault:
        raise _unreadable(file, fault.strerror or str(fault)) from None


def refused(file: str, why: str) -> CommandError:
    """What to raise for a file that is not in its form; `why` has the place, what was found and what was expected."""
    return CommandError(f"{_name(file)}: {why}", returncode=MALFORMED)


def _unreadable(file: str, why: str) -> CommandError:
    message = gettext("%(file)s: found nothing that can be read (%(why)s), expected a file")
    return CommandError(message % {"file": _name(file), "why": why}, returncode=MALFORMED)


def _name(file: str) -> str:
    if file == "-":
        return gettext("standard input")
    # What would move a terminal's cursor, or end a line, is spelled out.
    return file if file.isprintable() else repr(file)

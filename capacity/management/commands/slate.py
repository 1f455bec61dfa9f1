"""Plan a slate from a file: no database is asked."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from capacity.planning.slate import solve
from capacity.planning.slate.reading import Malformed, read
from capacity.planning.slate.writing import as_json, as_text

_MALFORMED = 2
_READER_GONE = 141  # as a shell tells it of a program that the pipe's end has stopped: 128 + SIGPIPE


class Command(BaseCommand):
    """`slate FILE`: exit 0 when the question was answered, 2 when the file is malformed."""

    help = "Plan a slate: read weeks and candidacies from FILE (JSON), write which to support, week by week, and why."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file; - reads standard input")
        parser.add_argument("--format", choices=("json", "text"), default="json", help="for programs or for people")

    def handle(self, *, file: str, format: str, **options: Any) -> None:
        name = gettext("standard input") if file == "-" else file
        try:
            problem = read(_contents(file), gettext)
        except Malformed as fault:
            raise CommandError(f"{name}: {fault}", returncode=_MALFORMED) from None
        except (OSError, ValueError) as fault:
            why = getattr(fault, "strerror", None) or str(fault)
            message = gettext("%(file)s: found nothing that can be read (%(why)s), expected a file of candidacies")
            raise CommandError(message % {"file": name, "why": why}, returncode=_MALFORMED) from None
        answer = solve(problem)
        self._put(as_json(answer) if format == "json" else as_text(answer, gettext))

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


def _contents(file: str) -> bytes:
    """The file's bytes. Raises OSError, and ValueError where no file can have that name."""
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:
        raise OSError(gettext("it is closed"))
    return sys.stdin.buffer.read()

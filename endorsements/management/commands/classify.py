"""Judge dossiers from a file, by the rulebook alone: no database is asked."""

import gc
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext

from chapters.management.files import FileCommand, opened, refused
from endorsements.rules import Explanation, Rulebook, explain
from endorsements.rules.malformed import Malformed
from endorsements.rules.reading import ClassifyFile, read_file
from endorsements.rules.streaming import answer_lines
from endorsements.rules.writing import file_json, result_line, result_text

_MOST_JOBS = 64
_AT_ONCE = 1 << 16


class Command(FileCommand):
    """`classify FILE`: exit 0 when every dossier was judged, 2 when the file is malformed."""

    help = "Judge dossiers: read FILE (JSON, or JSON Lines when it ends in .jsonl), write each one's verdict and why."
    file_help = "a .json or .jsonl file; - reads standard input"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--lines", action="store_true", help="read JSON Lines whatever the file is called")
        parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes to use for JSON Lines")

    def handle(self, *, file: str, format: str, lines: bool, jobs: int, **options: Any) -> None:
        try:
            with opened(file) as stream:
                if lines or file.endswith(".jsonl"):
                    gc.freeze()  # what is loaded by now stays; collecting need not walk it again and again
                    # People read text more slowly than one process writes it, and only this one speaks their language.
                    as_text = format == "text"
                    self._write(answer_lines(stream, _text if as_text else result_line, 1 if as_text else jobs))
                else:
                    self._write(_answers(read_file(stream.read()), format))
        except Malformed as fault:
            raise refused(file, fault.told(gettext)) from None

    def _write(self, pieces: Iterable[str]) -> None:
        for text in _gathered(pieces):
            self.put(text)


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


def _jobs(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_JOBS):
        message = gettext("found %(found)r, expected a whole number from 1 to %(most)d")
        raise ArgumentTypeError(message % {"found": text, "most": _MOST_JOBS})
    return int(text)

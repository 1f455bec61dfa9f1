"""Add published results up to turnout, from files alone: no database is asked."""

import os
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext

from capacity.planning.results import Malformed, Results, offices
from capacity.planning.results.writing import results_json, results_text
from chapters.management.files import MALFORMED, FileCommand, opened


class Command(FileCommand):
    """`turnout FILE …`: exit 0 when the files could be read, 2 when one cannot be."""

    help = "Add OpenElections CSV files up to each contest's ballots and votes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="named as in 20200623__ny__primary__kings__precinct.csv; or -"
        )
        parser.add_argument("--name", metavar="NAME", help="what the file on standard input would be called")
        parser.add_argument(
            "--normalize-office", metavar="MAPPING.toml", help='lines of "found" = "name of the office"'
        )
        parser.add_argument("--format", choices=("json", "text"), default="json", help="for programs or for people")

    def handle(
        self, *, files: list[str], name: str | None, normalize_office: str | None, format: str, **options: Any
    ) -> None:
        try:
            results = Results(_mapping(normalize_office) if normalize_office is not None else {})
            seen: dict[tuple[int, int], str] = {}
            for file in files:
                with opened(file) as stream:
                    _only_once(stream, file, seen)
                    results.add(stream, _name(file, name))
        except Malformed as fault:
            raise CommandError(fault.told(gettext), returncode=MALFORMED) from None
        self.put("".join(results_json(results) if format == "json" else results_text(results, gettext)))


def _name(file: str, name: str | None) -> str:
    """The name that says which election it is. Standard input has none of its own."""
    if file != "-":
        return file
    if name is None:
        message = gettext("standard input: found no file name, expected --name, as in --name %s")
        raise _refused(message % "20200623__ny__primary__kings__precinct.csv")
    return name


def _only_once(stream: BinaryIO, file: str, seen: dict[tuple[int, int], str]) -> None:
    """Refuse one file under two names: its votes would count twice."""
    if file == "-":
        return
    status = os.fstat(stream.fileno())
    place = (status.st_dev, status.st_ino)
    if place in seen:
        message = gettext("%(file)s: found the same file as %(first)s, expected each file once")
        raise _refused(message % {"file": file, "first": seen[place]})
    seen[place] = file


def _mapping(file: str) -> dict[str, str]:
    with opened(file) as stream:
        return offices(stream.read(), file)


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=MALFORMED)

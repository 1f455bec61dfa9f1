"""Recount a published tally from its file: no database is asked."""

from typing import Any

from django.utils.translation import gettext

from chapters.management.files import FileCommand, opened, refused
from endorsements.rules.malformed import Malformed
from endorsements.tally.deciding import decide
from endorsements.tally.reading import read
from endorsements.tally.writing import as_json, as_text


class Command(FileCommand):
    """`recount FILE`: exit 0 when the outcome was worked out, 2 when the file is malformed."""

    help = "Recount a tally: read a rule and its votes from FILE (JSON), write the outcome and the arithmetic."

    def handle(self, *, file: str, format: str, **options: Any) -> None:
        try:
            with opened(file) as stream:
                outcome = decide(*read(stream.read()))
        except Malformed as fault:
            raise refused(file, fault.told(gettext)) from None
        self.put(as_json(outcome, gettext) if format == "json" else as_text(outcome, gettext))

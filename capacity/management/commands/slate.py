"""Plan a slate from a file: no database is asked."""

from typing import Any

from django.utils.translation import gettext

from capacity.planning.slate import solve
from capacity.planning.slate.reading import Malformed, read
from capacity.planning.slate.writing import as_json, as_text
from chapters.management.files import FileCommand, opened, refused


class Command(FileCommand):
    """`slate FILE`: exit 0 when the question was answered, 2 when the file is malformed."""

    help = "Plan a slate: read weeks and candidacies from FILE (JSON), write which to support, week by week, and why."

    def handle(self, *, file: str, format: str, **options: Any) -> None:
        try:
            with opened(file) as stream:
                problem = read(stream.read(), gettext)
        except Malformed as fault:
            raise refused(file, str(fault)) from None
        answer = solve(problem)
        self.put(as_json(answer) if format == "json" else as_text(answer, gettext))
